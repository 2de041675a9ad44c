import { createHash, getHashes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AddressForgettingService } from '../../src/privacy/address-forgetting.service.js';
import { build, Program } from '../support/cli.js';
import { added, type CommentListAnswer, storyOf } from '../support/comments.js';
import { ADMIN_KEY, type Answered, TestApp } from '../support/test-app.js';

const admin = { authorization: `Bearer ${ADMIN_KEY}` };
const EMAIL = 'Ada+News@Example.com';

interface Kind {
  readonly kind: string;
  readonly about: string;
  readonly items: Record<string, any>[];
  readonly erased: number;
}
type Records = Answered<{ records: Kind[] }>;

let site: TestApp;
beforeAll(async () => {
  site = await TestApp.start();
});
afterAll(() => site.close());

const sql = async <T>(text: string, ...values: unknown[]): Promise<T[]> =>
  (await site.database.pool.query(text, values)).rows as T[];
const forgetting = (): AddressForgettingService => site.app.get(AddressForgettingService, { strict: false });
const of = ({ body }: Records, kind: string): Kind => {
  const found = body.records.find((one) => one.kind === kind);
  if (!found) throw new Error(`No ${kind}: ${JSON.stringify(body)}`);
  return found;
};
const exported = (email: string): Promise<Records> => site.post('/v1/privacy/export', { email }, admin);

/** A story with a thread: the reader, who answers them, and the reader again. */
async function thread(email: string) {
  const { path } = await storyOf(site);
  const root = await added(site, path, { email, name: 'Ada', body: 'A private thought.' });
  const reply = await added(site, path, {
    email: 'grace@example.com',
    parentId: root.id,
    body: 'An answer.',
  });
  const last = await added(site, path, {
    email: email.toUpperCase(),
    parentId: reply.id,
    body: 'Once more.',
  });
  return { path, root, reply, last };
}

describe('an export', () => {
  it('has what is kept about a reader, however the address is written', async () => {
    const { root, last } = await thread(EMAIL);
    await sql(
      `insert into comment_revision (comment_id, n, text, html, at) values ($1, 1, 'Before.', '', now())`,
      root.id,
    );
    await sql(
      `insert into comment_judgement (id, comment_id, at, findings) values (gen_random_uuid(), $1, now(),
        '[{"phase":"links","verdict":"hold","rule":"tooManyLinks"}]')`,
      root.id,
    );
    await sql(
      `insert into comment_ban (id, kind, identity_index, reason, created_by, created_at)
        select gen_random_uuid(), 'email', email_index, 'rude', 'test', now() from comment_identity where comment_id = $1`,
      root.id,
    );
    const answer = await exported('  ADA+news@example.COM ');
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'private, no-store']);
    const { items } = of(answer, 'comments');
    expect(items.map(({ id }) => id)).toEqual([root.id, last.id]);
    expect(items[0]).toMatchObject({
      ...{ name: 'Ada', email: EMAIL, text: 'A private thought.', status: 'approved', signedIn: false },
      revisions: [{ text: 'Before.' }],
      network: expect.any(String),
    });
    expect(items[0]?.['decisions']).toContainEqual(
      expect.objectContaining({ source: 'phase', verdict: 'hold', rule: 'tooManyLinks' }),
    );
    expect(of(answer, 'bans').items).toEqual([expect.objectContaining({ kind: 'email', reason: 'rude' })]);
    for (const { about } of answer.body.records) expect(about).not.toBe('');
    // The reader comments again below.
    await sql('delete from comment_ban');
  });

  it('knows other addresses as other readers', async () => {
    for (const email of ['ada@example.com', 'nobody@example.com', 'x']) {
      const answer = await exported(email);
      expect(answer.status).toBe(200);
      expect(answer.body.records.flatMap(({ items }) => items)).toEqual([]);
    }
  });

  it('is the same in GraphQL, where it cannot be asked for in a URL', async () => {
    const query = `mutation($email: String!) {
      exportReader(email: $email) { records { kind about items } errors { code pointer } }
    }`;
    const { body } = await site.graphql<any>(query, { email: EMAIL }, admin);
    expect(body.data.exportReader).toEqual({ ...(await exported(EMAIL)).body, errors: [] });
    const inUrl = new URLSearchParams({ query, variables: JSON.stringify({ email: EMAIL }) });
    const refused = await site.get(`/graphql?${inUrl.toString()}`, {
      ...admin,
      'apollo-require-preflight': '1',
    });
    expect(refused.status).toBe(405);
    const empty = await site.graphql<any>(query, { email: ' ' }, admin);
    expect(empty.body.data.exportReader).toMatchObject({ records: null, errors: [{ pointer: '/email' }] });
  });

  it('is never kept, though it comes with a key to repeat it', async () => {
    const keyed = { ...admin, 'idempotency-key': 'export' };
    await site.post('/v1/privacy/export', { email: EMAIL }, keyed);
    expect(await sql(`select key from kept_answer where key = 'export'`)).toEqual([]);
  });

  it.each([{}, { email: '' }, { email: 1 }, { email: 'a'.repeat(300) }, { email: 'a@b.example', more: 1 }])(
    'is refused for %j',
    async (input) => {
      for (const path of ['/v1/privacy/export', '/v1/privacy/erasure']) {
        const { status, body } = await site.post<any>(path, input, admin);
        expect([status, body.code]).toEqual([422, 'INVALID_INPUT']);
      }
    },
  );
});

