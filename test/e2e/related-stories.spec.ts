import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ArticleImportService } from '../../src/imports/article-import.service.js';
import { ImportedArticle } from '../../src/imports/imported-article.js';
import { sql } from '../../src/platform/database/sql.js';
import { validateInput } from '../../src/platform/http/validation.js';
import { RelatedService } from '../../src/related-stories/related.service.js';
import { aStory } from '../support/comments.js';
import { TestApp } from '../support/test-app.js';

let site: TestApp;
let importer: ArticleImportService;

beforeAll(async () => {
  site = await TestApp.start();
  importer = site.app.get(ArticleImportService, { strict: false });
  // What every second story says counts for nothing, so there have to be others.
  await importing(Array.from({ length: 200 }, () => aStory(unique(), { headline: `About ${unique()}` })));
  await importer.finish();
});
afterAll(() => site.close());

const unique = (): string => `s${randomUUID().slice(0, 8)}`;

/** Imports as one batch of a long import does: without its end. */
async function importing(lines: readonly Record<string, unknown>[]): Promise<string[]> {
  const articles = await Promise.all(lines.map((line) => validateInput(ImportedArticle, line)));
  const rules = { actor: 'test', now: new Date(), onFailure: 'stop', slugs: 'exact' } as const;
  return (await importer.import(articles, rules)).map(({ story }) => story?.id as string);
}

/** Stories of one name and section, an hour apart, every second with the one tag and every third with the other. */
const storiesOf = (name: string, count: number) =>
  Array.from({ length: count }, (_, index) =>
    aStory(`${name}-${index}`, {
      // With a word of its own, or all would be one story told many times.
      headline: `On ${name} by ${unique()}`,
      section: name,
      tags: [...(index % 2 ? [] : [`${name}-a`]), ...(index % 3 ? [] : [`${name}-b`])],
      publishedAt: new Date(Date.parse('2026-01-01T00:00:00Z') + index * 3_600_000).toISOString(),
    }),
  );

const relatedTo = async (slug: string) => {
  const { body } = await site.get<any>(`/v1/articles/${slug}/related?limit=20`);
  return body.items as { article: { slug: string }; score: number; reasons: object[] }[];
};
const dueOf = async (ids: readonly string[]) => {
  const rows = await site.database.query(
    sql`select 1 from related_due where article_id = any(${ids}::uuid[])`,
  );
  return rows.length;
};
const listsOf = (ids: readonly string[]) =>
  site.database.query(sql`select related_id from related_story where article_id = any(${ids}::uuid[])`);

