import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blockChanges } from '../../src/article-writing/revision-diff.js';
import { TestApp } from '../support/test-app.js';
import { aStory } from '../support/comments.js';
import {
  type Body,
  drafted,
  furnishNewsroom,
  mutate,
  published,
  send,
  step,
  writer,
} from '../support/writing.js';

let site: TestApp;
let id: string;

/** A story with four revisions: made, edited and published, edited twice. */
beforeAll(async () => {
  site = await TestApp.start();
  await furnishNewsroom(site);
  ({ id } = await drafted(site, {
    headline: 'First words',
    slug: 'revised',
    body: { text: 'One.\n\nTwo is here.\n\nThree.\n\nFour.' },
    authors: ['ada'],
    note: 'For us.',
  }));
  const patch = (changes: unknown, version: number) =>
    send(site, 'PATCH', `/v1/articles/${id}`, changes, { version });
  await patch({ headline: 'Second words', reason: 'Better so.' }, 1);
  await step(site, id, 'publish', 2, { reason: 'Ready.' });
  await patch({ body: { text: 'Four.\n\nOne.\n\nTwo is there.\n\nFive.' }, authors: ['grace', 'ada'] }, 3);
  await patch({ dek: 'Below.', tags: ['rivers'], section: 'sport', seo: { title: 'T' } }, 4);
});
afterAll(() => site.close());

const get = (path: string, headers: Record<string, string> = writer) =>
  site.get<Body>(`/v1/articles/${id}/revisions${path}`, headers);

