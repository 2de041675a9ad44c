import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ResponseCache } from '../../src/platform/cache/response-cache.js';
import { sql } from '../../src/platform/database/sql.js';
import { substance } from '../support/cache-attack.js';
import { generateSite } from '../support/generated-site.js';
import { openGetRoutes } from '../support/get-routes.js';
import { call, type RawCall } from '../support/raw-http.js';
import { TestApp } from '../support/test-app.js';

let site: TestApp;
let port: number;
let cache: ResponseCache;
/** Addresses of every GET route that anyone may call. */
let targets: string[];

/** What follows a path: what else can be asked of it. */
const QUERIES: Readonly<Record<string, readonly string[]>> = {
  '/v1/articles': [
    '',
    '?limit=3&count=true',
    '?include=body&limit=2',
    '?sort=-commentCount',
    '?section=world&tag=trade',
    '?q=council',
  ],
  '/v1/articles/:article/comments': ['', '?sort=best&limit=2&count=true'],
  '/v1/resolve': ['?url=/world'],
};

beforeAll(async () => {
  site = await TestApp.start({ RESPONSE_CACHE: 'on' });
  port = Number(new URL(site.url).port);
  cache = site.app.get(ResponseCache, { strict: false });
  await generateSite(site, 40, 11);
  const [row] = await site.database.query<{ slug: string; id: string; comment: string; code: string }>(
    sql`select a.slug, a.id, c.id as comment, s.code from comment c join article a on a.id = c.article_id
      left join share_code s on s.article_id = a.id where c.status = 'approved' order by c.id limit 1`,
  );
  const slugs = { sections: 'world', authors: 'chen-wei', tags: 'trade' };
  const filled = (route: string): string =>
    route
      .replace(':article', encodeURIComponent(row?.slug ?? ''))
      .replace(/(\w+)\/:slug/, (_, place: keyof typeof slugs) => `${place}/${slugs[place]}`)
      .replace(':format', 'atom')
      .replace(':part', 'sections')
      .replace(':code', row?.code ?? 'nothing')
      .replace(':network', 'x')
      .replace('comments/:id', `comments/${row?.comment}`)
      .replace(':id', row?.id ?? '')
      .replace(':name', 'errors');
  const ofStory: Readonly<Record<string, readonly string[]>> = {
    '/v1/counts': [`?ids=${row?.id}`],
    '/oembed': ['', '&format=xml', '&maxwidth=320'].map((rest) => `?url=/world/${row?.slug}${rest}`),
  };
  const routes = openGetRoutes(site).flatMap((route) => {
    const queries = { ...QUERIES, ...ofStory }[route] ?? [''];
    return queries.map((query) => `${filled(route)}${query}`);
  });
  // A visit by a share link is counted a moment later, which changes what other addresses say.
  const isVisit = (target: string): boolean => target.startsWith('/s/');
  targets = [...routes.filter((target) => !isVisit(target)), ...routes.filter(isVisit)];
});
afterAll(() => site.close());

/** The same with the first of its fields alone, where it has fields. */
async function withFields(target: string): Promise<string[]> {
  if (!target.startsWith('/v1/')) return [];
  const fielded = `${target}${target.includes('?') ? '&' : '?'}fields=`;
  const { text } = await call(port, `${fielded}nothing-like-this`);
  const known = /known (?:there )?are ([\w, ]+)/.exec(text)?.[1]?.split(', ') ?? [];
  return known.length > 0 ? [`${fielded}${known.slice(0, 2).join()}`] : [];
}

const ENCODINGS: readonly RawCall[] = [undefined, 'gzip', 'br'].map((encoding) =>
  encoding === undefined ? {} : { headers: { 'accept-encoding': encoding } },
);

describe('an answer from memory', () => {
  it('is the one that was made, in all its forms', { timeout: 120_000 }, async () => {
    await expect.poll(() => cache.isOn).toBe(true);
    let kept = 0;
    for (const target of [...(await Promise.all(targets.map(withFields))).flat(), ...targets]) {
      for (const asked of ENCODINGS) {
        const forms: RawCall[] = [asked, { ...asked, method: 'HEAD' }];
        cache.evict(['site']);
        const { etag = '"none"' } = (await call(port, target, asked)).headers;
        forms.push({ ...asked, headers: { ...asked.headers, 'if-none-match': etag } });
        for (const form of forms) {
          cache.evict(['site']);
          const made = substance(await call(port, target, form));
          const again = substance(await call(port, target, form));
          expect(again, `${target} ${JSON.stringify(form)}`).toEqual(made);
          if (cache.find(target)) kept += 1;
        }
      }
    }
    // Nearly all of what readers ask for.
    expect(kept).toBeGreaterThan(300);
  });

  it('says nothing of what it was made from but in Surrogate-Key', async () => {
    for (const target of targets) {
      const { text, headers } = await call(port, target);
      if (target === '/openapi.json' || !/json/.test(headers['content-type'] ?? '')) continue;
      JSON.parse(text, (name, value: unknown) => {
        expect(name.startsWith('$'), `${target} ${name}`).toBe(false);
        return value;
      });
    }
  });
});
