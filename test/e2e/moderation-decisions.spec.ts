import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from '../../src/platform/database/sql.js';
import { added, type CommentListAnswer, storyOf } from '../support/comments.js';
import {
  addMany,
  byModerators,
  callerWith,
  type DecisionAnswer,
  heldStory,
  Moderator,
  startDesk,
  UNKNOWN,
} from '../support/moderation.js';
import type { TestApp } from '../support/test-app.js';

let site: TestApp;
let desk: Moderator;
beforeAll(async () => ({ site, desk } = await startDesk()));
afterAll(() => site.close());

describe('who may', () => {
  const id = UNKNOWN;
  const ROUTES: [string, string][] = [
    ['GET', '/v1/moderation/queue'],
    ['GET', `/v1/comments/${id}/decisions`],
    ...['approve', 'reject', 'spam', 'feature'].map((name): [string, string] => [
      'POST',
      `/v1/comments/${id}/${name}`,
    ]),
    ['POST', '/v1/moderation/decisions'],
    ['POST', `/v1/moderation/decisions/${id}/undo`],
  ];
  const OPERATIONS = [
    '{ moderationQueue { nodes { flagCount } } }',
    `{ commentDecisions(id: "${id}") { nodes { id } } }`,
    ...['approveComment', 'rejectComment', 'spamComment', 'featureComment', 'undoDecision'].map(
      (name) => `mutation { ${name}(input: { id: "${id}" }) { errors { code } } }`,
    ),
    `mutation { moderateComments(input: { ids: ["${id}"], action: APPROVE }) { errors { code } } }`,
  ];

  it('is decided by the scope, in both transports', async () => {
    const strangers = [
      [{}, 401, 'UNAUTHENTICATED'],
      [await callerWith(site, ['content:write', 'content:read', 'webhooks:manage']), 403, 'FORBIDDEN'],
    ] as const;
    for (const [headers, status, code] of strangers) {
      for (const [method, path] of ROUTES) {
        const answer = await fetch(`${site.url}${path}`, { method, headers: { ...headers } });
        expect([path, answer.status, ((await answer.json()) as { code: string }).code]).toEqual([
          path,
          status,
          code,
        ]);
      }
      for (const query of OPERATIONS) {
        const { body } = await site.graphql(query, {}, { ...headers });
        expect([query, body.errors?.[0]?.extensions.code]).toEqual([query, code]);
      }
    }
  });
});

