import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ArticleHeadQuery } from '../../src/articles/article-head.query.js';
import { headTags } from '../../src/articles/head-tags.js';
import type { Seo } from '../../src/articles/seo.view.js';
import { DemoService } from '../../src/demo/demo.service.js';
import { sql } from '../../src/platform/database/sql.js';
import { generatedStories } from '../support/generated-stories.js';
import { oddText } from '../support/odd-texts.js';
import { checkHead, checkSeo, elementsOf } from '../support/structured-data-rules.js';
import { TestApp } from '../support/test-app.js';

let site: TestApp;
const STORIES = 200;

/** Languages with a territory and without, and what `og:locale` is of each. */
const LOCALES: Readonly<Record<string, string | null>> = {
  'en-GB': 'en_GB',
  'pt-BR': 'pt_BR',
  'sr-Latn-RS': 'sr_RS',
  'zh-Hant-TW': 'zh_TW',
  'sl-IT-nedis': 'sl_IT',
  'en-US-x-twain': 'en_US',
  en: null,
  'sr-Latn': null,
  'es-419': null,
  'de-1996': null,
};

/** Stories of every kind, with texts that break those who put documents together by hand. */
function oddStories(): Record<string, unknown>[] {
  const texts = fc.sample(oddText(), { seed: 3, numRuns: STORIES * 8 });
  // What is no text at all is refused where stories come in.
  const next = (before = ''): string => `${before}${texts.pop()?.replaceAll(/[\0\p{Cs}]/gu, '')}`;
  const languages = Object.keys(LOCALES);
  return generatedStories(STORIES, 9).map(({ leadImage, comments: _comments, ...line }, index) => ({
    ...line,
    headline: next('Odd '),
    dek: index % 3 === 0 ? '' : next(),
    excerpt: next(),
    authors: (line['authors'] as string[]).length > 1 ? [next('By '), next('And ')] : line['authors'],
    tags: index % 4 === 0 ? [next('Tag ')] : [],
    language: languages[index % languages.length],
    ...(index % 5 === 0 && { seo: { title: '', description: '' } }),
    ...(leadImage !== undefined && {
      leadImage: { ...leadImage, alt: next(), caption: next(), credit: next() },
    }),
  }));
}

async function everySeo(): Promise<{ slug: string; language: string; seo: Seo }[]> {
  const found: { slug: string; language: string; seo: Seo }[] = [];
  for (let after: string | null = null; ;) {
    const answer: { body: any } = await site.graphql<any>(
      `query ($after: String) { articles(first: 100, after: $after) { pageInfo { hasNextPage endCursor } nodes {
        slug language seo { title description canonical oEmbed { json xml } jsonLd
          openGraph { type siteName title description url image imageWidth imageHeight imageAlt locale publishedTime
            modifiedTime expirationTime authors section tags }
          twitter { card title description image imageAlt } } } } }`,
      { after },
    );
    const { nodes, pageInfo } = answer.body.data.articles;
    found.push(...nodes);
    if (!pageInfo.hasNextPage) return found;
    after = pageInfo.endCursor;
  }
}

beforeAll(async () => {
  site = await TestApp.start();
  await site.app.get(DemoService, { strict: false }).fillEmpty(new Date());
  await site.import(oddStories());
});
afterAll(() => site.close());

describe('the head of a story', () => {
  it('is valid for search engines and networks, and says of odd texts just what they are', async () => {
    const stories = await everySeo();
    expect(stories.length).toBeGreaterThan(STORIES);
    for (const { slug, seo } of stories) {
      try {
        checkSeo(seo);
        checkHead(headTags(seo), seo);
      } catch (error) {
        throw new Error(`${slug}: ${(error as Error).message}`, { cause: error });
      }
    }
    const cards = new Set(stories.map(({ seo }) => seo.twitter.card));
    expect(cards).toEqual(new Set(['summary', 'summary_large_image']));
    for (const { language, seo } of stories) {
      if (language in LOCALES) expect(seo.openGraph.locale, language).toBe(LOCALES[language]);
    }
  });

  it('is the same over both transports, and for those who write it as HTML', async () => {
    const [{ slug, seo } = expect.fail()] = await everySeo();
    const { body } = await site.get<any>(`/v1/articles/${slug}?fields=seo`);
    expect(body.seo).toEqual(seo);
    const heads = site.app.get(ArticleHeadQuery, { strict: false });
    const { seo: head, tags } = await heads.of('anonymous', slug);
    expect(head).toEqual(seo);
    expect(tags?.length).toBeGreaterThan(0);
    await expect(heads.of('anonymous', 'no-such-story')).rejects.toMatchObject({ code: 'ARTICLE_NOT_FOUND' });
  });

  it('says what is not free, in the one way that Google knows', async () => {
    const [{ slug } = expect.fail()] = await everySeo();
    const [row] = await site.database.query<{ id: string }>(sql`select id from article where slug = ${slug}`);
    await site.database.query(sql`update site set anonymous_access = 'excerpt'`);
    const { seo } = await site.app.get(ArticleHeadQuery, { strict: false }).of('anonymous', row?.id ?? '');
    await site.database.query(sql`update site set anonymous_access = 'full'`);
    checkSeo(seo);
    expect((seo.jsonLd as any)['@graph'][0]).toMatchObject({
      isAccessibleForFree: false,
      hasPart: { '@type': 'WebPageElement', isAccessibleForFree: false, cssSelector: '.paywall' },
    });
  });

  it('leaves a headline in its place that would end the script, the title or an attribute', async () => {
    const [{ seo } = expect.fail()] = await everySeo();
    for (const hostile of [
      '</script><script>alert(1)</script>',
      '</title><!--',
      '"><img src=x>',
      '<!--<script>',
    ]) {
      const attacked = { ...seo, title: hostile, jsonLd: { headline: hostile } };
      const elements = elementsOf(headTags(attacked));
      expect(elements.filter(({ name }) => name === 'script' || name === 'img')).toHaveLength(1);
      expect(elements.find(({ name }) => name === 'title')?.text).toBe(hostile);
      expect(JSON.parse(elements.at(-1)?.text ?? '')).toEqual({ headline: hostile });
    }
  });
});
