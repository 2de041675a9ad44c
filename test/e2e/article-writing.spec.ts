import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestApp } from '../support/test-app.js';
import {
  aDraft,
  type Body,
  changesOf,
  drafted,
  furnishNewsroom,
  mutate,
  published,
  send,
  writer,
} from '../support/writing.js';

let site: TestApp;
beforeAll(async () => {
  site = await TestApp.start();
  await furnishNewsroom(site);
});
afterAll(() => site.close());

const faultsOf = ({ errors }: { errors: { pointer: string; code: string }[] }) =>
  errors.map(({ pointer, code }) => `${pointer} ${code}`);

describe('making a story', () => {
  it('answers with the draft, its address and its version', async () => {
    const whole = {
      headline: 'The bridge is open',
      section: 'europe',
      slug: 'the-bridge-is-open',
      dek: 'After eleven years.',
      excerpt: 'It took long.',
      body: { markdown: '# Open\n\nAt *last*.' },
      authors: ['grace', 'ada'],
      tags: ['bridges'],
      newTags: ['Long Waits', 'bridges'],
      language: 'fr',
      publishAt: '2031-01-02T03:04:05+01:00',
      expiresAt: '2032-01-01T00:00:00Z',
      sensitive: true,
      featured: true,
      commentPolicy: 'closed',
      rights: { syndicate: false, holder: 'Somebody' },
      seo: { title: 'Bridge' },
      canonicalUrl: 'https://elsewhere.example/bridge',
      note: 'Call the mayor.',
    };
    const { status, headers, body } = await send(site, 'POST', '/v1/articles', whole);
    expect([status, headers.get('etag')]).toEqual([201, '"v1"']);
    expect(headers.get('location')).toBe(`https://api.example/v1/articles/${body.id}`);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('broadsheet-after')).toBeTruthy();
    expect(body).toMatchObject({
      slug: 'the-bridge-is-open',
      url: 'https://site.example/europe/the-bridge-is-open',
      headline: 'The bridge is open',
      dek: 'After eleven years.',
      excerpt: 'It took long.',
      section: { slug: 'europe' },
      authors: [{ slug: 'grace' }, { slug: 'ada' }],
      tags: [{ slug: 'bridges' }, { slug: 'long-waits', name: 'Long Waits' }],
      language: 'fr',
      status: 'draft',
      version: 1,
      publishedAt: '2031-01-02T02:04:05.000Z',
      firstPublishedAt: null,
      sensitive: true,
      featured: true,
      commentPolicy: 'closed',
      rights: { syndicate: false, holder: 'Somebody', credit: null, embargoUntil: null },
      seo: { title: 'Bridge', canonical: 'https://elsewhere.example/bridge' },
      body: { text: 'Open\n\nAt last.' },
      corrections: [],
    });
    expect(JSON.stringify(body)).not.toContain('Call the mayor.');
    expect(await changesOf(site, body.id)).toMatchObject([{ kind: 'drafted', version: 1 }]);
  });

  it('says the same in GraphQL', async () => {
    const { article, errors } = await mutate(
      site,
      'createArticle',
      { ...aDraft({ headline: 'Made by a mutation' }), authors: ['ada'] },
      'article { slug status version authors { slug } comments(first: 1) { totalCount } share { shortUrl } related { score } }',
    );
    expect(errors).toEqual([]);
    expect(article).toMatchObject({
      ...{ slug: 'made-by-a-mutation', status: 'DRAFT', version: 1, authors: [{ slug: 'ada' }] },
      ...{ comments: { totalCount: 0 }, related: [] },
    });
    expect(article.share.shortUrl).toContain('/s/');
  });

  it('gives a free slug to a headline that was there before, at the same moment too', async () => {
    const made = await Promise.all(
      Array.from({ length: 4 }, () => drafted(site, { headline: 'Again and again' })),
    );
    expect(made.map(({ slug }) => slug).sort()).toEqual([
      'again-and-again',
      'again-and-again-2',
      'again-and-again-3',
      'again-and-again-4',
    ]);
  });

  it('refuses a slug that another story has or had, in both transports', async () => {
    const { id, slug, version } = await drafted(site, { slug: 'mine' });
    await send(site, 'PATCH', `/v1/articles/${id}`, { slug: 'mine-now' }, { version });
    for (const taken of [slug, 'mine-now']) {
      const { status, body } = await send(site, 'POST', '/v1/articles', aDraft({ slug: taken }));
      expect([status, body.code, faultsOf(body)]).toEqual([409, 'SLUG_TAKEN', ['/slug SLUG_TAKEN']]);
      const { article, errors } = await mutate(site, 'createArticle', aDraft({ slug: taken }));
      expect([article, faultsOf({ errors })]).toEqual([null, ['/slug SLUG_TAKEN']]);
    }
  });

  it('lets just one of several have a slug that they ask for at the same moment', async () => {
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => send(site, 'POST', '/v1/articles', aDraft({ slug: 'the-one' }))),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
  });

  it('tells everything that is not there at once, and leaves nothing behind', async () => {
    const count = async () => {
      const { rows } = await site.database.pool.query(
        'select (select count(*) from article) as stories, (select count(*) from tag) as tags',
      );
      return rows[0];
    };
    const before = await count();
    const input = aDraft({
      section: 'nowhere',
      authors: ['nobody', 'ada', 'noone'],
      tags: ['rivers', 'nothing'],
      newTags: ['Never Made'],
      leadImage: '01990000-0000-7000-8000-000000000000',
      publishAt: '2031-01-02T00:00:00Z',
      expiresAt: '2031-01-01T00:00:00Z',
      body: { blocks: [{ _type: 'marquee' }] },
    });
    const faults = [
      '/section SECTION_NOT_FOUND',
      '/authors/0 AUTHOR_NOT_FOUND',
      '/authors/2 AUTHOR_NOT_FOUND',
      '/tags/1 TAG_NOT_FOUND',
      '/leadImage IMAGE_NOT_FOUND',
      '/expiresAt EXPIRES_TOO_EARLY',
      expect.stringContaining('/body/blocks/0/_type '),
    ];
    const { status, body } = await send(site, 'POST', '/v1/articles', input);
    expect([status, body.code]).toEqual([422, 'INVALID_INPUT']);
    expect(faultsOf(body)).toEqual(faults);
    expect(faultsOf(await mutate(site, 'createArticle', input))).toEqual(faults);
    expect(await count()).toEqual(before);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['a block of no known type', { body: { blocks: [{ _type: 'script' }] } }, '/body/blocks/0/_type'],
    ['blocks that are none', { body: { blocks: ['text'] } }, '/body/blocks'],
    ['two forms of a body', { body: { text: 'a', html: 'b' } }, '/body'],
    ['no form of a body', { body: {} }, '/body'],
    ['an empty body', { body: { text: ' ' } }, '/body'],
    ['a body of another form', { body: { pdf: 'x' } }, '/body/pdf'],
    ['a body that is a text', { body: 'Words.' }, '/body'],
    [
      'a link that runs a script',
      {
        body: {
          blocks: [
            {
              _type: 'block',
              style: 'normal',
              markDefs: [{ _type: 'link', _key: 'l', href: 'javascript:alert(1)' }],
              children: [{ _type: 'span', text: 'x', marks: ['l'] }],
            },
          ],
        },
      },
      '/body/blocks/0/markDefs/0/href',
    ],
    [
      'a picture that is its own address',
      { body: { blocks: [{ _type: 'image', url: 'data:image/png;base64,AAAA', alt: 'x' }] } },
      '/body/blocks/0/url',
    ],
    ['a day that does not exist', { publishAt: '2026-02-30T00:00:00Z' }, '/publishAt'],
    ['a date without time', { expiresAt: '2026-02-03' }, '/expiresAt'],
    ['no headline', { headline: ' ' }, '/headline'],
    ['a slug with a slash', { slug: 'a/b' }, '/slug'],
    ['a slug like an id', { slug: '01990000-0000-7000-8000-000000000000' }, '/slug'],
    ['a field that is none', { colour: 'red' }, '/colour'],
    ['a tag twice', { tags: ['rivers', 'rivers'] }, '/tags'],
    ['a script for an address', { canonicalUrl: 'javascript:alert(1)' }, '/canonicalUrl'],
    ['a character that no text holds', { headline: 'a\0b' }, '/headline'],
  ])('refuses %s', async (_name, changes, pointer) => {
    const { status, body } = await send(site, 'POST', '/v1/articles', aDraft(changes));
    expect([status, body.code]).toEqual([422, 'INVALID_INPUT']);
    expect(body.errors.map((fault: { pointer: string }) => fault.pointer)).toContain(pointer);
  });

  it('cleans HTML of everything that could run', async () => {
    const html = `<p onclick="steal()">Safe<script>steal()</script> <a href="javascript:steal()">words</a></p>
      <iframe src="data:text/html,steal()"></iframe><img src="javascript:steal()" alt="x"><svg onload="steal()"></svg>`;
    const { body } = await drafted(site, { body: { html } });
    expect(body.text).toContain('Safe words');
    for (const part of [body.html, JSON.stringify(body.blocks)]) {
      expect(part).not.toMatch(/steal|script|onclick|javascript|data:text/i);
    }
  });

  it('refuses ten megabytes before it reads them', async () => {
    const input = aDraft({ body: { text: 'word '.repeat(2_000_000) } });
    const { status, body } = await send(site, 'POST', '/v1/articles', input);
    expect([status, body.code]).toEqual([413, 'BODY_TOO_LARGE']);
  });

  it('is done once however often it is asked for with one key', async () => {
    const input = aDraft({ headline: 'Once only' });
    const headers = { 'idempotency-key': 'once-only' };
    const first = await send(site, 'POST', '/v1/articles', input, { headers });
    const again = await send(site, 'POST', '/v1/articles', input, { headers });
    expect([again.status, again.body.id]).toEqual([201, first.body.id]);
    expect([again.headers.get('etag'), again.headers.get('location')]).toEqual([
      '"v1"',
      first.headers.get('location'),
    ]);
  });

  it('needs a key that may write', async () => {
    const { status } = await site.post('/v1/articles', aDraft());
    expect(status).toBe(401);
    const { body: made } = await site.post<any>(
      '/v1/api-keys',
      { name: 'reader', scopes: ['content:read'] },
      writer,
    );
    const reader = { authorization: `Bearer ${made.key}` };
    expect((await site.post('/v1/articles', aDraft(), reader)).status).toBe(403);
    const { body } = await site.graphql(
      'mutation { deleteArticle(input: { articleId: "x", version: 1 }) { id } }',
      {},
      reader,
    );
    expect(body.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    const { id, slug } = await drafted(site);
    for (const name of [id, slug]) {
      expect((await site.get(`/v1/articles/${name}`, reader)).status).toBe(404);
      expect((await site.get(`/v1/articles/${name}`)).status).toBe(404);
    }
  });
});

