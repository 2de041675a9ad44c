import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from '../../src/platform/database/sql.js';
import { checkAtom, checkJsonFeed, checkRss } from '../support/feed-rules.js';
import { generateSite } from '../support/generated-site.js';
import { ADMIN_KEY, TestApp } from '../support/test-app.js';
import { all, heldByXml, only, parseXml, type XmlElement } from '../support/xml.js';

const API = 'https://api.example';
const CHECKS = { rss: checkRss, atom: checkAtom, json: checkJsonFeed } as const;
const FORMATS = Object.keys(CHECKS) as (keyof typeof CHECKS)[];
const TYPES = {
  rss: 'application/rss+xml; charset=utf-8',
  atom: 'application/atom+xml; charset=utf-8',
  json: 'application/feed+json',
} as const;
const ADMIN = { authorization: `Bearer ${ADMIN_KEY}` };
const HOUR = 3_600_000;
const fromNow = (milliseconds: number): string => new Date(Date.now() + milliseconds).toISOString();

let site: TestApp;

/** A story with everything that a feed has a place for; newer than the generated ones. */
const FULL = {
  externalId: 'full',
  slug: 'full',
  headline: 'Storm & <flood>: “all” is well',
  dek: 'Below the headline, 5 > 4',
  section: 'balkans',
  authors: ['Ana Marić', 'Ben O’Neil'],
  tags: ['trade', 'Climate & Sea'],
  language: 'de',
  publishedAt: '2026-03-01T12:00:00.123Z',
  modifiedAt: '2026-03-01T13:30:00.000Z',
  leadImage: {
    url: 'https://images.example/lead.jpg?a=1&b=2',
    alt: 'A bridge',
    width: 1600,
    height: 900,
    caption: 'The "old" bridge',
    credit: 'Photo & Co',
  },
  rights: { holder: 'Wire', credit: '© Wire 2026' },
  body: {
    html: '<p>See <a href="/about?x=1&amp;y=2">us</a> and <a href="https://b.example/">them</a> ]]&gt; here</p><img src="/in.png" alt="in"><iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ"></iframe>',
  },
};
const plain = (slug: string, rest: Record<string, unknown> = {}) => ({
  externalId: slug,
  slug,
  headline: `Story ${slug}`,
  section: 'sport',
  publishedAt: '2026-02-20T00:00:00Z',
  excerpt: `Excerpt of ${slug}`,
  body: { text: `WHOLE ${slug}` },
  ...rest,
});

beforeAll(async () => {
  site = await TestApp.start();
  await generateSite(site, 60, 5);
  await site.database.query(
    sql`update site set tagline = 'All the "news" & more', copyright_notice = '© Us'`,
  );
  await site.import([FULL]);
});
afterAll(() => site.close());

async function feed(path: string, headers: Record<string, string> = {}): Promise<string> {
  const { status, body } = await site.text(path, headers);
  expect([path, status]).toEqual([path, 200]);
  return body;
}

const channelOf = async (path: string, headers: Record<string, string> = {}): Promise<XmlElement> =>
  checkRss(await feed(path, headers));
const atomOf = async (path: string): Promise<XmlElement> => checkAtom(await feed(path));
const jsonOf = async (path: string) => checkJsonFeed(await feed(path));
const itemOf = (channel: XmlElement, headline: string): XmlElement => {
  const item = all(channel, 'item').find((one) => only(one, 'title').text === headline);
  if (!item) throw new Error(`There is no item ${headline}`);
  return item;
};
const text = (element: XmlElement, name: string): string => only(element, name).text;
const urlsOf = {
  rss: (body: string) => all(only(parseXml(body), 'channel'), 'item').map((item) => text(item, 'link')),
  atom: (body: string) =>
    all(parseXml(body), 'entry').map(
      (entry) =>
        all(entry, 'link').find(({ attributes }) => attributes['rel'] === 'alternate')?.attributes['href'],
    ),
  json: (body: string) => (JSON.parse(body) as { items: { url: string }[] }).items.map(({ url }) => url),
} as const;
const nextOf = {
  rss: (body: string) => linkOf(only(parseXml(body), 'channel'), 'atom:link', 'next'),
  atom: (body: string) => linkOf(parseXml(body), 'link', 'next'),
  json: (body: string) => (JSON.parse(body) as { next_url?: string }).next_url,
} as const;
const linkOf = (element: XmlElement, name: string, rel: string): string | undefined =>
  all(element, name).find(({ attributes }) => attributes['rel'] === rel)?.attributes['href'];

