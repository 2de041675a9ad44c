import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CommentErasureService } from '../../src/comments/comment-erasure.service.js';
import { sql } from '../../src/platform/database/sql.js';
import {
  aComment,
  added,
  type CommentAnswer,
  type CommentListAnswer,
  type ProblemAnswer,
  storyOf,
  type WrittenAnswer,
} from '../support/comments.js';
import { TestApp } from '../support/test-app.js';

const UNKNOWN_ID = '01890000-0000-7000-8000-000000000000';
const FIELDS = 'id status text html editedAt replyCount author { name avatarSeed }';

/** What came of a write: nothing in `code` when it was done. */
interface Outcome {
  readonly code: string | null;
  readonly comment?: CommentAnswer & { editedAt: string | null };
}

let site: TestApp;
beforeAll(async () => {
  site = await TestApp.start({ RESPONSE_CACHE: 'on' });
});
afterAll(() => site.close());

async function sent(method: string, id: string, token: string | undefined, body?: unknown) {
  const headers = {
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(token === undefined ? {} : { 'comment-token': token }),
  };
  const response = await fetch(`${site.url}/v1/comments/${id}`, {
    method,
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : null };
}

const codeOf = ({ code, errors }: ProblemAnswer): string => errors?.[0]?.code ?? code;

/** The author's two writes, by each transport. */
const TRANSPORTS = {
  REST: {
    edit: async (id: string, token: string | undefined, input: object): Promise<Outcome> => {
      const { status, body } = await sent('PATCH', id, token, input);
      return status === 200 ? { code: null, comment: body } : { code: codeOf(body) };
    },
    remove: async (id: string, token: string | undefined): Promise<Outcome> => {
      const { status, body } = await sent('DELETE', id, token);
      return { code: status === 204 ? null : codeOf(body) };
    },
  },
  GraphQL: {
    edit: async (id: string, token: string | undefined, input: object): Promise<Outcome> => {
      const { body } = await site.graphql<any>(
        `mutation ($input: EditCommentInput!) { editComment(input: $input) { comment { ${FIELDS} } errors { code } } }`,
        { input: { id, token: token ?? 'none', ...input } },
      );
      const { comment, errors } = body.data.editComment;
      return {
        code: errors[0]?.code ?? null,
        comment: comment && { ...comment, status: comment.status.toLowerCase() },
      };
    },
    remove: async (id: string, token: string | undefined): Promise<Outcome> => {
      const { body } = await site.graphql<any>(
        'mutation ($input: DeleteCommentInput!) { deleteComment(input: $input) { deleted errors { code } } }',
        { input: { id, token: token ?? 'none' } },
      );
      const { deleted, errors } = body.data.deleteComment;
      expect(deleted).toBe(errors.length === 0 ? id : null);
      return { code: errors[0]?.code ?? null };
    },
  },
} as const;

const rows = async <Row>(text: string, ...values: unknown[]): Promise<Row[]> =>
  (await site.database.pool.query(text, values)).rows as Row[];

async function written(path: string, changes: Record<string, unknown> = {}): Promise<WrittenAnswer> {
  const { status, body } = await site.post<WrittenAnswer>(path, aComment(changes));
  expect(status).toBe(201);
  return body;
}

const stand = (id: string, status: string) =>
  rows('update comment set status = $2 where id = $1', id, status);

describe.each(Object.entries(TRANSPORTS))('the author of a comment, by %s', (_name, { edit, remove }) => {
  it('changes it, which readers see at once, and what it said is kept', async () => {
    const { path } = await storyOf(site);
    const { comment, token } = await written(path, { body: 'First.' });
    expect((await site.get<CommentListAnswer>(path)).body.items[0]?.text).toBe('First.');
    const { comment: edited } = await edit(comment.id, token, { body: ' **Second.** ' });
    expect(edited).toMatchObject({
      ...{ id: comment.id, status: 'approved', text: '**Second.**' },
      ...{ html: '<p><strong>Second.</strong></p>', editedAt: expect.stringMatching(/Z$/) },
    });
    expect((await site.get<CommentListAnswer>(path)).body.items[0]).toMatchObject({ text: '**Second.**' });
    await edit(comment.id, token, { body: 'Third.' });
    expect((await edit(comment.id, token, { body: 'Third.' })).code).toBeNull();
    expect(
      await rows('select n, text, html from comment_revision where comment_id = $1 order by n', comment.id),
    ).toEqual([
      { n: 1, text: 'First.', html: '<p>First.</p>' },
      { n: 2, text: '**Second.**', html: '<p><strong>Second.</strong></p>' },
    ]);
    const decided = await rows(
      `select actor, verdict from comment_decision where comment_id = $1 and source = 'author'`,
      comment.id,
    );
    expect(decided).toEqual(Array.from({ length: 2 }, () => ({ actor: 'author', verdict: 'edit' })));
    const [phase] = await rows(
      `select verdict from comment_decided where comment_id = $1 and actor = 'premoderation' and source = 'phase'
        order by at desc limit 1`,
      comment.id,
    );
    expect(phase).toEqual({ verdict: 'pass' });
  });

  it('has an edit held where a moderator reads everything, and it is out of sight at once', async () => {
    const { id: story, path } = await storyOf(site);
    const { comment, token } = await written(path);
    expect((await site.get<CommentListAnswer>(path)).body.items).toHaveLength(1);
    await rows(`update article set comment_policy = 'premoderated' where id = $1`, story);
    const { comment: held } = await edit(comment.id, token, { body: 'Changed.' });
    expect(held).toMatchObject({ status: 'pending', text: 'Changed.' });
    expect((await site.get<CommentListAnswer>(path)).body.items).toEqual([]);
    expect((await site.get(`/v1/comments/${comment.id}`)).status).toBe(404);
    expect((await site.get<any>(`/v1/counts?ids=${story}`)).body.items[0].comments).toBe(0);
    await rows(`update article set comment_policy = 'open' where id = $1`, story);
    expect((await edit(comment.id, token, { body: 'Milder.' })).comment?.status).toBe('pending');
  });

  it.each(['pending', 'spam', 'rejected'])(
    'meets a %s one as pending, and nobody else meets it',
    async (status) => {
      const { path } = await storyOf(site);
      const { comment, token } = await written(path);
      await stand(comment.id, status);
      const own = await sent('GET', comment.id, token);
      expect([own.status, own.body.status]).toEqual([200, 'pending']);
      expect(own.headers.get('cache-control')).toBe('private, no-store');
      expect((await edit(comment.id, token, { body: 'Changed.' })).comment).toMatchObject({
        status: 'pending',
      });
      expect(await rows('select status, text from comment where id = $1', comment.id)).toEqual([
        { status, text: 'Changed.' },
      ]);
      for (const forged of [undefined, 'forged']) {
        expect((await sent('GET', comment.id, forged)).status).toBe(404);
        expect((await edit(comment.id, forged, { body: 'Mine.' })).code).toBe('COMMENT_NOT_FOUND');
        expect((await remove(comment.id, forged)).code).toBe('COMMENT_NOT_FOUND');
      }
      expect((await remove(comment.id, token)).code).toBeNull();
    },
  );

  it('is nobody who has another token, or none', async () => {
    const { path } = await storyOf(site);
    const { comment, token } = await written(path);
    const { token: another } = await written(path);
    const hash = await rows<{ hash: string }>(
      `select encode(token_hash, 'hex') as hash from comment where id = $1`,
      comment.id,
    );
    for (const forged of [
      undefined,
      another,
      token.slice(0, -1),
      `${token}x`,
      token.toUpperCase(),
      hash[0]?.hash,
    ]) {
      expect((await edit(comment.id, forged, { body: 'Mine.' })).code).toBe('COMMENT_TOKEN_INVALID');
      expect((await remove(comment.id, forged)).code).toBe('COMMENT_TOKEN_INVALID');
    }
    const huge = 'x'.repeat(10_000);
    expect(['COMMENT_TOKEN_INVALID', 'TOO_LONG']).toContain(
      (await edit(comment.id, huge, { body: 'Mine.' })).code,
    );
    expect(['COMMENT_TOKEN_INVALID', 'REQUIRED']).toContain(
      (await edit(comment.id, '', { body: 'Mine.' })).code,
    );
    expect((await edit(UNKNOWN_ID, token, { body: 'Mine.' })).code).toBe('COMMENT_NOT_FOUND');
    expect((await remove(UNKNOWN_ID, token)).code).toBe('COMMENT_NOT_FOUND');
    expect(await rows('select text, edited_at from comment where id = $1', comment.id)).toEqual([
      { text: 'Well said.', edited_at: null },
    ]);
    expect(await rows('select from comment_revision where comment_id = $1', comment.id)).toEqual([]);
  });

  it('cannot change it once the time is over, but can delete it', async () => {
    const { path } = await storyOf(site);
    const { comment, token } = await written(path);
    await rows(`update comment set created_at = now() - interval '16 minutes' where id = $1`, comment.id);
    expect((await edit(comment.id, token, { body: 'Late.' })).code).toBe('COMMENT_EDIT_CLOSED');
    expect((await edit(comment.id, 'forged', { body: 'Late.' })).code).toBe('COMMENT_TOKEN_INVALID');
    expect((await remove(comment.id, token)).code).toBeNull();
    expect((await remove(comment.id, token)).code).toBe('COMMENT_NOT_FOUND');
  });

  it.each([
    ['an empty body', { body: ' \n' }, 'REQUIRED'],
    ['a long body', { body: 'x'.repeat(5_001) }, 'TOO_LONG'],
    ['a body with a control character', { body: 'a\u0007b' }, 'CONTROL_CHARACTER'],
    [
      'a body that turns the text round, of who insists',
      { body: 'Read \u202ethis', insist: true },
      'DIRECTION_OVERRIDE',
    ],
    ['a body under marks', { body: `He${'\u0335'.repeat(5)}llo` }, 'PILED_MARKS'],
    ['an invisible body', { body: '\u200b\u2060' }, 'REQUIRED'],
    ['a NUL', { body: 'a\0b' }, 'INVALID'],
  ])('has nothing changed by %s', async (_fault, input, code) => {
    const { path } = await storyOf(site);
    const { comment, token } = await written(path);
    expect((await edit(comment.id, token, input)).code).toBe(code);
    expect(await rows('select text from comment where id = $1', comment.id)).toEqual([
      { text: 'Well said.' },
    ]);
  });

  it('loses no edit of many at once', async () => {
    const { path } = await storyOf(site);
    const { comment, token } = await written(path, { body: 'edit 0' });
    const texts = Array.from({ length: 12 }, (_, index) => `edit ${index + 1}`);
    const outcomes = await Promise.all(texts.map((body) => edit(comment.id, token, { body })));
    expect(outcomes.map(({ code }) => code)).toEqual(texts.map(() => null));
    const kept = await rows<{ n: number; text: string }>(
      'select n, text from comment_revision where comment_id = $1 order by n',
      comment.id,
    );
    const [now] = await rows<{ text: string }>('select text from comment where id = $1', comment.id);
    expect(kept.map(({ n }) => n)).toEqual(texts.map((_, index) => index + 1));
    expect([...kept.map(({ text }) => text), now?.text].sort()).toEqual(['edit 0', ...texts].sort());
  });

  it('deletes it: replies stay, words, author and identity are gone', async () => {
    const { id: story, path } = await storyOf(site);
    const top = await written(path, { body: 'Top.' });
    const { comment, token } = await written(path, {
      ...{ body: 'Secret words.', name: 'Ada', website: 'https://ada.example', parentId: top.comment.id },
    });
    const reply = await added(site, path, { body: 'Reply.', parentId: comment.id });
    await edit(comment.id, token, { body: 'Other secret words.' });
    await rows(
      `insert into comment_flag (comment_id, reader, reason, note, at) values ($1, '', 'other', 'It says secret words.', now())`,
      comment.id,
    );
    expect((await site.get<CommentListAnswer>(path)).body.items[0]?.replies[0]?.text).toBe(
      'Other secret words.',
    );
    expect((await remove(comment.id, token)).code).toBeNull();
    const [shown] = (await site.get<CommentListAnswer>(path)).body.items;
    expect(shown).toMatchObject({ replyCount: 1 });
    expect(shown?.replies[0]).toMatchObject({
      ...{ id: comment.id, status: 'deleted', text: '', html: '', replyCount: 1 },
      author: { name: '', website: null, avatarSeed: '', badges: [] },
    });
    expect(shown?.replies[0]?.replies[0]?.id).toBe(reply.id);
    const [stored] = await rows('select * from comment where id = $1', comment.id);
    expect(stored).toMatchObject({
      ...{ status: 'deleted', text: '', html: '', author_name: '', author_website: null, avatar_seed: '' },
      ...{ token_hash: null, import_hash: null },
    });
    for (const table of ['comment_identity', 'comment_revision', 'comment_flag']) {
      expect(await rows(`select from ${table} where comment_id = $1`, comment.id), table).toEqual([]);
    }
    expect((await site.get<any>(`/v1/counts?ids=${story}`)).body.items[0].comments).toBe(2);
    expect((await edit(comment.id, token, { body: 'Back.' })).code).toBe('COMMENT_NOT_FOUND');
    expect((await site.post(path, aComment({ parentId: comment.id, body: 'On.' }))).status).toBe(422);
  });

  it('never makes a count less than nothing, though what came is counted a moment later', async () => {
    const { slug, path } = await storyOf(site);
    const count = async (): Promise<number> =>
      (await site.get<{ commentCount: number }>(`/v1/articles/${slug}?fields=commentCount`)).body
        .commentCount;
    for (let turn = 0; turn < 3; turn += 1) {
      const { body } = await site.post<WrittenAnswer>(path, aComment({ body: `Soon gone ${turn}.` }));
      const gone = await fetch(`${site.url}/v1/comments/${body.comment.id}`, {
        method: 'DELETE',
        headers: { 'comment-token': body.token },
      });
      expect([gone.status, await count()]).toEqual([204, 0]);
    }
  });

  it('makes a deleted comment disappear that has no replies, and those above it that wait for nothing else', async () => {
    const { id: story, path } = await storyOf(site);
    const top = await written(path);
    const below = await written(path, { parentId: top.comment.id, body: 'Below.' });
    const last = await written(path, { parentId: below.comment.id, body: 'Last.' });
    expect((await remove(top.comment.id, top.token)).code).toBeNull();
    expect((await remove(below.comment.id, below.token)).code).toBeNull();
    const [shown] = (await site.get<CommentListAnswer>(path)).body.items;
    expect([shown?.status, shown?.replyCount, shown?.replies[0]?.replyCount]).toEqual(['deleted', 1, 1]);
    expect((await remove(last.comment.id, last.token)).code).toBeNull();
    expect((await site.get<CommentListAnswer>(`${path}?count=true`)).body).toMatchObject({
      items: [],
      totalCount: 0,
    });
    expect((await site.get(`/v1/comments/${top.comment.id}`)).status).toBe(404);
    expect((await site.get<any>(`/v1/counts?ids=${story}`)).body.items[0].comments).toBe(0);
    const counts = await rows('select reply_count from comment where article_id = $1', story);
    expect(counts).toEqual([{ reply_count: 0 }, { reply_count: 0 }, { reply_count: 0 }]);
  });

  it('deletes a whole branch at once, each comment its author, and no two wait for each other', async () => {
    const { id: story, path } = await storyOf(site);
    const branch: WrittenAnswer[] = [];
    for (let depth = 0; depth < 10; depth += 1) {
      branch.push(await written(path, { parentId: branch.at(-1)?.comment.id, body: `Depth ${depth}.` }));
    }
    const outcomes = await Promise.all(branch.map(({ comment, token }) => remove(comment.id, token)));
    expect(outcomes.map(({ code }) => code)).toEqual(branch.map(() => null));
    expect((await site.get<CommentListAnswer>(path)).body.items).toEqual([]);
    expect((await site.get<any>(`/v1/counts?ids=${story}`)).body.items[0].comments).toBe(0);
  });
});

describe('what a token is for', () => {
  it('stands in no address', async () => {
    const { path } = await storyOf(site);
    const { comment, token } = await written(path);
    for (const name of ['token', 'comment-token', 'commentToken']) {
      expect((await site.get(`/v1/comments/${comment.id}?${name}=${token}`)).status).toBe(400);
    }
    const deleted = await fetch(`${site.url}/v1/comments/${comment.id}?token=${token}`, { method: 'DELETE' });
    expect(deleted.status).toBe(400);
  });

  it('works from any origin, as the form does', async () => {
    for (const method of ['PATCH', 'DELETE']) {
      const { headers } = await fetch(`${site.url}/v1/comments/${UNKNOWN_ID}`, {
        method: 'OPTIONS',
        headers: {
          origin: 'https://any.example',
          'access-control-request-method': method,
          'access-control-request-headers': 'comment-token, content-type',
        },
      });
      expect(headers.get('access-control-allow-origin')).toBe('*');
      expect(headers.get('access-control-allow-methods')).toContain(method);
    }
  });
});

describe('erasing many comments', () => {
  it('takes them at once, parents and replies of several stories, and writes down once which were there', async () => {
    const [one, other] = [await storyOf(site), await storyOf(site)];
    const top = await added(site, one.path);
    const reply = await added(site, one.path, { parentId: top.id });
    const stays = await added(site, one.path, { parentId: reply.id });
    const elsewhere = await added(site, other.path);
    const erasure = site.app.get(CommentErasureService, { strict: false });
    const ids = [elsewhere.id, reply.id, UNKNOWN_ID, top.id];
    const mover = { source: 'system', actor: 'test', now: new Date() } as const;
    const erase = () => site.database.transaction((tx) => erasure.erase(tx, ids, mover));
    await erase();
    await erase();
    const decided = await site.database.query<Record<string, string>>(
      sql`select comment_id as id, status_before as before, status_after as after from comment_decision
        where verdict = 'delete' and comment_id = any(${ids}::uuid[]) order by comment_id`,
    );
    expect(decided.map(({ id, before, after }) => [id, before, after])).toEqual(
      [top.id, reply.id, elsewhere.id].sort().map((id) => [id, 'approved', 'deleted']),
    );
    const [shown] = (await site.get<CommentListAnswer>(one.path)).body.items;
    expect([shown?.status, shown?.replyCount, shown?.replies[0]?.replyCount]).toEqual(['deleted', 1, 1]);
    expect(shown?.replies[0]?.replies[0]?.id).toBe(stays.id);
    expect((await site.get<CommentListAnswer>(other.path)).body.items).toEqual([]);
  });
});