describe('changing a story', () => {
  it('must say which version it is about', async () => {
    const { id } = await drafted(site);
    const none = await send(site, 'PATCH', `/v1/articles/${id}`, { dek: 'x' });
    expect([none.status, none.body.code]).toEqual([428, 'VERSION_REQUIRED']);
    const stale = await send(site, 'PATCH', `/v1/articles/${id}`, { dek: 'x' }, { version: 7 });
    expect([stale.status, stale.body.code, stale.body.version]).toEqual([412, 'VERSION_MISMATCH', 1]);
    const payload = await mutate(site, 'updateArticle', { articleId: id, version: 7, dek: 'x' });
    expect([payload.article, faultsOf(payload)]).toEqual([null, [' VERSION_MISMATCH']]);
    for (const version of ['W/"v1"', '"v0", "v1-br"', '*']) {
      const { status } = await send(site, 'PATCH', `/v1/articles/${id}`, {}, { version });
      expect(status).toBe(200);
    }
  });

  it('leaves what is left out, clears what is null, and grows the version by one', async () => {
    const { id, slug } = await drafted(site, {
      dek: 'Below.',
      seo: { title: 'T', description: 'D' },
      tags: ['rivers'],
    });
    const { status, headers, body } = await send(
      site,
      'PATCH',
      `/v1/articles/${slug}`,
      { dek: null, seo: { title: null }, headline: 'Another headline', newTags: ['Added Tag'] },
      { version: 1 },
    );
    expect([status, headers.get('etag'), body.version, body.id]).toEqual([200, '"v2"', 2, id]);
    expect(body).toMatchObject({ dek: null, headline: 'Another headline', slug });
    expect(body.seo).toMatchObject({ title: 'Another headline', description: 'D' });
    expect(body.tags.map((tag: { slug: string }) => tag.slug)).toEqual(['rivers', 'added-tag']);
  });

  it('tells the log of every tag that it makes, before the story that has it', async () => {
    const { id, version } = await drafted(site, { newTags: ['Rivers', 'Fresh With The Story'] });
    await send(site, 'PATCH', `/v1/articles/${id}`, { newTags: ['Fresh With A Change'] }, { version });
    const { rows } = await site.database.pool.query(
      `select c.kind, c.subject, c.slug, c.version, t.id, c.tags from change c left join tag t on t.id = c.subject_id
        where c.seq >= (select min(seq) - 1 from change where subject_id = $1) order by c.seq`,
      [id],
    );
    const story = { kind: 'drafted', subject: 'article' };
    const tag = { kind: 'created', subject: 'tag', version: 1 };
    expect(rows).toMatchObject([
      { ...tag, slug: 'fresh-with-the-story', tags: ['tags', `tag:${rows[0].id}`] },
      story,
      { ...tag, slug: 'fresh-with-a-change', tags: ['tags', `tag:${rows[2].id}`] },
      story,
    ]);
  });

  it('changes nothing when nothing is said', async () => {
    const { id, body: text } = await drafted(site, {
      dek: 'Below.',
      authors: ['ada'],
      rights: { holder: 'We' },
    });
    // As an earlier version of the program would have made it.
    await site.database.pool.query(`update article_revision set html = '<p>Old.</p>' where article_id = $1`, [
      id,
    ]);
    const same = {
      dek: 'Below.',
      authors: ['ada'],
      body: { blocks: text.blocks },
      rights: { holder: 'We' },
      reason: 'x',
    };
    for (const changes of [{}, same, { body: { text: 'One paragraph.\n\nAnother paragraph.' } }]) {
      const { status, headers } = await send(site, 'PATCH', `/v1/articles/${id}`, changes, { version: 1 });
      expect([status, headers.get('etag')]).toEqual([200, '"v1"']);
    }
    expect(await changesOf(site, id)).toHaveLength(1);
  });

  it('refuses to clear what every story has', async () => {
    const { id } = await drafted(site);
    const cleared = { headline: null, section: null, body: null, slug: null };
    const { status, body } = await send(site, 'PATCH', `/v1/articles/${id}`, cleared, { version: 1 });
    expect(status).toBe(422);
    expect(faultsOf(body)).toEqual([
      '/slug INVALID',
      '/headline INVALID',
      '/section INVALID',
      '/body INVALID',
    ]);
    const contract = await site.get<Body>('/openapi.json');
    const { ArticleChangesInput: declared, CreateArticleInput: made } = contract.body.components.schemas;
    for (const name of Object.keys(cleared)) {
      expect(JSON.stringify(declared.properties[name]), name).not.toContain('null');
      expect(declared.required ?? []).not.toContain(name);
    }
    expect(made.properties.slug.type).toEqual(['string', 'null']);
  });

  it('lets blocks that stay keep their keys', async () => {
    const { id, body: before } = await drafted(site, { body: { text: 'First.\n\nSecond one.\n\nThird.' } });
    const { body } = await send(
      site,
      'PATCH',
      `/v1/articles/${id}`,
      { body: { html: '<p>New.</p><p>First.</p><p>Second one!</p><p>Third.</p>' } },
      { version: 1 },
    );
    const keys = body.body.blocks.map((block: { _key: string }) => block._key);
    expect(keys.slice(1)).toEqual(before.blocks.map((block: { _key: string }) => block._key));
  });

  it('lets an excerpt that was made from the text follow it, and one that was written stay', async () => {
    const made = await drafted(site);
    const written = await drafted(site, { excerpt: 'Written.' });
    const change = { body: { text: 'Something else.' } };
    const patch = (id: string, changes: unknown, version: number) =>
      send(site, 'PATCH', `/v1/articles/${id}`, changes, { version });
    expect((await patch(made.id, change, 1)).body.excerpt).toBe('Something else.');
    expect((await patch(written.id, change, 1)).body.excerpt).toBe('Written.');
    expect((await patch(written.id, { excerpt: null }, 2)).body.excerpt).toBe('Something else.');
  });

  it('lets just one of several writers with one version win', async () => {
    const { id } = await drafted(site);
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        index % 2 === 0
          ? send(site, 'PATCH', `/v1/articles/${id}`, { dek: `Writer ${index}` }, { version: 1 })
          : mutate(site, 'updateArticle', { articleId: id, version: 1, dek: `Writer ${index}` }),
      ),
    );
    const won = answers.filter((answer) =>
      'status' in answer ? answer.status === 200 : answer.article !== null,
    );
    expect(won).toHaveLength(1);
    const { rows } = await site.database.pool.query(
      'select number from article_revision where article_id = $1',
      [id],
    );
    expect(rows).toHaveLength(2);
  });
});

