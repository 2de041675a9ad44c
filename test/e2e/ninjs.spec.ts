import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from '../../src/platform/database/sql.js';
import { generateSite } from '../support/generated-site.js';
import { checkNinjs, type Item, JUDGE } from '../support/ninjs-rules.js';
import { aPartner, copiesOf } from '../support/partners.js';
import { ADMIN_KEY, type Answered, TestApp } from '../support/test-app.js';

const API = 'https://api.example';
const MINUTE = 60_000;
const ago = (minutes: number): string => new Date(Date.now() - minutes * MINUTE).toISOString();
const ADMIN = { authorization: `Bearer ${ADMIN_KEY}` };
const SCHEMA =
  '<http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#>; rel="describedby"; type="application/schema+json"';

let site: TestApp;

const story = (slug: string, rest: Record<string, unknown> = {}) => ({
  externalId: slug,
  slug,
  headline: `Story ${slug}`,
  section: 'sport',
  tags: ['wire'],
  publishedAt: ago(600),
  excerpt: `Excerpt of ${slug}`,
  body: { html: `<p>WHOLE ${slug}</p>` },
  ...rest,
});

const FULL = story('full', {
  headline: 'عاصفة & “all”',
  dek: 'Below',
  language: 'ar',
  authors: ['Ana Marić', 'Ben O’Neil'],
  tags: ['wire', 'Climate & Sea'],
  publishedAt: '2026-03-01T12:00:00.123Z',
  expiresAt: '2099-01-01T00:00:00.000Z',
  canonicalUrl: 'https://wire.example/1',
  leadImage: {
    url: 'https://images.example/a|b.jpg?d=[1]',
    alt: 'A bridge',
    width: 1600,
    height: 900,
    caption: 'The bridge',
    credit: 'Photo & Co',
  },
  rights: { holder: 'Wire', credit: '© Wire 2026' },
  body: {
    html:
      '<p dir="rtl">نص <a href="/about">us</a></p><table><tr><td>1</td></tr></table><img src="/in.png" alt="in">' +
      '<iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ"></iframe>',
  },
});

beforeAll(async () => {
  site = await TestApp.start();
  await generateSite(site, 60, 11);
  await site.import([
    FULL,
    story('plain', { tags: ['wire'] }),
    story('fresh', { publishedAt: ago(1) }),
    story('kept', { rights: { syndicate: false } }),
    story('waiting', { rights: { embargoUntil: ago(-60) } }),
    story('elsewhere', { section: 'culture' }),
    story('pictures', {
      leadImage: { url: 'https://images.example/lead.png' },
      body: { html: '<p>One</p><img src="/in.png"><p>Two</p>' },
    }),
  ]);
  await site.database.query(sql`update site set copyright_notice = '© Us'`);
});
afterAll(() => site.close());

async function item(path: string, headers: Record<string, string> = {}): Promise<Item> {
  const { status, body } = await site.get<Item>(path, headers);
  expect([path, status]).toEqual([path, 200]);
  checkNinjs(body);
  return body;
}
const one = (slug: string, headers?: Record<string, string>) => item(`/v1/articles/${slug}/ninjs`, headers);
const listed = async (path: string, headers?: Record<string, string>) =>
  ((await item(path, headers)).associations ?? []).map(({ slugline }) => slugline);