const PLACES = ['latest', 'sections/world', 'sections/sport', 'tags/trade', 'authors/chen-wei'];

describe('every feed', () => {
  it.each(FORMATS)('is valid %s, of the type that its path says', async (format) => {
    for (const place of PLACES) {
      for (const query of ['', '?limit=1', '?limit=100']) {
        const { status, headers, body } = await site.text(`/feeds/${place}.${format}${query}`);
        expect([place, status, headers.get('content-type')]).toEqual([place, 200, TYPES[format]]);
        CHECKS[format](body);
      }
    }
  });

  it.each(FORMATS)('holds the stories of the list in its order, page by page: %s', async (format) => {
    const filters = ['', 'section=world', 'section=sport', 'tag=trade', 'author=chen-wei'];
    for (const [index, place] of PLACES.entries()) {
      const { body: list } = await site.get<{ items: { url: string }[] }>(
        `/v1/articles?limit=100&${filters[index]}`,
      );
      const urls: unknown[] = [];
      const seen = new Set<string>();
      let path: string | undefined = `/feeds/${place}.${format}?limit=7`;
      while (path) {
        const { headers, body } = await site.text(path);
        CHECKS[format](body);
        urls.push(...urlsOf[format](body));
        const next: string | undefined = nextOf[format](body);
        expect(headers.get('link')?.split(', ')).toEqual([
          `<${API}${path}>; rel="self"`,
          `<${API}/feeds/${place}.${format}?limit=7>; rel="first"`,
          ...(next ? [`<${next}>; rel="next"`] : []),
        ]);
        expect(seen.has(next ?? '')).toBe(false);
        seen.add(next ?? '');
        if (next) expect(next).toContain(`${API}/feeds/${place}.${format}?limit=7&after=`);
        path = next?.slice(API.length);
      }
      expect(list.items.length, place).toBeGreaterThan(7);
      expect(urls).toEqual(list.items.map(({ url }) => url));
    }
  });

  it('says its own address, and that of its first page (RFC 5005)', async () => {
    const first = await atomOf('/feeds/latest.atom');
    expect(linkOf(first, 'link', 'self')).toBe(`${API}/feeds/latest.atom`);
    expect(linkOf(first, 'link', 'first')).toBe(`${API}/feeds/latest.atom`);
    expect(linkOf(first, 'link', 'hub')).toBeUndefined();
    const next = linkOf(first, 'link', 'next') ?? '';
    const second = await atomOf(next.slice(API.length));
    expect(linkOf(second, 'link', 'self')).toBe(next);
    expect(linkOf(second, 'link', 'first')).toBe(`${API}/feeds/latest.atom`);
    expect(text(second, 'id')).toBe(text(first, 'id'));
    const json = await jsonOf(next.slice(API.length).replace('.atom', '.json'));
    expect(json['feed_url']).toBe(`${API}/feeds/latest.json`);
  });

  it('says what it is about', async () => {
    const about = async (place: string) => {
      const channel = await channelOf(`/feeds/${place}.rss?limit=1`);
      return [text(channel, 'title'), text(channel, 'link'), text(channel, 'description')];
    };
    const name = 'Broadsheet';
    expect(await about('latest')).toEqual([name, 'https://site.example/', 'All the "news" & more']);
    expect(await about('sections/world')).toEqual([
      `WORLD – ${name}`,
      'https://site.example/world',
      'All of it',
    ]);
    expect(await about('sections/sport')).toEqual([
      `Sport & Play – ${name}`,
      'https://site.example/sport',
      `Sport & Play – ${name}`,
    ]);
    const [row] = await site.database.query<{ slug: string; url: string }>(sql`select author.slug, image.url
      from author join image on image.id = avatar_id where bio is not null limit 1`);
    const author = await channelOf(`/feeds/authors/${row?.slug}.rss`);
    expect(text(author, 'description')).toBe('Writes <b> & more');
    expect(text(only(author, 'image'), 'url')).toBe(row?.url);
    expect(text(author, 'copyright')).toBe('© Us');
    expect(text(await atomOf(`/feeds/authors/${row?.slug}.atom`), 'icon')).toBe(row?.url);
  });
});

