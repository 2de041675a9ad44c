import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { securityHeaders } from '../../examples/reader/http/policy.js';
import { sql } from '../../src/platform/database/sql.js';
import { KeyRing } from '../../src/platform/secrets/key-ring.js';
import { project } from '../support/embedded-processes.js';
import { call } from '../support/raw-http.js';
import { BEFORE_MOVE, MOVED, READER_STORIES } from '../support/reader-stories.js';
import { freePort } from '../support/free-port.js';
import { ReaderProcess, ReaderSite } from '../support/reader-site.js';

const SHUSHA = '/world/azerbaijan-claims-shusha-armenia-says-fighting-continues';
const HTML = 'text/html; charset=utf-8';

let site: ReaderSite;

beforeAll(async () => {
  // Nobody takes e-mails there, but the form offers them.
  const mail = { SMTP_URL: 'smtp://127.0.0.1:1', MAIL_FROM: 'comments@site.example' };
  site = await ReaderSite.start({ RATE_LIMITS: 'on', ...mail });
  await site.api.import([BEFORE_MOVE]);
  await site.api.import([MOVED, ...READER_STORIES]);
});
afterAll(() => site.close());

interface Got {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

async function get(path: string, init: RequestInit = {}, base = site.url): Promise<Got> {
  const response = await fetch(`${base}${path}`, { redirect: 'manual', ...init });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

function post(path: string, fields: Record<string, string>, headers: Record<string, string> = {}) {
  const body = new URLSearchParams(fields);
  return get(path, { method: 'POST', body, headers: { origin: site.url, ...headers } });
}

const COMMENT = { name: 'Ann', email: 'ann@example.org', body: 'Well said.' };

/** Where an answer leads, below the address of the site. */
const leadsTo = ({ status, headers }: Got): string => `${status} ${headers.get('location') ?? ''}`;

describe('addresses', () => {
  it.each([
    ['/', 200],
    ['/world', 200],
    ['/europe', 200],
    ['/author/ilse-varga', 200],
    ['/tag/armenia', 200],
    ['/search', 200],
    ['/search?q=harbour', 200],
    [SHUSHA, 200],
    ['/nowhere', 404],
    ['/world/nowhere', 404],
    ['/author/nobody', 404],
    ['/tag/nothing', 404],
    ['/technology/box-sealed-in-2020-is-opened-today', 404],
    ['/a/b/c/d', 404],
    ['/?p=999', 404],
    ['/technology/retracted', 410],
    ['/world?after=garbage', 400],
    ['/%E0%A4%A', 404],
    ['//evil.example/', 404],
    ['/%00', 404],
    ['/world/a%5C..%5C..%5Csite', 404],
  ])('%s answers %i with a page', async (path, status) => {
    const answer = await get(path);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([status, HTML]);
    expect(answer.text).toMatch(/^<!doctype html>/);
    expect(answer.text).not.toMatch(/undefined|\[object|NaN/);
  });

  it.each([
    ['/technology/the-old-name', '/technology/the-new-name'],
    ['/technology/the-old-name?utm_source=x', '/technology/the-new-name?utm_source=x'],
    ['/elsewhere/the-new-name', '/technology/the-new-name'],
    ['/technology/the-new-name/', '/technology/the-new-name'],
    ['/2019/05/01/the-oldest-name/', '/technology/the-new-name'],
    ['/2019/05/01/the-oldest-name?fbclid=x', '/technology/the-new-name'],
    ['/?p=77', '/technology/the-new-name'],
    ['/world/', '/world'],
    ['/author/ilse-varga/', '/author/ilse-varga'],
    ['/tag/armenia/', '/tag/armenia'],
  ])('%s leads to %s in one hop', async (path, target) => {
    expect(leadsTo(await get(path))).toBe(`301 ${target}`);
    expect((await get(target)).status).toBe(200);
  });

  it('of a withdrawn story say why', async () => {
    const { text } = await get('/technology/retracted');
    expect(text).toContain('This story was withdrawn.');
    expect(text).toContain('The document was &lt;forged&gt;.');
    expect(text).not.toContain('What was not so');
  });

  it('cannot lead out of their place in the API', async () => {
    for (const target of ['/..', '/world/..', '/world/%2e%2e', '/a\\..\\..\\site', '/world/../../v1/site']) {
      const { status } = await call(Number(new URL(site.url).port), target);
      expect([target, status]).toEqual([target, 404]);
    }
  });

  it('name the maps of the site for robots', async () => {
    const { text, headers } = await get('/robots.txt');
    expect(headers.get('content-type')).toContain('text/plain');
    expect(text).toContain(`Sitemap: ${site.api.url}/sitemap.xml`);
  });

  it('take no other method than those of pages and forms', async () => {
    const answer = await get('/', { method: 'DELETE' });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST']);
    const head = await get(SHUSHA, { method: 'HEAD' });
    expect([head.status, head.text]).toEqual([200, '']);
  });
});

describe('a story', () => {
  it('stands on its page with everything around it, in order', async () => {
    const { text } = await get(SHUSHA);
    const parts = [
      'Skip to content',
      '<p class="title">',
      'class="sponsor" role="group" aria-label="Sponsored: Kwork.ru"',
      'aria-label="You are here"',
      '<h1>Baku says Shusha is taken',
      'This story may be distressing',
      'President Ilham Aliyev announced',
      'had lasted for over 28 years',
      'aria-label="Sponsored: Kwork.ru"',
      'Yerevan denied',
      'Think your friends would be interested? Share this story!',
      'Check Also',
      'Borrell says',
      'Comments <span class="count">',
      'Leave a Reply',
      'Your email address will not be published.',
      '© 2020, paradox. All rights reserved.',
    ];
    let from = 0;
    for (const part of parts) {
      const place = text.indexOf(part, from);
      expect(place, part).toBeGreaterThan(-1);
      from = place + part.length;
    }
  });

  it('says in its head what networks and search engines ask for', async () => {
    const { text } = await get(SHUSHA);
    expect(text).toContain(`<link rel="canonical" href="${site.url}${SHUSHA}"`);
    expect(text).toContain('<meta property="og:type" content="article"');
    expect(text).toContain('<meta property="article:published_time" content="2020-11-08T18:30:00.000Z"');
    expect(text.match(/<meta property="article:tag"/g)).toHaveLength(5);
    expect(text).toContain('<meta property="og:image:width" content="1200"');
    expect(text).toContain(`type="application/json+oembed" href="${site.api.url}/oembed?url=`);
    expect(text).toContain('<meta name="twitter:card" content="summary_large_image"');
    expect(text).toContain(
      `type="application/rss+xml" title="Baku says Shusha is taken; Yerevan says the battle for the town goes on – paradox" href="${site.api.url}/feeds/articles/`,
    );
    const data = /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(text)?.[1] ?? '';
    expect(JSON.parse(data)).toMatchObject({ '@graph': [{ '@type': 'NewsArticle' }, {}] });
    expect((await get('/world')).text).toContain(`href="${site.api.url}/feeds/sections/world.rss"`);
    expect((await get('/')).text).toContain(`href="${site.api.url}/feeds/latest.rss"`);
  });

  it('says which language it is in, and the words around it in the language of the site', async () => {
    const { text } = await get('/culture/saint-aurel-cinema-en-plein-air-revient');
    expect(text).toContain('<html lang="en" dir="ltr">');
    expect(text).toMatch(/<article class="story" +lang="fr" dir="ltr"/);
    expect(text).toMatch(/<div class="byline" +lang="en" dir="ltr">/);
    expect((await get('/culture')).text).toMatch(/<article class="card row" +lang="fr" dir="ltr">/);
  });

  it('leaves the texts of others text', async () => {
    const { text } = await get('/technology/hostile');
    expect(text).not.toMatch(/<script>|<img src=x|<b>(bold|caption|Mallory)|onload="x/);
    expect(text).toContain(
      '&lt;script&gt;document.title = &#39;broken&#39;&lt;/script&gt; &quot;quoted&quot; &amp;',
    );
    expect(text).toContain('&lt;b&gt;Mallory&lt;/b&gt;');
    const data = /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(text)?.[1] ?? '';
    expect(data).not.toContain('<');
    expect(JSON.parse(data)).toMatchObject({
      '@graph': [{ headline: expect.stringContaining('<script>') }, {}],
    });
    const { headers } = await get('/technology/hostile');
    expect(headers.get('content-security-policy')).toMatch(
      /default-src 'none'; script-src 'self'; style-src 'self';/,
    );
    expect(headers.get('content-security-policy')).not.toMatch(/unsafe|\*/);
  });

  it('may load the players of its own embeds alone', async () => {
    const policy = async (path: string) => (await get(path)).headers.get('content-security-policy');
    expect(await policy('/technology/every-kind-of-block')).toContain(
      'frame-src https://www.youtube-nocookie.com;',
    );
    expect(await policy(SHUSHA)).toContain("frame-src 'none'");
    expect(await policy(SHUSHA)).toContain(`img-src 'self' https: http: ${site.api.url};`);
    const secure = securityHeaders({ siteUrl: 'https://news.example' })['content-security-policy'];
    expect(secure).toContain("img-src 'self' https:;");
  });

  it('weighs less than 60 kB with all that its page loads but pictures', async () => {
    for (const path of [SHUSHA, '/technology/talkative']) {
      const { text } = await get(path);
      const assets = [...text.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, url]) => url ?? '');
      expect(assets).toHaveLength(3);
      const files = await Promise.all(assets.map((url) => get(url)));
      const bytes = [text, ...files.map((file) => file.text)].map((body) => gzipSync(body).length);
      const sum = bytes.reduce((total, size) => total + size, 0);
      console.log(`${path} weighs ${(sum / 1000).toFixed(1)} kB: ${bytes.join(' + ')}`);
      expect(sum).toBeLessThan(60_000);
    }
  });
});

describe('keeping', () => {
  it('is allowed for as long as the API says', async () => {
    for (const path of ['/', '/world', SHUSHA]) {
      const { headers } = await get(path);
      expect([path, headers.get('cache-control')]).toEqual([path, 'public, max-age=5']);
      expect(Number(headers.get('age'))).toBeLessThanOrEqual(5);
    }
    expect((await get(SHUSHA)).headers.get('vary')).toBe('Cookie, Accept-Encoding');
    expect((await get('/nowhere')).headers.get('cache-control')).toBe('private, no-store');
  });

  it('is confirmed by ETag, one for each encoding', async () => {
    const tags = new Set<string>();
    for (const encoding of ['identity', 'gzip', 'br', 'br;q=0, gzip']) {
      const headers = { 'accept-encoding': encoding };
      const first = await get('/author/ilse-varga', { headers });
      const etag = first.headers.get('etag') ?? '';
      tags.add(etag);
      const second = await get('/author/ilse-varga', { headers: { ...headers, 'if-none-match': etag } });
      expect([second.status, second.text, second.headers.get('etag')]).toEqual([304, '', etag]);
    }
    expect(tags.size).toBe(3);
  });

  it('is for good where the name of a file changes with what is in it', async () => {
    const [, style = ''] = /href="(\/assets\/style[^"]+)"/.exec((await get('/')).text) ?? [];
    const { status, headers } = await get(style, { headers: { 'accept-encoding': 'br' } });
    expect([status, headers.get('content-encoding')]).toEqual([200, 'br']);
    expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect((await get(style.replace('style', 'other'))).status).toBe(404);
  });
});