describe('a story that readers see', () => {
  it('goes on as it was while its next version is written', async () => {
    const { id, slug, version } = await published(site, {
      headline: 'As published',
      authors: ['ada'],
      tags: ['rivers'],
    });
    const before = await site.get<any>(`/v1/articles/${slug}`);
    const { body } = await send(
      site,
      'PATCH',
      `/v1/articles/${id}`,
      {
        ...{ headline: 'As it will be', section: 'sport', authors: ['secret-author'], tags: ['secret-tag'] },
        ...{ newTags: ['Secret New Tag'], body: { text: 'Secret words.' }, note: 'Secret note.' },
      },
      { version },
    );
    expect(body).toMatchObject({
      headline: 'As it will be',
      section: { slug: 'sport' },
      status: 'published',
    });
    const after = await site.get<any>(`/v1/articles/${slug}`);
    expect(after.body).toEqual({ ...before.body, version: body.version });
    expect(after.headers.get('last-modified')).toBe(before.headers.get('last-modified'));
    const places = [
      '/v1/articles',
      '/v1/articles?section=sport',
      `/v1/articles/${id}/page`,
      '/v1/tags',
      '/v1/authors',
    ];
    for (const place of [...places, '/feeds/latest.json', '/feeds/sections/sport.json']) {
      for (const headers of [{}, writer]) {
        const { status, body: shown } = await site.text(place, headers as Record<string, string>);
        expect([place, status]).toEqual([place, 200]);
        expect(shown).not.toMatch(/As it will be|secret/i);
      }
    }
    for (const name of ['tags/secret-tag', 'tags/secret-new-tag', 'authors/secret-author']) {
      expect((await site.get(`/v1/${name}`)).status).toBe(404);
    }
    const { body: seen } = await site.graphql<any>(
      `{ node(id: "${id}") { ... on Article { headline } } }`,
      {},
      writer,
    );
    expect(seen.data.node.headline).toBe('As published');
    const live = await send(site, 'POST', `/v1/articles/${id}/publish`, {}, { version: body.version });
    expect(live.status).toBe(200);
    const { body: now } = await site.get<any>(`/v1/articles/${slug}`);
    expect(now).toMatchObject({
      ...{ headline: 'As it will be', section: { slug: 'sport' }, authors: [{ slug: 'secret-author' }] },
      tags: [{ slug: 'secret-tag' }, { slug: 'secret-new-tag' }],
    });
    expect((await site.get<any>('/v1/articles?section=sport')).body.items[0].id).toBe(id);
    expect((await site.get('/v1/tags/secret-new-tag')).status).toBe(200);
    expect((await changesOf(site, id)).map(({ kind }) => kind)).toEqual([
      'drafted',
      'published',
      'drafted',
      'updated',
    ]);
  });

  it('shows what belongs to the story itself at once', async () => {
    const { id, slug, version } = await published(site, { slug: 'first-name' });
    const { body } = await send(
      site,
      'PATCH',
      `/v1/articles/${id}`,
      { slug: 'second-name', sensitive: true, language: 'de', canonicalUrl: 'https://elsewhere.example/' },
      { version },
    );
    expect(body).toMatchObject({ slug: 'second-name', sensitive: true, language: 'de' });
    const moved = await site.get(`/v1/articles/${slug}/page?related.limit=1`);
    expect([moved.status, moved.headers.get('location')]).toEqual([
      301,
      '/v1/articles/second-name/page?related.limit=1',
    ]);
    expect((await site.get<any>('/v1/articles/second-name')).body).toMatchObject({
      sensitive: true,
      language: 'de',
    });
    const changes = await changesOf(site, id);
    expect(changes.at(-1)).toMatchObject({ kind: 'moved', slug: 'second-name', previous_slug: 'first-name' });
    const rights = await send(
      site,
      'PATCH',
      '/v1/articles/first-name',
      { rights: { syndicate: false } },
      { version: body.version },
    );
    expect([rights.status, rights.body.rights.syndicate]).toEqual([200, false]);
    expect((await changesOf(site, id)).map(({ kind }) => kind)).toEqual([
      ...['drafted', 'published', 'moved', 'rightsChanged'],
    ]);
    const back = await send(site, 'PATCH', `/v1/articles/${id}`, { slug }, { version: rights.body.version });
    expect(back.body.slug).toBe('first-name');
  });
});

