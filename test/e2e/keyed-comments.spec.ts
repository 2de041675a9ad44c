import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from '../../src/platform/database/sql.js';
import { encoded, solved } from '../support/challenges.js';
import { aComment, type ProblemAnswer, storyOf, type WrittenAnswer } from '../support/comments.js';
import { TestApp } from '../support/test-app.js';

/** More than there are connections. */
const AT_ONCE = 12;
const CONNECTIONS = 3;
const EDIT = `mutation ($input: EditCommentInput!) {
  editComment(input: $input) { comment { id text } errors { code } } }`;

let site: TestApp;
let path: string;
/** Questions to the moderation service that wait for an answer. */
let waiting: ServerResponse[] = [];
let asked = 0;
const service = createServer((_request, response) => {
  asked += 1;
  waiting.push(response);
});
const answerAll = (): void => {
  for (const response of waiting) response.end(JSON.stringify({ verdict: 'pass' }));
  waiting = [];
};

const hook = (): Record<string, string> => ({
  MODERATION_HOOK_URL: `http://127.0.0.1:${(service.address() as AddressInfo).port}/`,
  MODERATION_HOOK_SECRET: `whsec_${Buffer.alloc(32, 5).toString('base64')}`,
  MODERATION_HOOK_PRIVATE: 'true',
});

beforeAll(async () => {
  service.listen(0, '127.0.0.1');
  await once(service, 'listening');
  site = await TestApp.start({ ...hook(), DATABASE_POOL_SIZE: String(CONNECTIONS) });
  ({ path } = await storyOf(site));
});
afterAll(async () => {
  answerAll();
  await site.close();
  service.closeAllConnections();
  service.close();
});

let last = 0;
const aKey = (): Record<string, string> => ({ 'idempotency-key': `comment-${(last += 1)}` });
const send = (key: Record<string, string>, place: number) =>
  site.post<WrittenAnswer>(
    path,
    aComment({ body: `Number ${place}.`, email: `r${place}@mail.example` }),
    key,
  );
const countOf = async (): Promise<number> => {
  const [row] = await site.database.query<{ n: number }>(sql`select count(*)::int as n from comment`);
  return row?.n ?? NaN;
};

describe('comments with an Idempotency-Key, while a moderation service thinks', () => {
  it('hold no connection, so that readers are served, and are taken once', async () => {
    const keys = Array.from({ length: AT_ONCE }, aKey);
    const sent = Promise.all(keys.map(send));
    await expect.poll(() => waiting.length, { timeout: 10_000 }).toBe(AT_ONCE);
    const [held] = await site.database.query<{ n: number }>(
      sql`select count(*)::int as n from pg_stat_activity
        where datname = current_database() and state like 'idle in transaction%'`,
    );
    expect(held?.n).toBe(0);
    expect((await site.get('/v1/articles?limit=5')).status).toBe(200);
    const repeated = await send(keys[0] as Record<string, string>, 0);
    expect([repeated.status, (repeated.body as unknown as ProblemAnswer).code]).toEqual([
      409,
      'IDEMPOTENCY_KEY_IN_USE',
    ]);
    answerAll();
    const first = await sent;
    expect(first.map(({ status }) => status)).toEqual(keys.map(() => 201));
    expect([asked, await countOf()]).toEqual([AT_ONCE, AT_ONCE]);
    const again = await Promise.all(keys.map(send));
    expect(again.map(({ body }) => body)).toEqual(first.map(({ body }) => body));
    expect([asked, await countOf()]).toEqual([AT_ONCE, AT_ONCE]);
  });

  it('are taken once of two processes, too', async () => {
    const other = await TestApp.start(hook(), { databaseUrl: site.databaseUrl });
    try {
      const before = await countOf();
      const key = aKey();
      const body = aComment({ body: 'Said to both.' });
      const sent = [site.post<WrittenAnswer>(path, body, key)];
      await expect.poll(() => waiting.length).toBe(1);
      sent.push(other.post<WrittenAnswer>(path, body, key));
      await expect.poll(() => waiting.length).toBe(2);
      answerAll();
      const answers = await Promise.all(sent);
      // Whoever comes while the other stores it is told so; whoever comes later has the same answer.
      expect(answers.map(({ status }) => status)).toContain(201);
      expect(answers.every(({ status }) => status === 201 || status === 409)).toBe(true);
      expect(await countOf()).toBe(before + 1);
    } finally {
      await other.close();
    }
  });

  it('are edited without one, either', async () => {
    const adding = site.post<WrittenAnswer>(path, aComment({ body: 'Before.', email: 'edits@mail.example' }));
    await expect.poll(() => waiting.length).toBe(1);
    answerAll();
    const { comment, token } = (await adding).body;
    const key = aKey();
    const input = { id: comment.id, token, body: 'After.' };
    const edit = () => site.graphql<any>(EDIT, { input }, key);
    const editing = edit();
    await expect.poll(() => waiting.length).toBe(1);
    answerAll();
    const edited = (await editing).body.data.editComment;
    expect(edited).toEqual({ comment: { id: comment.id, text: 'After.' }, errors: [] });
    const before = asked;
    expect((await edit()).body.data.editComment).toEqual(edited);
    expect(asked).toBe(before);
  });
});

describe('the solution of a challenge', () => {
  it('is used up by a comment that is refused, with an Idempotency-Key as without one', async () => {
    const guarded = await TestApp.start({ COMMENT_CHALLENGE: 'always' });
    try {
      const { path: there } = await storyOf(guarded);
      const challenge = encoded(await solved((await guarded.post<any>(`${there}/challenge`, {})).body));
      const links = Array.from({ length: 9 }, (_, place) => `https://site${place}.example`).join(' ');
      const trying = async (body: string) => {
        const answer = await guarded.post<ProblemAnswer>(there, aComment({ challenge, body }), aKey());
        return [answer.status, answer.body.errors?.[0]?.code];
      };
      expect(await trying(links)).toEqual([422, 'TOO_MANY_LINKS']);
      expect(await trying('Nothing but words.')).toEqual([422, 'CHALLENGE_FAILED']);
    } finally {
      await guarded.close();
    }
  });
});
