import { createHash } from 'node:crypto';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { isObjectType } from 'graphql';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { KeyRing } from '../../src/platform/secrets/key-ring.js';
import {
  aComment,
  added,
  aStory,
  type CommentAnswer,
  type CommentListAnswer,
  storyOf,
  type WrittenAnswer,
} from '../support/comments.js';
import { capturePrinted } from '../support/printed.js';
import { type Answered, TestApp } from '../support/test-app.js';

let site: TestApp;
const lines: string[] = [];
beforeAll(async () => {
  site = await TestApp.start({ LOG_LEVEL: 'trace' }, { logStream: { write: (line) => lines.push(line) } });
});
afterAll(() => site.close());

const sql = async <T>(text: string, ...values: unknown[]): Promise<T[]> =>
  (await site.database.pool.query(text, values)).rows as T[];
const idsOf = (comments: readonly CommentAnswer[]): string[] => comments.map(({ id }) => id);

/** Every item of a list, a page at a time. */
async function walk(path: string): Promise<CommentAnswer[]> {
  const items: CommentAnswer[] = [];
  let after: string | null = null;
  do {
    const next: string = after === null ? '' : `${path.includes('?') ? '&' : '?'}after=${after}`;
    const { status, body }: Answered<CommentListAnswer> = await site.get(`${path}${next}`);
    expect(status).toBe(200);
    items.push(...body.items);
    expect(body.items.length > 0 || !body.pageInfo.hasNextPage).toBe(true);
    after = body.pageInfo.hasNextPage ? body.pageInfo.endCursor : null;
  } while (after !== null);
  return items;
}

