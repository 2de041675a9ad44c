import type { OutgoingHttpHeaders } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ResponseCache } from '../../src/platform/cache/response-cache.js';
import { asks, type Innocent, substance, Wire, written } from '../support/cache-attack.js';
import { aComment } from '../support/comments.js';
import { call, exchange, type RawCall } from '../support/raw-http.js';
import { StatementLog } from '../support/statements.js';
import { ADMIN_KEY, TestApp } from '../support/test-app.js';
import { type Body, furnishNewsroom, published, send, step, writer } from '../support/writing.js';

/** The one under attack, and one on the same database that keeps nothing. */
let site: TestApp;
let plain: TestApp;
let port: number;
let plainPort: number;
let cache: ResponseCache;
let story: Body;
let token: string;

const ENCODINGS = [undefined, 'gzip', 'br'];
const OLD_SLUG = 'the-slug-before';

beforeAll(async () => {
  site = await TestApp.start({ RESPONSE_CACHE: 'on' });
  plain = await TestApp.start({ RESPONSE_CACHE: 'off' }, { databaseUrl: site.databaseUrl });
  [port, plainPort] = [site, plain].map(({ url }) => Number(new URL(url).port)) as [number, number];
  cache = site.app.get(ResponseCache, { strict: false });
  await furnishNewsroom(site);
  const terms = { section: 'europe', tags: ['rivers'], authors: ['ada'] };
  for (let n = 0; n < 4; n += 1) await published(site, terms);
  story = await published(site, { ...terms, slug: OLD_SLUG });
  await send(site, 'PATCH', `/v1/articles/${story.id}`, { slug: 'the-story' }, { version: '*' });
  const withdrawn = await published(site, { ...terms, slug: 'withdrawn' });
  await step(site, withdrawn.id, 'retract', withdrawn.version, { notice: 'It was not so.' });
  // What is being written is for writers alone.
  await send(site, 'PATCH', `/v1/articles/${story.id}`, { headline: 'A secret draft' }, { version: '*' });
  const given = await send(site, 'POST', `/v1/articles/${story.id}/preview-tokens`, {});
  token = given.body.token;
});
afterAll(async () => {
  await plain?.close();
  await site?.close();
});

/** Begins with nothing in memory. */
beforeEach(async () => {
  await expect.poll(() => cache.isOn).toBe(true);
  cache.evict(['site']);
});

const BODY = '{"article":"another"}';

const PATHS = {
  story: '/v1/articles/the-story',
  page: '/v1/articles/the-story/page',
  list: '/v1/articles?limit=2&section=europe',
  front: '/v1/front',
  feed: '/feeds/latest.json',
  embed: '/embed/the-story',
  oEmbed: '/oembed?url=/europe/the-story',
  embeddedNothing: '/embed/nothing-there',
  nothing: '/v1/articles/nothing-there',
  withdrawn: '/v1/articles/withdrawn',
  moved: `/v1/articles/${OLD_SLUG}`,
};

const innocents = (path: string): Innocent[] =>
  ENCODINGS.map((encoding) => ({ path, ...(encoding ? { headers: { 'accept-encoding': encoding } } : {}) }));

/** Fails unless readers are given what one without memory gives, the first time and from memory. */
async function expectSound(...paths: string[]): Promise<void> {
  for (const innocent of paths.flatMap(innocents)) {
    const expected = substance(await asks(innocent, plainPort));
    expect(substance(await asks(innocent, port)), innocent.path).toEqual(expected);
    expect(substance(await asks(innocent, port)), `${innocent.path} again`).toEqual(expected);
  }
}

/** The attacker is told the same as by one without memory, when there is nothing in it and when there is. */
async function attack(target: string, attempt: RawCall, victims: readonly string[]): Promise<void> {
  const about = `${target} ${JSON.stringify(attempt)}`;
  const expected = substance(await call(plainPort, target, attempt));
  expect(substance(await call(port, target, attempt)), about).toEqual(expected);
  await expectSound(...victims);
  expect(substance(await call(port, target, attempt)), `${about} again`).toEqual(expected);
  await expectSound(...victims);
}

