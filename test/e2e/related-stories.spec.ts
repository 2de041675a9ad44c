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
  await importing(
    Array.from({ length: 200 }, () =>
      aStory(unique(), { headline: `About ${unique()}`, body: { text: `${unique()} and ${unique()}.` } }),
    ),
  );
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
  site.database.query(
    sql`select article_id, rank, related_id, score, reasons::text from related_story
      where article_id = any(${ids}::uuid[]) order by article_id, rank`,
  );

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

  it('of a long import are what they would be had each been chosen last', async () => {
    const name = unique();
    const lines = storiesOf(name, 90);
    const early = await importing(lines.slice(0, 30));
    expect(await dueOf(early)).toBe(30);
    await importer.finish();
    const ids = [...early, ...(await importing(lines.slice(30, 60))), ...(await importing(lines.slice(60)))];
    await importer.finish();
    expect(await dueOf(ids)).toBe(0);
    const stored = await listsOf(ids);
    await site.database.transaction((tx) => site.app.get(RelatedService, { strict: false }).choose(tx, ids));
    expect(stored).toEqual(await listsOf(ids));
    expect(stored.length).toBe(ids.length * 20);
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

const capitalised = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