describe('a story', () => {
  const FIGURE =
    '<figure><img src="https://images.example/lead.jpg?a=1&amp;b=2" alt="A bridge" width="1600" height="900"/>' +
    '<figcaption>The "old" bridge <cite>Photo &amp; Co</cite></figcaption></figure>';

  it('is in RSS with everything that it has', async () => {
    const item = itemOf(await channelOf('/feeds/sections/europe.rss'), FULL.headline);
    const { body } = await site.get<{ id: string; url: string }>('/v1/articles/full');
    expect([text(item, 'link'), text(item, 'guid')]).toEqual([body.url, `urn:uuid:${body.id}`]);
    expect(text(item, 'pubDate')).toBe('Sun, 01 Mar 2026 12:00:00 GMT');
    expect(all(item, 'dc:creator').map((one) => one.text)).toEqual(['Ana Marić', 'Ben O’Neil']);
    expect(all(item, 'category').map((one) => [one.text, one.attributes['domain']])).toEqual([
      ['Balkans', `${API}/v1/sections`],
      ['Trade', `${API}/v1/tags`],
      ['Climate & Sea', `${API}/v1/tags`],
    ]);
    expect(text(item, 'description')).toBe('Below the headline, 5 &gt; 4');
    const html = text(item, 'content:encoded');
    expect(html.startsWith(`${FIGURE}\n<p>See <a href="https://site.example/about?x=1&amp;y=2">us</a>`)).toBe(
      true,
    );
    expect(html).toContain(']]&gt; here');
    expect(html).toContain('src="https://site.example/in.png"');
    expect(html).toContain('youtube');
    const media = only(item, 'media:content');
    expect(media.attributes).toEqual({
      url: 'https://images.example/lead.jpg?a=1&b=2',
      medium: 'image',
      type: 'image/jpeg',
      width: '1600',
      height: '900',
    });
    expect([text(media, 'media:description'), text(media, 'media:credit')]).toEqual([
      'The "old" bridge',
      'Photo & Co',
    ]);
    expect([text(item, 'dc:language'), text(item, 'dc:rights')]).toEqual(['de', 'Wire · © Wire 2026']);
    expect(text(item, 'wfw:commentRss')).toBe(`${API}/feeds/articles/${body.id}/comments.rss`);
    expect(item.children.map(({ namespace }) => namespace).filter(Boolean).length).toBeGreaterThan(5);
  });

  it('is in Atom the same', async () => {
    const entry = all(await atomOf('/feeds/latest.atom'), 'entry')[0] as XmlElement;
    expect(text(entry, 'title')).toBe(FULL.headline);
    expect([text(entry, 'published'), text(entry, 'updated')]).toEqual([FULL.publishedAt, FULL.modifiedAt]);
    expect(entry.attributes['xml:lang']).toBe('de');
    expect(all(entry, 'author').map((one) => [text(one, 'name'), text(one, 'uri')])).toEqual([
      ['Ana Marić', 'https://site.example/author/ana-maric'],
      ['Ben O’Neil', expect.stringContaining('https://site.example/author/ben-o')],
    ]);
    expect(all(entry, 'category').map(({ attributes }) => [attributes['term'], attributes['label']])).toEqual(
      [
        ['balkans', 'Balkans'],
        ['trade', 'Trade'],
        ['climate-and-sea', 'Climate & Sea'],
      ],
    );
    expect([text(entry, 'summary'), text(entry, 'rights')]).toEqual([FULL.dek, 'Wire · © Wire 2026']);
    expect(text(entry, 'content').startsWith(FIGURE)).toBe(true);
    expect(linkOf(entry, 'link', 'replies')).toMatch(/comments\.rss$/);
  });

  it('is in JSON Feed the same', async () => {
    const [item] = (await jsonOf('/feeds/latest.json')).items;
    expect(item).toMatchObject({
      title: FULL.headline,
      summary: FULL.dek,
      image: FULL.leadImage.url,
      language: 'de',
      date_published: FULL.publishedAt,
      date_modified: FULL.modifiedAt,
      authors: [{ name: 'Ana Marić' }, { name: 'Ben O’Neil' }],
      tags: ['Balkans', 'Trade', 'Climate & Sea'],
      _broadsheet: {
        image: { alt: 'A bridge', caption: 'The "old" bridge', credit: 'Photo & Co' },
        rights: FULL.rights,
      },
    });
    expect(String(item?.['content_html']).startsWith(FIGURE)).toBe(true);
    expect(item?.['content_text']).toContain('See us and them ]]> here');
  });

  it('does not show its picture twice', async () => {
    const url = 'https://images.example/once.png';
    await site.import([
      plain('once', { leadImage: { url }, body: { html: `<p>x</p><img src="${url}" alt="">` } }),
    ]);
    const item = itemOf(await channelOf('/feeds/sections/sport.rss'), 'Story once');
    expect(text(item, 'content:encoded').split(url)).toHaveLength(2);
    expect(all(item, 'media:content')).toHaveLength(1);
  });

  it.each([
    'a ]]> b <![CDATA[ c',
    '&amp; & &#0; &nope; <script>alert(1)</script>',
    'emoji 👩‍🚀 and 日本語 and \u202ebidi',
    'controls \u0001\u0008\u000b\u001f\u007f\u0085 here',
    'non-characters \ufffe\uffff here',
    'lines\r\nand\rtabs\there',
    'quotes "double" \'single\' `back`',
  ])('survives an odd text: %j', async (odd) => {
    const line = plain('odd', { headline: odd, dek: `dek ${odd}`, excerpt: odd, tags: ['odd'], note: odd });
    await site.import([line]);
    const item = only(await channelOf('/feeds/tags/odd.rss'), 'item');
    const entry = only(await atomOf('/feeds/tags/odd.atom'), 'entry');
    const [json] = (await jsonOf('/feeds/tags/odd.json')).items;
    expect(text(item, 'title')).toBe(heldByXml(odd));
    expect(text(entry, 'title')).toBe(heldByXml(odd));
    expect(text(entry, 'summary')).toBe(heldByXml(`dek ${odd}`));
    expect([json?.['title'], json?.['summary']]).toEqual([odd, `dek ${odd}`]);
  });

  it('of half a megabyte is there whole', async () => {
    const paragraph = 'long & odd ]]> 😀 ';
    await site.import([plain('long', { tags: ['long'], body: { text: paragraph.repeat(30_000) } })]);
    const item = only(await channelOf('/feeds/tags/long.rss'), 'item');
    expect(text(item, 'content:encoded').split('😀')).toHaveLength(30_001);
  });
});

