import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from '../../src/platform/database/sql.js';
import { furnish } from '../support/generated-site.js';
import { ADMIN_KEY, TestApp } from '../support/test-app.js';

/** Every text of a hidden story has it, and nothing else has. */
const MARK = 'hiddenmark';
const ADMIN = { authorization: `Bearer ${ADMIN_KEY}` };
const PAST = '2026-02-01T10:00:00.000Z';
const ago = (milliseconds: number): string => new Date(Date.now() - milliseconds).toISOString();
const inTime = (milliseconds: number): string => ago(-milliseconds);

type Line = Record<string, unknown>;

/** How a story comes out of sight, whatever it was before: what is saved last. */
const HIDDEN: Readonly<Record<string, { readonly before?: Line; readonly last: () => Line }>> = {
  draft: { last: () => ({ status: 'draft' }) },
  'draft-of-published': { before: { publishedAt: PAST }, last: () => ({ status: 'draft' }) },
  scheduled: { last: () => ({ status: 'scheduled', publishAt: inTime(3_600_000) }) },
  rescheduled: {
    before: { publishedAt: PAST },
    last: () => ({ status: 'published', publishedAt: inTime(3_600_000) }),
  },
  expired: { last: () => ({ status: 'published', publishedAt: PAST, expiresAt: ago(86_400_000) }) },
  'just-expired': { last: () => ({ status: 'published', publishedAt: ago(1_000), expiresAt: ago(1) }) },
  'never-visible': { last: () => ({ status: 'published', publishedAt: ago(1), expiresAt: PAST }) },
  unpublished: { before: { publishedAt: PAST }, last: () => ({ status: 'unpublished', publishedAt: PAST }) },
  retracted: {
    before: { publishedAt: PAST },
    last: () => ({ status: 'retracted', publishedAt: PAST, notice: 'Withdrawn' }),
  },
};
const STATES = Object.keys(HIDDEN);
const UNMENTIONED = STATES.filter((state) => state !== 'retracted');

interface Hidden {
  readonly id: string;
  readonly slug: string;
  readonly comment: string;
  readonly code: string;
}

let site: TestApp;
let visible: { id: string; slug: string };
const hidden = new Map<string, Hidden>();

const lineOf = (state: string, rest: Line): Line => ({
  externalId: state,
  slug: `${MARK}-${state}`,
  headline: `The ${MARK} ${state}`,
  dek: MARK,
  section: 'europe',
  authors: [`Author ${MARK} ${state}`, 'Shared Author'],
  tags: [`Tag ${MARK} ${state}`, 'shared'],
  body: { text: `A ${MARK} and a common word` },
  formerUrls: [`https://old.example/${MARK}/${state}`],
  comments: [{ externalId: 'c', name: MARK, body: MARK, createdAt: PAST }],
  ...rest,
});

const VISIBLE: Line = {
  ...{
    externalId: 'visible',
    slug: 'visible',
    headline: 'The plain one',
    section: 'balkans',
    publishedAt: PAST,
  },
  ...{ authors: ['Shared Author'], tags: ['shared'], body: { text: 'A common word' } },
};

beforeAll(async () => {
  site = await TestApp.start();
  await furnish(site);
  const [first] = await site.import([VISIBLE, { ...VISIBLE, externalId: 'other', slug: 'other' }]);
  visible = first as typeof visible;
  for (const [state, { before, last }] of Object.entries(HIDDEN)) {
    if (before) await site.import([lineOf(state, before)]);
    const [{ id, slug } = visible] = await site.import([lineOf(state, last())]);
    const [row] = await site.database.query<{ comment: string; code: string }>(sql`select c.id as comment,
      (select code from share_code where article_id = c.article_id) as code from comment c where article_id = ${id}`);
    hidden.set(state, { id, slug, comment: row?.comment ?? '', code: row?.code ?? '' });
  }
  await surround();
});
afterAll(() => site.close());