describe('a comment', () => {
  const from = (address: string) => ({ 'x-forwarded-for': address });
  /** From how many networks comments came. */
  const networks = async (): Promise<number> => {
    const ring = site.api.app.get(KeyRing, { strict: false });
    const rows = await site.api.database.query<{ cipher: Buffer }>(
      sql`select address_cipher as cipher from comment_identity where address_cipher is not null`,
    );
    return new Set(rows.map(({ cipher }) => ring.decrypt('comment-address', cipher))).size;
  };

  it('leads back to itself, and is the reader’s own as the API sees it', async () => {
    const answer = await post(SHUSHA, { ...COMMENT, website: '', parentId: '' }, from('198.51.100.7'));
    expect(leadsTo(answer)).toMatch(new RegExp(`^303 ${SHUSHA}\\?comment=([0-9a-f-]{36})#comment-\\1$`));
    const [page = ''] = (answer.headers.get('location') ?? '').split('#');
    const { text, headers } = await get(page);
    expect(text).toContain('Well said.');
    expect(headers.get('cache-control')).toBe('public, max-age=5');
    const before = await networks();
    await post(SHUSHA, COMMENT, from('198.51.100.7'));
    await post(SHUSHA, COMMENT, from('198.51.101.8'));
    expect((await networks()) - before).toBe(1);
  });

  it('is refused from another site, and from nowhere', async () => {
    const evil = 'https://evil.example';
    const refused: Record<string, string>[] = [
      { origin: evil },
      { origin: 'null' },
      { origin: '' },
      { origin: site.url, 'sec-fetch-site': 'cross-site' },
      { origin: evil, 'sec-fetch-site': 'same-site' },
    ];
    for (const headers of refused) {
      expect([headers, (await post(SHUSHA, COMMENT, headers)).status]).toEqual([headers, 403]);
    }
    const own = { origin: '', 'sec-fetch-site': 'same-origin' };
    expect((await post(SHUSHA, COMMENT, own)).status).toBe(303);
  });

  it('comes back in its form with what is wrong beside each field', async () => {
    const typed = { name: '', email: 'nobody', website: 'x', body: '"Quoted" & <b>' };
    const { status, text, headers } = await post(SHUSHA, typed);
    expect([status, headers.get('cache-control')]).toEqual([422, 'private, no-store']);
    expect(text).toContain('&quot;Quoted&quot; &amp; &lt;b&gt;</textarea>');
    for (const [field, words] of [
      ['name', 'Please fill this in.'],
      ['email', 'This is not an e-mail address.'],
      ['website', 'This is not a web address; it should begin with https://'],
    ]) {
      expect(text).toMatch(new RegExp(`id="reply-${field}"[^>]*aria-describedby="reply-${field}-fault"`));
      expect(text).toContain(`id="reply-${field}-fault">${words}`);
    }
    expect(text).toMatch(/id="reply-name"[^>]* autofocus/);
    expect(text).not.toContain('reply-body-fault');
  });

  it('comes with the wish to be told of replies, which stays ticked in a form that comes back', async () => {
    const box = /<input\s+id="reply-notify"[^>]*>/;
    expect(box.exec((await get(SHUSHA)).text)?.[0]).not.toContain('checked');
    const wish = { ...COMMENT, body: 'Tell me.', notify: 'on' };
    const { text } = await post(SHUSHA, { ...wish, name: '' }, from('198.51.100.20'));
    expect(box.exec(text)?.[0]).toMatch(/ type="checkbox" value="on" checked/);
    const wishes = async () => {
      const rows = sql`select 1 from notification_subscription`;
      return (await site.api.database.query(rows)).length;
    };
    const before = await wishes();
    expect((await post(SHUSHA, wish, from('198.51.100.20'))).status).toBe(303);
    expect(await wishes()).toBe(before + 1);
    await post(SHUSHA, { ...wish, body: 'Do not tell me.', notify: '' }, from('198.51.100.20'));
    expect(await wishes()).toBe(before + 1);
  });

  it('is not taken where comments are closed, nor for a story that is not there', async () => {
    const closed = await post('/technology/closed', COMMENT);
    expect(closed.status).toBe(409);
    expect(closed.text).toContain('Comments are closed.');
    expect((await get('/technology/closed')).text).not.toContain('<form');
    expect((await post('/technology/nowhere', COMMENT)).status).toBe(404);
    expect((await post('/technology/retracted', COMMENT)).status).toBe(410);
  });

  it('that is too much or no form is refused', async () => {
    const json = {
      method: 'POST',
      body: '{}',
      headers: { origin: site.url, 'content-type': 'application/json' },
    };
    expect((await get(SHUSHA, json)).status).toBe(415);
    expect((await post(SHUSHA, { ...COMMENT, body: 'x'.repeat(200_000) })).status).toBe(413);
    expect((await post(SHUSHA, { ...COMMENT, body: 'x'.repeat(6_000) })).text).toContain('This is too long.');
  });

  it('too many come from one address: the rest wait, nothing typed is lost', async () => {
    const address = from('203.0.113.7');
    for (let count = 0; count < 30; count += 1) {
      const comment = { ...COMMENT, email: `reader-${count}@example.com` };
      expect((await post('/technology/every-kind-of-block', comment, address)).status).toBe(303);
    }
    const { status, text } = await post(
      '/technology/every-kind-of-block',
      { ...COMMENT, body: 'One more' },
      address,
    );
    expect(status).toBe(429);
    expect(text).toContain('That was quick.');
    expect(text).toContain('One more</textarea>');
    expect((await post('/technology/every-kind-of-block', COMMENT, from('203.0.113.8'))).status).toBe(303);
  });

  it('that waits for a moderator is shown to who wrote it alone, until it does not wait any more', async () => {
    const path = '/technology/premoderated';
    const [, parentId = ''] = /id="comment-([0-9a-f-]{36})"/.exec((await get(path)).text) ?? [];
    const sent = await post(path, { ...COMMENT, body: 'Waiting.', parentId });
    const cookie = sent.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(
      /^comment-[0-9a-f-]{36}=[\w-]{43}; Path=\/technology\/premoderated; Max-Age=1209600; HttpOnly; SameSite=Lax$/,
    );
    const [pair = ''] = cookie.split(';');
    const own = await get(path, { headers: { cookie: pair } });
    expect(own.text).toContain('Your comment waits for a moderator.');
    expect(own.text.indexOf('Waiting.')).toBeGreaterThan(own.text.indexOf('Comment p1.'));
    expect(own.headers.get('cache-control')).toBe('private, no-store');
    expect((await get(path)).text).not.toContain('Waiting.');
    const [, id = ''] = /^comment-([0-9a-f-]{36})=/.exec(pair) ?? [];
    expect((await get(`${path}?comment=${id}`)).text).not.toContain('Waiting.');
    const foreign = await get(path, { headers: { cookie: pair.replace(/=.*/, `=${'x'.repeat(43)}`) } });
    expect(foreign.text).not.toContain('Waiting.');
    // What moderators keep out goes on waiting, as far as its author can see.
    await site.api.database.query(sql`update comment set status = 'rejected' where id = ${id}::uuid`);
    expect((await get(path, { headers: { cookie: pair } })).text).toContain('Waiting.');
    // With replies its place is among the others, for its author with what it says.
    const places = [id, parentId];
    await site.api.database.query(sql`update comment set reply_count = 1 where id = any(${places}::uuid[])`);
    const [theirs, mine] = [
      await get(`${path}?comment=${id}`),
      await get(path, { headers: { cookie: pair } }),
    ];
    for (const { text } of [theirs, mine]) expect(text.split(`id="comment-${id}"`)).toHaveLength(2);
    expect(theirs.text).toContain('<p class="deleted">');
    expect(theirs.text).not.toContain('Waiting.');
    expect(mine.text).toContain('Waiting.');
    await site.api.database.query(sql`update comment set reply_count = 0 where id = any(${places}::uuid[])`);
    await site.api.database.query(sql`update comment set status = 'deleted' where id = ${id}::uuid`);
    const settled = await get(path, { headers: { cookie: pair } });
    expect(settled.text).not.toContain('Waiting.');
    expect(settled.headers.get('set-cookie')).toContain(`comment-${id}=; Path=${path}; Max-Age=0`);
  });
});