describe('rights', () => {
  const within = async (slug: string) => {
    const channel = await channelOf(`/feeds/tags/rights.rss`);
    const item = itemOf(channel, `Story ${slug}`);
    const { items } = await jsonOf('/feeds/tags/rights.json');
    const json = items.find(({ title }) => title === `Story ${slug}`);
    const entry = all(await atomOf('/feeds/tags/rights.atom'), 'entry').find(
      (one) => text(one, 'title') === `Story ${slug}`,
    ) as XmlElement;
    return { item, json, entry };
  };

  it('keep the body of a story that may not be syndicated, or not yet, out of its feeds', async () => {
    const tags = ['rights'];
    await site.import([
      plain('kept', { tags, dek: 'Its dek', rights: { syndicate: false, holder: 'Agency' } }),
      plain('waiting', { tags, rights: { embargoUntil: fromNow(HOUR) } }),
      plain('released', { tags, rights: { embargoUntil: fromNow(-1_000) } }),
    ]);
    for (const slug of ['kept', 'waiting']) {
      const { item, json, entry } = await within(slug);
      expect(JSON.stringify([item, json, entry])).not.toContain('WHOLE');
      expect(all(item, 'content:encoded')).toEqual([]);
      expect(all(entry, 'content')).toEqual([]);
      expect(text(item, 'description')).toContain(`Excerpt of ${slug}`);
      expect(text(entry, 'summary')).toContain(`Excerpt of ${slug}`);
      expect(json?.['content_text']).toContain(`Excerpt of ${slug}`);
    }
    const { item } = await within('kept');
    expect([text(item, 'description'), text(item, 'dc:rights')]).toEqual([
      '<p>Its dek</p><p>Excerpt of kept</p>',
      'Agency',
    ]);
    expect(text((await within('released')).item, 'content:encoded')).toBe('<p>WHOLE released</p>');
    expect(await feed('/feeds/tags/rights.rss', ADMIN)).not.toContain('WHOLE kept');
  });

  it('of readers to whole stories decide what anonymous callers get', async () => {
    const setAccess = (access: string) =>
      site.database.query(sql`update site set anonymous_access = ${access}`);
    await site.import([plain('open', { tags: ['open'] })]);
    try {
      await setAccess('excerpt');
      for (const format of FORMATS) {
        const body = await feed(`/feeds/tags/open.${format}`);
        CHECKS[format](body);
        expect(body).not.toContain('WHOLE');
        expect(body).toContain('Excerpt of open');
        expect(await feed(`/feeds/tags/open.${format}`, ADMIN)).toContain('WHOLE open');
      }
      await setAccess('none');
      for (const format of FORMATS) {
        for (const place of ['latest', 'sections/world']) {
          const body = await feed(`/feeds/${place}.${format}`);
          CHECKS[format](body);
          expect(urlsOf[format](body)).toEqual([]);
          expect(urlsOf[format](await feed(`/feeds/${place}.${format}`, ADMIN)).length).toBeGreaterThan(5);
        }
        expect((await site.text(`/feeds/tags/open.${format}`)).status).toBe(404);
        expect((await site.text(`/feeds/authors/chen-wei.${format}`)).status).toBe(404);
      }
      expect((await site.text('/feeds/articles/open/comments.rss')).status).toBe(404);
    } finally {
      await setAccess('full');
    }
  });
});

