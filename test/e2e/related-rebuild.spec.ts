import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ArticleImportService } from '../../src/imports/article-import.service.js';
import { ImportedArticle } from '../../src/imports/imported-article.js';
import { sql } from '../../src/platform/database/sql.js';
import { validateInput } from '../../src/platform/http/validation.js';
import { RelatedBacklogService } from '../../src/related-stories/related-backlog.service.js';
import { aStory } from '../support/comments.js';
import { TestApp } from '../support/test-app.js';

let site: TestApp;
let importer: ArticleImportService;
let backlog: RelatedBacklogService;

const unique = (): string => `s${randomUUID().slice(0, 8)}`;

/** Imports one on each of these matters. */
async function importing(matters: readonly string[]): Promise<void> {
  const lines = matters.map((matter) => aStory(unique(), { headline: `On ${matter} by ${unique()}` }));
  const articles = await Promise.all(lines.map((line) => validateInput(ImportedArticle, line)));
  await importer.import(articles, { actor: 'test', now: new Date(), onFailure: 'stop', slugs: 'exact' });
}

/** Stories that are due, without words or without a list though there are others on their matter. */
const unfinished = sql`
  select a.slug from article a left join related_profile p on p.article_id = a.id
  where p.chosen_at is null or exists (select from related_due due where due.article_id = a.id)
    or not exists (select from related_story story where story.article_id = a.id)`;

beforeAll(async () => {
  site = await TestApp.start();
  importer = site.app.get(ArticleImportService, { strict: false });
  backlog = site.app.get(RelatedBacklogService, { strict: false });
});
afterAll(() => site.close());

it('two rebuilds at once, one of them cut off in the middle, while stories come, leave nothing undone', async () => {
  const matters = Array.from({ length: 60 }, unique);
  for (let turn = 0; turn < 4; turn += 1) await importing(matters);
  await importer.finish();
  await backlog.beginRebuild();
  await site.database.query(sql`delete from related_story`);
  const cut = new AbortController();
  const onProgress = (step: string): void => {
    if (step === 'chosen') cut.abort();
  };
  const publishing = async (): Promise<void> => {
    for (const matter of matters.slice(0, 15)) await importing([matter]);
  };
  await Promise.all([backlog.workOff(cut.signal, { onProgress }), backlog.workOff(cut.signal), publishing()]);
  expect(cut.signal.aborted).toBe(true);
  await backlog.beginRebuild();
  await Promise.all([backlog.workOff(), backlog.workOff()]);
  await expect.poll(() => site.database.query(unfinished), { timeout: 20_000 }).toEqual([]);
  const counted = await site.database.query<{ wrong: number }>(sql`
    select count(*)::int as wrong from related_term known
    where stories <> (select count(*) from related_posting p where p.term = known.term)`);
  expect(counted).toEqual([{ wrong: 0 }]);
});
