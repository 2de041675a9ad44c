import { brotliDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DemoService } from '../../src/demo/demo.service.js';
import { sql } from '../../src/platform/database/sql.js';
import { call } from '../support/raw-http.js';
import { TestApp } from '../support/test-app.js';

const SHUSHA = 'azerbaijan-claims-shusha-armenia-says-fighting-continues';
const ROAD = '/demo/pictures/mountain-road.svg';
const API = 'https://api.example';
const ELSEWHERE = 'https://news.example/api';

let site: TestApp;
/** Another process over the same database, which its callers know under another address. */
let moved: TestApp;

beforeAll(async () => {
  site = await TestApp.start();
  moved = await TestApp.start({ PUBLIC_BASE_URL: ELSEWHERE }, { databaseUrl: site.databaseUrl });
  await site.app.get(DemoService, { strict: false }).fillEmpty(new Date());
});
afterAll(async () => {
  await moved.close();
  await site.close();
});

const ask = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  call(Number(new URL(site.url).port), path, { method, headers });

/** Every address of one of the API's own pictures in an answer. */
const picturesIn = (body: unknown): string[] =>
  [...JSON.stringify(body).matchAll(/[^"\\ ]*\/demo\/pictures\/[^"\\ ]*/g)].map(([url]) => url);

describe('a picture of the demo site', () => {
  it('is there for every address that the site gives', async () => {
    const { body } = await site.get('/v1/articles?limit=100&include=body');
    const { body: authors } = await site.get('/v1/authors');
    const urls = new Set([...picturesIn(body), ...picturesIn(authors)]);
    expect(urls.size).toBe(27);
    for (const url of urls) {
      const { status, headers, text } = await ask(url.slice(API.length));
      expect([url, status, headers['content-type']]).toEqual([url, 200, 'image/svg+xml']);
      expect(text).toMatch(/^<svg .*<\/svg>\n$/s);
    }
  });

  it('may be shown and kept by every site, and does nothing', async () => {
    const { headers } = await ask(ROAD, { origin: 'https://reader.example' });
    expect(headers).toMatchObject({
      'access-control-allow-origin': '*',
      'cache-control': 'public, max-age=86400',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
      'cross-origin-resource-policy': 'cross-origin',
      'x-content-type-options': 'nosniff',
      vary: 'Accept-Encoding',
    });
    expect(headers['set-cookie']).toBeUndefined();
  });

  it('comes compressed, with an ETag that answers 304, and to HEAD without its body', async () => {
    const plain = await ask(ROAD);
    const small = await ask(ROAD, { 'accept-encoding': 'br' });
    expect(small.headers['content-encoding']).toBe('br');
    expect(brotliDecompressSync(small.bytes).equals(plain.bytes)).toBe(true);
    expect(small.bytes.length).toBeLessThan(plain.bytes.length / 2);
    const same = await ask(ROAD, { 'if-none-match': plain.headers.etag ?? '' });
    expect([same.status, same.text, same.headers['cache-control']]).toEqual([
      304,
      '',
      'public, max-age=86400',
    ]);
    const head = await ask(ROAD, {}, 'HEAD');
    expect([head.status, head.text, head.headers.etag]).toEqual([200, '', plain.headers.etag]);
  });

  it('has one of the known names, and no path', async () => {
    for (const name of [
      'nowhere',
      'MOUNTAIN-ROAD',
      'constructor',
      '__proto__',
      '..%2Fpictures%2Fmountain-road',
    ]) {
      const { status, text } = await ask(`/demo/pictures/${name}.svg`);
      expect([name, status, JSON.parse(text).code]).toEqual([name, 404, 'NOT_FOUND']);
    }
    for (const path of [
      '/demo/pictures/',
      '/demo/pictures/mountain-road',
      '/demo/pictures/../demo-site.js',
    ]) {
      expect((await ask(path)).status, path).toBe(404);
    }
    expect(JSON.parse((await ask(`${ROAD}?v=1`)).text)).toMatchObject({ code: 'UNKNOWN_PARAMETER' });
  });
});