describe('threads', () => {
  const idsIn = (text: string): string[] =>
    [...text.matchAll(/id="comment-([0-9a-f-]{36})"/g)].map(([, id]) => id ?? '');
  const idOf = async (words: string): Promise<string> => {
    const [row] = await site.api.database.query<{ id: string }>(
      sql`select id from comment where text = ${words}`,
    );
    return row?.id ?? '';
  };

  it('go on by links, without a script', async () => {
    const first = await get('/technology/talkative');
    const [, more = ''] = /href="([^"]*\?comments=[^"]+)"/.exec(first.text) ?? [];
    const second = await get(more.replaceAll('&amp;', '&'));
    expect(second.status).toBe(200);
    expect(idsIn(second.text).length).toBeGreaterThan(5);
    expect(idsIn(second.text).filter((id) => idsIn(first.text).includes(id))).toEqual([]);
    expect(second.text).toContain('<meta name="robots" content="noindex"');
    const [, replies = ''] = /href="([^"]*\?replies=[^"]+)"/.exec(first.text) ?? [];
    const further = await get(replies.replaceAll('&amp;', '&'));
    expect(further.text).toContain('Comment r17.');
    expect(further.text).not.toContain('Comment r10.');
  });

  it('open around a comment, however deep it stands', async () => {
    const id = await idOf('Comment d18.');
    const plain = await get('/technology/talkative');
    expect(plain.text).not.toContain('Comment d18.');
    const { text } = await get(`/technology/talkative?comment=${id}`);
    for (const words of ['t10', 'd10', 'd14', 'd18']) expect(text).toContain(`Comment ${words}.`);
    expect(text).toContain(`rel="canonical" href="${site.url}/technology/talkative"`);
    for (const missing of ['x', '01990000-0000-7000-8000-0000000000ff']) {
      expect((await get(`/technology/talkative?comment=${missing}`)).status).toBe(200);
    }
  });

  it('are answered in the form that their links lead to', async () => {
    const id = await idOf('Comment d12.');
    const { text } = await get(`/technology/talkative?reply=${id}`);
    expect(text).toMatch(/Reply to <span dir="auto">Reader d12<\/span>\s*<\/h2>/);
    expect(text).toContain(`name="parentId" value="${id}"`);
    const sent = await post('/technology/talkative', { ...COMMENT, body: 'Deep reply.', parentId: id });
    const [page = ''] = (sent.headers.get('location') ?? '').split('#');
    const shown = (await get(page)).text;
    expect(shown.indexOf('Deep reply.')).toBeGreaterThan(shown.indexOf('Comment d12.'));
  });
});

