import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ResponseCache } from '../../src/platform/cache/response-cache.js';
import { ChangeListener } from '../../src/platform/changes/change-listener.js';
import { sql } from '../../src/platform/database/sql.js';
import { aComment } from '../support/comments.js';
import { StatementLog } from '../support/statements.js';
import { TestApp } from '../support/test-app.js';
import { type Body, drafted, furnishNewsroom, published, send, step, writer } from '../support/writing.js';

let site: TestApp;
let cache: ResponseCache;
let listener: ChangeListener;
let statements: StatementLog;

beforeAll(async () => {
  site = await TestApp.start({ RESPONSE_CACHE: 'on' });
  await furnishNewsroom(site);
  cache = site.app.get(ResponseCache, { strict: false });
  statements = new StatementLog();
  listener = site.app.get(ChangeListener, { strict: false });
});
afterAll(async () => {
  statements.stop();
  await site.close();
});

/** Asks for all of these, so that they are in memory. */
async function warm(paths: readonly string[]): Promise<void> {
  await expect.poll(() => cache.isOn).toBe(true);
  for (const path of paths) await site.text(path);
  expect(paths.filter((path) => !cache.find(path))).toEqual([]);
}

const gone = (paths: readonly string[]): string[] => paths.filter((path) => !cache.find(path));

let stories = 0;
/**
 * A story, newer than those before. Its date is before its draft: what comes to sight after a change of it is looked for,
 * and thrown away once more two seconds later.
 */
function inThePast(changes: Record<string, unknown> = {}): Promise<Body> {
  stories += 1;
  // Stories with the same words are one to those that choose what stands beside them.
  const words = Array.from('abcdefghijkl', (letter) => `${letter.repeat(3)}${stories}`);
  return published(site, {
    body: { text: words.join(' ') },
    publishAt: new Date(Date.parse('2026-01-01T00:00:00Z') + stories * 1_000).toISOString(),
    ...changes,
  });
}

