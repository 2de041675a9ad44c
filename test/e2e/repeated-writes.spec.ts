import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from '../../src/platform/database/sql.js';
import { storyOf } from '../support/comments.js';
import { StatementLog } from '../support/statements.js';
import { ADMIN_KEY, TestApp } from '../support/test-app.js';

const admin = { authorization: `Bearer ${ADMIN_KEY}` };
const keyed = (key: string, more: Record<string, string> = {}) => ({ 'idempotency-key': key, ...more });
let next = 0;
const freshKey = () => `request-${(next += 1)}`;

let site: TestApp;
let slug: string;
beforeAll(async () => {
  site = await TestApp.start();
  ({ slug } = await storyOf(site));
});
afterAll(() => site.close());

const comment = (body = 'First!') => ({ name: 'Ada', email: 'ada@example.com', body });
const post = (key: string, body: object, more = {}) =>
  site.post<Record<string, unknown>>(`/v1/articles/${slug}/comments`, body, keyed(key, more));
const commentCount = async () =>
  Number((await site.database.query<{ n: string }>(sql`select count(*) as n from comment`))[0]?.n);

describe('a write with an Idempotency-Key', () => {
  it('is done once, and answered alike every time', async () => {
    const key = freshKey();
    const before = await commentCount();
    const answers = [await post(key, comment()), await post(key, comment()), await post(key, comment())];
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(answers[1]?.body).toEqual(answers[0]?.body);
    expect(answers[2]?.body).toEqual(answers[0]?.body);
    expect(answers.map(({ headers }) => headers.get('location'))).toEqual(
      Array(3).fill(answers[0]?.headers.get('location')),
    );
    expect(answers.map(({ headers }) => headers.get('idempotency-replayed'))).toEqual([null, 'true', 'true']);
    expect(await commentCount()).toBe(before + 1);
  });

  it('is refused with another request', async () => {
    const key = freshKey();
    await post(key, comment('One.'));
    const { status, body } = await post(key, comment('Two.'));
    expect([status, body['code']]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
  });

  it('is refused with another version', async () => {
    const made = await site.post<{ id: string }>(
      '/v1/articles',
      { headline: 'Published once', section: 'world', body: { text: 'One paragraph.' } },
      admin,
    );
    const key = freshKey();
    const publish = (version: string) =>
      site.post(`/v1/articles/${made.body.id}/publish`, {}, keyed(key, { ...admin, 'if-match': version }));
    expect((await publish('"v1"')).status).toBe(200);
    expect((await publish('"v1"')).headers.get('idempotency-replayed')).toBe('true');
    const { status, body } = await publish('"v2"');
    expect([status, body['code']]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
  });

  it('is another one of another caller, and on another path', async () => {
    const key = freshKey();
    const other = await storyOf(site);
    const [first] = [await post(key, comment())];
    const second = await post(key, comment(), admin);
    const third = await site.post(`/v1/articles/${other.slug}/comments`, comment(), keyed(key));
    expect([second.status, third.status]).toEqual([201, 201]);
    expect(second.body).not.toEqual(first?.body);
    expect(third.headers.get('idempotency-replayed')).toBeNull();
  });

  it('is done once, however many ask for it at a time', async () => {
    const key = freshKey();
    const before = await commentCount();
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(key, comment('All at once.'))));
    const done = answers.filter(({ status }) => status === 201);
    const busy = answers.filter(({ status }) => status === 409);
    expect(done.length).toBeGreaterThan(0);
    expect(done.length + busy.length).toBe(20);
    expect(new Set(done.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    for (const { body, headers } of busy) {
      expect(body['code']).toBe('IDEMPOTENCY_KEY_IN_USE');
      expect(headers.get('retry-after')).toBe('1');
    }
    expect(await commentCount()).toBe(before + 1);
  });

  it('that was refused may be sent again', async () => {
    const key = freshKey();
    expect((await post(key, { ...comment(), email: 'nobody' })).status).toBe(422);
    expect((await post(key, comment())).status).toBe(201);
  });

  it('is remembered by another process, too', async () => {
    const key = freshKey();
    const first = await post(key, comment('Before the restart.'), admin);
    const other = await TestApp.start({}, { databaseUrl: site.databaseUrl });
    try {
      const again = await other.post(
        `/v1/articles/${slug}/comments`,
        comment('Before the restart.'),
        keyed(key, admin),
      );
      expect(again.body).toEqual(first.body);
      expect(again.headers.get('idempotency-replayed')).toBe('true');
    } finally {
      await other.close();
    }
  });

  it('is forgotten after a day', async () => {
    const key = freshKey();
    const first = await post(key, comment());
    await site.database.query(
      sql`update kept_answer set kept_at = now() - interval '24 hours' where key = ${key}`,
    );
    const second = await post(key, comment());
    expect(second.status).toBe(201);
    expect(second.body).not.toEqual(first.body);
    expect(second.headers.get('idempotency-replayed')).toBeNull();
  });

  it('looks through no table for the answers that are over', async () => {
    const log = new StatementLog();
    const sent = await log.during(() => post(freshKey(), comment())).finally(() => log.stop());
    const deletions = sent.filter((text) => text.startsWith('delete from kept_answer'));
    expect(deletions).not.toEqual([]);
    const client = await site.database.pool.connect();
    try {
      // What is left of whole scans is what PostgreSQL has no other way for.
      await client.query('begin; set local enable_seqscan = off');
      for (const text of deletions) {
        const { rows } = await client.query<Record<string, string>>(`explain (generic_plan) ${text}`);
        expect(rows.map((row) => row['QUERY PLAN']).join('\n')).not.toContain('Seq Scan');
      }
    } finally {
      await client.query('rollback');
      client.release();
    }
  });

  it('takes away a hundred of those that are over', async () => {
    await site.database.query(
      sql`insert into kept_answer (caller, path, key, request_hash, answer_cipher, kept_at)
        select 'old', '/', n::text, '', '', now() - interval '25 hours' from generate_series(1, 150) n`,
    );
    const left = async () =>
      (
        await site.database.query<{ n: number }>(
          sql`select count(*)::int as n from kept_answer where caller = 'old'`,
        )
      )[0]?.n;
    await post(freshKey(), comment());
    expect(await left()).toBeLessThanOrEqual(51);
    await post(freshKey(), comment());
    expect(await left()).toBe(0);
  });

  it('leaves nothing of its answer readable in the database', async () => {
    const key = freshKey();
    const { body } = await post(key, comment());
    const [row] = await site.database.query<{ row: string }>(
      sql`select encode(answer_cipher, 'escape') || caller as row from kept_answer where key = ${key}`,
    );
    expect(row?.row).toBeDefined();
    for (const secret of [body['token'] as string, 'Ada', '127.0.0.1'])
      expect(row?.row).not.toContain(secret);
  });

  it.each(['x'.repeat(256), 'ключ'])('is refused when the key is %s', async (key) => {
    const sent = Buffer.from(key).toString('latin1');
    const { status, body } = await post(sent, comment());
    expect([status, body['code']]).toEqual([400, 'INVALID_PARAMETER']);
  });

  it('is done whole or not at all: what fails at its end leaves nothing', async () => {
    const key = freshKey();
    const before = await commentCount();
    await site.database.query(
      sql`alter table kept_answer add constraint never check (length(path) = 0) not valid`,
    );
    try {
      expect((await post(key, comment())).status).toBe(500);
    } finally {
      await site.database.query(sql`alter table kept_answer drop constraint never`);
    }
    expect(await commentCount()).toBe(before);
    expect((await post(key, comment())).status).toBe(201);
  });
});

describe('a mutation with an Idempotency-Key', () => {
  const ADD = `mutation($input: AddCommentInput!) {
    addComment(input: $input) { comment { id } token errors { code } }
  }`;
  const add = (key: string, body: string, query = ADD) =>
    site.graphql<Record<string, { comment: object | null; token: string }>>(
      query,
      { input: { articleId: slug, ...comment(body) } },
      keyed(key),
    );

  it('is done once, and answered alike every time', async () => {
    const key = freshKey();
    const before = await commentCount();
    const [first, second] = [await add(key, 'Mutated.'), await add(key, 'Mutated.')];
    expect(first.body.data?.['addComment']?.comment).toEqual({ id: expect.any(String) });
    expect(second.body).toEqual(first.body);
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    expect(await commentCount()).toBe(before + 1);
  });

  it('is refused with another input or selection', async () => {
    const key = freshKey();
    await add(key, 'One.');
    for (const { body } of [await add(key, 'Two.'), await add(key, 'One.', ADD.replace('token', ''))]) {
      expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    }
  });

  it('keeps no refusal', async () => {
    const key = freshKey();
    const refused = await add(key, '');
    expect(refused.body.data?.['addComment']?.comment).toBeNull();
    const again = await add(key, 'Better.');
    expect(again.body.data?.['addComment']?.comment).not.toBeNull();
  });

  it('does each of several fields once', async () => {
    const key = freshKey();
    const before = await commentCount();
    const two = ADD.replace('addComment(', 'one: addComment(').replace(
      /\}\s*$/,
      'two: addComment(input: $input) { comment { id } } }',
    );
    const [first, second] = [await add(key, 'Both.', two), await add(key, 'Both.', two)];
    expect(second.body).toEqual(first.body);
    expect(await commentCount()).toBe(before + 2);
  });
});

describe('a time that an offset leads out of the years that there are', () => {
  it.each(['9999-12-31T23:00:00-14:00', '0001-01-01T00:00:00+14:00'])('is refused: %s', async (expiresAt) => {
    const story = { headline: 'Far off', section: 'world', body: { text: 'One paragraph.' }, expiresAt };
    const { status, body } = await site.post('/v1/articles', story, admin);
    expect([status, body['code']]).toEqual([422, 'INVALID_INPUT']);
  });
});

describe('every write', () => {
  it('tells how far to read, and is kept by no cache', async () => {
    const answers = [
      await post(freshKey(), comment()),
      await site.post(`/v1/articles/${slug}/comments`, comment()),
      await site.post('/v1/api-keys', { name: 'x', scopes: ['content:read'] }, admin),
      await site.graphql(`mutation { revokeApiKey(id: "x") { errors { code } } }`, {}, admin),
    ];
    for (const { headers } of answers) {
      expect(headers.get('broadsheet-after')).toMatch(/^[\w-]{4,}$/);
      expect(headers.get('cache-control')).toBe('no-store');
    }
  });
});