const HEADERS: Readonly<Record<string, () => OutgoingHttpHeaders[]>> = {
  'another name of the host': () =>
    [
      'evil.example',
      'EVIL.example:80',
      'evil.example:99999',
      '1.2.3.4.5',
      '[::1]:80',
      '[::1',
      'a b',
      'a/b',
      'a@b',
      'a..b',
      '',
    ].map((host) => ({ host })),
  'a proxy in between': () => [
    { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'javascript', 'x-forwarded-prefix': '/evil' },
    { forwarded: 'host=evil.example;proto=http', 'x-forwarded-for': '127.0.0.1', 'x-real-ip': '::1' },
    { 'x-original-url': '/v1/api-keys', 'x-rewrite-url': '/v1/api-keys' },
  ],
  'media types': () => ['text/html', '*/*;q=0', 'application/xml', ',', 'é'].map((accept) => ({ accept })),
  encodings: () =>
    [
      'gzip;q=0',
      'identity;q=0',
      '*;q=0',
      '*',
      'br;q=0.1, gzip;q=1',
      'zstd',
      '',
      'GZIP',
      'gzip, gzip',
      'identity;q=0, *;q=0',
      'br;q=nonsense',
      ';',
      'gzip\t',
    ].map((encoding) => ({ 'accept-encoding': encoding })),
  'conditions and ranges': () => [
    ...['*', '"a", "b"', 'W/"a"', '"unclosed', ', ,', `"${'x'.repeat(5_000)}"`].map((tag) => ({
      'if-none-match': tag,
    })),
    { range: 'bytes=0-10' },
    { range: 'bytes=0-10', 'if-range': '"a"' },
    { 'if-match': '"v1"' },
    { 'if-modified-since': new Date().toUTCString() },
  ],
  'what browsers and proxies send': () => [
    { cookie: 'session=admin; authorization=Bearer' },
    { origin: 'https://evil.example' },
    { origin: 'null', 'access-control-request-method': 'DELETE' },
    { 'cache-control': 'no-cache, no-store, only-if-cached', pragma: 'no-cache' },
    { 'x-http-method-override': 'DELETE', 'x-http-method': 'PUT' },
    { 'content-type': 'application/json', 'content-encoding': 'gzip' },
    { 'x-request-id': ['a', 'b'] },
    { te: 'trailers', expect: '100-continue' },
    { 'surrogate-key': 'evil', 'surrogate-control': 'max-age=9999', vary: '*', etag: '"evil"' },
  ],
  keys: () =>
    [
      '',
      ' ',
      'Bearer',
      'Bearer wrong',
      `bearer ${ADMIN_KEY}`,
      `BEARER ${ADMIN_KEY}`,
      `Bearer ${ADMIN_KEY}`,
      'Basic abc',
      `Bearer  ${ADMIN_KEY}`,
    ].map((authorization) => ({ authorization })),
  tokens: () => [
    { 'preview-token': token },
    { 'preview-token': 'wrong' },
    { 'preview-token': '' },
    { 'comment-token': 'wrong' },
    ...['0/0', 'nonsense', ''].map((after) => ({ 'broadsheet-after': after })),
  ],
};

describe('what one caller says of himself', () => {
  it.each(Object.keys(HEADERS))('changes nothing for the next: %s', async (kind) => {
    for (const headers of HEADERS[kind]?.() ?? []) {
      cache.evict(['site']);
      for (const path of [PATHS.story, PATHS.list, PATHS.nothing]) await attack(path, { headers }, [path]);
    }
  });

  it.each(['HEAD', 'OPTIONS', 'POST', 'PUT', 'DELETE', 'PATCH'])(
    'changes nothing for the next: %s',
    async (method) => {
      for (const path of Object.values(PATHS)) {
        await attack(path, { method, headers: { 'x-http-method-override': 'GET' } }, [path]);
      }
    },
  );

  it('changes nothing for the next: a GET with a body', async () => {
    for (const path of [PATHS.story, PATHS.list, PATHS.nothing]) {
      for (const framing of [{ 'transfer-encoding': 'chunked' }, { 'content-length': BODY.length }]) {
        const headers = { ...framing, 'content-type': 'application/json' };
        await attack(path, { headers, body: BODY }, [path]);
      }
    }
  });
});