describe('what a change throws out of memory', () => {
  let turn = 0;
  let one: Body;
  let other: Body;
  let paths: string[];
  let ofOne: string[];
  let ofOther: string[];
  const story = ({ id, slug, url }: Body): string[] => [
    ...['', '/page'].map((rest) => `/v1/articles/${slug}${rest}`),
    ...[`/embed/${slug}`, `/embed/${id}`, `/oembed?url=${new URL(url).pathname}`],
  ];
  const ALL = ['/v1/articles', '/feeds/latest.rss'];
  /** Shows the newest story, which is the other one. */
  const FRONT = ['/v1/front'];
  /** May depend on anything in a story. */
  const BROAD = ['/v1/articles?sort=-updatedAt'];
  const KNOWN = ['/v1/authors', '/v1/tags'];
  const SITE = ['/v1/sections', '/v1/site'];
  const showsOne = (): string[] => [...story(one), ...ALL, ...ofOne, ...BROAD];

  /** A story in a section of its own, with an author and a tag of its own. */
  async function alone(name: string): Promise<{ story: Body; lists: string[] }> {
    const slug = `${name}-${turn}`;
    for (const kind of ['sections', 'authors', 'tags']) {
      const made = await send(site, 'POST', `/v1/${kind}`, { name: slug, slug });
      expect(made.status).toBe(201);
    }
    return {
      story: await inThePast({ section: slug, tags: [slug], authors: [slug] }),
      lists: ['section', 'tag', 'author'].map((term) => `/v1/articles?${term}=${slug}`),
    };
  }

  beforeEach(async () => {
    turn += 1;
    ({ story: one, lists: ofOne } = await alone('one'));
    ({ story: other, lists: ofOther } = await alone('other'));
    paths = [
      ...story(one),
      ...story(other),
      ...ofOne,
      ...ofOther,
      ...ALL,
      ...FRONT,
      ...BROAD,
      ...KNOWN,
      ...SITE,
    ];
    await expect.poll(() => cache.isOn).toBe(true);
  });

  /** What is not in memory any more once everything has been heard of. */
  async function after(work: () => Promise<unknown>, expected: readonly string[]): Promise<void> {
    await warm(paths);
    await work();
    await heard();
    expect(gone(paths)).toEqual(paths.filter((path) => expected.includes(path)));
  }

  /** Waits until the process has heard of everything that was committed. */
  async function heard(): Promise<void> {
    const [last] = await site.database.query<{ seq: string }>(sql`select max(seq) as seq from change`);
    await expect.poll(() => listener.position).toBe(Number(last?.seq));
  }

  it('an edit: the answers that show the story', () =>
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
      const slug = `other-${turn}`;
      await inThePast({ section: slug, tags: [slug], authors: [slug] });
    }, [`/v1/articles/${other.slug}/page`, ...ofOther, ...ALL, ...FRONT, ...BROAD, ...KNOWN]));

  it('a draft: nothing of what readers see, but lists that may depend on anything', () =>
    after(() => drafted(site, { section: `one-${turn}` }), BROAD));

  it('a retraction: the story and its lists', () =>
    after(
      () => step(site, one.id, 'retract', one.version, { notice: 'It was not so.' }),
      [...showsOne(), ...FRONT, ...KNOWN],
    ));

  it('another tag: the list that the story leaves, the one that it enters, and what shows it', () =>
    after(async () => {
      const tags = [`other-${turn}`];
      const { body } = await send(
        site,
        'PATCH',
        `/v1/articles/${one.id}`,
        { tags },
        { version: one.version },
      );
      await step(site, one.id, 'publish', body.version);
    }, [...showsOne(), `/v1/articles?tag=other-${turn}`, `/v1/articles/${other.slug}/page`, '/v1/tags']));

  it('a new name of a tag: the answers that show the tag', () =>
    after(
      () => send(site, 'PATCH', `/v1/tags/one-${turn}`, { name: 'Once more' }, { version: 1 }),
      [...story(one), ...ALL, ...ofOne, ...BROAD, '/v1/tags'],
    ));

  it('a new name of a tag: also what says it to search engines alone', async () => {
    const path = `/v1/articles/${one.slug}?fields=seo`;
    await warm([path]);
    await send(site, 'PATCH', `/v1/tags/one-${turn}`, { name: 'Once again' }, { version: 1 });
    await heard();
    expect(gone([path])).toEqual([path]);
  });

  it('a new name of a section: everything, since addresses and breadcrumbs are made of sections', () =>
    after(
      () => send(site, 'PATCH', `/v1/sections/one-${turn}`, { name: 'Once more' }, { version: 1 }),
      paths,
    ));

  it('a setting of the site: everything', () =>
    after(async () => {
      const { body } = await send(site, 'GET', '/v1/site');
      await send(site, 'PATCH', '/v1/site', { tagline: `Turn ${turn}` }, { version: body.version });
    }, paths));

  it('a sponsor or a slot: the pages of stories, which show slots', async () => {
    const pages = [one, other].map(({ slug }) => `/v1/articles/${slug}/page`);
    const make = (path: string, body: object) => send(site, 'POST', path, body);
    const sponsor = { name: `Sponsor ${turn}`, slug: `sponsor-${turn}` };
    await after(() => make('/v1/sponsors', sponsor), pages);
    let slot: Body;
    const sold = { slot: 'top', text: 'Buy', href: 'https://x.example/', rule: { kind: 'top' } };
    await after(
      async () => ({ body: slot } = await make('/v1/placements', { ...sold, sponsor: sponsor.slug })),
      pages,
    );
    const path = () => `/v1/placements/${slot.id}`;
    await after(() => send(site, 'PATCH', path(), { label: 'Ad' }, { version: 1 }), pages);
    const renamed = { name: 'Another name' };
    await after(() => send(site, 'PATCH', `/v1/sponsors/${sponsor.slug}`, renamed, { version: 1 }), pages);
    await after(() => send(site, 'DELETE', path(), undefined, { version: 2 }), pages);
  });

  it('a comment: the answers that show what readers did to the story', async () => {
    await warm(paths);
    await site.post(`/v1/articles/${one.id}/comments`, aComment());
    const shown = new Set([...story(one).slice(0, 2), '/v1/articles', ...ofOne, ...BROAD]);
    await expect.poll(() => gone(paths)).toEqual(paths.filter((path) => shown.has(path)));
  });
});