describe('replies', () => {
  it('hang below the comment that they answer, and continue where the first ones end', async () => {
    const { path } = await storyOf(site);
    const root = await added(site, path);
    const replies: CommentAnswer[] = [];
    for (let index = 0; index < 8; index += 1) {
      replies.push(await added(site, path, { parentId: root.id, body: `Reply ${index}` }));
    }
    for (const reply of replies) expect(reply).toMatchObject({ parentId: root.id, depth: 1, replyCount: 0 });
    const [shown] = (await site.get<CommentListAnswer>(path)).body.items;
    expect(shown).toMatchObject({ id: root.id, replyCount: 8, depth: 0 });
    expect(idsOf(shown?.replies ?? [])).toEqual(idsOf(replies.slice(0, 3)));
    const rest = `${path}?parent=${root.id}&after=${shown?.repliesCursor}`;
    expect(idsOf((await site.get<CommentListAnswer>(`${rest}&limit=3`)).body.items)).toEqual(
      idsOf(replies.slice(3, 6)),
    );
    expect(idsOf(await walk(`${path}?parent=${root.id}&limit=3`))).toEqual(idsOf(replies));
    expect(idsOf(await walk(`${path}?parent=${root.id}&limit=3&sort=newest`))).toEqual(
      idsOf(replies).reverse(),
    );
    const counted = await site.get<CommentListAnswer>(`${path}?parent=${root.id}&count=true&limit=1`);
    expect(counted.body.totalCount).toBe(8);
    expect((await site.get<CommentListAnswer>(`${path}?count=true`)).body.totalCount).toBe(1);
    const query = `query ($id: ID!, $after: String) { node(id: $id) { ... on Comment {
      replies(first: 3, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } totalCount } } } }`;
    const found: string[] = [];
    let after: string | null = null;
    do {
      const { body }: Answered<any> = await site.graphql<any>(query, { id: root.id, after });
      expect(body.errors).toBeUndefined();
      const { nodes, pageInfo, totalCount }: any = body.data.node.replies;
      expect(totalCount).toBe(8);
      found.push(...idsOf(nodes));
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
    } while (after !== null);
    expect(found).toEqual(idsOf(replies));
  });

  it('are counted when readers see them, and not before', async () => {
    const { path } = await storyOf(site);
    const root = await added(site, path);
    await sql("update site set comment_policy = 'premoderated'");
    await added(site, path, { parentId: root.id });
    await sql("update site set comment_policy = 'open'");
    expect((await site.get<any>(`/v1/comments/${root.id}`)).body).toMatchObject({
      replyCount: 0,
      replies: [],
    });
  });

  it('open around a comment with everything above it', async () => {
    const { path } = await storyOf(site);
    const { path: elsewhere } = await storyOf(site);
    const chain = [await added(site, path)];
    for (let depth = 1; depth < 6; depth += 1) {
      const parentId = chain.at(-1)?.id;
      await added(site, path, { parentId, body: 'Beside it' });
      chain.push(await added(site, path, { parentId }));
    }
    const target = chain[5]?.id as string;
    const { status, body } = await site.get<CommentListAnswer>(`${path}?around=${target}`);
    expect(status).toBe(200);
    const opened: CommentAnswer[] = [];
    for (let items = body.items; items.length > 0; items = items[0]?.replies ?? []) {
      expect(items).toHaveLength(1);
      opened.push(items[0] as CommentAnswer);
    }
    expect(idsOf(opened)).toEqual(idsOf(chain));
    expect(opened.map(({ depth }) => depth)).toEqual([0, 1, 2, 3, 4, 5]);
    for (const other of ['sort=best', 'limit=3', 'count=true', `parent=${target}`]) {
      expect((await site.get(`${path}?around=${target}&${other}`)).body, other).toMatchObject({
        code: 'INVALID_PARAMETER',
      });
    }
    const second = chain[1]?.id;
    const reply = await added(site, path, { parentId: second });
    const trimmed = await site.get<CommentListAnswer>(`${path}?around=${second}&fields=depth,replies.id`);
    expect(trimmed.body.items).toEqual([
      { depth: 0, replies: [{ depth: 1, replies: expect.arrayContaining([{ id: reply.id }]) as unknown }] },
    ]);
    expect((await site.get(`${elsewhere}?around=${target}`)).status).toBe(404);
    expect((await site.get<CommentListAnswer>(`${elsewhere}?parent=${target}`)).body.items).toEqual([]);
  });

  it('go 100 levels deep; deeper ones hang on the last level', { timeout: 120_000 }, async () => {
    const { id: articleId, path } = await storyOf(site);
    let last = await added(site, path);
    for (let depth = 1; depth <= 100; depth += 1) {
      const above = last;
      last = await added(site, path, { parentId: above.id });
      expect(last).toMatchObject({ depth, parentId: above.id });
    }
    const beyond = await added(site, path, { parentId: last.id });
    expect(beyond).toMatchObject({ depth: 100, parentId: last.parentId });
    const further = await added(site, path, { parentId: beyond.id });
    expect(further).toMatchObject({ depth: 100, parentId: last.parentId });
    const [{ deepest, wrong }] = (await sql(
      `select max(nlevel(path)) as deepest, count(*) filter (where nlevel(path) <> depth + 1)::int as wrong
        from comment where article_id = $1`,
      articleId,
    )) as [{ deepest: number; wrong: number }];
    expect([deepest, wrong]).toEqual([101, 0]);
    const parent = await site.get<any>(`/v1/comments/${last.parentId}`);
    expect(parent.body.replyCount).toBe(3);
    expect(idsOf(parent.body.replies)).toEqual(idsOf([last, beyond, further]));
    expect((await site.get(`${path}?around=${further.id}`)).status).toBe(200);
  });

  it('keep the place of a comment that was deleted, and nothing else of it', async () => {
    const { path } = await storyOf(site);
    const root = await added(site, path, { name: 'Grace', website: 'https://grace.example' });
    const reply = await added(site, path, { parentId: root.id });
    const alone = await added(site, path);
    await sql("update comment set status = 'deleted' where id = any($1)", [root.id, alone.id]);
    const { items } = (await site.get<CommentListAnswer>(path)).body;
    expect(idsOf(items)).toEqual([root.id]);
    expect(items[0]).toMatchObject({
      status: 'deleted',
      text: '',
      html: '',
      author: { name: '', website: null, avatarSeed: '', badges: [] },
    });
    expect(idsOf(items[0]?.replies ?? [])).toEqual([reply.id]);
    expect((await site.get(`/v1/comments/${alone.id}`)).status).toBe(404);
  });
});

