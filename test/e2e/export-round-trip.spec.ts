import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ImportSource } from '../../src/imports/import-source.js';
import { NdjsonImportService } from '../../src/imports/ndjson-import.service.js';
import { sql } from '../../src/platform/database/sql.js';
import { type GeneratedStory, generateSite } from '../support/generated-site.js';
import { ADMIN_KEY, TestApp } from '../support/test-app.js';
import { send } from '../support/writing.js';

const ADMIN = { authorization: `Bearer ${ADMIN_KEY}` };
const EVERYTHING = '/v1/export/articles.ndjson?status=all&include=comments';

let from: TestApp;
let to: TestApp;
let stories: GeneratedStory[];

beforeAll(async () => {
  from = await TestApp.start();
  to = await TestApp.start();
  stories = await generateSite(from, 60, 20_261_129);
  await from.import(oddStories());
  await from.database.query(sql`insert into article_alias (slug, article_id, since, until)
    select 'once-' || n, id, publish_at, publish_at from (
      select id, publish_at, row_number() over (order by publish_at, id) as n from article) a where n % 9 = 0`);
});
afterAll(async () => {
  await from.close();
  await to.close();
});

const ODD_TEXTS = [
  `"quoted" 'single' \\ back\\u0041slash \\n {"$copy" : "x"}`,
  'lines \u2028 and \u2029 and \u0085 and \ufeff here',
  'astral 😀 👩‍🚀 𝔘𝔫𝔦 e\u0301 é',
  '\u202eturned around\u202c עברית العربية',
  '<script>alert(1)</script> & &amp; ]]>',
  'word '.repeat(400),
];

const ODD_SLUGS = ODD_TEXTS.map((_, index) => `odd-story-${index}`);

/** Texts that are hard to carry, and stories in every state. */
function oddStories(): Record<string, unknown>[] {
  const odd = ODD_TEXTS.map((text, index) => ({
    slug: ODD_SLUGS[index],
    headline: `Odd ${index} ${text}`.slice(0, 400),
    dek: text,
    excerpt: text,
    note: text,
    body: { blocks: [{ _type: 'block', children: [{ _type: 'span', text: `Said ${text.repeat(40)}` }] }] },
    corrections: [{ kind: 'update', text: `Odd ${text}`, at: '2026-02-03T04:05:06.789Z' }],
    comments: [{ name: 'Ada Byron', body: `Odd ${text}`, createdAt: '2026-02-03T04:05:06.789Z' }],
  }));
  const states = [
    { status: 'draft', note: 'Not yet' },
    { status: 'scheduled', publishAt: '2099-01-01T00:00:00.000Z', neverRecommend: true },
    { status: 'expired', publishedAt: '2026-01-01T00:00:00.000Z', expiresAt: '2026-01-02T00:00:00.000Z' },
    { status: 'unpublished', publishedAt: '2026-01-01T00:00:00.000Z' },
    { status: 'retracted', publishedAt: '2026-01-01T00:00:00.000Z', notice: 'It was wrong.' },
  ].map((state) => ({ headline: `A ${state.status} story`, body: { text: 'Text' }, ...state }));
  return [...odd, ...states].map((story, index) => ({
    externalId: `odd-${index}`,
    section: 'europe',
    ...('status' in story ? {} : { publishedAt: '2026-02-01T00:00:00.000Z' }),
    ...story,
  }));
}

const exportOf = async (site: TestApp, path = EVERYTHING): Promise<string> => {
  const { status, body } = await site.text(path, ADMIN);
  expect(status).toBe(200);
  return body;
};

const importInto = (site: TestApp, text: string) =>
  site.app
    .get(NdjsonImportService, { strict: false })
    .import(ImportSource.ofStream('export.ndjson', Readable.from([Buffer.from(text)])), { actor: 'test' });

/** What is by its nature another on another site: it has a history of its own. */
const OWN = ['version', 'updatedAt'];

/** The lines without that, members in one order: those of a block stand as whoever wrote it first put them. */
const linesOf = (text: string): string[] =>
  text.split('\n').map((line) => line && JSON.stringify(inOrder(without(JSON.parse(line) as object, OWN))));

const without = (story: object, members: readonly string[]): object =>
  Object.fromEntries(Object.entries(story).filter(([name]) => !members.includes(name)));

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(members.map(([name, member]) => [name, inOrder(member)]));
}