describe('a path without an ending', () => {
  it.each([
    [undefined, 'rss'],
    ['*/*', 'rss'],
    ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'rss'],
    ['text/html', 'rss'],
    ['nonsense', 'rss'],
    ['application/atom+xml', 'atom'],
    ['application/rss+xml;q=0.5, application/atom+xml', 'atom'],
    ['application/feed+json, application/json;q=0.9', 'json'],
    ['application/json', 'json'],
    ['text/xml', 'rss'],
    ['application/rss+xml;q=0, */*', 'atom'],
  ] as const)('answers Accept: %s with %s', async (accept, format) => {
    for (const place of PLACES) {
      const { headers, body } = await site.text(
        `/feeds/${place}?limit=2`,
        accept ? { accept } : { accept: '' },
      );
      expect(headers.get('content-type')).toBe(TYPES[format]);
      expect(headers.get('vary')).toBe('Accept-Encoding, Accept, Authorization, Broadsheet-After');
      expect(headers.get('content-location')).toBe(`${API}/feeds/${place}.${format}?limit=2`);
      expect(body).toBe(await feed(`/feeds/${place}.${format}?limit=2`));
    }
  });

  it('does not depend on Accept where it has one', async () => {
    const { headers } = await site.text('/feeds/latest.atom', { accept: 'application/rss+xml' });
    expect([headers.get('content-type'), headers.get('vary')]).toEqual([
      TYPES.atom,
      'Accept-Encoding, Authorization, Broadsheet-After',
    ]);
    expect(headers.get('content-location')).toBeNull();
  });
});