/** Ties the hidden stories to the visible one in every way that stories are tied. */
async function surround(): Promise<void> {
  const ids = [...hidden.values()].map(({ id }) => id);
  await site.database.query(sql`insert into related_pin (article_id, related_id, position)
    select ${visible.id}::uuid, id, place from unnest(${ids}::uuid[]) with ordinality as pin (id, place)
    where place % 2 = 0 on conflict do nothing`);
  await site.database
    .query(sql`insert into related_story (article_id, related_id, source, rank, score, reasons)
    select ${visible.id}::uuid, id, (array['pinned', 'computed'])[1 + place % 2], place - 100, 1, '[]'
    from unnest(${ids}::uuid[]) with ordinality as story (id, place) on conflict do nothing`);
  const group = '01990000-0000-7000-8000-000000000001';
  await site.database.query(sql`update article set translation_group = ${group}::uuid`);
}

/** Addresses whose answers list stories or what hangs on them; none of them is an address of a hidden story. */
function sweepOfRest(): string[] {
  const ids = [...hidden.values()].map(({ id }) => id).join();
  const filters = [
    ...[
      '',
      'section=world',
      'section=europe',
      'tag=shared',
      'author=shared-author',
      'language=en',
      'q=common',
    ],
    ...[
      `q=${MARK}`,
      `ids=${ids}`,
      `ids=${ids},${visible.id}`,
      `exclude=${visible.id}`,
      `publishedAfter=2020-01-01T00:00:00Z`,
    ],
    ...[
      'publishedBefore=2099-01-01T00:00:00Z',
      'updatedAfter=2020-01-01T00:00:00Z',
      'include=body',
      'section=world&tag=shared',
    ],
    ...STATES.flatMap((state) => [`tag=tag-${MARK}-${state}`, `author=author-${MARK}-${state}`]),
  ];
  const sorts = ['-publishedAt', 'publishedAt', '-updatedAt', '-commentCount', '-shareCount'];
  return [
    ...filters.flatMap((filter) =>
      sorts.map((sort) => `/v1/articles?${filter}&sort=${sort}&count=true&limit=100`),
    ),
    ...[`q=${MARK}`, 'q=common'].map((q) => `/v1/articles?${q}&sort=relevance&count=true`),
    ...['common', MARK, 'hiddenmrak', 'hiddenm*', `-nothing tag`, `"the ${MARK}"`].map(
      (q) => `/v1/search?q=${encodeURIComponent(q)}&count=true&limit=100&include=body`,
    ),
    ...['section=europe', 'author=shared-author', 'tag=shared', `tag=tag-${MARK}-draft`].map(
      (filter) => `/v1/search?q=common&${filter}&count=true`,
    ),
    ...['h', 'hidden', `the ${MARK}`, 'tag hid', 'author', 'author hid', 'the d'].map(
      (q) => `/v1/suggest?q=${encodeURIComponent(q)}`,
    ),
    ...['', '/page', '/related?limit=100', '/comments', '/share'].map(
      (rest) => `/v1/articles/visible${rest}`,
    ),
    ...[
      '/v1/front',
      '/v1/site',
      '/v1/sections',
      '/v1/authors?count=true',
      '/v1/tags?count=true',
      '/v1/sections/europe/page?count=true&limit=100',
      '/v1/authors/shared-author/page?count=true&limit=100',
      '/v1/tags/shared/page?count=true&limit=100',
      `/v1/counts?ids=${ids}`,
    ],
  ];
}

/** Feeds and sitemaps, none of which is the address of a hidden story either. */
function sweepOfDocuments(): string[] {
  const places = ['latest', 'sections/world', 'sections/europe', 'tags/shared', 'authors/shared-author'];
  return [
    ...places.flatMap((place) =>
      ['rss', 'atom', 'json'].map((format) => `/feeds/${place}.${format}?limit=100`),
    ),
    ...['/v1/ninjs?limit=100', '/v1/ninjs?tag=shared&sort=-updatedAt', '/v1/articles/visible/ninjs'],
    ...['/feeds/latest', '/feeds/articles/visible/comments.rss', '/sitemap.xml', '/sitemap-news.xml'],
    ...['sections', 'authors', 'stories-2026-02'].map((part) => `/sitemap-${part}.xml`),
  ];
}