describe('what one caller asks for', () => {
  const SPELLINGS = [
    ...[
      '/v1/articles?section=europe&limit=2',
      '/v1/articles?limit=2&section=europe&',
      '/v1/articles?&limit=2&section=europe',
    ],
    ...[
      '/v1/articles?limit=2&section=europe&section=world',
      '/v1/articles?section=world&limit=2&section=europe',
    ],
    ...[
      '/v1/articles?limit=2&section=%65urope',
      '/v1/articles?limit=2&sect%69on=europe',
      '/v1/articles?limit=2&section=europe%00',
    ],
    ...[
      '/v1/articles?limit=2&section=europe&x=1',
      '/v1/articles?limit=2&section=europe#x',
      '/v1/articles;x?limit=2&section=europe',
    ],
    ...[
      '/v1/articles/?limit=2&section=europe',
      '//v1/articles?limit=2&section=europe',
      '/v1//articles?limit=2&section=europe',
    ],
    ...[
      '/V1/articles?limit=2&section=europe',
      '/v1/articles?LIMIT=2&section=europe',
      '/v1/articles?limit=2&section=europe%20',
    ],
    ...[
      '/v1/articles?limit=2&section=europe?',
      '/v1/articles?limit=2&section=europe&asOf=2030-01-01T00:00:00Z',
    ],
    ...[
      '/v1/articles?limit=%zz&section=europe',
      '/v1/articles?limit=2&section=europe&fields=',
      '/v1/articles?limit=2%26section=europe',
    ],
    `/v1/articles?limit=2&section=europe&q=${'x'.repeat(9_000)}`,
    ...[
      'http://evil.example/v1/articles?limit=2&section=europe',
      'http://api.example:99999/v1/articles?limit=2&section=europe',
    ],
  ];
  it.each(SPELLINGS.map((target) => [target.slice(0, 90), target]))(
    'leaves the list as it is: %s',
    (_, target) => attack(target, {}, [PATHS.list, '/v1/articles?section=europe&limit=2']),
  );

  const OF_STORY = [
    ...[
      '/v1/articles/the%2Dstory',
      '/v1/articles/the-story/',
      '/v1/articles/THE-STORY',
      '/v1/articles/the-story;x',
      '/v1/articles/the-story%00',
    ],
    ...[
      '/v1/articles/the-story%2Fpage',
      '/v1/articles/./the-story',
      '/v1/articles/x/../the-story',
      '/v1/articles/the-story?',
      '/v1/articles/the-story%3Ffields=id',
    ],
    ...[
      '/v1/articles/the-story?fields=id',
      '/v1/articles/the-story?preview=wrong',
      '/v1/articles/the-story?asOf=2030-01-01T00:00:00Z',
      '/v1/articles/the-story%20',
    ],
  ];
  it.each(OF_STORY)('leaves the story as it is: %s', (target) =>
    attack(target, {}, [PATHS.story, PATHS.page]),
  );

  it('is told no draft by a link that opens it to another', async () => {
    for (const path of [PATHS.story, PATHS.page]) {
      await attack(`${path}?preview=${token}`, {}, [path]);
      expect((await call(port, `${path}?preview=${token}`)).text).toContain('A secret draft');
      expect(cache.find(`${path}?preview=${token}`)).toBeUndefined();
    }
  });

  it('keeps the order of what is asked for out of where the next page is', async () => {
    const [one, other] = [
      '/v1/articles?limit=2&sort=-updatedAt&section=europe',
      '/v1/articles?section=europe&sort=-updatedAt&limit=2',
    ];
    for (const [first, second] of [
      [one, other],
      [other, one],
    ] as const) {
      cache.evict(['site']);
      await call(port, first);
      expect(substance(await call(port, second))).toEqual(substance(await call(plainPort, second)));
    }
  });
});

describe('callers with a key and callers without', () => {
  it('never get what is for the other', async () => {
    const key = { authorization: `Bearer ${ADMIN_KEY}` };
    for (const path of Object.values(PATHS)) {
      for (const headers of [
        [{}, key],
        [key, {}],
        [{}, key, {}],
      ].flat()) {
        const answer = await call(port, path, { headers });
        expect(substance(answer), path).toEqual(substance(await call(plainPort, path, { headers })));
      }
    }
    expect((await call(port, PATHS.story, { headers: key })).text).toContain('A secret draft');
    expect((await call(port, PATHS.story)).text).not.toContain('A secret draft');
  });

  it.each(['none', 'excerpt', 'full'])(
    'on a site that gives callers without a key: %s',
    async (anonymousAccess) => {
      await Promise.all(Object.values(PATHS).map((path) => call(port, path)));
      await send(site, 'PATCH', '/v1/site', { anonymousAccess }, { version: '*' });
      // The other application keeps nothing, so it is the first to know.
      await expect
        .poll(async () => substance(await call(port, '/v1/articles?include=body')))
        .toEqual(substance(await call(plainPort, '/v1/articles?include=body')));
      const paths = [
        ...Object.values(PATHS),
        '/v1/articles?include=body',
        '/feeds/latest.rss',
        '/v1/tags/rivers/page',
      ];
      for (const path of paths) {
        await call(port, path, { headers: writer });
        await expectSound(path);
        expect(substance(await call(port, path, { headers: writer }))).toEqual(
          substance(await call(plainPort, path, { headers: writer })),
        );
      }
    },
  );

  it('keep a comment to its author until it is approved', async () => {
    const policy = { commentPolicy: 'premoderated' };
    await send(site, 'PATCH', `/v1/articles/${story.id}`, policy, { version: '*' });
    const { body } = await site.post<Body>(`/v1/articles/${story.id}/comments`, aComment());
    const path = `/v1/comments/${body.comment.id}`;
    for (const headers of [{}, { 'comment-token': body.token }, {}]) {
      const answer = await call(port, path, { headers });
      expect(answer.status).toBe('comment-token' in headers ? 200 : 404);
      expect(substance(answer)).toEqual(substance(await call(plainPort, path, { headers })));
    }
  });
});