describe('sorted comments', () => {
  it.each(['newest', 'oldest', 'best', 'controversial'])(
    'come once each, in order, page by page: %s',
    async (sort) => {
      const { id, path } = await storyOf(site);
      for (let index = 0; index < 12; index += 1) await added(site, path, { body: `No. ${index}` });
      // Every value stands for several comments, so that the id has to settle ties; thirds are not exact in binary.
      await sql(
        `update comment set best = (ordinal % 5) / 3.0, controversy = (ordinal % 4) / 7.0,
          created_at = '2026-01-01T00:00:00Z'::timestamptz + (ordinal % 3) * interval '1 millisecond'
        from (select id, row_number() over (order by id) as ordinal from comment where article_id = $1) numbered
        where numbered.id = comment.id`,
        id,
      );
      const order: Record<string, string> = {
        newest: 'created_at desc, id desc',
        oldest: 'created_at, id',
        best: 'best desc, id desc',
        controversial: 'controversy desc, id desc',
      };
      const expected = await sql<{ id: string }>(
        `select id from comment where article_id = $1 order by ${order[sort]}`,
        id,
      );
      for (const limit of [1, 5, 12]) {
        expect(idsOf(await walk(`${path}?sort=${sort}&limit=${limit}`))).toEqual(
          expected.map((row) => row.id),
        );
      }
      const query = `query ($id: ID) { article(id: $id) { comments(sort: ${sort.toUpperCase()}, first: 100) { nodes { id } } } }`;
      const { body } = await site.graphql<any>(query, { id });
      expect(idsOf(body.data.article.comments.nodes)).toEqual(expected.map((row) => row.id));
    },
  );

  it('do not take the cursor of another sort, nor that of replies', async () => {
    const { path } = await storyOf(site);
    const root = await added(site, path);
    await added(site, path);
    for (let index = 0; index < 2; index += 1) await added(site, path, { parentId: root.id });
    const cursorOf = async (query: string) =>
      (await site.get<CommentListAnswer>(`${path}?limit=1&${query}`)).body.pageInfo.endCursor;
    const [newest, replies] = [await cursorOf('sort=newest'), await cursorOf(`parent=${root.id}`)];
    for (const query of [
      `sort=best&after=${newest}`,
      `sort=oldest&after=${replies}`,
      `parent=${root.id}&after=${newest}`,
    ]) {
      const { status, body } = await site.get(`${path}?${query}`);
      expect([status, body['code']]).toEqual([400, 'CURSOR_MISMATCH']);
    }
  });
});