describe('a write', () => {
  it('is answered once this process has thrown away what it made untrue', async () => {
    const story = await inThePast();
    const path = `/v1/articles/${story.slug}`;
    let { version } = story;
    for (let turn = 0; turn < 20; turn += 1) {
      await warm([path]);
      const language = turn % 2 === 0 ? 'fr' : 'de';
      const { body } = await send(site, 'PATCH', `/v1/articles/${story.id}`, { language }, { version });
      expect((await site.get(path)).body['language']).toBe(language);
      ({ version } = body);
    }
  });
});

describe('an answer from memory', () => {
  it('takes no statement, and is the same', async () => {
    const { slug } = await inThePast();
    const path = `/v1/articles/${slug}/page`;
    await warm([path]);
    const first = await site.text(path);
    let again = '';
    expect(await statements.during(async () => void (again = (await site.text(path)).body))).toEqual([]);
    expect(again).toBe(first.body);
  });

  it('is made once for a crowd', async () => {
    const { slug } = await inThePast();
    await expect.poll(() => cache.isOn).toBe(true);
    const path = `/v1/articles/${slug}/page`;
    const bodies = new Set<string>();
    const ask = async (): Promise<void> => void bodies.add((await site.text(path)).body);
    const sent = await statements.during(() => Promise.all(Array.from({ length: 50 }, ask)));
    expect(sent).toEqual([expect.stringContaining('json_build_object')]);
    expect(bodies.size).toBe(1);
  });

  it('can be that there is no such story, until there is', async () => {
    const slug = 'not-there-yet';
    const path = `/v1/articles/${slug}`;
    await warm([path]);
    expect((await site.text(path)).status).toBe(404);
    await inThePast({ slug });
    await expect.poll(async () => (await site.text(path)).status).toBe(200);
  });

  it('can be that a story was retracted', async () => {
    const { id, slug, version } = await inThePast();
    await step(site, id, 'retract', version, { notice: 'Not so.' });
    const path = `/v1/articles/${slug}`;
    await warm([path]);
    expect(await site.get(path)).toMatchObject({
      status: 410,
      body: { code: 'ARTICLE_RETRACTED', notice: 'Not so.' },
    });
  });

  it('ends when a scheduled story comes', async () => {
    const tag = 'never-seen';
    await send(site, 'POST', '/v1/tags', { name: tag, slug: tag });
    const { id, slug, version } = await drafted(site, { tags: [tag] });
    await step(site, id, 'publish', version, { publishAt: new Date(Date.now() + 1_500).toISOString() });
    const path = `/v1/articles/${slug}`;
    const lists = [
      '/v1/articles',
      '/v1/articles?sort=-updatedAt',
      `/v1/articles?tag=${tag}`,
      '/v1/tags?limit=100',
    ];
    await warm([path, ...lists, '/feeds/latest.rss']);
    expect((await site.text(path)).status).toBe(404);
    await expect.poll(async () => (await site.text(path)).status, { timeout: 5_000, interval: 2 }).toBe(200);
    for (const list of lists) {
      expect((await site.text(list)).body).toContain(list.startsWith('/v1/tags') ? tag : slug);
    }
  });

  it('is never one of a caller with a key', async () => {
    const path = '/v1/articles?limit=7';
    const { headers } = await site.get(path, writer);
    expect(headers.get('cache-control')).toContain('private');
    expect(cache.find(path)).toBeUndefined();
  });
});