describe('revisions', () => {
  it('are listed newest first, with who saved them and why', async () => {
    const { status, headers, body } = await get('?count=true');
    expect([status, headers.get('cache-control')]).toEqual([200, 'private, no-cache']);
    expect(
      body.items.map((item: Body) => [item.number, item.headline, item.isPublished, item.isDraft]),
    ).toEqual([
      [4, 'Second words', false, true],
      [3, 'Second words', false, false],
      [2, 'Second words', true, false],
      [1, 'First words', false, false],
    ]);
    expect(body.items[2]).toMatchObject({
      ...{ createdBy: 'admin', reason: 'Better so.' },
      steps: [{ kind: 'published', reason: 'Ready.', createdBy: 'admin' }],
    });
    expect(body.items[2].body).toBeUndefined();
    expect(body.totalCount).toBe(4);
  });

  it('are paged', async () => {
    const numbers: number[] = [];
    for (let after = ''; ;) {
      const { body } = await get(`?limit=3&fields=number${after}`);
      numbers.push(...body.items.map((item: Body) => item.number));
      if (!body.pageInfo.hasNextPage) break;
      after = `&after=${body.pageInfo.endCursor}`;
    }
    expect(numbers).toEqual([4, 3, 2, 1]);
    const other = await published(site);
    const { body } = await get('?limit=1');
    const mixed = await site.get<Body>(
      `/v1/articles/${other.id}/revisions?after=${body.pageInfo.endCursor}`,
      writer,
    );
    expect([mixed.status, mixed.body.code]).toEqual([400, 'CURSOR_MISMATCH']);
  });

  it('are read whole', async () => {
    const { body } = await get('/1');
    expect(body).toMatchObject({
      ...{ number: 1, headline: 'First words', dek: null, note: 'For us.', reason: null },
      ...{ section: { slug: 'world' }, authors: [{ slug: 'ada' }], tags: [], leadImage: null },
      ...{
        seo: { title: null, description: null },
        body: { text: 'One.\n\nTwo is here.\n\nThree.\n\nFour.' },
      },
    });
    const last = await get('/4?fields=section.slug,tags.slug,seo.title,authors.slug');
    expect(last.body).toEqual({
      ...{ section: { slug: 'sport' }, tags: [{ slug: 'rivers' }], seo: { title: 'T' } },
      authors: [{ slug: 'grace' }, { slug: 'ada' }],
    });
  });

  it('are compared by the keys of their blocks', async () => {
    const { status, body } = await get('/4/diff?against=1');
    expect([status, body.number, body.against]).toEqual([200, 4, 1]);
    expect(body.fields.map(({ field }: Body) => field)).toEqual([
      ...['headline', 'dek', 'excerpt', 'section', 'authors', 'tags', 'seo.title'],
    ]);
    expect(body.fields[4]).toEqual({ field: 'authors', before: ['ada'], after: ['grace', 'ada'] });
    expect(body.blocks.map((block: Body) => [block.kind, block.isMoved, block.from, block.to])).toEqual([
      ['moved', true, 3, 0],
      ['changed', false, 1, 2],
      ['added', false, null, 3],
      ['removed', false, 2, null],
    ]);
    expect(body.blocks[1].before.children[0].text).toBe('Two is here.');
    expect(body.blocks[1].after.children[0].text).toBe('Two is there.');
    const same = await get('/2/diff?against=2');
    expect(same.body).toEqual({ number: 2, against: 2, fields: [], blocks: [] });
  });

  it('say the same in GraphQL', async () => {
    const query = `query ($id: ID!) {
      articleRevisions(articleId: $id, first: 2) {
        nodes { number headline createdAt createdBy reason isPublished isDraft steps { kind reason createdBy createdAt } }
        totalCount pageInfo { endCursor hasNextPage }
      }
      articleRevision(articleId: $id, number: 1) { number note body { html } section { slug } }
      articleRevisionDiff(articleId: $id, number: 4, against: 1) {
        number against fields { field before after } blocks { key kind isMoved from to before after }
      }
    }`;
    const { body } = await site.graphql<Body>(query, { id: 'revised' }, writer);
    expect(body.errors).toBeUndefined();
    const list = await get('?limit=2&count=true');
    expect(body.data.articleRevisions.nodes).toEqual(list.body.items);
    expect(body.data.articleRevisions).toMatchObject({ totalCount: 4, pageInfo: list.body.pageInfo });
    const one = await get('/1?fields=number,note,body.html,section.slug');
    expect(body.data.articleRevision).toEqual(one.body);
    const diff = await get('/4/diff?against=1');
    const blocks = diff.body.blocks.map((block: Body) => ({ ...block, kind: block.kind.toUpperCase() }));
    expect(body.data.articleRevisionDiff).toEqual({ ...diff.body, blocks });
  });

  it('are only for those who write', async () => {
    const { body: made } = await site.post<Body>(
      '/v1/api-keys',
      { name: 'r', scopes: ['content:read'] },
      writer,
    );
    const reader = { authorization: `Bearer ${made.key}` };
    for (const path of ['', '/1', '/2/diff?against=1']) {
      expect((await get(path, {})).status).toBe(401);
      expect((await get(path, reader)).status).toBe(403);
    }
    for (const field of [
      'articleRevisions(articleId: "revised") { totalCount }',
      'articleRevision(articleId: "revised", number: 1) { note }',
      'articleRevisionDiff(articleId: "revised", number: 1, against: 2) { number }',
    ]) {
      const { body } = await site.graphql<Body>(`{ ${field} }`, {}, reader);
      expect(body.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    }
  });

  it.each([
    '/9',
    '/0',
    '/-1',
    '/x',
    '/1.5',
    '/1e1',
    '/99999999999',
    '/9/diff?against=1',
    '/1/diff?against=9',
  ])('are not there at %s', async (path) => {
    const { status, body } = await get(path);
    expect([status, body.code]).toEqual([404, 'REVISION_NOT_FOUND']);
  });

  it('say what is missing of a comparison, and which story is none', async () => {
    expect((await get('/1/diff')).body.code).toBe('INVALID_PARAMETER');
    const { status, body } = await site.get<Body>('/v1/articles/no-such/revisions', writer);
    expect([status, body.code]).toEqual([404, 'ARTICLE_NOT_FOUND']);
  });
});

describe('restoring a revision', () => {
  it('makes a draft of it, beside what readers see', async () => {
    const stale = await send(site, 'POST', `/v1/articles/${id}/revisions/1/restore`, {}, { version: 2 });
    expect([stale.status, stale.body.version]).toEqual([412, 5]);
    const { status, headers, body } = await send(
      site,
      'POST',
      `/v1/articles/${id}/revisions/1/restore`,
      { reason: 'It was right.' },
      { version: 5 },
    );
    expect([status, headers.get('etag'), body.headline, body.section.slug]).toEqual([
      ...[200, '"v6"', 'First words', 'world'],
    ]);
    const { body: newest } = await get('/5');
    expect(newest).toMatchObject({ reason: 'It was right.', isDraft: true, note: 'For us.' });
    const { body: diff } = await get('/5/diff?against=1');
    expect([diff.fields, diff.blocks]).toEqual([[], []]);
    expect((await site.get<Body>(`/v1/articles/${id}`)).body.headline).toBe('Second words');
    const again = await send(site, 'POST', `/v1/articles/${id}/revisions/1/restore`, {}, { version: 6 });
    expect([again.status, again.body.version]).toEqual([200, 6]);
    const payload = await mutate(site, 'restoreArticleRevision', { articleId: id, version: 6, number: 2 });
    expect(payload).toMatchObject({ article: { headline: 'Second words', version: 7 }, errors: [] });
    const none = await mutate(site, 'restoreArticleRevision', { articleId: id, version: 7, number: 99 });
    expect([none.article, none.errors[0].code]).toEqual([null, 'REVISION_NOT_FOUND']);
  });
});

describe('restoring a revision whose tag is gone', () => {
  it('does without it', async () => {
    const made = await drafted(site, { newTags: ['Short Lived'], tags: ['rivers'] });
    await send(site, 'PATCH', `/v1/articles/${made.id}`, { tags: [] }, { version: 1 });
    await site.database.pool.query(`delete from tag where slug = 'short-lived'`);
    const path = `/v1/articles/${made.id}/revisions/1`;
    const { status, body } = await send(site, 'POST', `${path}/restore`, {}, { version: 2 });
    expect([status, body.tags.map((tag: Body) => tag.slug)]).toEqual([200, ['rivers']]);
    const { rows } = await site.database.pool.query(
      'select cardinality(tag_ids) as n from article_revision where article_id = $1 and number = 3',
      [made.id],
    );
    expect(rows).toEqual([{ n: 1 }]);
  });
});

describe('an import beside a newsroom', () => {
  it('leaves alone what was edited here when the same file comes again', async () => {
    const line = aStory('imported-and-edited', { headline: 'As imported' });
    const [story] = await site.import([line]);
    const path = `/v1/articles/${story?.id}`;
    await send(site, 'PATCH', path, { headline: 'As edited' }, { version: 1 });
    await step(site, story?.id ?? '', 'publish', 2);
    const [again] = await site.import([line]);
    expect(again?.outcome).toBe('unchanged');
    expect((await site.get<Body>(path)).body.headline).toBe('As edited');
    const [newer] = await site.import([{ ...line, headline: 'As imported anew' }]);
    expect(newer?.outcome).toBe('updated');
    expect((await site.get<Body>(path)).body).toMatchObject({ headline: 'As imported anew', version: 4 });
  });
});

describe('the comparison of blocks', () => {
  const list = (keys: string) => [...keys].map((key) => ({ _key: key }));
  const told = (before: string, after: string) =>
    blockChanges(list(before), list(after)).map(({ key, kind }) => `${key} ${kind}`);

  it.each([
    ['abc', 'abc', []],
    ['abc', 'acb', ['b moved']],
    ['abcd', 'dabc', ['d moved']],
    ['abcd', 'bcda', ['a moved']],
    ['abc', '', ['a removed', 'b removed', 'c removed']],
    ['', 'ab', ['a added', 'b added']],
    ['abc', 'xcab', ['x added', 'c moved']],
    ['abcdef', 'bxadcf', ['x added', 'a moved', 'c moved', 'e removed']],
  ])('moves as few as it can from %s to %s', (before, after, expected) => {
    const changes = told(before, after);
    expect(changes.filter((change) => change.endsWith('moved'))).toHaveLength(
      expected.filter((change) => change.endsWith('moved')).length,
    );
    expect(changes.filter((change) => !change.endsWith('moved'))).toEqual(
      expected.filter((change) => !change.endsWith('moved')),
    );
  });
});