const ARTICLES =
  'nodes { id slug headline authors { name } tags { name } body { text } translations { slug } } totalCount';

function sweepOfGraphql(): string[] {
  const ids = JSON.stringify([...hidden.values()].map(({ id }) => id));
  const filters = [
    '',
    'section: "world"',
    'tag: "shared"',
    'author: "shared-author"',
    'q: "common"',
    `q: "${MARK}"`,
    `ids: ${ids}`,
  ];
  const orders = [
    'PUBLISHED_AT_DESC',
    'PUBLISHED_AT_ASC',
    'UPDATED_AT_DESC',
    'COMMENT_COUNT_DESC',
    'SHARE_COUNT_DESC',
  ];
  return [
    ...filters.flatMap((filter) =>
      orders.map((order) => `{ articles(filter: { ${filter} }, orderBy: ${order}) { ${ARTICLES} } }`),
    ),
    `{ articles(filter: { section: "europe" }, last: 50) { ${ARTICLES} } }`,
    '{ article(slug: "visible") { related(first: 100) { article { headline } } translations { slug } } }',
    '{ articlePage(slug: "visible") { related(first: 100) { article { headline } } article { translations { url } } } }',
    '{ front { lead { headline } sections { items { headline } } } } ',
    '{ authors { nodes { name } totalCount } tags { nodes { name } totalCount } sections { name children { name } } }',
    `{ counts(ids: ${ids}) { id } }`,
    ...['common', MARK, 'hiddenmrak', 'hiddenm*'].map(
      (q) => `{ search(query: "${q}", first: 100) { nodes { snippet article { headline } } totalCount
        facets { section { count } tag { label } author { label } year { count } } } }`,
    ),
    ...['h', 'hidden', 'author hid'].map((q) => `{ suggest(query: "${q}") { text slug } }`),
  ];
}

const monthsOf = ({ body }: { body: string }): string[] =>
  [...body.matchAll(/sitemap-stories-([\d-]+)\.xml/g)].map(([, month = '']) => month);

const mentions = (body: unknown): boolean => {
  const text = JSON.stringify(body);
  return text.includes(MARK) || [...hidden.values()].some(({ id }) => text.includes(id));
};