/** A story as readers get it, without what is its own on each site: ids of what stands around it, and its history. */
async function readIn(site: TestApp, slug: string): Promise<unknown> {
  const { body } = await site.get<Record<string, unknown>>(`/v1/articles/${slug}`);
  const { id, updatedAt: _, version: __, commentCount: ___, ...story } = body;
  return { id, ...(withoutIds(story) as object) };
}

const withoutIds = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (name, member: unknown) => (name === 'id' ? undefined : member)));

interface Said {
  readonly status: string;
  readonly author: { readonly name: string };
  readonly text: string;
  readonly createdAt: string;
  readonly replies: readonly Said[];
}

/** What readers wrote below a story, without those comments that only hold a place. */
async function saidIn(site: TestApp, slug: string): Promise<string[]> {
  const { body } = await site.get<{ items: Said[] }>(`/v1/articles/${slug}/comments?sort=oldest&limit=100`);
  const all = (items: readonly Said[]): Said[] => items.flatMap((item) => [item, ...all(item.replies)]);
  return all(body.items)
    .filter(({ status }) => status === 'approved')
    .map(({ author, text, createdAt }) => `${createdAt} ${author.name}: ${text}`)
    .sort();
}

describe('an export', () => {
  it('that is imported into an empty database comes out of it as the same lines', async () => {
    const first = await exportOf(from);
    const report = await importInto(to, first);
    const created = stories.length + oddStories().length;
    expect(report).toMatchObject({ fault: null, warningCount: 0, created });
    const second = await exportOf(to);
    expect(linesOf(second)).toEqual(linesOf(first));
    expect(await importInto(to, first)).toMatchObject({
      unchanged: created,
      commentsUpdated: 0,
      comments: 0,
    });
  });

  it('makes the same stories for readers, with their ids, former slugs and addresses', async () => {
    const sample = [...stories.filter((_, index) => index % 4 === 0).map(({ slug }) => slug), ...ODD_SLUGS];
    expect(await readIn(to, sample[0] as string)).toMatchObject({ status: 'published' });
    for (const slug of sample) {
      expect(await readIn(to, slug)).toEqual(await readIn(from, slug));
      expect(await saidIn(to, slug)).toEqual(await saidIn(from, slug));
    }
    for (const path of ['/v1/articles/once-9', '/v1/resolve?url=https://old.example/node/8%3Flang=en']) {
      const [before, after] = [await from.text(path), await to.text(path)];
      expect([after.status, after.body]).toEqual([before.status, before.body]);
    }
  });

  it('leaves out the draft of a published story, which an import would show to readers', async () => {
    const { slug } = stories[0] as GeneratedStory;
    const { status } = await send(
      from,
      'PATCH',
      `/v1/articles/${slug}`,
      { headline: 'Not for readers yet' },
      { version: '*' },
    );
    expect(status).toBe(200);
    const everything = await exportOf(from);
    expect(everything).not.toContain('Not for readers yet');
  });

  it('brings back the pictures that the site keeps as its own, where they still are', async () => {
    const picture = '01990000-0000-7000-8000-0000000000aa';
    await from.database
      .query(sql`insert into image (id, url, alt, width, height, media_type, byte_size, content_hash)
      values (${picture}::uuid, ${`/media/${picture}`}, 'Kept', 2000, 1000, 'image/jpeg', 10, 'h')`);
    await from.import([
      {
        externalId: 'pictured',
        headline: 'Pictured',
        section: 'world',
        body: { blocks: [{ _type: 'image', imageId: picture }] },
        leadImage: { url: `https://api.example/media/${picture}?w=1600&v=1` },
        publishedAt: '2026-03-01T00:00:00Z',
      },
    ]);
    const before = await from.get<any>('/v1/articles/pictured');
    expect(before.body.body.blocks[0]).toMatchObject({ imageId: picture });
    const line = (await exportOf(from)).split('\n').find((text) => text.includes('"pictured"')) as string;
    expect(line).not.toContain('imageId');
    await importInto(from, line);
    const after = await from.get<any>('/v1/articles/pictured');
    expect([after.body.body, after.body.leadImage]).toEqual([before.body.body, before.body.leadImage]);
    expect(await importInto(to, line)).toMatchObject({ created: 1, fault: null });
    const elsewhere = await to.get<any>('/v1/articles/pictured');
    expect(elsewhere.body.body.blocks[0].url).toBe(`https://api.example/media/${picture}?w=1600&v=1`);
  });
});