describe('a feed that did not change', () => {
  it('is the same bytes, whatever readers do', async () => {
    const path = '/feeds/sections/world';
    const before = await Promise.all(FORMATS.map((format) => site.text(`${path}.${format}`)));
    const comment = { name: 'Ada', email: 'ada@mail.example', body: 'New' };
    await site.post('/v1/articles/full/comments', comment);
    await site.database.query(sql`update article_stats set comment_count = comment_count + 1`);
    for (const [index, format] of FORMATS.entries()) {
      const etag = before[index]?.headers.get('etag') ?? '';
      const again = await site.text(`${path}.${format}`, { 'if-none-match': etag });
      expect([again.status, again.body, again.headers.get('etag')]).toEqual([304, '', etag]);
      expect(again.headers.get('last-modified')).toBeNull();
    }
  });

  it('has another date when a story changed', async () => {
    const built = async () => Date.parse(text(await channelOf('/feeds/tags/open.rss'), 'lastBuildDate'));
    const before = await built();
    const etag = (await site.text('/feeds/tags/open.rss')).headers.get('etag') ?? '';
    const later = new Date(Date.now() + 5_000);
    await site.import([plain('open', { tags: ['open'], headline: 'Changed' })], later);
    expect((await site.text('/feeds/tags/open.rss', { 'if-none-match': etag })).status).toBe(200);
    expect(await built()).toBe(Math.floor(later.getTime() / 1_000) * 1_000);
    expect(await built()).toBeGreaterThan(before);
  });

  it('has a date also when it holds no story', async () => {
    const [row] = await site.database.query<{ at: string }>(sql`select rfc3339(updated_at) as at from site`);
    await site.database.query(sql`insert into section (id, slug, name, path) values
      ('01990000-0000-7000-8000-00000000abcd', 'empty', 'Empty', '{01990000-0000-7000-8000-00000000abcd}')`);
    const feedOf = await atomOf('/feeds/sections/empty.atom');
    expect([text(feedOf, 'updated'), all(feedOf, 'entry')]).toEqual([row?.at, []]);
    checkRss(await feed('/feeds/sections/empty.rss'));
    checkJsonFeed(await feed('/feeds/sections/empty.json'));
  });
});

describe('failures', () => {
  it.each([
    ['/feeds/sections/nowhere', 404, 'SECTION_NOT_FOUND'],
    ['/feeds/tags/nowhere', 404, 'TAG_NOT_FOUND'],
    ['/feeds/authors/nowhere', 404, 'AUTHOR_NOT_FOUND'],
  ])('%s is %d %s in every format', async (path, status, code) => {
    for (const ending of ['', '.rss', '.atom', '.json']) {
      const { body, headers } = await site.get(`${path}${ending}`);
      expect([body['status'], body['code']]).toEqual([status, code]);
      expect(headers.get('content-type')).toBe('application/problem+json');
    }
  });

  it.each([
    ['/feeds/latest.xml', 404, 'ROUTE_NOT_FOUND'],
    ['/feeds/sections/world.html', 404, 'ROUTE_NOT_FOUND'],
    ['/feeds', 404, 'ROUTE_NOT_FOUND'],
    ['/feeds/articles/nowhere/comments.rss', 404, 'ARTICLE_NOT_FOUND'],
    ['/feeds/articles/full/comments.atom', 404, 'ROUTE_NOT_FOUND'],
    ['/feeds/latest.rss?limit=0', 400, 'INVALID_PARAMETER'],
    ['/feeds/latest.rss?limit=101', 400, 'INVALID_PARAMETER'],
    ['/feeds/latest?format=atom', 400, 'UNKNOWN_PARAMETER'],
    ['/feeds/sections/nowhere.rss?fields=a', 400, 'UNKNOWN_PARAMETER'],
    ['/feeds/articles/full/comments.rss?sort=best', 400, 'UNKNOWN_PARAMETER'],
    ['/feeds/latest.rss?after=x', 400, 'INVALID_CURSOR'],
  ])('%s is %d %s', async (path, status, code) => {
    const { body } = await site.get(path);
    expect([body['status'], body['code']]).toEqual([status, code]);
  });

  it('tell a cursor of another feed', async () => {
    const next = nextOf.json(await feed('/feeds/latest.json?limit=1')) ?? '';
    const after = new URL(next).searchParams.get('after');
    const { body } = await site.get(`/feeds/sections/world.rss?after=${after}`);
    expect(body['code']).toBe('CURSOR_MISMATCH');
  });
});

