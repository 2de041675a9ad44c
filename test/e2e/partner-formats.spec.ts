import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from '../../src/platform/database/sql.js';
import { checkAtom, checkJsonFeed, checkRss } from '../support/feed-rules.js';
import { aPartner, copiesOf, type TestPartner } from '../support/partners.js';
import { ADMIN_KEY, TestApp } from '../support/test-app.js';

const CHECKS = { rss: checkRss, atom: checkAtom, json: checkJsonFeed } as const;
const FORMATS = Object.keys(CHECKS) as (keyof typeof CHECKS)[];
const MINUTE = 60_000;
const ago = (minutes: number): string => new Date(Date.now() - minutes * MINUTE).toISOString();
const basic = (name: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`,
});

const keyOf = ({ caller }: TestPartner): string => caller.authorization.replace('Bearer ', '');

let site: TestApp;
const ids: Record<string, string> = {};

const story = (slug: string, rest: Record<string, unknown> = {}) => ({
  externalId: slug,
  slug,
  headline: `Story ${slug}`,
  section: 'sport',
  tags: ['wire'],
  publishedAt: ago(600),
  excerpt: `Excerpt of ${slug}`,
  leadImage: { url: `https://images.example/${slug}-lead.jpg`, alt: 'A bridge' },
  body: {
    html: `<p>WHOLE ${slug}</p><img src="https://images.example/${slug}-body.jpg" alt="b"><p>END ${slug}</p>`,
  },
  ...rest,
});

beforeAll(async () => {
  site = await TestApp.start();
  const lines = [
    story('old'),
    story('fresh', { publishedAt: ago(1) }),
    story('elsewhere', { section: 'culture' }),
    story('deutsch', { language: 'de-AT' }),
    story('kept', { rights: { syndicate: false } }),
    story('waiting', { rights: { embargoUntil: ago(-60) } }),
  ];
  for (const { id, slug } of await site.import(lines)) ids[slug] = id;
});
afterAll(() => site.close());

const feed = async (format: string, headers: Record<string, string>): Promise<string> => {
  const { status, headers: answered, body } = await site.text(`/feeds/tags/wire.${format}`, headers);
  expect([status, answered.get('cache-control')]).toEqual([200, 'private, no-cache']);
  return body;
};
const all = async (headers: Record<string, string>): Promise<string[]> =>
  Promise.all(FORMATS.map((format) => feed(format, headers)));
/** Which stories stand whole in it, and which at all. */
const wholeIn = (body: string) =>
  Object.keys(ids)
    .filter((slug) => body.includes(`WHOLE ${slug}`))
    .sort();
const namedIn = (body: string) =>
  Object.keys(ids)
    .filter((slug) => body.includes(`Story ${slug}`))
    .sort();

