import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ArticleCountersService } from '../../src/articles/article-counters.service.js';
import { ResponseCache } from '../../src/platform/cache/response-cache.js';
import { sql } from '../../src/platform/database/sql.js';
import { readAfterToken } from '../../src/platform/writes/read-after.js';
import { newShareCode } from '../../src/share-links/share-code.js';
import { VisitBatch } from '../../src/share-links/visit-batch.js';
import { VisitBatchesService } from '../../src/share-links/visit-batches.service.js';
import { VisitForgettingService } from '../../src/share-links/visit-forgetting.service.js';
import { VisitLedgerService } from '../../src/share-links/visit-ledger.service.js';
import { StatementLog } from '../support/statements.js';
import { TestApp } from '../support/test-app.js';
import { type Body, furnishNewsroom, published, send, step } from '../support/writing.js';

const BROWSER = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36';
const CRAWLER = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';
/** Past what is kept: the database is asked. */
const COLD = { 'broadsheet-after': readAfterToken('0/1') };

let site: TestApp;
let statements: StatementLog;
let ledger: VisitLedgerService;
let story: Body;
let code: string;

beforeAll(async () => {
  site = await TestApp.start({ RESPONSE_CACHE: 'on', RATE_LIMITS: 'on', TRUSTED_PROXIES: '127.0.0.1' });
  await furnishNewsroom(site);
  statements = new StatementLog();
  ledger = site.app.get(VisitLedgerService, { strict: false });
  story = await published(site);
  code = await codeOf(story);
});
afterAll(async () => {
  statements.stop();
  await site.close();
});

let addresses = 0;
/** Somebody else each time. */
const someone = (): Record<string, string> => ({ 'x-forwarded-for': `198.51.100.${(addresses += 1) % 250}` });

interface Led {
  readonly status: number;
  readonly location: string | undefined;
  readonly headers: Record<string, unknown>;
  readonly body: string;
}

/** Asks for exactly this target: a client of higher level would mend it first. */
function visit(
  target: string,
  { method = 'GET', ...headers }: Record<string, string> & { method?: string } = {},
): Promise<Led> {
  const { hostname, port } = new URL(site.url);
  const all = { 'user-agent': BROWSER, ...someone(), ...headers };
  if (all['user-agent'] === '') delete (all as Record<string, string>)['user-agent'];
  return new Promise((resolve, reject) => {
    const asked = request({ hostname, port, path: target, method, headers: all }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.on('end', () => {
        const { statusCode: status = 0, headers } = response;
        resolve({ status, location: headers.location, headers, body });
      });
    });
    asked.once('error', reject);
    asked.end();
  });
}

async function codeOf({ id }: Body): Promise<string> {
  const [row] = await site.database.query<{ code: string }>(
    sql`select code from share_code where article_id = ${id} and campaign is null`,
  );
  return row?.code ?? '';
}

/** A code beside the one that every story has. */
async function anotherCode({ id }: Body, campaign: string, endsIn: string | null = null): Promise<string> {
  const drawn = newShareCode();
  await site.database.query(sql`insert into share_code (code, article_id, campaign, created_at, expires_at)
    values (${drawn}, ${id}, ${campaign}, now(), now() + ${endsIn}::interval)`);
  return drawn;
}

/** The code of a new sponsor slot. */
async function slotTo(href: string, endsIn: string | null = null): Promise<string> {
  const drawn = newShareCode();
  await site.database.query(sql`with paid as (
      insert into sponsor (id, slug, name, allow_sensitive) values (gen_random_uuid(), ${drawn}, ${drawn}, false)
      returning id
    ), sold as (
      insert into placement (id, sponsor_id, slot, rule, position, label, href, ends_at)
      select gen_random_uuid(), id, 'test', 'top', 0, 'Sponsored', ${href}, now() + ${endsIn}::interval from paid
      returning id
    ) insert into share_code (code, placement_id, created_at) select ${drawn}, id, now() from sold`);
  return drawn;
}