describe('related stories', () => {
  it('of a story that is published alone are there at once, and it stands beside others at once', async () => {
    const name = unique();
    const [first, , second] = storiesOf(name, 3);
    await importing(first ? [first] : []);
    const [id] = await importing(second ? [second] : []);
    const reasons = [
      { kind: 'terms', detail: name },
      { kind: 'tags', detail: `${capitalised(name)} a` },
      { kind: 'section', detail: capitalised(name) },
      { kind: 'recent', detail: 'From the same days' },
    ];
    expect(await relatedTo(`${name}-0`)).toMatchObject([{ article: { slug: `${name}-2` }, reasons }]);
    expect(await relatedTo(`${name}-2`)).toMatchObject([{ article: { slug: `${name}-0` }, reasons }]);
    expect(await dueOf([id as string])).toBe(0);
  });

  it('come by the words and tags that they share, the best first', async () => {
    const name = unique();
    await importing(storiesOf(name, 13));
    await importer.finish();
    const related = await relatedTo(`${name}-0`);
    const slugs = related.map(({ article }) => article.slug);
    const places = (...indexes: number[]): string[] => indexes.map((index) => `${name}-${index}`);
    expect(new Set(slugs.slice(0, 2))).toEqual(new Set(places(6, 12)));
    expect(new Set(slugs.slice(2, 8))).toEqual(new Set(places(2, 3, 4, 8, 9, 10)));
    expect(new Set(slugs.slice(8))).toEqual(new Set(places(1, 5, 7, 11)));
    expect(related[0]?.reasons.slice(0, 2)).toEqual([
      { kind: 'terms', detail: name },
      { kind: 'tags', detail: `${capitalised(name)} a, ${capitalised(name)} b` },
    ]);
  });

  it('of a long import know of all of it, and so do those that were there before', async () => {
    const name = unique();
    const lines = storiesOf(name, 45);
    const early = await importing(lines.slice(0, 15));
    expect(await dueOf(early)).toBe(15);
    await importer.finish();
    const ids = [...early, ...(await importing(lines.slice(15, 30))), ...(await importing(lines.slice(30)))];
    await importer.finish();
    expect(await dueOf(ids)).toBe(0);
    expect(await listsOf(ids)).toHaveLength(ids.length * 20);
    const slugs = async (index: number): Promise<string[]> =>
      (await relatedTo(`${name}-${index}`)).map(({ article }) => article.slug);
    expect(await slugs(13)).toContain(`${name}-17`);
    expect(await slugs(17)).toContain(`${name}-13`);
  });

  it('stay as they are when an import brings nothing but comments', async () => {
    const name = unique();
    const lines = storiesOf(name, 12);
    const ids = await importing(lines);
    await importer.finish();
    const comment = { externalId: 'a', name: 'Reader', body: 'A', createdAt: '2026-01-02T08:00:00Z' };
    await importing(lines.map((line) => ({ ...line, comments: [comment] })));
    expect(await dueOf(ids)).toBe(0);
  });

  it('that an import left undone are chosen by whoever comes next', async () => {
    const name = unique();
    const ids = await importing(storiesOf(name, 40));
    expect(await relatedTo(`${name}-3`)).toEqual([]);
    const ended = AbortSignal.abort();
    await importer.finish(ended);
    expect(await dueOf(ids)).toBe(40);
    expect(await site.database.query(sql`select 1 from related_due where spreads`)).toHaveLength(40);
    await Promise.all([importer.finish(), importer.finish()]);
    expect(await dueOf(ids)).toBe(0);
    expect(await relatedTo(`${name}-3`)).toHaveLength(20);
  });

  it('that an import left undone are chosen by a server, once no more of them come', async () => {
    const name = unique();
    const ids = await importing(storiesOf(name, 40));
    await site.database.query(sql`update related_due set since = now() - interval '1 minute'`);
    await expect.poll(() => dueOf(ids), { timeout: 10_000 }).toBe(0);
    expect(await relatedTo(`${name}-3`)).toHaveLength(20);
  });

  it('are chosen around pins and exclusions, and never from stories that are not to be recommended', async () => {
    const name = unique();
    const ids = await importing(storiesOf(name, 12));
    const [subject, pinned, excluded, never] = ids as [string, string, string, string];
    await site.database.query(
      sql`insert into related_exclusion (article_id, excluded_id) values (${subject}, ${excluded})`,
    );
    await site.database.query(sql`update article set never_recommend = true where id = ${never}`);
    await importer.finish();
    await site.database.transaction((tx) =>
      site.app.get(RelatedService, { strict: false }).pin(tx, subject, [pinned]),
    );
    const related = await relatedTo(`${name}-0`);
    expect(related[0]).toMatchObject({ article: { slug: `${name}-1` }, source: 'pinned', score: null });
    const slugs = related.map(({ article }) => article.slug);
    expect(slugs).toHaveLength(9);
    expect(slugs).not.toContain(`${name}-2`);
    expect(slugs).not.toContain(`${name}-3`);
  });
});

