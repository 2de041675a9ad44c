import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ResponseCache } from '../../src/platform/cache/response-cache.js';
import { aComment } from '../support/comments.js';
import { TestApp } from '../support/test-app.js';
import { type Body, drafted, furnishNewsroom, published, send, step } from '../support/writing.js';

let site: TestApp;
let cache: ResponseCache;

beforeAll(async () => {
  site = await TestApp.start({ RESPONSE_CACHE: 'on' });
  await furnishNewsroom(site);
  cache = site.app.get(ResponseCache, { strict: false });
});
afterAll(() => site.close());

/** Asks for all of these, so that they are in memory. */
async function warm(paths: readonly string[]): Promise<void> {
  await expect.poll(() => cache.isOn).toBe(true);
  for (const path of paths) await site.text(path);
  expect(paths.filter((path) => !cache.find(path))).toEqual([]);
}

const gone = (paths: readonly string[]): string[] => paths.filter((path) => !cache.find(path));

describe('what a change throws out of memory', () => {
  let one: Body;
  let other: Body;
  let paths: string[];
  const story = ({ slug }: Body): string[] => [`/v1/articles/${slug}`, `/v1/articles/${slug}/page`];

  const LISTS = {
    all: ['/v1/articles', '/v1/front', '/feeds/latest.rss'],
    ofOne: ['/v1/articles?section=world', '/v1/articles?tag=rivers', '/v1/articles?author=ada'],
    ofOther: ['/v1/articles?section=culture', '/v1/articles?tag=bridges', '/v1/articles?author=grace'],
    broad: ['/v1/articles?sort=-updatedAt'],
    terms: ['/v1/authors', '/v1/tags', '/v1/sections', '/v1/site'],
  };
  const showsOne = (): string[] => [...story(one), ...LISTS.all, ...LISTS.ofOne, ...LISTS.broad];

  beforeEach(async () => {
    one = await published(site, { section: 'world', tags: ['rivers'], authors: ['ada'] });
    other = await published(site, { section: 'culture', tags: ['bridges'], authors: ['grace'] });
    paths = [...story(one), ...story(other), ...Object.values(LISTS).flat()];
    await expect.poll(() => cache.isOn).toBe(true);
  });

  /** What is not in memory any more once everything has been heard of. */
  async function after(work: () => Promise<unknown>, expected: readonly string[]): Promise<void> {
    await warm(paths);
    await work();
    await expect.poll(() => gone(paths)).toEqual(paths.filter((path) => expected.includes(path)));
    await new Promise((resolve) => setImmediate(resolve));
    expect(gone(paths)).toEqual(paths.filter((path) => expected.includes(path)));
  }

  it('an edit of a fact: the answers that show the story', () =>
    after(
      () => send(site, 'PATCH', `/v1/articles/${one.id}`, { sensitive: true }, { version: one.version }),
      showsOne(),
    ));

  it('a correction: the same', () =>
    after(
      () => step(site, one.id, 'corrections', one.version, { kind: 'correction', text: 'It was two.' }),
      showsOne(),
    ));

  it('a publication: the lists that it enters, and the stories that it comes to stand beside', () =>
    after(async () => {
      await published(site, { section: 'culture', tags: [], authors: ['grace'] });
    }, [
      ...LISTS.all,
      '/v1/articles?section=culture',
      '/v1/articles?author=grace',
      ...LISTS.broad,
      '/v1/authors',
      '/v1/tags',
      `/v1/articles/${other.slug}/page`,
    ]));

  it('a draft: nothing of what readers see, but lists that may depend on anything', () =>
    after(() => drafted(site, { section: 'world' }), LISTS.broad));

  it('a retraction: the story and its lists', () =>
    after(
      () => step(site, one.id, 'retract', one.version, { notice: 'It was not so.' }),
      [...showsOne(), '/v1/authors', '/v1/tags'],
    ));

  it('a new name of a tag: the answers that show the tag', () =>
    after(async () => {
      const { body } = await send(site, 'GET', '/v1/tags/rivers');
      const name = `Rivers ${body.version}`;
      await send(site, 'PATCH', '/v1/tags/rivers', { name }, { version: body.version });
    }, [...showsOne(), '/v1/tags']));

  it('a setting of the site: everything', () =>
    after(async () => {
      const { body } = await send(site, 'GET', '/v1/site');
      const tagline = `Tagline ${body.version}`;
      await send(site, 'PATCH', '/v1/site', { tagline }, { version: body.version });
    }, paths));

  it('a comment: the answers that show what readers did to the story', () =>
    after(
      () => site.post(`/v1/articles/${one.id}/comments`, aComment()),
      showsOne().filter((path) => path !== '/feeds/latest.rss' && !LISTS.broad.includes(path)),
    ));
});