describe('an API that', () => {
  const servers: Server[] = [];
  const readers: ReaderProcess[] = [];
  afterEach(async () => {
    for (const reader of readers.splice(0)) await reader.stop();
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });

  async function readerOf(api: string): Promise<string> {
    const reader = await ReaderProcess.start(api, await freePort());
    readers.push(reader);
    return reader.url;
  }

  async function apiThat(answers: RequestListener): Promise<string> {
    const server = createServer(answers).listen(0, '127.0.0.1');
    servers.push(server);
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  it('is away gives 502, and back what was typed', async () => {
    const url = await readerOf(`http://127.0.0.1:${await freePort()}`);
    const { status, headers, text } = await get(SHUSHA, {}, url);
    expect([status, headers.get('content-type'), headers.get('retry-after')]).toEqual([502, HTML, '10']);
    expect(text).toContain('cannot be reached');
    expect(text).not.toMatch(/ECONNREFUSED|fetch failed|127\.0\.0\.1/);
    const form = { method: 'POST', body: new URLSearchParams({ ...COMMENT, body: 'Long & typed' }) };
    const failed = await get(SHUSHA, { ...form, headers: { origin: url } }, url);
    expect(failed.status).toBe(502);
    expect(failed.text).toContain('Long &amp; typed</textarea>');
    expect(failed.text).toContain('name="email" value="ann@example.org"');
  });

  it('has no time gives 503, with the time that it names', async () => {
    const busy = await apiThat((_, response) => response.writeHead(503, { 'retry-after': '7' }).end('{}'));
    const { status, headers } = await get('/', {}, await readerOf(busy));
    expect([status, headers.get('retry-after')]).toEqual([503, '7']);
  });

  it('fails, or answers with something else, gives 502', async () => {
    const broken = await apiThat((_, response) => response.writeHead(500).end('stack trace'));
    const failed = await get('/', {}, await readerOf(broken));
    expect(failed.status).toBe(502);
    expect(failed.text).not.toContain('stack trace');
    const other = await apiThat((_, response) => response.writeHead(200).end('<html>'));
    expect((await get('/', {}, await readerOf(other))).status).toBe(502);
  });

  it('does not answer gives 504', { timeout: 30_000 }, async () => {
    const silent = await apiThat(() => {});
    expect((await get('/', {}, await readerOf(silent))).status).toBe(504);
  });
});

describe('the example', () => {
  const folder = join(project, 'examples/reader');
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));

  it('is made of itself and Node alone', () => {
    const foreign = sources.flatMap(({ name, text }) =>
      [...text.matchAll(/(?:from|import) '([^']+)'/g)]
        .map(([, path]) => path ?? '')
        .filter((path) => !path.startsWith('node:') && !join(folder, name, '..', path).startsWith(folder))
        .map((path) => `${name}: ${path}`),
    );
    expect(foreign).toEqual([]);
  });

  it('has small files, and nothing in them that is left for later', () => {
    expect(sources.length).toBeGreaterThan(20);
    expect(sources.filter(({ text }) => text.split('\n').length > 300).map(({ name }) => name)).toEqual([]);
    expect(sources.filter(({ text }) => /TODO|FIXME|@ts-|oxlint-/.test(text))).toEqual([]);
  });

  it.each([
    [{ READER_PORT: 'x' }, 'reader: READER_PORT must be a number from 0 to 65535'],
    [{ BROADSHEET_URL: 'ftp://x' }, 'reader: BROADSHEET_URL must be an http or https address'],
  ])('says in one line what it cannot use: %j', async (settings, line) => {
    const { spawnSync } = await import('node:child_process');
    const { stderr, status } = spawnSync(process.execPath, [join(project, 'dist-reader/main.js')], {
      env: { PATH: process.env['PATH'], ...settings },
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([1, `${line}\n`]);
  });
});