describe('a story that is not visible', () => {
  it('is in no answer of REST', async () => {
    for (const path of sweepOfRest()) {
      const { status, body } = await site.get(path);
      expect([path, status, mentions(body)]).toEqual([path, 200, false]);
      const only = /exclude=|ids=[^,]|tag-|author-|hiddenmark/.test(path);
      if (path.startsWith('/v1/articles?') && !only) expect([path, body['totalCount']]).toEqual([path, 2]);
    }
  });

  it('is in no feed and no sitemap', async () => {
    for (const path of sweepOfDocuments()) {
      const { status, body } = await site.text(path);
      expect([path, status, mentions(body)]).toEqual([path, 200, false]);
    }
    expect(await monthsOf(await site.text('/sitemap.xml'))).toEqual(['2026-02']);
    const { body } = await site.text('/sitemap-stories-2026-02.xml');
    expect(body.match(/<loc>/g)).toHaveLength(2);
  });

  it('is in no answer of GraphQL', async () => {
    for (const query of sweepOfGraphql()) {
      const { body } = await site.graphql(query);
      expect([query, body.errors, mentions(body.data)]).toEqual([query, undefined, false]);
    }
  });

  it('counts for nothing', async () => {
    expect((await site.get('/v1/authors?count=true')).body['totalCount']).toBe(1);
    expect((await site.get('/v1/tags?count=true')).body['totalCount']).toBe(1);
    const { body } = await site.graphql(
      '{ authors { totalCount } tags { totalCount } articles { totalCount } }',
    );
    expect(body.data).toEqual({
      authors: { totalCount: 1 },
      tags: { totalCount: 1 },
      articles: { totalCount: 2 },
    });
  });

  it.each(UNMENTIONED)('is refused like an unknown one: %s', async (state) => {
    const { id, slug, comment, code } = hidden.get(state) as Hidden;
    const unknown = '01990000-0000-7000-8000-0000000000ff';
    const pairs = [
      ...['', '/page', '/related', '/comments', '/share', '/ninjs'].flatMap((rest) => [
        [`/v1/articles/${slug}${rest}`, `/v1/articles/nowhere${rest}`],
        [`/v1/articles/${id}${rest}`, `/v1/articles/${unknown}${rest}`],
      ]),
      [`/v1/comments/${comment}`, `/v1/comments/${unknown}`],
      [`/v1/authors/author-${MARK}-${state}`, '/v1/authors/nowhere'],
      [`/v1/tags/tag-${MARK}-${state}`, '/v1/tags/nowhere'],
      [`/v1/authors/author-${MARK}-${state}/page`, '/v1/authors/nowhere/page'],
      [`/v1/tags/tag-${MARK}-${state}/page`, '/v1/tags/nowhere/page'],
      [`/v1/resolve?url=/tag/tag-${MARK}-${state}`, '/v1/resolve?url=/tag/nowhere'],
      [`/v1/resolve?url=/europe/${slug}`, '/v1/resolve?url=/europe/nowhere'],
      [`/v1/resolve?url=https://old.example/${MARK}/${state}`, '/v1/resolve?url=https://old.example/nowhere'],
      [`/oembed?url=/europe/${slug}`, '/oembed?url=/europe/nowhere'],
      [`/oembed?url=https://old.example/${MARK}/${state}`, '/oembed?url=https://old.example/nowhere'],
      [`/s/${code || 'nocode7'}`, '/s/nowhere'],
      [`/feeds/articles/${slug}/comments.rss`, '/feeds/articles/nowhere/comments.rss'],
      [`/feeds/articles/${id}/comments.rss`, `/feeds/articles/${unknown}/comments.rss`],
      ...['', '.rss', '.atom', '.json'].flatMap((ending) => [
        [`/feeds/authors/author-${MARK}-${state}${ending}`, `/feeds/authors/nowhere${ending}`],
        [`/feeds/tags/tag-${MARK}-${state}${ending}`, `/feeds/tags/nowhere${ending}`],
      ]),
    ] as [string, string][];
    for (const [path, other] of pairs) {
      const [mine, theirs] = [await site.get(path), await site.get(other)];
      expect(theirs.status).toBe(404);
      expect({ ...mine.body, instance: '' }, path).toEqual({ ...theirs.body, instance: '' });
      expect(headersOf(mine.headers), path).toEqual(headersOf(theirs.headers));
    }
    const nothing = await site.text('/embed/nowhere');
    for (const path of [`/embed/${slug}`, `/embed/${id}`]) {
      const page = await site.text(path);
      expect([page.status, page.body], path).toEqual([404, nothing.body]);
      expect(headersOf(page.headers), path).toEqual(headersOf(nothing.headers));
    }
  });

  it.each(UNMENTIONED)('is refused like an unknown one in GraphQL: %s', async (state) => {
    const { id, slug, comment } = hidden.get(state) as Hidden;
    const unknown = '01990000-0000-7000-8000-0000000000ff';
    const [author] = await site.database.query<{ id: string }>(
      sql`select id from author where slug = ${`author-${MARK}-${state}`}`,
    );
    const [tag] = await site.database.query<{ id: string }>(
      sql`select id from tag where slug = ${`tag-${MARK}-${state}`}`,
    );
    const pairs = [
      [`{ article(slug: "${slug}") { id } }`, '{ article(slug: "nowhere") { id } }'],
      [`{ article(id: "${id}") { id } }`, `{ article(id: "${unknown}") { id } }`],
      [
        `{ articlePage(slug: "${slug}") { article { id } } }`,
        '{ articlePage(slug: "nowhere") { article { id } } }',
      ],
      [`{ author(slug: "author-${MARK}-${state}") { id } }`, '{ author(slug: "nowhere") { id } }'],
      [`{ tag(slug: "tag-${MARK}-${state}") { id } }`, '{ tag(slug: "nowhere") { id } }'],
      [`{ resolve(url: "/europe/${slug}") { slug } }`, '{ resolve(url: "/europe/nowhere") { slug } }'],
      ...[id, comment, author?.id, tag?.id].map((one) => [
        `{ node(id: "${one}") { id } }`,
        `{ node(id: "${unknown}") { id } }`,
      ]),
    ] as [string, string][];
    for (const [query, other] of pairs) {
      const [mine, theirs] = [await site.graphql(query), await site.graphql(other)];
      expect(mine.body, query).toEqual(theirs.body);
    }
  });

  it('says that it was retracted, and no more', async () => {
    const { id, slug, comment } = hidden.get('retracted') as Hidden;
    for (const path of [slug, id, `${slug}/page`, `${slug}/comments`, `${slug}/share`, `${slug}/related`]) {
      const { status, body } = await site.get(`/v1/articles/${path}`);
      expect([status, body['code'], body['notice']]).toEqual([410, 'ARTICLE_RETRACTED', 'Withdrawn']);
      expect(mentions({ ...body, instance: '' })).toBe(false);
    }
    expect((await site.get(`/v1/comments/${comment}`)).status).toBe(404);
    const { status: fed, body: refusal } = await site.get(`/feeds/articles/${slug}/comments.rss`);
    expect([fed, refusal['code'], refusal['notice']]).toEqual([410, 'ARTICLE_RETRACTED', 'Withdrawn']);
    const { status: embedded, body: page } = await site.text(`/embed/${slug}`);
    expect([embedded, page.includes('Withdrawn'), mentions(page)]).toEqual([410, true, false]);
    const { status: framed, body: frame } = await site.get(`/oembed?url=/europe/${slug}`);
    expect([framed, frame['code'], frame['notice']]).toEqual([410, 'ARTICLE_RETRACTED', 'Withdrawn']);
    const gone = { kind: 'article', canonical: null, status: 'gone', slug };
    expect((await site.get(`/v1/resolve?url=/europe/${slug}`)).body).toEqual(gone);
    const { body } = await site.graphql(`{ article(slug: "${slug}") { id } }`);
    expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'ARTICLE_RETRACTED', notice: 'Withdrawn' });
    expect(body.data).toEqual({ article: null });
  });
});

