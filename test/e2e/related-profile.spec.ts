import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ArticleImportService } from '../../src/imports/article-import.service.js';
import { ImportedArticle } from '../../src/imports/imported-article.js';
import { validateInput } from '../../src/platform/http/validation.js';
import { aStory } from '../support/comments.js';
import { TestApp } from '../support/test-app.js';

let site: TestApp;
let importer: ArticleImportService;

beforeAll(async () => {
  site = await TestApp.start();
  importer = site.app.get(ArticleImportService, { strict: false });
});
afterAll(() => site.close());

const unique = (): string => `s${randomUUID().slice(0, 8)}`;

/** Imports stories of one language, each with a headline and a body, among others that are about nothing that they are. */
async function importing(language: string, texts: readonly (readonly [headline: string, body: string])[]) {
  const name = unique();
  const others = Array.from(
    { length: 12 },
    () => [`About ${unique()}`, `Of ${unique()} and ${unique()}`] as const,
  );
  const lines = [...texts, ...others].map(([headline, text], index) =>
    aStory(`${name}-${index}`, { headline, body: { text }, language, section: `${name}-${index}` }),
  );
  const articles = await Promise.all(lines.map((line) => validateInput(ImportedArticle, line)));
  await importer.import(articles, { actor: 'test', now: new Date(), onFailure: 'stop', slugs: 'exact' });
  await importer.finish();
  return async (index: number) => {
    const { body } = await site.get<any>(`/v1/articles/${name}-${index}/related`);
    return body.items.map(({ article, reasons }: any) => ({
      place: Number(article.slug.slice(name.length + 1)),
      ...Object.fromEntries(reasons.map(({ kind, detail }: any) => [kind, detail])),
    }));
  };
}

describe('what a story is about', () => {
  it('is also who and where: names inside a sentence, as they are written', async () => {
    const relatedTo = await importing('en', [
      ['A first look', 'Yesterday evening the mayor Ann O’Varrek spoke at length in Quellmar about budgets.'],
      ['More to come', 'It was clear to everybody that Ann O’Varrek’s plan for rail had been heard there.'],
      ['Quite another', 'Nobody who was asked on the market this week knew of any other plan, said a baker.'],
    ]);
    const [first] = await relatedTo(0);
    expect(first).toMatchObject({ place: 1, names: 'Ann O’Varrek' });
    expect((await relatedTo(2)).every(({ names }: any) => names === undefined)).toBe(true);
  });

  it('takes no single noun of German for a name', async () => {
    const relatedTo = await importing('de', [
      ['Eins', 'Am Abend sagte dann Karl Quellmann noch etwas zur Talsperre, wie es heißt.'],
      ['Zwei', 'Dass die Talsperre bald fertig wird, hat ja auch Karl Quellmann so nicht gesagt.'],
    ]);
    const [first] = await relatedTo(0);
    expect(first).toMatchObject({ place: 1, names: 'Karl Quellmann' });
    expect(first.terms).toContain('talsperre');
  });

  it.each([
    ['ja', ['東京で大きな地震が発生した', '東京の地震で電車が止まった', '新しい美術館が来月開館する']],
    ['zh', ['北京大学发布新的研究报告', '研究报告显示北京大学排名上升', '昨晚的足球比赛十分精彩']],
    ['th', ['แผ่นดินไหวในกรุงเทพ', 'เกิดแผ่นดินไหวใหญ่', 'ฟุตบอลคืนนี้สนุกมาก']],
  ])('is found without spaces between words: %s', async (language, texts) => {
    const relatedTo = await importing(
      language,
      texts.map((text) => [text, text] as const),
    );
    expect((await relatedTo(0)).map(({ place }: any) => place)).toEqual([1]);
    expect(await relatedTo(2)).toEqual([]);
  });
});