describe('an item', () => {
  it('has everything that a story has', async () => {
    const { body: article } = await site.get<Item>('/v1/articles/full');
    expect(await one('full')).toEqual({
      uri: `urn:uuid:${article['id']}`,
      standard: {
        name: 'ninjs',
        version: '3.1',
        schema: 'http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#',
      },
      type: 'text',
      representationType: 'full',
      profile: 'text-photo',
      version: '1',
      firstCreated: FULL.publishedAt,
      versionCreated: article['updatedAt'],
      contentCreated: FULL.publishedAt,
      expires: '2099-01-01T00:00:00.000Z',
      pubStatus: 'usable',
      copyrightHolder: 'Wire',
      copyrightNotice: '© Wire 2026',
      usageTerms: 'To be shown with it: © Wire 2026',
      language: 'ar',
      title: FULL.headline,
      by: 'Ana Marić, Ben O’Neil',
      slugline: 'full',
      headlines: [
        { role: 'main', contentType: 'text/plain', value: FULL.headline },
        { role: 'subheadline', contentType: 'text/plain', value: 'Below' },
      ],
      descriptions: [{ role: 'excerpt', contentType: 'text/plain', value: 'Excerpt of full' }],
      bodies: [
        { role: 'html', contentType: 'text/html', charCount: 8, wordCount: 3, value: expect.any(String) },
        { role: 'text', contentType: 'text/plain', charCount: 8, wordCount: 3, value: 'نص us\n\n1' },
      ],
      infoSources: [
        { name: 'Ana Marić', role: 'author', uri: 'https://site.example/author/ana-maric' },
        { name: 'Ben O’Neil', role: 'author', uri: expect.stringContaining('/author/ben-o') },
        { name: 'Broadsheet', role: 'publisher', uri: 'https://site.example/' },
      ],
      subjects: [
        { name: 'Sport & Play', rel: 'section', uri: `${API}/v1/sections/sport`, literal: 'sport' },
        { name: 'Wire', rel: 'about', uri: `${API}/v1/tags/wire`, literal: 'wire' },
        {
          name: 'Climate & Sea',
          rel: 'about',
          uri: `${API}/v1/tags/climate-and-sea`,
          literal: 'climate-and-sea',
        },
      ],
      altIds: [
        { role: 'id', value: article['id'] },
        { role: 'slug', value: 'full' },
        { role: 'url', value: 'https://site.example/sport/full' },
        { role: 'canonical', value: 'https://wire.example/1' },
      ],
      associations: [
        {
          name: 'Lead picture',
          rel: 'lead',
          uri: expect.stringMatching(/^urn:uuid:/),
          type: 'picture',
          by: 'Photo & Co',
          copyrightNotice: 'Photo & Co',
          descriptions: [
            { role: 'caption', contentType: 'text/plain', value: 'The bridge' },
            { role: 'alt', contentType: 'text/plain', value: 'A bridge' },
          ],
          renditions: [
            {
              name: 'main',
              href: 'https://images.example/a%7Cb.jpg?d=%5B1%5D',
              width: 1600,
              height: 900,
            },
          ],
        },
        {
          name: 'Picture 1',
          rel: 'body',
          uri: 'https://site.example/in.png',
          type: 'picture',
          descriptions: [{ role: 'alt', contentType: 'text/plain', value: 'in' }],
          renditions: [{ name: 'main', href: 'https://site.example/in.png' }],
        },
      ],
    });
  });

  it('has HTML that can stand anywhere', async () => {
    const [html] = (await one('full'))['bodies'] as { value: string }[];
    expect(html?.value).toContain('<a href="https://site.example/about">');
    expect(html?.value).toContain('src="https://site.example/in.png"');
    expect(html?.value).toContain('<a href="https://www.youtube.com/');
    expect(html?.value).not.toMatch(/data-|<iframe/);
  });

  it('says what was corrected, and where it is in other languages', async () => {
    const [row] = await site.database.query<{ id: string; other: string }>(sql`select a.id, b.id as other
      from article a join article b using (translation_group) join article_correction c on c.article_id = a.id
      where a.id <> b.id and a.status = 'published' limit 1`);
    const { body: article } = await site.get<{ corrections: { kind: string; text: string; at: string }[] }>(
      `/v1/articles/${row?.id}`,
    );
    const corrected = await one(row?.id ?? '');
    const [first] = article.corrections;
    expect(corrected['edNote']).toContain(`${first?.kind} of ${first?.at}: ${first?.text}`);
    expect(corrected['descriptions']).toContainEqual({
      role: first?.kind,
      contentType: 'text/plain',
      value: first?.text,
    });
    expect(corrected.associations?.filter(({ rel }) => rel === 'translation')).toContainEqual(
      expect.objectContaining({ uri: `urn:uuid:${row?.other}`, type: 'text', representationType: 'partial' }),
    );
  });

  it.each(['kept', 'waiting'])(
    'is withheld and without its body where it may not be handed on: %s',
    async (slug) => {
      for (const headers of [{}, ADMIN]) {
        const withheld = await one(slug, headers);
        expect([withheld['pubStatus'], withheld['representationType']]).toEqual(['withheld', 'partial']);
        expect(JSON.stringify(withheld)).not.toContain('WHOLE');
        expect(withheld['descriptions']).toContainEqual(
          expect.objectContaining({ value: `Excerpt of ${slug}` }),
        );
        expect(withheld['usageTerms']).toMatch(slug === 'kept' ? /republished\.$/ : /republished before 2/);
      }
    },
  );

  it('is partial where readers get excerpts, and nothing where they get nothing', async () => {
    const setAccess = (access: string) =>
      site.database.query(sql`update site set anonymous_access = ${access}`);
    try {
      await setAccess('excerpt');
      const excerpt = await one('pictures');
      expect([excerpt['pubStatus'], excerpt['representationType'], excerpt['bodies']]).toEqual([
        'usable',
        'partial',
        undefined,
      ]);
      expect(excerpt.associations?.map(({ rel }) => rel)).toEqual(['lead']);
      expect((await one('pictures', ADMIN))['representationType']).toBe('full');
      await setAccess('none');
      expect((await site.get('/v1/articles/plain/ninjs')).status).toBe(404);
      expect(await listed('/v1/ninjs')).toEqual([]);
    } finally {
      await setAccess('full');
    }
  });

  it('names its schema, and does not change with the clock', async () => {
    const { headers } = await site.get('/v1/articles/plain/ninjs');
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(headers.get('link')).toBe(SCHEMA);
    const etag = headers.get('etag') ?? '';
    const again = await site.text('/v1/articles/plain/ninjs', { 'if-none-match': etag });
    expect([again.status, again.body]).toEqual([304, '']);
  });

  it('is refused as the story is', async () => {
    await site.database.query(sql`update article set status = 'retracted', retraction_notice = 'Wrong'
      where slug = 'elsewhere'`);
    const retracted = await site.get('/v1/articles/elsewhere/ninjs');
    expect([retracted.status, retracted.body['code']]).toEqual([410, 'ARTICLE_RETRACTED']);
    await site.database.query(sql`update article set status = 'published' where slug = 'elsewhere'`);
    const unknown = await site.get('/v1/articles/nothing/ninjs');
    expect([unknown.status, unknown.body['code']]).toEqual([404, 'ARTICLE_NOT_FOUND']);
    expect((await site.get('/v1/articles/plain/ninjs?fields=uri')).body['code']).toBe('UNKNOWN_PARAMETER');
    await site.database.query(sql`insert into article_alias (slug, article_id, since)
      select 'former', id, now() from article where slug = 'plain'`);
    const moved = await site.text('/v1/articles/former/ninjs');
    expect([moved.status, moved.headers.get('location')]).toEqual([301, '/v1/articles/plain/ninjs']);
  });
});