const headersOf = (headers: Headers): [string, string][] =>
  [...headers].filter(([name]) => !['x-request-id', 'date', 'content-length'].includes(name));

describe('the clock', () => {
  const timed = { ...VISIBLE, authors: ['Timed Author'], tags: ['timed'] };

  /** Polls until the story is there, or is no longer; when the first such answer came. */
  async function firstAnswer(path: string, wanted: number): Promise<number> {
    for (;;) {
      const { status } = await site.get(path);
      if (status === wanted) return Date.now();
    }
  }

  it('shows a story when its time comes, with nobody at work', async () => {
    const publishAt = Date.now() + 1_500;
    await site.import([
      {
        ...timed,
        externalId: 'coming',
        slug: 'coming',
        publishedAt: new Date(publishAt).toISOString(),
        status: 'scheduled',
      },
    ]);
    const paths = [
      '/v1/articles/coming/page',
      '/v1/articles/coming',
      '/v1/authors/timed-author',
      '/v1/tags/timed',
      '/feeds/tags/timed.json',
      '/v1/tags/timed/page',
    ];
    for (const path of paths) expect((await site.get(path)).status).toBe(404);
    const times = await Promise.all(paths.map((path) => firstAnswer(path, 200)));
    for (const time of times) expect(time).toBeGreaterThanOrEqual(publishAt);
    expect((await site.get<{ items: unknown[] }>('/v1/articles?tag=timed')).body.items).toHaveLength(1);
  });

  it('takes a story away when its time is over, with nobody at work', async () => {
    const expiresAt = Date.now() + 1_500;
    await site.import([
      {
        ...timed,
        externalId: 'going',
        slug: 'going',
        tags: ['going'],
        expiresAt: new Date(expiresAt).toISOString(),
      },
    ]);
    const paths = [
      '/v1/articles/going/page',
      '/v1/articles/going',
      '/v1/tags/going',
      '/feeds/tags/going.json',
    ];
    for (const path of paths) expect((await site.get(path)).status).toBe(200);
    const times = await Promise.all(paths.map((path) => firstAnswer(path, 404)));
    for (const time of times) expect(time).toBeGreaterThanOrEqual(expiresAt);
    expect((await site.get<{ items: unknown[] }>('/v1/articles?tag=going')).body.items).toHaveLength(0);
  });
});