describe('the identity of a reader', () => {
  const EMAIL = 'Ada.Secret+tag@Private-Mail.example';
  const ADDRESS = '127.0.0.1';
  let printed: ReturnType<typeof capturePrinted>;
  beforeEach(() => {
    printed = capturePrinted();
  });
  afterEach(() => printed.restore());

  /** The address as anybody without the key could write or compute it, in lower case. */
  const traces = (): string[] =>
    [EMAIL, EMAIL.toLowerCase()].flatMap((form) => [
      form,
      encodeURIComponent(form),
      Buffer.from(form).toString('hex'),
      Buffer.from(form).toString('base64').replace(/=+$/, ''),
      ...['md5', 'sha1', 'sha256', 'sha512'].flatMap((algorithm) => {
        const digest = createHash(algorithm).update(form).digest();
        return [
          digest.toString('hex').slice(0, 16),
          digest.toString('base64').slice(0, 16),
          digest.toString('base64url').slice(0, 16),
        ];
      }),
    ]);
  const expectNoTrace = (text: string, about: string): void => {
    const lower = text.toLowerCase();
    for (const trace of traces())
      expect(lower.includes(trace.toLowerCase()), `${about}: ${trace}`).toBe(false);
    expect(lower, about).not.toContain('private-mail');
  };
  /** All that stands in the database, as text: bytea in hex. */
  const dump = async (): Promise<string> => {
    const tables = await sql<{ name: string }>(
      `select quote_ident(tablename) as name from pg_tables where schemaname = 'public'`,
    );
    const rows = await Promise.all(
      tables.map(({ name }) => sql<{ row: string }>(`select t::text as row from ${name} t`)),
    );
    return rows
      .flat()
      .map(({ row }) => row)
      .join('\n');
  };

  it('is in no answer, no log line and no column', async () => {
    const { id, slug, path } = await storyOf(site);
    const send = (changes = {}) =>
      site.post<any>(path, aComment({ email: EMAIL, website: null, ...changes }));
    const answers = [
      await send(),
      await send({ parentId: id }),
      await send({ body: '' }),
      await send({ email: `${EMAIL}@` }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([201, 422, 422, 422]);
    const [{ body: written } = { body: null }] = answers;
    const { comment, token } = written as WrittenAnswer;
    const input = aComment({ email: EMAIL, articleId: slug });
    const add = `mutation ($input: AddCommentInput!) { addComment(input: $input) { comment { id } token errors { detail } } }`;
    answers.push(await site.graphql(add, { input }));
    answers.push(await site.graphql(add, { input: { ...input, articleId: 'no-such-story' } }));
    for (const target of [
      `/v1/articles/${slug}`,
      `/v1/articles/${slug}/page`,
      path,
      `${path}?around=${comment.id}`,
      `/v1/comments/${comment.id}`,
      `/v1/articles?include=body`,
      `/v1/counts?ids=${id}`,
      `/v1/articles/${slug}/related`,
    ]) {
      answers.push(await site.get(target));
    }
    for (const { body, headers } of answers) {
      expectNoTrace(JSON.stringify(body) + JSON.stringify([...headers]), 'an answer');
    }
    const stored = await dump();
    expect(stored).toContain(comment.id);
    expectNoTrace(stored, 'the database');
    expect(stored).not.toContain(token);
    expect(stored).not.toContain(Buffer.from(token).toString('hex'));
    expect(stored).not.toContain(Buffer.from(token, 'base64url').toString('hex'));
    expect(stored).not.toContain(ADDRESS);
    const [{ hash }] = (await sql('select token_hash as hash from comment where id = $1', comment.id)) as [
      { hash: Buffer },
    ];
    expect(hash).toEqual(createHash('sha256').update(token).digest());
    expectNoTrace([...lines, printed.text()].join('\n'), 'the log');
    expect(lines.join('\n')).not.toContain(token);
  });

  it('is in no log line when the database fails', async () => {
    const { path } = await storyOf(site);
    await sql('alter table comment_identity rename to comment_identity_away');
    const before = lines.length;
    try {
      const { status, body } = await site.post<any>(path, aComment({ email: EMAIL }));
      expect([status, body.code]).toEqual([500, 'INTERNAL_ERROR']);
      expectNoTrace(JSON.stringify(body), 'the answer');
      expect(JSON.stringify(body)).not.toContain('comment_identity');
    } finally {
      await sql('alter table comment_identity_away rename to comment_identity');
    }
    await sql('alter table comment add constraint never check (false) not valid');
    try {
      expect((await site.post(path, aComment({ email: EMAIL, body: 'A very private text' }))).status).toBe(
        500,
      );
      const add = `mutation ($input: AddCommentInput!) { addComment(input: $input) { token } }`;
      const input = aComment({ email: EMAIL, body: 'A very private text', articleId: path.split('/')[3] });
      const { body } = await site.graphql(add, { input });
      expect(body.errors?.[0]?.extensions.code).toBe('INTERNAL_ERROR');
    } finally {
      await sql('alter table comment drop constraint never');
    }
    const logged = [...lines.slice(before), printed.text()].join('\n');
    expect(logged).toContain('request failed');
    expectNoTrace(logged, 'the log');
    expect(logged).not.toContain('A very private text');
    expect((await site.get<CommentListAnswer>(path)).body.items).toEqual([]);
  });

  it('is encrypted, and found by an index that does not mind the case', async () => {
    const { path } = await storyOf(site);
    const one = await added(site, path, { email: EMAIL });
    const other = await added(site, path, { email: ` ${EMAIL.toUpperCase()} ` });
    const stranger = await added(site, path, { email: 'grace@example.com' });
    const rows = await sql<Record<string, Buffer>>(
      `select email_cipher, email_index, address_cipher from comment_identity
        where comment_id = any($1) order by array_position($1, comment_id)`,
      [one.id, other.id, stranger.id],
    );
    const ring = site.app.get(KeyRing, { strict: false });
    expect(rows.map((row) => ring.decrypt('comment-email', row['email_cipher'] as Buffer))).toEqual([
      EMAIL,
      EMAIL.toUpperCase(),
      'grace@example.com',
    ]);
    expect(ring.decrypt('comment-address', rows[0]?.['address_cipher'] as Buffer)).toBe('127.0.0.0/24');
    expect(rows[0]?.['email_index']).toEqual(rows[1]?.['email_index']);
    expect(rows[0]?.['email_index']).not.toEqual(rows[2]?.['email_index']);
    expect(rows[0]?.['email_cipher']).not.toEqual(rows[1]?.['email_cipher']);
    expect(one.author.avatarSeed).toBe(other.author.avatarSeed);
    expect(one.author.avatarSeed).not.toBe(stranger.author.avatarSeed);
    for (const row of rows) {
      expect(row['email_index']?.toString('hex').startsWith(one.author.avatarSeed)).toBe(false);
    }
  });

  it('gives another seed under another key', async () => {
    const { path } = await storyOf(site);
    const here = await added(site, path, { email: EMAIL });
    const other = await TestApp.start({ ENCRYPTION_KEY: Buffer.alloc(32, 9).toString('base64') });
    try {
      const { path: there } = await storyOf(other);
      const elsewhere = await added(other, there, { email: EMAIL });
      expect(elsewhere.author.avatarSeed).not.toBe(here.author.avatarSeed);
      expect(elsewhere.author.avatarSeed).toMatch(/^[0-9a-f]{16}$/);
    } finally {
      await other.close();
    }
  });

  it('comes with an import no less encrypted', async () => {
    const comments = [{ name: 'Old', email: EMAIL, body: 'x', createdAt: '2026-01-03T00:00:00Z' }];
    await site.import([aStory('with-old-comments', { comments })]);
    expectNoTrace(await dump(), 'the database');
    const shown = await site.get<CommentListAnswer>('/v1/articles/with-old-comments/comments');
    const { author } = await added(site, '/v1/articles/with-old-comments/comments', { email: EMAIL });
    expect(shown.body.items[0]?.author.avatarSeed).toBe(author.avatarSeed);
  });

  it('has no field in GraphQL', () => {
    const { schema } = site.app.get(GraphQLSchemaHost, { strict: false });
    const fields = Object.values(schema.getTypeMap())
      .filter(isObjectType)
      // Labels are what the site says, not what it knows.
      .filter(({ name }) => name !== 'Labels')
      .flatMap((type) => Object.keys(type.getFields()).map((name) => `${type.name}.${name}`))
      // A token that shows a draft, and whom a webhook's maker wants told, have nothing to do with readers.
      .filter((name) => !/previewToken|Webhook\.notifyEmail/i.test(name));
    const private_ = fields.filter((name) => /e-?mail|address|\bip\b|hash|cipher|token/i.test(name));
    expect(private_).toEqual(['AddCommentPayload.token']);
  });
});

describe('the key of an installation', () => {
  it('is the one that its database was filled with', async () => {
    const start = (key: string) => TestApp.start({ ENCRYPTION_KEY: key }, { databaseUrl: site.databaseUrl });
    const known = Buffer.alloc(32, 7).toString('base64');
    const other = Buffer.alloc(32, 8).toString('base64');
    await expect(start(other)).rejects.toThrow(
      /^ENCRYPTION_KEY is not the one that this database was filled with$/,
    );
    await expect(start(`1:${other}`)).rejects.toThrow('ENCRYPTION_KEY is not the one');
    const rotated = await start(`new:${other},1:${known}`);
    try {
      const { path } = await storyOf(rotated);
      const one = await added(rotated, path);
      expect((await added(site, path)).author.avatarSeed).toBe(one.author.avatarSeed);
      const [{ cipher }] = (await sql(
        'select email_cipher as cipher from comment_identity where comment_id = $1',
        one.id,
      )) as [{ cipher: Buffer }];
      expect(rotated.app.get(KeyRing, { strict: false }).decrypt('comment-email', cipher)).toBe(
        'ada@example.com',
      );
    } finally {
      await rotated.close();
    }
  });
});