describe('an erasure', () => {
  it('takes words and identity, leaves the replies of others, and says what it did', async () => {
    const { path, root, reply, last } = await thread('erased@example.com');
    const keyed = { ...admin, 'idempotency-key': 'erasure' };
    const answer: Records = await site.post('/v1/privacy/erasure', { email: 'Erased@example.com' }, keyed);
    expect(answer.status).toBe(200);
    expect(of(answer, 'comments').erased).toBe(2);
    expect(of(answer, 'bans').erased).toBe(0);
    const shown = (await site.get<CommentListAnswer>(path)).body.items;
    expect(shown).toMatchObject([
      { id: root.id, status: 'deleted', text: '', author: { name: '', avatarSeed: '' } },
    ]);
    expect(shown[0]?.replies).toMatchObject([{ id: reply.id, text: 'An answer.', replies: [] }]);
    const ids = [root.id, last.id];
    expect(await sql('select 1 from comment_identity where comment_id = any($1)', ids)).toEqual([]);
    expect(await sql('select distinct text from comment where id = any($1)', ids)).toEqual([{ text: '' }]);
    const after = await exported('erased@example.com');
    expect(after.body.records.flatMap(({ items }) => items)).toEqual([]);
    const again: Records = await site.post('/v1/privacy/erasure', { email: 'erased@example.com' }, admin);
    expect(of(again, 'comments').erased).toBe(0);
  });

  it('takes as many as there are', async () => {
    const { path } = await storyOf(site);
    const one = await added(site, path, { email: 'many@example.com' });
    await sql(
      `with copies as (
        insert into comment (id, article_id, path, depth, author_name, avatar_seed, badges, text, html, status, created_at)
        select gen_random_uuid(), article_id, path || to_hex(nextval('comment_label')), 0, 'Many', 'x', '{}', 'x', 'x',
          'approved', now() from comment, generate_series(1, 450) where id = $1 returning id)
      insert into comment_identity (comment_id, email_cipher, email_index)
        select copies.id, email_cipher, email_index from copies, comment_identity where comment_id = $1`,
      one.id,
    );
    const answer: Records = await site.post('/v1/privacy/erasure', { email: 'many@example.com' }, admin);
    expect(of(answer, 'comments').erased).toBe(451);
    expect((await site.get<CommentListAnswer>(path)).body.items).toEqual([]);
  });

  it('leaves a ban, which holds for what comes later', async () => {
    const { root } = await thread('banned@example.com');
    await sql(
      `insert into comment_ban (id, kind, identity_index, reason, created_by, created_at)
        select gen_random_uuid(), 'email', email_index, 'rude', 'test', now() from comment_identity where comment_id = $1`,
      root.id,
    );
    await site.post('/v1/privacy/erasure', { email: 'banned@example.com' }, admin);
    const answer = await exported('banned@example.com');
    expect(of(answer, 'comments').items).toEqual([]);
    expect(of(answer, 'bans').items).toHaveLength(1);
  });

  it('does the same in GraphQL', async () => {
    await thread('in-graphql@example.com');
    const query = `mutation($input: ReaderInput!) {
      eraseReader(input: $input) { records { kind erased } errors { code } }
    }`;
    const { body } = await site.graphql<any>(query, { input: { email: 'in-graphql@example.com' } }, admin);
    expect(body.data.eraseReader.records).toContainEqual({ kind: 'comments', erased: 2 });
    expect(body.data.eraseReader.errors).toEqual([]);
  });
});