describe('anonymous access', () => {
  const setAccess = (access: string) =>
    site.database.query(sql`update site set anonymous_access = ${access}`);
  const long = 'Some words that go on and on. '.repeat(60);
  const body = `body { blocks html text wordCount }`;

  interface Body {
    readonly html: string;
    readonly text: string;
    readonly wordCount: number;
    readonly blocks: unknown[];
  }

  beforeAll(async () => {
    await site.import([
      {
        ...VISIBLE,
        externalId: 'long',
        slug: 'long',
        excerpt: 'In short & <b>',
        body: { text: `${long}\n\nSECRET end` },
      },
    ]);
  });
  afterAll(() => setAccess('full'));

  /** The body of the story, by every way to it. */
  async function bodies(headers: Record<string, string>): Promise<Body[]> {
    const one = await site.get<{ body: Body }>('/v1/articles/long', headers);
    const page = await site.get<{ article: { body: Body } }>('/v1/articles/long/page', headers);
    const [id] = [(await site.get<{ id: string }>('/v1/articles/long', headers)).body.id];
    const list = await site.get<{ items: { body: Body }[] }>(`/v1/articles?ids=${id}&include=body`, headers);
    const { body: answer } = await site.graphql<
      Record<string, { body: Body } & { nodes: { body: Body }[] } & { article: { body: Body } }>
    >(
      `{ article(slug: "long") { ${body} } articlePage(slug: "long") { article { ${body} } }
        articles(filter: { ids: ["${id}"] }) { nodes { ${body} } } node(id: "${id}") { ... on Article { ${body} } } }`,
      {},
      headers,
    );
    return [
      ...[one.body.body, page.body.article.body, list.body.items[0]?.body as Body],
      ...[answer.data?.['article']?.body as Body, answer.data?.['articlePage']?.article.body as Body],
      ...[answer.data?.['articles']?.nodes[0]?.body as Body, answer.data?.['node']?.body as Body],
    ];
  }

  it('to excerpts gives no more of a body, and all of it with a key', async () => {
    const whole = await bodies({});
    await setAccess('excerpt');
    for (const [index, cut] of (await bodies({})).entries()) {
      expect(cut.text).toBe('In short & <b>');
      expect(cut.html).toBe('<p data-key="excerpt">In short &amp; &lt;b&gt;</p>');
      expect(cut.wordCount).toBe(whole[index]?.wordCount);
      expect(cut.wordCount).toBeGreaterThan(360);
      expect(cut.blocks).toHaveLength(1);
      expect(JSON.stringify(cut)).not.toContain('SECRET');
    }
    expect(JSON.stringify((await site.get('/v1/articles/long/page')).body)).not.toContain('SECRET');
    expect(await bodies(ADMIN)).toEqual(whole);
    expect(whole.every(({ text }) => text.endsWith('SECRET end'))).toBe(true);
  });

  it('to nothing answers as if nothing were there, and everything with a key', async () => {
    await setAccess('none');
    const { slug, comment } = hidden.get('retracted') as Hidden;
    for (const path of [
      'visible',
      'visible/page',
      'visible/related',
      'visible/comments',
      'visible/share',
      slug,
      visible.id,
    ]) {
      const { status, body: problem } = await site.get(`/v1/articles/${path}`);
      expect([path, status, problem['code']]).toEqual([path, 404, 'ARTICLE_NOT_FOUND']);
    }
    for (const path of [
      '/v1/authors/shared-author',
      '/v1/tags/shared',
      '/v1/authors/shared-author/page',
      '/v1/tags/shared/page',
      `/v1/comments/${comment}`,
      '/v1/resolve?url=/balkans/visible',
      `/v1/resolve?url=/europe/${slug}`,
    ]) {
      expect([path, (await site.get(path)).status]).toEqual([path, 404]);
    }
    for (const path of [
      '/v1/articles?count=true',
      '/v1/articles?q=common&count=true',
      '/v1/authors?count=true',
      '/v1/tags?count=true',
    ]) {
      const { body: list } = await site.get(path);
      expect([path, list['items'], list['totalCount']]).toEqual([path, [], 0]);
    }
    expect((await site.get(`/v1/counts?ids=${visible.id}`)).body).toEqual({ items: [] });
    const { articles } = (await site.get<any>('/v1/sections/europe/page?count=true')).body;
    expect([articles.items, articles.totalCount]).toEqual([[], 0]);
    const front = (await site.get<{ lead: unknown; sections: { items: unknown[] }[] }>('/v1/front')).body;
    expect([front.lead, front.sections.flatMap(({ items }) => items)]).toEqual([null, []]);
    const query = `{ articles { nodes { id } totalCount } authors { nodes { id } } front { lead { id } } node(id: "${visible.id}") { id } }`;
    const nothing = {
      articles: { nodes: [], totalCount: 0 },
      authors: { nodes: [] },
      front: { lead: null },
      node: null,
    };
    expect((await site.graphql(query)).body.data).toEqual(nothing);
    expect((await site.get('/v1/articles/visible/page', ADMIN)).status).toBe(200);
    expect((await site.get(`/v1/articles/${slug}`, ADMIN)).status).toBe(410);
    expect((await site.get('/v1/authors/shared-author', ADMIN)).status).toBe(200);
    expect((await site.graphql(query, {}, ADMIN)).body.data).toMatchObject({ node: { id: visible.id } });
  });
});

describe('the sweep itself', () => {
  it('would notice the same stories if they were visible', async () => {
    for (const state of STATES)
      await site.import([lineOf(state, { publishedAt: PAST, status: 'published', note: 'again' })]);
    await surround();
    const blind: string[] = [];
    for (const path of sweepOfRest()) if (!mentions((await site.get(path)).body)) blind.push(path);
    for (const path of sweepOfDocuments()) if (!mentions((await site.text(path)).body)) blind.push(path);
    for (const query of sweepOfGraphql())
      if (!mentions((await site.graphql(query)).body.data)) blind.push(query);
    // These hold no stories, or hold them under other names than those of the stories.
    expect(blind).toEqual([
      '/v1/articles/visible/comments',
      '/v1/articles/visible/share',
      '/v1/site',
      '/v1/sections',
      ...[
        '/feeds/articles/visible/comments.rss',
        '/sitemap.xml',
        '/sitemap-news.xml',
        '/sitemap-sections.xml',
      ],
    ]);
  });
});