describe('a list', () => {
  it(`has every story as its item, valid ${JUDGE}`, async () => {
    const slugs: unknown[] = [];
    let path: string | undefined = '/v1/ninjs?limit=70';
    while (path) {
      const { headers, body }: Answered<Item> = await site.get<Item>(path);
      checkNinjs(body);
      expect([body['type'], body.uri.startsWith(`${API}/v1/ninjs?`)]).toEqual(['composite', true]);
      slugs.push(...(body.associations ?? []).map(({ slugline }) => slugline));
      const next: string | undefined = /<([^>]*)>; rel="next"/.exec(headers.get('link') ?? '')?.[1];
      expect(headers.get('link')?.startsWith(SCHEMA)).toBe(true);
      path = next?.slice(API.length);
    }
    const rows = await site.database.query<{ slug: string }>(
      sql`select slug from article where status = 'published' and publish_at <= now() order by publish_at desc, id desc`,
    );
    expect(slugs).toEqual(rows.map(({ slug }) => slug));
    const { associations: [first] = [] } = await item('/v1/ninjs?limit=1');
    const { standard: _, ...alone } = await one(String(first?.['slugline']));
    expect(first).toEqual({ name: alone['title'], rel: 'item', ...alone });
  });

  it.each([
    'section=europe',
    'tag=trade',
    'author=chen-wei',
    'language=de',
    'sort=publishedAt',
    'q=story',
    'sort=-updatedAt',
  ])('takes filters and orders as the list of stories does: %s', async (query) => {
    const { body } = await site.get<{ items: { slug: string }[] }>(`/v1/articles?limit=100&${query}`);
    expect(body.items.length).toBeGreaterThan(3);
    expect(await listed(`/v1/ninjs?limit=100&${query}`)).toEqual(body.items.map(({ slug }) => slug));
  });

  it.each([
    ['limit=101', 'INVALID_PARAMETER'],
    ['limit=0', 'INVALID_PARAMETER'],
    ['include=body', 'UNKNOWN_PARAMETER'],
    ['after=nonsense', 'INVALID_CURSOR'],
    ['sort=relevance', 'INVALID_PARAMETER'],
  ])('refuses %s', async (query, code) => {
    const { status, body } = await site.get(`/v1/ninjs?${query}`);
    expect([status, body['code']]).toEqual([400, code]);
  });
});

describe('a partner', () => {
  const WIRE = '/v1/ninjs?tag=wire&limit=100';

  it('gets the stories that it may have, and it is written down which', async () => {
    const sport = await aPartner(site, { sections: ['sport'], embargoMinutes: 30 });
    expect((await listed(WIRE, sport.caller)).sort()).toEqual(['full', 'pictures', 'plain']);
    expect(Object.values(await copiesOf(site, sport))).toEqual([1, 1, 1]);
    for (const slug of ['elsewhere', 'fresh', 'kept', 'waiting']) {
      expect((await site.get(`/v1/articles/${slug}/ninjs`, sport.caller)).status).toBe(404);
    }
    const everything = await aPartner(site);
    expect((await listed(WIRE, everything.caller)).sort()).toEqual([
      'elsewhere',
      'fresh',
      'full',
      'pictures',
      'plain',
    ]);
  });

  it('gets excerpts, or no pictures, where that was agreed', async () => {
    const brief = await one('pictures', (await aPartner(site, { content: 'excerpt' })).caller);
    expect([brief['representationType'], brief['bodies']]).toEqual(['partial', undefined]);
    expect(brief.associations?.map(({ rel }) => rel)).toEqual(['lead']);
    const blind = await aPartner(site, { media: false });
    const text = await one('pictures', blind.caller);
    expect([text['representationType'], text['profile'], text.associations]).toEqual([
      'full',
      'text-only',
      undefined,
    ]);
    expect(JSON.stringify(text)).not.toContain('.png');
    expect(Object.values(await copiesOf(site, blind))).toEqual([1]);
  });
});