describe('the seed of an avatar', () => {
  it('is the same for one reader, and no hash that anybody can look up', async () => {
    const { path } = await storyOf(site);
    const { author } = await added(site, path, { email: EMAIL });
    expect((await added(site, path, { email: EMAIL.toUpperCase() })).author.avatarSeed).toBe(
      author.avatarSeed,
    );
    for (const form of [EMAIL, EMAIL.toLowerCase(), EMAIL.toUpperCase()]) {
      for (const algorithm of getHashes().filter((name) => !name.startsWith('shake'))) {
        const digest = createHash(algorithm).update(form).digest('hex');
        expect(digest.includes(author.avatarSeed), algorithm).toBe(false);
      }
    }
  });

  it('is another one in an installation with the same keys', async () => {
    const other = await TestApp.start();
    try {
      const here = await added(site, (await storyOf(site)).path, { email: EMAIL });
      const there = await added(other, (await storyOf(other)).path, { email: EMAIL });
      expect(there.author.avatarSeed).not.toBe(here.author.avatarSeed);
    } finally {
      await other.close();
    }
  });
});

describe('the command line', { timeout: 120_000 }, () => {
  it('exports and erases, too', async () => {
    await build();
    const { root } = await thread('shell@example.com');
    const environment = {
      DATABASE_URL: site.databaseUrl,
      ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64'),
    };
    const cli = async (...args: string[]) =>
      Program.start('dist/bundle/cli.js', ['privacy', ...args], { ...environment, DEMO_SITE: 'false' }).ended;
    const { stdout } = await cli('export', 'Shell@example.com');
    expect(JSON.parse(stdout)).toEqual((await exported('shell@example.com')).body);
    expect(stdout).toContain(root.id);
    const erased = await cli('erase', 'shell@example.com');
    expect(JSON.parse(erased.stdout).records).toContainEqual(
      expect.objectContaining({ kind: 'comments', erased: 2 }),
    );
    for (const wrong of [
      ['export', 'no-address'],
      ['forget', 'a@b.example'],
      ['erase', 'a@b', 'c'],
    ]) {
      expect((await cli(...wrong)).status).toBe(2);
    }
  });
});

describe('the network that a comment came from', () => {
  it('is forgotten after its time, in batches, and nothing else is', async () => {
    const { path } = await storyOf(site);
    const [old, fresh] = [await added(site, path), await added(site, path)];
    await sql(
      `update comment_identity set created_at = now() - interval '31 days' where comment_id = $1`,
      old.id,
    );
    await sql(
      `with copies as (
        insert into comment (id, article_id, path, depth, author_name, avatar_seed, badges, text, html, status, created_at)
        select gen_random_uuid(), article_id, path || to_hex(nextval('comment_label')), 0, 'Old', 'x', '{}', 'x', 'x',
          'spam', now() from comment, generate_series(1, 2500) where id = $1 returning id)
      insert into comment_identity (comment_id, email_cipher, email_index, address_cipher, created_at)
        select copies.id, email_cipher, email_index, address_cipher, i.created_at
        from copies, comment_identity i where i.comment_id = $1`,
      old.id,
    );
    expect(await forgetting().forgetDue()).toBe(2_501);
    expect(await forgetting().forgetDue()).toBe(0);
    const [before, after] = await sql<Record<string, unknown>>(
      `select * from comment_identity where comment_id = any($1) order by array_position($1, comment_id)`,
      [old.id, fresh.id],
    );
    expect(before).toMatchObject({ address_cipher: null });
    expect(before?.['email_cipher']).toBeInstanceOf(Buffer);
    expect(after?.['address_cipher']).toBeInstanceOf(Buffer);
  });

  it('is looked for by its own index', async () => {
    const plan = await sql<{ 'QUERY PLAN': string }>(
      `explain select comment_id from comment_identity where address_cipher is not null
        and created_at < now() - make_interval(secs => 2592000) order by created_at limit 1000`,
    );
    expect(plan.map((line) => line['QUERY PLAN']).join('\n')).toContain('comment_identity_address');
  });

  it('is forgotten by one process at a time', async () => {
    const { path } = await storyOf(site);
    const { id } = await added(site, path);
    await sql(
      `update comment_identity set created_at = now() - interval '31 days' where comment_id = $1`,
      id,
    );
    const client = await site.database.pool.connect();
    try {
      await client.query('begin');
      await client.query('select pg_advisory_xact_lock(1718579815)');
      expect(await forgetting().forgetDue()).toBe(0);
      await client.query('commit');
    } finally {
      client.release();
    }
    expect(await forgetting().forgetDue()).toBe(1);
  });
});