interface Counted {
  readonly network: string;
  readonly visitor: string;
  readonly visits: number;
}

/** What is written down of a code, once everything is. */
async function visitsOf(of: string): Promise<Record<string, number>> {
  await ledger.flush();
  const rows = await site.database.query<Counted>(
    sql`select network, visitor, visits::int as visits from share_visit where code = ${of}`,
  );
  return Object.fromEntries(rows.map(({ network, visitor, visits }) => [`${network} ${visitor}`, visits]));
}

const to = (slug: string, source: string, rest = ''): string =>
  `https://site.example/world/${slug}?utm_source=${source}&utm_medium=share${rest}`;

describe('a short link', () => {
  it('leads to the story, from memory as from the database', async () => {
    await expect.poll(() => site.app.get(ResponseCache, { strict: false }).isOn).toBe(true);
    for (const [path, source] of [
      [`/s/${code}`, 'link'],
      [`/s/${code}/telegram`, 'telegram'],
    ] as const) {
      const cold = await visit(path, COLD);
      await visit(path);
      const sent = await statements.during(async () => {
        const warm = await visit(path, { 'x-request-id': String(cold.headers['x-request-id']) });
        expect({ ...warm.headers, date: '' }).toEqual({ ...cold.headers, date: '' });
        expect(warm).toMatchObject({ status: 302, location: to(story.slug, source), body: '' });
      });
      expect(sent.filter((text) => text.includes('share_code code'))).toEqual([]);
      expect(cold).toMatchObject({ status: 302, location: to(story.slug, source) });
      expect(cold.headers).toMatchObject({ 'cache-control': 'private, max-age=30' });
    }
  });

  it.each([
    [
      'hands on what is on the list',
      '?utm_campaign=spring&utm_content=a%20b',
      '&utm_content=a+b',
      '&utm_campaign=spring',
    ],
    ['leaves out everything else', `?fbclid=${'x'.repeat(3_000)}&utm_source=evil&utm_medium=evil`],
    ['takes the first of two', `?utm_term=one&utm_term=${'x'.repeat(300)}`, '&utm_term=one'],
    ['ignores what is no encoding', '?utm_term=%zz&utm_id=%ff&utm_content=7', '&utm_content=7'],
    [
      'keeps control characters encoded',
      '?utm_term=a%0d%0aSet-Cookie:x%00',
      '&utm_term=a%0D%0ASet-Cookie%3Ax%00',
    ],
  ])('%s', async (_, query, ...parts) => {
    for (const headers of [COLD, {}]) {
      const led = await visit(`/s/${code}${query}`, headers);
      expect(led.status).toBe(302);
      const { searchParams, origin, pathname } = new URL(led.location ?? '');
      expect(`${origin}${pathname}`).toBe(`https://site.example/world/${story.slug}`);
      const expected = new URLSearchParams(`utm_source=link&utm_medium=share${parts.join('')}`);
      expect(Object.fromEntries(searchParams)).toEqual(Object.fromEntries(expected));
    }
  });

  it('has the last word on its own campaign', async () => {
    const its = await anotherCode(story, 'newsletter');
    const led = await visit(`/s/${its}/x?utm_campaign=mine`);
    expect(led.location).toBe(to(story.slug, 'x', '&utm_campaign=newsletter'));
  });

  it('refuses a value that is too long, and counts nothing', async () => {
    const its = await anotherCode(story, 'long');
    for (const headers of [COLD, {}, COLD]) {
      const refused = await visit(`/s/${its}?utm_term=${'x'.repeat(201)}`, headers);
      expect(refused.status).toBe(400);
      expect(JSON.parse(refused.body)).toMatchObject({ code: 'INVALID_PARAMETER' });
    }
    expect(await visitsOf(its)).toEqual({});
    expect((await visit(`/s/${its}?utm_term=${'x'.repeat(200)}`)).status).toBe(302);
  });

  it('never leads off the site', async () => {
    const elsewhere = [
      '//evil.example',
      '@evil.example',
      '.evil.example',
      '\\evil.example',
      '%2f%2fevil.example',
    ];
    const headers: Record<string, string>[] = [
      { host: 'evil.example' },
      { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' },
      { forwarded: 'host=evil.example', referer: 'https://evil.example/' },
      COLD,
    ];
    let led = 0;
    for (const more of headers) {
      for (const part of elsewhere) {
        for (const target of [
          `/s/${code}?utm_campaign=${part}&url=${part}&next=https:${part}`,
          ...[
            `/s/${code}/${part}`,
            `/s/${part}`,
            `/s/${code}${part}`,
            `/s/${part}/${code}`,
            `/s/${code}/x${part}`,
          ],
          ...[`/s/${code}/x/${part}`, `/s/${code}#${part}`, `//evil.example/s/${code}`],
        ]) {
          const { location } = await visit(target, more);
          if (location === undefined) continue;
          led += 1;
          expect(new URL(location).host, target).toBe('site.example');
        }
      }
    }
    expect(led).toBeGreaterThanOrEqual(headers.length * elsewhere.length);
  });

  it('leads to the site although the story is known by an address elsewhere', async () => {
    const syndicated = await published(site, { canonicalUrl: 'https://evil.example/the-original' });
    const { location = '' } = await visit(`/s/${await codeOf(syndicated)}`);
    expect(new URL(location).host).toBe('site.example');
  });
});

describe('a link that leads nowhere', () => {
  const statusOf = async (target: string, headers = {}): Promise<[number, string]> => {
    const { status, body } = await visit(target, headers);
    return [status, (JSON.parse(body) as Body).code as string];
  };
  const NOWHERE = [404, 'SHARE_CODE_NOT_FOUND'];

  it('is the same 404 whatever is wrong with it, and odd codes ask the database nothing', async () => {
    const odd = [
      'nocode7',
      'abcdefg0',
      'abcdefghi',
      'x'.repeat(5_000),
      '%zz',
      '%ff%fe',
      'caf%C3%A9xx',
      '..%2f..%2fx',
      "'or'1'='",
    ];
    // What was counted before would be written down meanwhile.
    await ledger.flush();
    const sent = await statements.during(async () => {
      for (const one of odd) expect(await statusOf(`/s/${one}`), one).toEqual(NOWHERE);
    });
    expect(sent.filter((text) => text.includes('share_code'))).toEqual([]);
    for (const network of ['nowhere', 'constructor', '__proto__', '%zz', 'X']) {
      expect(await statusOf(`/s/${code}/${network}`), network).toEqual(NOWHERE);
    }
    expect(await statusOf('/s/abcdefgh')).toEqual(NOWHERE);
  });

  it('is one that is over, or whose story went', async () => {
    const over = await anotherCode(story, 'over', '-1 second');
    expect(await statusOf(`/s/${over}`)).toEqual(NOWHERE);
    const gone = await published(site);
    const its = await codeOf(gone);
    for (const headers of [{}, {}]) expect((await visit(`/s/${its}`, headers)).status).toBe(302);
    const retracted = await step(site, gone.id, 'retract', gone.version, { notice: 'It was not so.' });
    expect(retracted.status).toBe('retracted');
    for (const headers of [{}, {}, COLD])
      expect(await statusOf(`/s/${its}`, headers)).toEqual([410, 'ARTICLE_RETRACTED']);
  });

  it('ends with its code while it is in memory', async () => {
    const brief = await anotherCode(story, 'brief', '1500 milliseconds');
    expect((await visit(`/s/${brief}`)).status).toBe(302);
    await expect.poll(async () => (await visit(`/s/${brief}`)).status, { timeout: 10_000 }).toBe(404);
  });

  it('makes an address wait that tries many, and nobody else', async () => {
    const guesser = { 'x-forwarded-for': '203.0.113.77' };
    const tried = [];
    for (let turn = 0; turn < 31; turn += 1) tried.push(await visit(`/s/guess${turn}`, guesser));
    expect(tried.map(({ status }) => status)).toEqual([...Array.from({ length: 30 }, () => 404), 429]);
    expect(Number(tried.at(-1)?.headers['retry-after'])).toBeGreaterThan(0);
    for (const headers of [guesser, { ...guesser, ...COLD }]) {
      expect((await visit(`/s/${code}`, headers)).status).toBe(302);
    }
    expect((await visit('/s/guess99')).status).toBe(404);
  });

  it('is a page to people who follow it', async () => {
    const html = { accept: 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.8' };
    const { status, headers, body } = await visit('/s/abcdefgh', html);
    expect([status, headers['content-type']]).toEqual([404, 'text/html; charset=utf-8']);
    expect(body).toContain('<h1>');
    const gone = await published(site, { headline: 'A story that was wrong' });
    const its = await codeOf(gone);
    await step(site, gone.id, 'retract', gone.version, { notice: 'The numbers were <wrong>.' });
    const told = await visit(`/s/${its}/x`, html);
    expect(told.status).toBe(410);
    expect(told.body).toContain('The numbers were &lt;wrong');
  });

  it('has no picture either', async () => {
    expect((await visit(`/s/${code}/qr.svg`)).headers['content-type']).toBe('image/svg+xml');
    const slot = await slotTo('https://sponsor.example/');
    for (const name of [slot, 'nocode', 'abcdefgh']) {
      expect(await statusOf(`/s/${name}/qr.svg`)).toEqual(NOWHERE);
    }
  });
});

describe('programs that show what is behind a link', () => {
  it.each(['facebookexternalhit/1.1', 'WhatsApp/2.24.1 A', 'Mozilla/5.0 (compatible; Discordbot/2.0)'])(
    'get a page that says it, which is counted apart: %s',
    async (agent) => {
      const shown = await published(site, { headline: 'A <b>"bold"</b> story</title><script>' });
      const its = await codeOf(shown);
      for (const headers of [{}, COLD, {}]) {
        const page = await visit(`/s/${its}/x?utm_term=a`, { 'user-agent': agent, ...headers });
        expect(page.status).toBe(200);
        expect(page.headers).toMatchObject({
          'content-type': 'text/html; charset=utf-8',
          'cache-control': 'private, max-age=30',
          vary: expect.stringContaining('User-Agent') as string,
          'content-security-policy': expect.stringContaining("default-src 'none'") as string,
        });
        expect(page.body).toContain('<meta name="robots" content="noindex">');
        expect(page.body).toContain('<meta property="og:title" content="A &lt;b&gt;');
        expect(page.body).toContain('<meta name="twitter:card"');
        expect(page.body).toContain(`<link rel="canonical" href="https://site.example/world/${shown.slug}">`);
        expect(page.body).toContain(
          `<a href="${to(shown.slug, 'x', '&utm_term=a').replaceAll('&', '&amp;')}">`,
        );
        expect(page.body.match(/<script|<\/title>/g)).toEqual(['</title>', '<script']);
      }
      expect(await visitsOf(its)).toEqual({ 'x bot': 3 });
    },
  );

  it.each([
    ['people who read in an app', `${BROWSER} WhatsApp/2.24`],
    ['people who read in an app', `${BROWSER} [FBAN/FBIOS;FBAV/400]`],
    ['search engines', CRAWLER],
  ])('are no %s', async (_, agent) => {
    expect((await visit(`/s/${code}`, { 'user-agent': agent })).status).toBe(302);
  });

  it('are led on by a sponsor slot', async () => {
    const slot = await slotTo('https://sponsor.example/');
    expect((await visit(`/s/${slot}`, { 'user-agent': 'Twitterbot/1.0' })).status).toBe(302);
  });
});

describe('the link of a sponsor slot', () => {
  it('leads where the slot does, as it stands, and from no network', async () => {
    const href = 'https://sponsor.example/a?b=c&utm_source=site#d';
    const slot = await slotTo(href);
    for (const headers of [COLD, {}, {}]) {
      const led = await visit(`/s/${slot}?utm_campaign=${'x'.repeat(500)}`, headers);
      expect(led).toMatchObject({ status: 302, location: href });
      expect((await visit(`/s/${slot}/x`, headers)).status).toBe(404);
    }
    expect(await visitsOf(slot)).toEqual({ 'link human': 3 });
  });

  it('writes what a header cannot hold as an address has it', async () => {
    const slot = await slotTo('https://sponsor.example/grüße 日本');
    const { location } = await visit(`/s/${slot}`);
    expect(location).toBe('https://sponsor.example/gr%C3%BC%C3%9Fe%20%E6%97%A5%E6%9C%AC');
  });

  it('ends with the slot', async () => {
    const slot = await slotTo('https://sponsor.example/', '-1 second');
    expect((await visit(`/s/${slot}`)).status).toBe(404);
  });
});

describe('counting', () => {
  it('tells people from robots and from those who may be anyone', async () => {
    const one = await published(site);
    const its = await codeOf(one);
    const came: [string, Record<string, string>][] = [
      ['human', {}],
      ['human', COLD],
      ['bot', { 'user-agent': CRAWLER }],
      ['bot', { 'user-agent': 'curl/8.0' }],
      ['human', { 'user-agent': '' }],
      ['unknown', { method: 'HEAD' }],
      ['unknown', { 'sec-purpose': 'prefetch;prerender' }],
      ['unknown', { purpose: 'prefetch' }],
    ];
    for (const [, headers] of came) {
      expect((await visit(`/s/${its}`, headers)).status).toBe(302);
      expect((await visit(`/s/${its}/x`, headers)).status).toBe(302);
    }
    expect(await visitsOf(its)).toEqual({
      ...{ 'link human': 3, 'link bot': 2, 'link unknown': 3 },
      ...{ 'x human': 3, 'x bot': 2, 'x unknown': 3 },
    });
    const { body } = await site.get<Body>(`/v1/counts?ids=${one.id}`);
    expect(body.items[0]).toMatchObject({ shares: 6 });
    const [hour] = await site.database.query<{ visits: number }>(
      sql`select visits from share_hour where article_id = ${one.id}`,
    );
    expect(hour).toEqual({ visits: 6 });
    await site.app.get(ArticleCountersService, { strict: false }).fold();
    await expect
      .poll(async () => (await site.get<Body>(`/v1/articles/${one.slug}/share`)).body.counts)
      .toMatchObject({ total: 6 });
  });

  it('keeps the domains that people came from as totals, so many and no more', async () => {
    const its = await anotherCode(story, 'domains');
    const referrers = [
      ...[
        'https://www.News.example/a?b',
        'http://news.example',
        'https://www.müller.example/',
        'https://site.example/x',
      ],
      ...['nonsense', 'android-app://com.example', 'ftp://files.example/'],
    ];
    for (const referer of referrers) await visit(`/s/${its}`, { referer: encodeURI(referer) });
    await visit(`/s/${its}`, { referer: 'https://bots.example', 'user-agent': CRAWLER });
    await ledger.flush();
    for (const half of [0, 1]) {
      const batch = new VisitBatch();
      for (let site = 0; site < 400; site += 1)
        batch.add(aVisit({ code: its, referrer: `s${half}-${site}.example` }));
      await write(batch);
    }
    await ledger.flush();
    const rows = await site.database.query<{ domain: string; visits: number }>(
      sql`select domain, visits::int as visits from share_referrer where code = ${its} order by visits desc, domain`,
    );
    expect(rows).toHaveLength(501);
    expect(rows.slice(0, 3)).toEqual([
      { domain: 'other', visits: 302 },
      { domain: 'news.example', visits: 2 },
      { domain: 's0-0.example', visits: 1 },
    ]);
    expect(rows).toContainEqual({ domain: 'xn--mller-kva.example', visits: 1 });
  });

  it('counts a visitor once a day and subject, and destroys what tells them when the day is over', async () => {
    const one = await published(site);
    const its = await codeOf(one);
    const another = await anotherCode(one, 'another');
    const people: Record<string, string>[] = [
      { 'x-forwarded-for': '192.0.2.1' },
      { 'x-forwarded-for': '192.0.2.2' },
      { 'x-forwarded-for': '192.0.2.1', 'user-agent': `${BROWSER} Edg/140` },
    ];
    for (let round = 0; round < 3; round += 1) {
      for (const who of people) {
        await visit(`/s/${its}`, who);
        await visit(`/s/${another}`, who);
      }
      await ledger.flush();
    }
    await visit(`/s/${its}`, { 'user-agent': CRAWLER });
    await ledger.flush();
    const unique = () =>
      site.database.query(sql`select visitors from share_unique where subject_id = ${one.id} order by day`);
    expect(await unique()).toEqual([{ visitors: 3 }]);
    // The day is over.
    for (const table of [sql`visit_salt`, sql`share_visitor`]) {
      await site.database.query(sql`update ${table} set day = day - 2`);
    }
    await site.app.get(VisitForgettingService, { strict: false }).forget();
    expect(await site.database.query(sql`select from visit_salt`)).toEqual([]);
    expect(await site.database.query(sql`select from share_visitor`)).toEqual([]);
    expect(await unique()).toEqual([{ visitors: 3 }]);
    await visit(`/s/${its}`, people[0]);
    await ledger.flush();
    expect(await site.database.query(sql`select octet_length(visitor) as bytes from share_visitor`)).toEqual([
      { bytes: 16 },
    ]);
  });

  it('writes a batch once, however often it is sent', async () => {
    const its = await anotherCode(story, 'repeated');
    const batch = new VisitBatch();
    batch.add(aVisit({ code: its, referrer: 'once.example' }));
    await Promise.all([write(batch), write(batch)]);
    await write(batch);
    expect(await visitsOf(its)).toEqual({ 'link human': 1 });
  });

  it('leaves out what was deleted meanwhile', async () => {
    const gone = await published(site);
    const its = await codeOf(gone);
    const batch = new VisitBatch();
    batch.add(aVisit({ code: its, subject: { kind: 'story', id: gone.id } }));
    batch.add(aVisit({ code: 'neverwas', subject: { kind: 'slot', id: gone.id } }));
    batch.add(aVisit({ code }));
    const before = (await visitsOf(code))['link human'] ?? 0;
    await site.database.query(sql`delete from share_code where article_id = ${gone.id}`);
    await write(batch);
    expect((await visitsOf(code))['link human']).toBe(before + 1);
    expect(await visitsOf(its)).toEqual({});
  });

  const write = (batch: VisitBatch) => site.app.get(VisitBatchesService, { strict: false }).write(batch);
  const aVisit = (changes: Partial<Parameters<VisitBatch['add']>[0]>): Parameters<VisitBatch['add']>[0] => ({
    ...{ code, subject: { kind: 'story', id: story.id }, network: 'link', visitor: 'human', referrer: null },
    ...{ address: '192.0.2.9', agent: BROWSER },
    ...changes,
  });
});

describe('what changes where a link leads', () => {
  it('is heard of at once', async () => {
    const moved = await published(site);
    const its = await codeOf(moved);
    for (let turn = 0; turn < 2; turn += 1)
      expect((await visit(`/s/${its}`)).location).toBe(to(moved.slug, 'link'));
    const renamed = await send(
      site,
      'PATCH',
      `/v1/articles/${moved.id}`,
      { slug: 'renamed-by-its-writer' },
      { version: moved.version },
    );
    expect(renamed.status).toBe(200);
    expect((await visit(`/s/${its}`)).location).toBe(to('renamed-by-its-writer', 'link'));
    const unpublished = await step(site, moved.id, 'unpublish', renamed.body.version);
    expect(unpublished.status).toBe('unpublished');
    expect((await visit(`/s/${its}`)).status).toBe(404);
  });
});