describe('the working copy', () => {
  it('is nowhere else: pages, lists and lookups show writers what readers see', async () => {
    const { id, slug } = await drafted(site, { headline: 'Nowhere else', newTags: ['Nowhere Tag'] });
    for (const name of [id, slug]) {
      for (const part of ['page', 'related', 'comments', 'share']) {
        const { status } = await site.get(`/v1/articles/${name}/${part}`, writer);
        expect([part, status]).toEqual([part, 404]);
      }
    }
    const counts = await site.get<any>(`/v1/counts?ids=${id}`, writer);
    const resolved = await site.get(`/v1/resolve?url=/world/${slug}`, writer);
    expect([counts.body.items, resolved.status]).toEqual([[], 404]);
    for (const list of ['/v1/articles?q=Nowhere', `/v1/articles?ids=${id}`, '/v1/front', '/sitemap.xml']) {
      expect((await site.text(list, writer)).body).not.toContain(slug);
    }
    const { body } = await site.graphql<any>(
      `{ node(id: "${id}") { id } articles(filter: { ids: ["${id}"] }) { totalCount } tag(slug: "nowhere-tag") { id } }`,
      {},
      writer,
    );
    // Those who write may edit a tag that no story has yet; `TagsQuery` shows it to nobody else.
    expect(body.data).toEqual({
      node: null,
      articles: { totalCount: 0 },
      tag: { id: expect.any(String) },
    });
    expect((await site.get('/v1/tags/nowhere-tag')).status).toBe(404);
  });

  it('is what a writer reads, with its version, in every state but retracted', async () => {
    const { id, slug } = await drafted(site, { body: { text: 'A long paragraph. '.repeat(100) } });
    for (const [encoding, tag] of [
      ['identity', '"v1"'],
      ['gzip', '"v1-gz"'],
      ['br', '"v1-br"'],
    ] as const) {
      const answer = await site.get<any>(`/v1/articles/${slug}`, { ...writer, 'accept-encoding': encoding });
      expect([answer.status, answer.headers.get('etag'), answer.body.status]).toEqual([200, tag, 'draft']);
      expect(answer.headers.get('cache-control')).toBe('private, no-cache');
      const changed = await send(site, 'PATCH', `/v1/articles/${id}`, {}, { version: tag });
      expect(changed.status).toBe(200);
    }
    const { body } = await site.graphql<any>(
      `{ article(slug: "${slug}") { status version section { slug } url } }`,
      {},
      writer,
    );
    expect(body.data.article).toMatchObject({ status: 'DRAFT', version: 1, section: { slug: 'world' } });
    const open = await site.graphql<any>(`{ article(slug: "${slug}") { status } }`);
    expect(open.body.errors?.[0]?.extensions.code).toBe('ARTICLE_NOT_FOUND');
    const trimmed = await site.get<any>(`/v1/articles/${id}?fields=headline`, writer);
    expect(trimmed.headers.get('etag')).toBe('"v1"');
    await send(site, 'PATCH', `/v1/articles/${id}`, { slug: 'renamed-draft' }, { version: 1 });
    const moved = await site.get(`/v1/articles/${slug}`, writer);
    expect([moved.status, moved.headers.get('location')]).toEqual([301, '/v1/articles/renamed-draft']);
    expect((await site.get(`/v1/articles/${slug}`)).status).toBe(404);
  });
});