describe('a connection', () => {
  const answersOf = (text: string): string[] =>
    text
      .split(/(?=HTTP\/1\.1 \d{3} )/)
      .map((answer) => answer.replace(/^(date|x-request-id): .*\r\n/gim, ''));

  it('gives every request its own answer, in their order, however many come at once', async () => {
    const targets = [...Object.values(PATHS), ...Object.values(PATHS).reverse(), PATHS.story, PATHS.story];
    const sent =
      targets.map((target) => written(target)).join('') + written('/v1/site', ['Connection: close']);
    for (const round of ['cold', 'warm']) {
      const [mine, others] = await Promise.all([port, plainPort].map((to) => exchange(to, sent)));
      expect(answersOf(mine as string).length, round).toBe(targets.length + 1);
      const sorted = (text = ''): string[] =>
        answersOf(text).map((one) => one.split('\r\n').sort().join('\n'));
      expect(sorted(mine), round).toEqual(sorted(others));
    }
  });

  const SMUGGLED = written('/v1/api-keys');
  it.each([
    ['a length', [`Content-Length: ${SMUGGLED.length}`], SMUGGLED],
    ['chunks', ['Transfer-Encoding: chunked'], `${SMUGGLED.length.toString(16)}\r\n${SMUGGLED}\r\n0\r\n\r\n`],
    ['a length of nothing', ['Content-Length: 0'], ''],
  ])('stays in step after a GET with %s', async (_, lines, body) => {
    for (const target of Object.values(PATHS)) {
      await call(port, target);
      const text = await exchange(
        port,
        `${written(target, lines)}${body}${written('/v1/site', ['Connection: close'])}`,
      );
      const [first, second, ...more] = [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) =>
        Number(status),
      );
      expect([first, second, more], target).toEqual([(await call(plainPort, target)).status, 200, []]);
      await expectSound(target);
    }
  });

  it.each([
    ['two lengths', ['Content-Length: 0', 'Content-Length: 5'], 'GET /'],
    ['a length and chunks', ['Content-Length: 5', 'Transfer-Encoding: chunked'], '0\r\n\r\n'],
    ['an odd coding', ['Transfer-Encoding: xchunked'], '0\r\n\r\n'],
    ['a folded header', ['X-A: b', ' Content-Length: 5'], ''],
    ['a header without a name', [': x'], ''],
    ['a NUL in a header', ['X-A: a\0b'], ''],
  ])('ends with %s, or gives what is given without memory', async (_, lines, body) => {
    await call(port, PATHS.story);
    const sent = `${written(PATHS.story, [...lines, 'Connection: close'])}${body}`;
    const [mine, others] = await Promise.all([port, plainPort].map((to) => exchange(to, sent)));
    expect(mine?.slice(0, 13)).toBe(others?.slice(0, 13));
    await expectSound(PATHS.story);
  });
});

describe('a crowd that asks for what is not in memory', () => {
  let log: StatementLog;
  beforeAll(() => (log = new StatementLog()));
  afterAll(() => log.stop());

  it('is answered by one statement', async () => {
    for (const path of [PATHS.story, PATHS.page, PATHS.list, PATHS.front, PATHS.feed]) {
      cache.evict(['site']);
      const statements = await log.during(async () => {
        const answers = await Promise.all(Array.from({ length: 40 }, () => call(port, path)));
        expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
      });
      expect(statements, path).toHaveLength(1);
    }
  });

  it('is answered when the first of them goes away', async () => {
    const leaders = await Promise.all(Array.from({ length: 3 }, () => Wire.open(port)));
    for (const leader of leaders) leader.send(written(PATHS.page)).cut();
    const answers = await Promise.all(Array.from({ length: 20 }, () => call(port, PATHS.page)));
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
    await expectSound(PATHS.page);
  });

  it('does not wait for one who takes nothing in', { timeout: 60_000 }, async () => {
    const large = await published(site, { body: { text: 'A long story. '.repeat(60_000) } });
    await call(port, `/v1/articles/${large.slug}`);
    // These are not kept, so nobody but the first could be told.
    const victims = [PATHS.moved, '/feeds/latest', '/v1/articles?limit=nonsense', PATHS.story, PATHS.nothing];
    for (const victim of victims) {
      const wire = (await Wire.open(port)).stopReading();
      wire.send(written(`/v1/articles/${large.slug}`).repeat(20) + written(victim));
      await pause(300);
      const late = pause(5_000).then(() => 'not answered');
      const answered = call(port, victim).then(() => 'answered');
      expect(await Promise.race([answered, late]), victim).toBe('answered');
      wire.cut();
    }
  });
});