describe("a story's comments", () => {
  const PAST = '2026-02-01T10:00:00.000Z';
  const line = (externalId: string, rest: Record<string, unknown> = {}) => ({
    externalId,
    name: `Reader ${externalId}`,
    email: `${externalId}@mail.example`,
    website: 'https://reader.example/',
    body: `Words of ${externalId} <b> & https://link.example/?a=1&b=2`,
    createdAt: PAST,
    ...rest,
  });

  beforeAll(async () => {
    await site.import([
      plain('talked', {
        headline: 'Talked & about',
        comments: [
          line('one'),
          line('two', { parentExternalId: 'one', createdAt: '2026-02-02T10:00:00.000Z' }),
          line('three', { name: 'Odd ]]> \u0001 & <name>', createdAt: '2026-02-03T10:00:00.000Z' }),
          line('four', { createdAt: '2026-02-01T11:00:00.000Z' }),
          ...['pending', 'rejected', 'spam'].map((status) => line(status, { status })),
          line('gone'),
          line('answer', { parentExternalId: 'gone', createdAt: '2026-01-01T10:00:00.000Z' }),
        ],
      }),
    ]);
    await site.database.query(sql`update comment set status = 'deleted' where external_id = 'gone'`);
    await site.database.query(
      sql`update comment set edited_at = '2026-02-04T10:00:00Z' where external_id = 'one' and html like '%Words%'`,
    );
  });

  it('are those that readers see, answers among them, newest first', async () => {
    const path = '/feeds/articles/talked/comments.rss';
    const channel = await channelOf(path);
    const { body: story } = await site.get<{ id: string; url: string }>('/v1/articles/talked');
    expect([text(channel, 'title'), text(channel, 'link')]).toEqual(['Talked & about', story.url]);
    expect(linkOf(channel, 'atom:link', 'self')).toBe(`${API}/feeds/articles/${story.id}/comments.rss`);
    expect(text(channel, 'lastBuildDate')).toBe('Wed, 04 Feb 2026 10:00:00 GMT');
    const items = all(channel, 'item');
    expect(items.map((item) => text(item, 'dc:creator'))).toEqual([
      'Odd ]]>  & <name>',
      ...['Reader two', 'Reader four', 'Reader one', 'Reader answer'],
    ]);
    const ids = items.map((item) => text(item, 'guid').slice('urn:uuid:'.length));
    expect(items.map((item) => text(item, 'link'))).toEqual(ids.map((id) => `${story.url}#comment-${id}`));
    const [, two, , one] = items as [XmlElement, XmlElement, XmlElement, XmlElement];
    expect(only(two, 'thr:in-reply-to').attributes['ref']).toBe(text(one, 'guid'));
    expect(text(one, 'description')).toContain(
      'Words of one &lt;b&gt; &amp; <a href="https://link.example/?a=1&amp;b=2"',
    );
    expect(text(one, 'pubDate')).toBe('Sun, 01 Feb 2026 10:00:00 GMT');
    const body = await feed(path);
    expect(body).not.toMatch(/mail\.example|reader\.example|@|pending|rejected|spam|Words of gone/);
  });

  it('come page by page, by the address that stays', async () => {
    const names: string[] = [];
    let path: string | undefined = '/feeds/articles/talked/comments.rss?limit=2';
    while (path) {
      const channel = await channelOf(path);
      names.push(...all(channel, 'item').map((item) => text(item, 'title')));
      path = linkOf(channel, 'atom:link', 'next')?.slice(API.length);
    }
    expect(names).toHaveLength(5);
    expect(new Set(names).size).toBe(5);
  });

  it('are asked for by an old slug, or not at all', async () => {
    await site.import([plain('renamed', { externalId: 'renamed', slug: 'before' })]);
    await site.import([plain('renamed', { externalId: 'renamed', slug: 'renamed' })]);
    const moved = await site.text('/feeds/articles/before/comments.rss?limit=3');
    expect([moved.status, moved.headers.get('location')]).toEqual([
      301,
      '/feeds/articles/renamed/comments.rss?limit=3',
    ]);
    await site.import([plain('renamed', { externalId: 'renamed', status: 'retracted', notice: 'Wrong' })]);
    const { status, body } = await site.get('/feeds/articles/renamed/comments.rss');
    expect([status, body['code'], body['notice']]).toEqual([410, 'ARTICLE_RETRACTED', 'Wrong']);
  });

  it('may be none', async () => {
    await site.import([plain('silent')]);
    const channel = await channelOf('/feeds/articles/silent/comments.rss');
    expect(all(channel, 'item')).toEqual([]);
  });
});
