import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DemoService } from '../../src/demo/demo.service.js';
import { TestApp } from '../support/test-app.js';

const SHUSHA = 'azerbaijan-claims-shusha-armenia-says-fighting-continues';

describe('the article page of the demo site', () => {
  let site: TestApp;

  beforeAll(async () => {
    site = await TestApp.start();
    await site.app.get(DemoService, { strict: false }).fillEmpty(new Date());
  });
  afterAll(() => site.close());

  it('has every part of a page in one answer', async () => {
    const { status, body } = await site.get<any>(`/v1/articles/${SHUSHA}/page`);
    expect(status).toBe(200);
    expect(Object.keys(body)).toEqual([
      'site',
      'breadcrumbs',
      'article',
      'placements',
      'related',
      'share',
      'comments',
      'commentForm',
    ]);
    expect(body.breadcrumbs.map(({ label }: { label: string }) => label)).toEqual([
      'Home',
      'WORLD',
      body.article.headline,
    ]);
    expect(body.related[0]).toMatchObject({
      source: 'pinned',
      article: { slug: 'borrell-says-ukraine-and-israel-differ' },
    });
  });

  it('gives GraphQL the same page', async () => {
    const { status, body } = await site.graphql<any>(
      `query ($slug: String) { articlePage(slug: $slug) {
        breadcrumbs { label url kind } article { headline body { html } section { name parent { name } } }
        related(first: 2) { article { headline } source reasons { kind detail } }
        comments(first: 3, sort: OLDEST) { edges { cursor node { text replyCount replies { nodes { text } } } } pageInfo { hasNextPage } totalCount }
        share { links { network url } } commentForm { title fields { name required } } placements { position { kind blockKey } sponsor { name } }
      } }`,
      { slug: SHUSHA },
    );
    expect(body.errors).toBeUndefined();
    expect(status).toBe(200);
    expect(body.data.articlePage.related[0].source).toBe('PINNED');
    expect(body.data.articlePage.comments.totalCount).toBeGreaterThan(2);
  });

  it('plans a field that stands twice in a query for the places that count this time', async () => {
    const query = `query ($more: Boolean!) {
      article(slug: "${SHUSHA}") { headline }
      article(slug: "${SHUSHA}") @include(if: $more) { slug section { name } }
    }`;
    const less = await site.graphql<any>(query, { more: false });
    const more = await site.graphql<any>(query, { more: true });
    expect(Object.keys(less.body.data.article)).toEqual(['headline']);
    expect(more.body.data.article).toMatchObject({ slug: SHUSHA, section: { name: 'WORLD' } });
  });
});