describe('a feed by key', () => {
  it('has whole stories for a partner, and those alone that it may have', async () => {
    const [everything, sport, austrian] = await Promise.all([
      aPartner(site),
      aPartner(site, { sections: ['sport'], embargoMinutes: 30 }),
      aPartner(site, { languages: ['de'] }),
    ]);
    const expected: [TestPartner, string[]][] = [
      [everything, ['deutsch', 'elsewhere', 'fresh', 'old']],
      [sport, ['deutsch', 'old']],
      [austrian, ['deutsch']],
    ];
    for (const [partner, slugs] of expected) {
      for (const [index, body] of (await all(partner.caller)).entries()) {
        CHECKS[FORMATS[index] as 'rss'](body);
        expect([namedIn(body), wholeIn(body)]).toEqual([slugs, slugs]);
      }
      expect(Object.keys(await copiesOf(site, partner)).sort()).toEqual(
        slugs.map((slug) => ids[slug]).sort(),
      );
    }
  });

  it('has excerpts, or stories without their pictures, where that was agreed', async () => {
    const brief = await aPartner(site, { content: 'excerpt' });
    const blind = await aPartner(site, { media: false });
    for (const body of await all(brief.caller)) {
      expect([wholeIn(body), body.includes('Excerpt of old')]).toEqual([[], true]);
      expect(body).toContain('old-lead.jpg');
    }
    for (const body of await all(blind.caller)) {
      expect(wholeIn(body)).toEqual(['deutsch', 'elsewhere', 'fresh', 'old']);
      expect(body).toContain('END old');
      expect(body).not.toContain('images.example');
    }
  });

  it('is refused when the time of the partner is over', async () => {
    const over = await aPartner(site);
    await site.database.query(sql`update partner set ends_at = now() where id = ${over.id}::uuid`);
    for (const headers of [over.caller, basic('a', keyOf(over))]) {
      expect((await site.text('/feeds/latest.json', headers)).status).toBe(401);
    }
  });

  it('of a section that a partner may not have is empty', async () => {
    const sport = await aPartner(site, { sections: ['sport'] });
    const { body } = await site.text('/feeds/sections/culture.json', sport.caller);
    expect((JSON.parse(body) as { items: unknown[] }).items).toEqual([]);
  });

  it('has whole stories for staff where readers get excerpts, but none that may not be handed on', async () => {
    await site.database.query(sql`update site set anonymous_access = 'excerpt'`);
    try {
      const { body } = await site.text('/feeds/tags/wire.rss');
      expect([wholeIn(body), namedIn(body)]).toEqual([[], Object.keys(ids).sort()]);
      for (const whole of await all({ authorization: `Bearer ${ADMIN_KEY}` })) {
        expect(wholeIn(whole)).toEqual(['deutsch', 'elsewhere', 'fresh', 'old']);
        expect(namedIn(whole)).toEqual(Object.keys(ids).sort());
      }
    } finally {
      await site.database.query(sql`update site set anonymous_access = 'full'`);
    }
  });
});

describe('a key as a password', () => {
  const CHALLENGE = 'Basic realm="broadsheet", charset="UTF-8"';

  it('is the same as the key itself, on feeds', async () => {
    const partner = await aPartner(site, { sections: ['sport'] });
    for (const format of FORMATS) {
      expect(await feed(format, basic('anything', keyOf(partner)))).toBe(await feed(format, partner.caller));
    }
    const comments = await site.text('/feeds/articles/elsewhere/comments.rss', basic('', keyOf(partner)));
    expect(comments.status).toBe(404);
  });

  it.each([
    ['a key that is not known', basic('a', 'bsk_nothing')],
    ['no colon', { authorization: `Basic ${Buffer.from('abc').toString('base64')}` }],
    ['no password', basic('a', '')],
    ['nothing at all', { authorization: 'Basic' }],
    ['no base64', { authorization: 'Basic ::::' }],
  ])('is refused with the challenge that belongs to it: %s', async (_, headers) => {
    const { status, headers: answered, body } = await site.get('/feeds/latest.rss', headers);
    expect([status, body['code'], answered.get('www-authenticate')]).toEqual([
      401,
      'UNAUTHENTICATED',
      CHALLENGE,
    ]);
  });

  it('is taken nowhere else', async () => {
    for (const path of ['/v1/articles', '/v1/articles/old', '/sitemap.xml']) {
      const { status, headers } = await site.get(path, basic('a', ADMIN_KEY));
      expect([path, status]).toEqual([path, 401]);
      expect(headers.get('www-authenticate')).toContain('Bearer');
    }
    const { headers } = await site.get('/feeds/latest.rss', { authorization: 'Bearer nothing' });
    expect(headers.get('www-authenticate')).toContain('Bearer');
  });

  it('is asked for where the address says so, page by page', async () => {
    const partner = await aPartner(site);
    const refused = await site.get('/feeds/latest.json?login=true');
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, CHALLENGE]);
    const { status, body } = await site.text(
      '/feeds/latest.json?login=true&limit=1',
      basic('a', keyOf(partner)),
    );
    expect(status).toBe(200);
    expect((JSON.parse(body) as { next_url: string }).next_url).toContain('limit=1&login=true&after=');
  });

  it('does not belong into the address', async () => {
    const { status, body } = await site.get('/feeds/latest.rss?key=bsk_nothing');
    expect([status, body['code']]).toEqual([400, 'UNKNOWN_PARAMETER']);
  });
});
