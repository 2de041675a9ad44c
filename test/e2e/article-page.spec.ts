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

  it('numbers the breadcrumbs of its JSON-LD from one on', async () => {
    const { body } = await site.get<any>(`/v1/articles/${SHUSHA}?fields=seo.jsonLd`);
    const [, list] = body.seo.jsonLd['@graph'];
    expect(list.itemListElement.map(({ position }: { position: number }) => position)).toEqual([1, 2, 3]);
  });

  it('adds bodies to lists and related stories when it is asked to, and to nothing else', async () => {
    const { body: related } = await site.get<any>(`/v1/articles/${SHUSHA}/related?include=body`);
    const { body: list } = await site.get<any>('/v1/articles?include=body&limit=1');
    for (const article of [related.items[0].article, list.items[0]])
      expect(article.body.html).toContain('<p');
    for (const path of ['/v1/articles', `/v1/articles/${SHUSHA}/related`]) {
      expect((await site.get(`${path}?include=nope`)).body).toMatchObject({ code: 'UNKNOWN_PARAMETER' });
    }
  });

  it('counts five hundred stories in one call, and has a long URL for nothing else', async () => {
    const ids = Array.from(
      { length: 500 },
      (_, n) => `01a207e3-f8e0-70fe-9e6f-${String(n).padStart(12, '0')}`,
    );
    const query = new URLSearchParams({ ids: ids.join() }).toString();
    expect(await site.get(`/v1/counts?${query}`)).toMatchObject({ status: 200, body: { items: [] } });
    expect((await site.get(`/v1/articles?${query}`)).body).toMatchObject({ code: 'URL_TOO_LONG' });
  });

  it('says when sections, authors, tags and the site last changed', async () => {
    const { body } = await site.get<any>(`/v1/articles/${SHUSHA}?fields=authors.slug,tags.slug`);
    const paths = ['/v1/site', '/v1/sections/world', `/v1/authors/${body.authors[0].slug}`];
    for (const path of [...paths, `/v1/tags/${body.tags[0].slug}`]) {
      expect((await site.get(path)).headers.get('last-modified'), path).toMatch(/ GMT$/);
    }
  });

  it('knows the addresses that it gives: of stories, sections and authors', async () => {
    const { body } = await site.get<any>(`/v1/articles/${SHUSHA}?fields=url,section.url,authors.url`);
    for (const [kind, url] of [
      ['article', body.url],
      ['section', body.section.url],
      ['author', body.authors[0].url],
    ]) {
      const { body: found } = await site.get(`/v1/resolve?url=${encodeURIComponent(url)}`);
      expect(found).toMatchObject({ kind, canonical: url, status: 'current' });
    }
  });

  it('leads from a short link to the story, counts the visit, and has a picture of it', async () => {
    const { body: share } = await site.get<any>(`/v1/articles/${SHUSHA}/share`);
    const path = new URL(share.shortUrl).pathname;
    const visit = await site.get(`${path}/telegram`);
    expect(visit.status).toBe(302);
    expect(visit.headers.get('location')).toBe(`${share.url}?utm_source=telegram&utm_medium=share`);
    expect((await site.get(`${path}/nowhere`)).body).toMatchObject({ code: 'SHARE_CODE_NOT_FOUND' });
    const { body: counts } = await site.get<any>(
      `/v1/counts?ids=${(await site.get<any>(`/v1/articles/${SHUSHA}`)).body.id}`,
    );
    expect(counts.items[0].shares).toBe(1);
    const picture = await fetch(`${site.url}${path}/qr.svg`);
    expect(picture.headers.get('content-type')).toBe('image/svg+xml');
    expect(picture.headers.get('etag')).toMatch(/^"/);
    expect(await picture.text()).toContain('<svg');
  });

  it('lets a front end of any origin send a comment', async () => {
    const preflight = await fetch(`${site.url}/v1/articles/${SHUSHA}/comments`, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://reader.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    });
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
  });
});