describe('a decision', () => {
  const visible = async (path: string) =>
    (await site.get<CommentListAnswer>(path)).body.items.map(({ id }) => id);
  const counted = async (id: string) =>
    (await site.get<{ items: { comments: number }[] }>(`/v1/counts?ids=${id}`)).body.items[0]?.comments;

  it('lets readers see a comment, or keeps it from them, and is recorded', async () => {
    const { path, id: story } = await heldStory(site);
    const [id = ''] = await addMany(site, path, 1);
    expect([await visible(path), await counted(story)]).toEqual([[], 0]);
    const approved = await desk.act(id, 'approve', { reason: 'Fine.' });
    expect(approved.status).toBe(200);
    expect(approved.headers.get('cache-control')).toBe('no-store');
    expect(approved.body.comment).toMatchObject({ id, status: 'approved' });
    expect(byModerators(approved.body.decisions)).toMatchObject([
      {
        ...{ source: 'moderator', actor: 'Ada at the desk', verdict: 'approve', reason: 'Fine.' },
        ...{ statusBefore: 'pending', statusAfter: 'approved', undoes: null, rule: null, score: null },
      },
    ]);
    expect([await visible(path), await counted(story)]).toEqual([[id], 1]);
    expect((await desk.act(id, 'spam')).body.comment.status).toBe('spam');
    expect([await visible(path), await counted(story)]).toEqual([[], 0]);
    expect((await desk.act(id, 'reject')).body.comment.status).toBe('rejected');
    const { body, headers } = await site.get<{ items: DecisionAnswer[] }>(
      `/v1/comments/${id}/decisions`,
      desk.headers,
    );
    expect(headers.get('cache-control')).toBe('private, no-store');
    expect(byModerators(body.items)).toMatchObject([
      { verdict: 'approve', statusAfter: 'approved' },
      { verdict: 'spam', statusBefore: 'approved', statusAfter: 'spam' },
      { verdict: 'reject', statusBefore: 'spam', statusAfter: 'rejected' },
    ]);
    const inGraphql = await desk.graphql<{ commentDecisions: { nodes: { verdict: string }[] } }>(
      'query ($id: ID!) { commentDecisions(id: $id) { nodes { verdict } } }',
      { id },
    );
    expect(inGraphql.commentDecisions.nodes.map(({ verdict }) => verdict).slice(-3)).toEqual([
      'approve',
      'spam',
      'reject',
    ]);
  });

  it('is made in GraphQL as in REST', async () => {
    const { path } = await heldStory(site);
    const [id = ''] = await addMany(site, path, 1);
    const act = (name: string) =>
      desk.graphql<Record<string, object>>(
        `mutation ($id: ID!) { ${name}(input: { id: $id, reason: "So." })
          { moderatedComment { network comment { status replies { nodes { id } } } decisions { verdict reason } } errors { code pointer } } }`,
        { id },
      );
    for (const [name, verdict, status] of [
      ['approveComment', 'approve', 'APPROVED'],
      ['rejectComment', 'reject', 'REJECTED'],
      ['spamComment', 'spam', 'SPAM'],
    ] as const) {
      expect((await act(name))[name]).toMatchObject({
        moderatedComment: { comment: { status, replies: { nodes: [] } }, network: '127.0.0.0/24' },
        errors: [],
      });
      const { body } = await desk.queue(
        `?status=${verdict === 'approve' ? 'approved' : status.toLowerCase()}&q=Comment&sort=newest&limit=1`,
      );
      expect(body.items[0]?.decisions.at(-1)).toMatchObject({ verdict, reason: 'So.' });
    }
  });

  it('is refused of what is not there, was deleted, or with a reason that is none', async () => {
    const { path } = await heldStory(site);
    const [id = ''] = await addMany(site, path, 1);
    for (const unknown of [UNKNOWN, 'nothing', `${id}x`]) {
      const { status, body } = await desk.act<{ code: string }>(unknown, 'approve');
      expect([status, body.code]).toEqual([404, 'COMMENT_NOT_FOUND']);
      const decisions = await site.get(`/v1/comments/${unknown}/decisions`, desk.headers);
      expect([decisions.status, decisions.body['code']]).toEqual([404, 'COMMENT_NOT_FOUND']);
    }
    for (const reason of ['x'.repeat(1_001), 5, { a: 1 }]) {
      expect((await desk.act<{ code: string }>(id, 'reject', { reason })).body.code).toBe('INVALID_INPUT');
    }
    expect((await desk.act<{ code: string }>(id, 'reject', { note: 'x' })).body.code).toBe('INVALID_INPUT');
    await site.database.query(sql`update comment set status = 'deleted' where id = ${id}`);
    for (const action of ['approve', 'reject', 'spam', 'feature']) {
      const { status, body } = await desk.act<{ code: string }>(id, action);
      expect([action, status, body.code]).toEqual([action, 409, 'COMMENT_DELETED']);
    }
    const payload = await desk.graphql<{ approveComment: object; gone: null }>(
      `mutation ($id: ID!) { approveComment(input: { id: $id }) { moderatedComment { flagCount } errors { code } } }`,
      { id },
    );
    expect(payload.approveComment).toEqual({ moderatedComment: null, errors: [{ code: 'COMMENT_DELETED' }] });
    expect(await desk.graphql(`{ commentDecisions(id: "${UNKNOWN}") { nodes { id } } }`)).toEqual({
      commentDecisions: null,
    });
    const { body } = await site.get<{ items: DecisionAnswer[] }>(
      `/v1/comments/${id}/decisions`,
      desk.headers,
    );
    expect(byModerators(body.items)).toEqual([]);
  });

  it('of two moderators at once is recorded of both, and counted once', async () => {
    const { path, id: story } = await heldStory(site);
    const [id = ''] = await addMany(site, path, 1);
    const other = await Moderator.with(site);
    const answers = await Promise.all([desk, other, desk, other].map((by) => by.act(id, 'approve')));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const { body } = await site.get<{ items: DecisionAnswer[] }>(
      `/v1/comments/${id}/decisions`,
      desk.headers,
    );
    expect(
      byModerators(body.items)
        .map(({ statusBefore }) => statusBefore)
        .sort(),
    ).toEqual(['approved', 'approved', 'approved', 'pending']);
    expect(await counted(story)).toBe(1);
  });
});

describe('several at once', () => {
  interface Outcomes {
    readonly outcomes: {
      id: string;
      decisionId: string | null;
      status: string | null;
      code: string | null;
    }[];
  }

  it('are decided about, each with what became of it', async () => {
    const { path } = await heldStory(site);
    const [one = '', two = '', deleted = ''] = await addMany(site, path, 3);
    await site.database.query(sql`update comment set status = 'deleted' where id = ${deleted}`);
    const ids = [two, UNKNOWN, one, deleted];
    const { status, body } = await desk.decideAll<Outcomes>({ ids, action: 'approve', reason: 'All fine.' });
    expect(status).toBe(200);
    expect(body.outcomes).toEqual([
      { id: two, decisionId: expect.any(String), status: 'approved', code: null },
      { id: UNKNOWN, decisionId: null, status: null, code: 'COMMENT_NOT_FOUND' },
      { id: one, decisionId: expect.any(String), status: 'approved', code: null },
      { id: deleted, decisionId: null, status: null, code: 'COMMENT_DELETED' },
    ]);
    const undone = await desk.undo(body.outcomes[2]?.decisionId ?? '');
    expect(undone.body.comment).toMatchObject({ id: one, status: 'pending' });
    const { moderateComments } = await desk.graphql<{ moderateComments: Outcomes }>(
      `mutation ($ids: [ID!]!) { moderateComments(input: { ids: $ids, action: FEATURE })
        { outcomes { id status code } errors { code } } }`,
      { ids },
    );
    expect(moderateComments).toEqual({
      outcomes: [
        { id: two, status: 'APPROVED', code: null },
        { id: UNKNOWN, status: null, code: 'COMMENT_NOT_FOUND' },
        { id: one, status: null, code: 'COMMENT_NOT_APPROVED' },
        { id: deleted, status: null, code: 'COMMENT_DELETED' },
      ],
      errors: [],
    });
  });

  it.each([
    [{ ids: [], action: 'approve' }, '/ids', 'TOO_SHORT'],
    [{ ids: ['nothing'], action: 'approve' }, '/ids', 'INVALID'],
    [{ ids: [UNKNOWN, UNKNOWN], action: 'approve' }, '/ids', 'INVALID'],
    [{ ids: Array.from({ length: 101 }, () => randomUUID()), action: 'approve' }, '/ids', 'TOO_LONG'],
    [{ ids: [UNKNOWN], action: 'delete' }, '/action', 'INVALID'],
    [{ action: 'approve' }, '/ids', 'REQUIRED'],
    [{ ids: [UNKNOWN] }, '/action', 'REQUIRED'],
  ])('are refused as a whole where the request is none: %#', async (input, pointer, code) => {
    const { status, body } = await desk.decideAll<{ errors: object[] }>(input);
    expect(status).toBe(422);
    expect(body.errors).toMatchObject([{ pointer, code }]);
  });
});