describe('related stories are', () => {
  /** Two on one matter, so that each stands beside the other. */
  const pair = async (changes: Record<string, unknown>[] = [{}, {}]): Promise<[string, string[]]> => {
    const name = unique();
    const lines = changes.map((change, index) =>
      aStory(`${name}-${index}`, { headline: `On ${name} by ${unique()}`, ...change }),
    );
    return [name, await importing(lines)];
  };

  it('gone from every list at once when they are taken back, and out of the counts of words', async () => {
    const [name, [id]] = await pair();
    expect(await relatedTo(`${name}-1`)).toHaveLength(1);
    await site.database.query(sql`update article set status = 'unpublished' where id = ${id}`);
    expect(await relatedTo(`${name}-1`)).toEqual([]);
    await site.database.transaction((tx) =>
      site.app.get(RelatedService, { strict: false }).follow(tx, [id as string]),
    );
    const counted = sql`select stories from related_term where term = ${`en:${name}`}`;
    expect(await site.database.query(counted)).toEqual([{ stories: 1 }]);
    await site.database.query(sql`delete from article where external_id = ${`story:${name}-1`}`);
    expect(await site.database.query(counted)).toEqual([]);
  });

  it('never the same story again, nor what has nothing to do with it', async () => {
    const name = unique();
    const headline = `On ${name} by ${unique()}`;
    await pair([{ headline }, { headline }, { headline: `Of ${unique()}` }]);
    const [first] = await importing([aStory(`${name}-a`, { headline })]);
    expect(first).toBeDefined();
    expect(await relatedTo(`${name}-a`)).toEqual([]);
  });

  it('narrowed by what is on the page, section, tag and age, over both transports', async () => {
    const [name, ids] = await pair([
      {},
      { section: 'sport', publishedAt: '2026-01-05T00:00:00Z' },
      { tags: ['narrow'], publishedAt: '2026-01-03T00:00:00Z' },
    ]);
    const cases: [rest: string, graphql: string, expected: number[]][] = [
      ['', '', [1, 2]],
      [`exclude=${ids[1]}`, `exclude: ["${ids[1]}"]`, [2]],
      ['section=sport', 'section: "sport"', [1]],
      ['tag=narrow', 'tag: "narrow"', [2]],
      ['tag=nowhere', 'tag: "nowhere"', []],
      ['publishedAfter=2026-01-04T00:00:00Z', 'publishedAfter: "2026-01-04T00:00:00Z"', [1]],
    ];
    for (const [rest, graphql, expected] of cases) {
      const slugs = expected.map((index) => `${name}-${index}`);
      const { body } = await site.get<any>(`/v1/articles/${name}-0/related?${rest}`);
      expect(body.items.map(({ article }: any) => article.slug).sort(), rest).toEqual(slugs);
      const field = `related${graphql && `(${graphql})`} { article { slug } }`;
      for (const root of ['article', 'articlePage']) {
        const { body: answer } = await site.graphql<any>(`{ ${root}(slug: "${name}-0") { ${field} } }`);
        expect(answer.data[root].related.map(({ article }: any) => article.slug).sort()).toEqual(slugs);
      }
    }
    expect((await site.get<any>(`/v1/articles/${name}-0/related?exclude=x`)).body.code).toBe(
      'INVALID_PARAMETER',
    );
    const refused = await site.graphql<any>(
      `{ article(slug: "${name}-0") { related(exclude: ["x"]) { score } } }`,
    );
    expect(refused.body.errors?.[0]?.extensions.code).toBe('INVALID_PARAMETER');
  });

  it('chosen for stories of any text, or none that says anything', async () => {
    const texts = [
      '\u{1F600} \u{1F680}',
      '\u6771\u4eac\u3067\u5730\u9707',
      '\u0627\u0644\u0639\u0631\u0628\u064a\u0629',
      'word '.repeat(200_000),
      "' & | ! \\ :*",
    ];
    const name = unique();
    const lines = texts.map((text, index) =>
      aStory(`${name}-${index}`, { headline: index ? text.slice(0, 20) : '\u{1F600}', body: { text } }),
    );
    const ids = await importing(lines);
    expect(ids).toHaveLength(texts.length);
    for (const index of ids.keys()) await relatedTo(`${name}-${index}`);
  });
});

const capitalised = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