describe('the address of a picture of the API', () => {
  const fields = 'url srcset';
  const ofBoth = async <T>(run: (app: TestApp, address: string) => Promise<T>): Promise<void> => {
    await run(site, API);
    await run(moved, ELSEWHERE);
  };

  it('is absolute in a page: above the story, beside its authors, related stories and sponsors', () =>
    ofBoth(async (app, address) => {
      await app.database.query(
        sql`update placement set image_id = (select id from image where url like '%/fountain.svg')`,
      );
      const { body } = await app.get<any>(`/v1/articles/${SHUSHA}/page`);
      expect(body.article.leadImage).toMatchObject({
        url: `${address}${ROAD}`,
        srcset: `${address}${ROAD} 1200w`,
        width: 1200,
        height: 675,
      });
      expect(body.related[0].article.leadImage.url).toBe(`${address}/demo/pictures/press-room.svg`);
      expect(body.placements[0].image.url).toBe(`${address}/demo/pictures/fountain.svg`);
      const urls = picturesIn(body);
      expect(urls.length).toBeGreaterThan(8);
      expect(urls.filter((url) => !url.startsWith(`${address}/demo/`))).toEqual([]);
      const { body: author } = await app.get<any>('/v1/authors/june-abara');
      expect(author.avatar.url).toBe(`${address}/demo/pictures/june-abara.svg`);
    }));

  it('is absolute in lists, on the front page and in GraphQL', () =>
    ofBoth(async (app, address) => {
      const { body: list } = await app.get<any>('/v1/articles?limit=100&include=body');
      const { body: front } = await app.get<any>('/v1/front');
      const { body: graphql } = await app.graphql<any>(`{
        articles(first: 100) { nodes { leadImage { ${fields} } body { html blocks } } }
        author(slug: "ilse-varga") { avatar { ${fields} } }
      }`);
      expect(graphql.errors).toBeUndefined();
      expect(graphql.data.articles.nodes).toEqual(
        list.items.map(({ leadImage, body: { html, blocks } }: any) => ({
          leadImage: leadImage && { url: leadImage.url, srcset: leadImage.srcset },
          body: { html, blocks },
        })),
      );
      for (const body of [list, front, graphql]) {
        const urls = picturesIn(body);
        expect(urls.length).toBeGreaterThan(10);
        expect(urls.filter((url) => !url.startsWith(`${address}/demo/`))).toEqual([]);
      }
    }));

  it('is absolute for search engines and networks, and absent where a story has no picture', () =>
    ofBoth(async (app, address) => {
      const { body } = await app.get<any>(`/v1/articles/${SHUSHA}?fields=seo`);
      const url = `${address}${ROAD}`;
      expect(body.seo).toMatchObject({ openGraph: { image: url }, twitter: { image: url } });
      expect(body.seo.jsonLd['@graph'][0].image).toMatchObject([{ '@type': 'ImageObject', url }]);
      const { body: bare } = await app.get<any>(
        '/v1/articles/the-chimney-that-was-saved-by-its-swifts?fields=seo,leadImage',
      );
      expect(bare).toMatchObject({
        leadImage: null,
        seo: { openGraph: { image: null }, twitter: { image: null } },
      });
      expect(bare.seo.jsonLd['@graph'][0]).not.toHaveProperty('image');
    }));

  it('is absolute in the HTML and the blocks of a body', () =>
    ofBoth(async (app, address) => {
      const url = `${address}/demo/pictures/horizon.svg`;
      const { body } = await app.get<any>(
        '/v1/articles/school-balloon-brings-back-the-curve-of-the-earth?fields=body',
      );
      expect(body.body.html).toContain(`<img src="${url}" alt="The curved horizon`);
      expect(body.body.blocks.find(({ _type }: any) => _type === 'image')).toMatchObject({ url });
    }));

  it('is all that changes: other pictures, paths of the site and what is only text stay as they are', async () => {
    const quoted = '<img src="/demo/pictures/horizon.svg"> and "url":"/demo/pictures/horizon.svg"';
    const text = quoted.replaceAll('<', '&lt;');
    const picture = { url: 'https://pictures.example/demo/pictures/a.jpg', alt: 'A', width: 10 };
    await site.import([
      {
        externalId: 'mixed',
        slug: 'mixed',
        headline: quoted,
        section: 'world',
        status: 'published',
        publishedAt: '2020-01-01T00:00:00Z',
        leadImage: picture,
        body: {
          html: `<p>${text}</p><img src="/site/b.jpg" alt="${text.replaceAll('"', '&quot;')}"><pre>${text}</pre>
            <img src="/demo/pictures/horizon.svg" alt=""><p><a href="/demo/pictures/horizon.svg">A</a></p>`,
        },
      },
    ]);
    await ofBoth(async (app, address) => {
      const { body } = await app.get<any>('/v1/articles/mixed');
      expect(body.leadImage).toMatchObject({ url: picture.url, srcset: `${picture.url} 10w` });
      const [first, second, code, third, last] = body.body.blocks;
      expect(first.children[0].text).toBe(quoted);
      expect(second).toMatchObject({ url: '/site/b.jpg', alt: quoted });
      expect(code.code).toBe(quoted);
      expect(third).toMatchObject({ url: `${address}/demo/pictures/horizon.svg` });
      expect(last.markDefs[0].href).toBe('/demo/pictures/horizon.svg');
      expect(picturesIn(body.body.html).filter((url) => url.startsWith(address))).toHaveLength(1);
      expect(body.body.text).toContain(quoted);
    });
  });
});