describe('putting forward', () => {
  it('shows in the comment, and changes nothing where it stands so already', async () => {
    const { path } = await storyOf(site);
    const [id = ''] = await addMany(site, path, 1);
    const one = async () => (await site.get(`/v1/comments/${id}`)).body['featured'];
    const featured = await desk.act(id, 'feature', { reason: 'Worth reading.' });
    expect([featured.body.comment.featured, await one()]).toEqual([true, true]);
    expect(byModerators((await desk.act(id, 'feature', { featured: true })).body.decisions)).toHaveLength(1);
    expect((await desk.act(id, 'feature', { featured: false })).body.comment.featured).toBe(false);
    expect(await one()).toBe(false);
    const { featureComment } = await desk.graphql<{ featureComment: object }>(
      'mutation ($id: ID!) { featureComment(input: { id: $id }) { moderatedComment { comment { featured } } errors { code } } }',
      { id },
    );
    expect(featureComment).toEqual({ moderatedComment: { comment: { featured: true } }, errors: [] });
    expect((await desk.act<{ code: string }>(id, 'feature', { featured: 'yes' })).body.code).toBe(
      'INVALID_INPUT',
    );
  });

  it('is for comments that readers see', async () => {
    const { path } = await heldStory(site);
    const [id = ''] = await addMany(site, path, 1);
    const { status, body } = await desk.act<{ code: string }>(id, 'feature');
    expect([status, body.code]).toEqual([409, 'COMMENT_NOT_APPROVED']);
  });

  it('makes a list of its own in both transports, replies among them, page by page', async () => {
    const { path, slug } = await storyOf(site);
    const [root = '', other = '', unseen = ''] = await addMany(site, path, 3);
    const reply = (await added(site, path, { parentId: root })).id;
    for (const id of [root, reply, other, unseen]) await desk.act(id, 'feature');
    await desk.act(unseen, 'reject');
    await site.database.query(
      sql`update comment set created_at = '2026-01-01T00:00:00Z' where id in (${root}::uuid, ${other}::uuid)`,
    );
    const ties = [root, other].sort().reverse();
    const first = await site.get<CommentListAnswer>(`${path}?featured=true&limit=2&count=true`);
    expect(first.body.items.map(({ id }) => id)).toEqual([reply, ties[0]]);
    expect(first.body.totalCount).toBe(3);
    const { endCursor } = first.body.pageInfo;
    const second = await site.get<CommentListAnswer>(`${path}?featured=true&limit=2&after=${endCursor}`);
    expect(second.body.items.map(({ id }) => id)).toEqual([ties[1]]);
    expect((await site.get(`${path}?limit=2&after=${endCursor}`)).body['code']).toBe('CURSOR_MISMATCH');
    const query = `query ($slug: String, $after: String) { article(slug: $slug) {
      comments(featured: true, first: 2, after: $after) { nodes { id } totalCount } } }`;
    const inGraphql = async (after: string | null) =>
      (await site.graphql<{ article: { comments: object } }>(query, { slug, after })).body.data?.article
        .comments;
    expect(await inGraphql(null)).toEqual({ nodes: [{ id: reply }, { id: ties[0] }], totalCount: 3 });
    expect(await inGraphql(endCursor)).toEqual({ nodes: [{ id: ties[1] }], totalCount: 3 });
    const all = await site.get<CommentListAnswer>(`${path}?featured=false`);
    expect(all.body.items.map(({ id }) => id).sort()).toEqual([root, other].sort());
    for (const wrong of [`parent=${root}`, `around=${root}`]) {
      expect((await site.get(`${path}?featured=true&${wrong}`)).body['code'], wrong).toBe(
        'INVALID_PARAMETER',
      );
    }
    expect((await site.get(`${path}?featured=yes`)).body['code']).toBe('INVALID_PARAMETER');
  });
});
