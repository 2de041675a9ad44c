import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ResponseCache } from '../../src/platform/cache/response-cache.js';
import { sql } from '../../src/platform/database/sql.js';
import { aComment, added, type CommentListAnswer, storyOf, type WrittenAnswer } from '../support/comments.js';
import {
  addMany,
  byModerators,
  callerWith,
  type DecisionAnswer,
  heldStory,
  Moderator,
  type QueueAnswer,
  wrongCounts,
} from '../support/moderation.js';
import { Random } from '../support/random.js';
import { TestApp } from '../support/test-app.js';
import { asRest, selectionOf } from '../support/transports.js';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import type { GraphQLOutputType } from 'graphql';
import { ModeratedComment } from '../../src/moderation-desk/moderated-comment.view.js';

const UNKNOWN = '00000000-0000-7000-8000-000000000000';

let site: TestApp;
let desk: Moderator;
beforeAll(async () => {
  site = await TestApp.start({ TRUSTED_PROXIES: '127.0.0.1' });
  desk = await Moderator.with(site, 'Ada at the desk');
});
afterAll(() => site.close());

/** Notes what a phase would have found. */
const found = (commentId: string, phase: string, verdict: string, rule: string | null, score = 1) =>
  site.database
    .query(sql`insert into comment_judgement (id, comment_id, at, findings) values (${`${randomUUID().slice(0, -2)}00`}, ${commentId}, now(),
      ${JSON.stringify([{ phase, verdict, rule, score }])})`);

/** Tells the moderators of a comment, as one of many readers. */
async function flag(id: string, reader: number, input: Record<string, unknown>): Promise<void> {
  const headers = { 'x-forwarded-for': `198.51.100.${reader}` };
  expect((await site.post(`/v1/comments/${id}/flags`, input, headers)).status).toBe(200);
}

/** Changes what a comment says, as its author. */
async function edit(id: string, token: string, body: string): Promise<void> {
  const headers = { 'content-type': 'application/json', 'comment-token': token };
  const { status } = await fetch(`${site.url}/v1/comments/${id}`, {
    ...{ method: 'PATCH', headers, body: JSON.stringify({ body }) },
  });
  expect(status).toBe(200);
}

const idsOf = ({ items }: QueueAnswer): string[] => items.map(({ comment }) => comment.id);

/** Goes through all pages. */
async function allPages(query: string, by = desk): Promise<string[]> {
  const ids: string[] = [];
  let after = '';
  for (;;) {
    const { body } = await by.queue(`${query}${after}`);
    ids.push(...idsOf(body));
    if (!body.pageInfo.hasNextPage) return ids;
    after = `&after=${body.pageInfo.endCursor}`;
  }
}

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

describe('the queue', () => {
  it('gives a comment with all that a moderator has to know, and not who wrote it', async () => {
    const { path, id: articleId, slug } = await heldStory(site);
    const email = `${randomUUID()}@secret.example`;
    const [first = '', second = '', third = ''] = await addMany(site, path, 3, () => ({ email }));
    await desk.act(first, 'approve');
    await desk.act(second, 'spam');
    await found(third, 'links', 'hold', 'tooManyLinks', 7);
    const { body, headers, status } = await desk.queue(`?article=${slug}`);
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('private, no-store');
    expect(body.items).toHaveLength(1);
    expect(body.items[0]).toMatchObject({
      comment: {
        id: third,
        articleId,
        status: 'pending',
        text: 'Comment 2.',
        html: '<p>Comment 2.</p>',
        replies: [],
      },
      article: { id: articleId, slug, headline: `Story ${slug}`, url: `https://site.example/world/${slug}` },
      flagCount: 0,
      decisions: expect.arrayContaining([
        expect.objectContaining({ actor: 'links', verdict: 'hold', rule: 'tooManyLinks', score: 7 }),
      ]),
      history: { approved: 1, rejected: 0, spam: 1 },
      network: '127.0.0.0/24',
    });
    const told = JSON.stringify(body);
    for (const secret of [email, 'secret.example', '127.0.0.1']) expect(told).not.toContain(secret);
    const [row] = await site.database.query<{ index: string }>(
      sql`select encode(email_index, 'hex') as index from comment_identity where comment_id = ${third}`,
    );
    expect(told).not.toContain(row?.index);
  });

  it('says what readers told of a comment and what it said before, newest first, in both transports', async () => {
    const { path, slug } = await storyOf(site);
    const { body: written } = await site.post<WrittenAnswer>(path, aComment({ body: 'First.' }));
    const { id } = written.comment;
    const inGraphql = async () => {
      const query = `query ($article: String) { moderationQueue(filter: { article: $article, status: APPROVED })
        { nodes { told: flags { why: reason note at } revisions { text at } } } }`;
      const data = await desk.graphql<{ moderationQueue: { nodes: object[] } }>(query, { article: slug });
      return data.moderationQueue.nodes[0];
    };
    expect(await inGraphql()).toEqual({ told: [], revisions: [] });
    await flag(id, 1, { reason: 'offTopic', note: 'It is about chess.' });
    await flag(id, 2, { reason: 'spam' });
    for (const body of ['Second.', 'Third.']) await edit(id, written.token, body);
    const { body } = await desk.queue(`?article=${slug}&status=approved`);
    const { flagCount, flags = [], revisions = [] } = body.items[0] ?? {};
    const at = expect.stringMatching(/^\d{4}-.*Z$/);
    expect(flagCount).toBe(2);
    expect(flags).toEqual([
      { reason: 'spam', note: null, at },
      { reason: 'offTopic', note: 'It is about chess.', at },
    ]);
    expect(revisions).toEqual([
      { text: 'Second.', at },
      { text: 'First.', at },
    ]);
    expect(await inGraphql()).toEqual({
      told: [
        { why: 'SPAM', note: null, at: flags[0]?.at },
        { why: 'OFF_TOPIC', note: 'It is about chess.', at: flags[1]?.at },
      ],
      revisions,
    });
    const decided = await desk.act(id, 'feature');
    expect([decided.body.flags, decided.body.revisions]).toEqual([flags, revisions]);
  });

  it('says no more than the newest twenty of either', async () => {
    const { path, slug } = await heldStory(site);
    const [id = ''] = await addMany(site, path, 1);
    const counted = sql`from generate_series(1, 25) n`;
    await site.database.query(sql`insert into comment_flag (comment_id, reader, reason, note, at)
      select ${id}, int4send(n), 'other', 'Note ' || n, now() - make_interval(mins => 100 - n) ${counted}`);
    await site.database.query(sql`insert into comment_revision (comment_id, n, text, html, at)
      select ${id}, n, 'Text ' || n, '', now() - make_interval(mins => 100 - n) ${counted}`);
    const { body } = await desk.queue(`?article=${slug}`);
    const { flags = [], revisions = [] } = body.items[0] ?? {};
    const newest = Array.from({ length: 20 }, (_, index) => 25 - index);
    expect(flags.map(({ note }) => note)).toEqual(newest.map((n) => `Note ${n}`));
    expect(revisions.map(({ text }) => text)).toEqual(newest.map((n) => `Text ${n}`));
  });

  it('says nothing of a network that is not kept any more', async () => {
    const { path, slug } = await heldStory(site);
    const [id = ''] = await addMany(site, path, 1);
    await site.database.query(
      sql`update comment_identity set address_cipher = null where comment_id = ${id}`,
    );
    const { body } = await desk.queue(`?article=${slug}`);
    expect(body.items[0]?.network).toBeNull();
  });

  it('is the same in GraphQL, its parts under any names', async () => {
    const { schema } = site.app.get(GraphQLSchemaHost, { strict: false });
    const { path, slug } = await heldStory(site);
    const [id = ''] = await addMany(site, path, 3);
    await found(id, 'words', 'nudge', 'swearing');
    const selection = selectionOf(schema, 'ModeratedComment', ModeratedComment);
    const query = `query ($article: String) { moderationQueue(filter: { article: $article }, first: 2)
      { nodes ${selection} pageInfo { hasNextPage endCursor } totalCount totalCountExact } }`;
    const data = await desk.graphql<{ moderationQueue: unknown }>(query, { article: slug });
    const type = schema.getQueryType()?.getFields()['moderationQueue']?.type as GraphQLOutputType;
    const { body } = await desk.queue(`?article=${slug}&limit=2&count=true`);
    expect(asRest(schema, type, data.moderationQueue)).toEqual(body);
    const named = await desk.graphql<{ one: { edges: { node: { from: string } }[] } }>(
      `query ($article: String) { one: moderationQueue(filter: { article: $article }) { edges { node { from: network } } } }`,
      { article: slug },
    );
    expect(named.one.edges[0]?.node.from).toBe('127.0.0.0/24');
  });

  it('is filtered by state', async () => {
    const { path, slug } = await heldStory(site);
    const [pending = '', spam = '', rejected = '', approved = '', flagged = ''] = await addMany(
      site,
      path,
      5,
    );
    await desk.act(spam, 'spam');
    await desk.act(rejected, 'reject');
    for (const id of [approved, flagged]) await desk.act(id, 'approve');
    await site.database.query(
      sql`update comment set flag_count = 2 where id in (${flagged}::uuid, ${spam}::uuid)`,
    );
    const by = async (status: string) => idsOf((await desk.queue(`?article=${slug}${status}`)).body);
    expect(await by('')).toEqual([pending]);
    expect(await by('&status=pending')).toEqual([pending]);
    expect(await by('&status=spam')).toEqual([spam]);
    expect(await by('&status=rejected')).toEqual([rejected]);
    expect(await by('&status=approved')).toEqual([approved, flagged]);
    expect(await by('&status=flagged')).toEqual([flagged]);
    const data = await desk.graphql<{ moderationQueue: { nodes: object[] } }>(
      `query ($article: String) { moderationQueue(filter: { article: $article, status: FLAGGED })
        { nodes { flagCount comment { id status } } } }`,
      { article: slug },
    );
    expect(data.moderationQueue.nodes).toEqual([
      { flagCount: 2, comment: { id: flagged, status: 'APPROVED' } },
    ]);
  });

  it('has a flagged comment until a moderator approves it, and again when it is flagged anew', async () => {
    const { path, slug } = await storyOf(site);
    const [id = ''] = await addMany(site, path, 1);
    const flagged = async () =>
      (await desk.queue(`?article=${slug}&status=flagged`)).body.items.map(({ flagCount }) => flagCount);
    await flag(id, 1, { reason: 'abuse' });
    expect(await flagged()).toEqual([1]);
    await desk.act(id, 'feature');
    expect(await flagged()).toEqual([1]);
    const approved = await desk.act(id, 'approve');
    expect([approved.body.flagCount, approved.body.flags.length]).toEqual([0, 1]);
    expect(await flagged()).toEqual([]);
    await flag(id, 2, { reason: 'abuse' });
    expect(await flagged()).toEqual([1]);
    const { approveComment } = await desk.graphql<{ approveComment: object }>(
      `mutation ($id: ID!) { approveComment(input: { id: $id })
        { moderatedComment { flagCount flags { reason } } errors { code } } }`,
      { id },
    );
    expect(approveComment).toEqual({
      moderatedComment: { flagCount: 0, flags: [{ reason: 'ABUSE' }, { reason: 'ABUSE' }] },
      errors: [],
    });
    await flag(id, 3, { reason: 'abuse' });
    expect((await desk.act(id, 'reject')).body.flagCount).toBe(1);
  });

  it('is filtered by story, by section with those below it, by findings and by words', async () => {
    const below = `below-${randomUUID()}`;
    const above = `above-${randomUUID()}`;
    const admin = await Moderator.with(site);
    const writer = await callerWith(site, ['content:write']);
    await site.post('/v1/sections', { name: above, slug: above }, writer);
    await site.post('/v1/sections', { name: below, slug: below, parent: above }, writer);
    const story = await heldStory(site, { section: below });
    const [plain = '', linked = '', wordy = ''] = await addMany(site, story.path, 3, (index) => ({
      name: ['Plain', 'Linked 50%', 'Wordy'][index],
      body: ['Nothing here.', 'Twice_the links.', 'ÄRGER about links.'][index],
    }));
    await found(plain, 'links', 'pass', null);
    await found(linked, 'links', 'hold', 'tooManyLinks');
    await found(wordy, 'words', 'hold', 'tooManyLinks');
    const by = async (query: string) => idsOf((await admin.queue(`?section=${above}${query}`)).body);
    expect(await by('')).toEqual([plain, linked, wordy]);
    expect(idsOf((await desk.queue(`?section=${below}&article=${story.id}`)).body)).toHaveLength(3);
    expect(await by('&phase=links')).toEqual([linked]);
    expect(await by('&rule=tooManyLinks')).toEqual([linked, wordy]);
    expect(await by('&rule=tooManyLinks&phase=words')).toEqual([wordy]);
    expect(await by('&rule=other&phase=words')).toEqual([]);
    expect(await by(`&q=${encodeURIComponent('links ÄRGER')}`)).toEqual([wordy]);
    expect(await by('&q=ärger')).toEqual([wordy]);
    expect(await by(`&q=${encodeURIComponent('50%')}`)).toEqual([linked]);
    expect(await by('&q=e_the')).toEqual([linked]);
    expect(await by('&q=e_here')).toEqual([]);
    expect(await by('&q=plain')).toEqual([plain]);
    for (const nowhere of [`?section=nowhere`, '?article=nowhere', `?article=${UNKNOWN}`]) {
      expect((await desk.queue(nowhere)).body.items).toEqual([]);
    }
  });

  it.each(['oldest', 'newest'])(
    'gives each comment once, page by page, where many are of one moment: %s',
    async (sort) => {
      const { path, slug } = await heldStory(site);
      const ids = await addMany(site, path, 7);
      await site.database.query(
        sql`update comment set created_at = '2026-01-01T00:00:00Z' where id = any(${ids.slice(1, 6)}::uuid[])`,
      );
      const expected = [...ids.slice(1, 6).sort(), ids[0], ids[6]];
      if (sort === 'newest') expected.reverse();
      expect(await allPages(`?article=${slug}&limit=2&sort=${sort}`)).toEqual(expected);
      const seen: string[] = [];
      let after: string | null = null;
      do {
        const page: {
          moderationQueue: {
            nodes: { comment: { id: string } }[];
            pageInfo: { endCursor: string; hasNextPage: boolean };
          };
        } = await desk.graphql(
          `query ($article: String, $after: String) { moderationQueue(filter: { article: $article }, sort: ${sort.toUpperCase()}, first: 3, after: $after)
            { nodes { comment { id } } pageInfo { endCursor hasNextPage } } }`,
          { article: slug, after },
        );
        seen.push(...page.moderationQueue.nodes.map(({ comment }) => comment.id));
        after = page.moderationQueue.pageInfo.hasNextPage ? page.moderationQueue.pageInfo.endCursor : null;
      } while (after !== null);
      expect(seen).toEqual(expected);
    },
  );

  it('refuses cursors of other queues, and what it does not know', async () => {
    const { path, slug } = await heldStory(site);
    await addMany(site, path, 2);
    const { body, headers } = await desk.queue(`?article=${slug}&limit=1`);
    expect(headers.get('link')).toContain('rel="next"');
    const after = `&limit=1&after=${body.pageInfo.endCursor}`;
    const codeOf = async (query: string) =>
      ((await desk.queue(query)).body as unknown as { code: string }).code;
    expect(await codeOf(`?article=${slug}${after}`)).toBeUndefined();
    for (const other of ['', '&status=spam', '&q=x', '&sort=newest']) {
      expect(await codeOf(`?article=${other ? slug : 'other'}${other}${after}`), other).toBe(
        'CURSOR_MISMATCH',
      );
    }
    expect(await codeOf('?status=deleted')).toBe('INVALID_PARAMETER');
    expect(await codeOf('?sort=best')).toBe('INVALID_PARAMETER');
    expect(await codeOf(`?q=${'x'.repeat(201)}`)).toBe('INVALID_PARAMETER');
    expect(await codeOf('?limit=101')).toBe('INVALID_PARAMETER');
    expect(await codeOf('?email=ada@example.com')).toBe('UNKNOWN_PARAMETER');
    expect(await codeOf('?fields=comment.email')).toBe('UNKNOWN_PARAMETER');
    const inGraphql = async (filter: object) => {
      const query =
        'query ($filter: QueueFilterInput) { moderationQueue(filter: $filter) { nodes { flagCount } } }';
      const answer = await site.graphql(query, { filter }, desk.headers);
      return answer.body.errors?.[0]?.extensions.code;
    };
    expect(await inGraphql({ q: 'x'.repeat(201) })).toBe('INVALID_PARAMETER');
    expect(await inGraphql({ q: 'a\0b' })).toBe('INVALID_PARAMETER');
    expect(await inGraphql({ article: 'a\0b' })).toBe('INVALID_PARAMETER');
  });

  it('holds comments of stories that readers do not see', async () => {
    const { path, slug, id } = await heldStory(site);
    const [comment] = await addMany(site, path, 1);
    await site.database.query(sql`update article set status = 'unpublished' where id = ${id}`);
    const { body } = await desk.queue(`?article=${slug}`);
    expect(idsOf(body)).toEqual([comment]);
    expect(body.items[0]?.article.headline).toBe(`Story ${slug}`);
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

describe('undoing', () => {
  const last = async (id: string, action: string) =>
    (await desk.act(id, action)).body.decisions.at(-1)?.id ?? '';
  const codeOf = async (decision: string) => {
    const { status, body } = await desk.undo<{ code: string }>(decision);
    return [status, body.code];
  };

  it('restores what was before, once, and can be undone itself', async () => {
    const { path } = await heldStory(site);
    const [id = ''] = await addMany(site, path, 1);
    await desk.act(id, 'approve');
    const rejection = await last(id, 'reject');
    const undone = await desk.undo(rejection, { reason: 'A slip.' });
    expect(undone.status).toBe(200);
    expect(undone.body.comment.status).toBe('approved');
    expect(undone.body.decisions.at(-1)).toMatchObject({
      ...{
        verdict: 'undo',
        undoes: rejection,
        reason: 'A slip.',
        statusBefore: 'rejected',
        statusAfter: 'approved',
      },
    });
    expect(await codeOf(rejection)).toEqual([409, 'DECISION_SUPERSEDED']);
    const redone = await desk.undo(undone.body.decisions.at(-1)?.id ?? '');
    expect(redone.body.comment.status).toBe('rejected');
    const { undoDecision } = await desk.graphql<{ undoDecision: object }>(
      'mutation ($id: ID!) { undoDecision(input: { id: $id }) { moderatedComment { comment { status } } errors { code } } }',
      { id: redone.body.decisions.at(-1)?.id },
    );
    expect(undoDecision).toEqual({ moderatedComment: { comment: { status: 'APPROVED' } }, errors: [] });
  });

  it('is refused once something else was decided, though it came to the same', async () => {
    const { path } = await heldStory(site);
    const [id = ''] = await addMany(site, path, 1);
    const first = await last(id, 'approve');
    const second = await last(id, 'approve');
    expect(await codeOf(first)).toEqual([409, 'DECISION_SUPERSEDED']);
    const third = await last(id, 'spam');
    expect(await codeOf(second)).toEqual([409, 'DECISION_SUPERSEDED']);
    const { undoDecision } = await desk.graphql<{ undoDecision: object }>(
      'mutation ($id: ID!) { undoDecision(input: { id: $id }) { moderatedComment { flagCount } errors { code pointer } } }',
      { id: first },
    );
    expect(undoDecision).toEqual({
      moderatedComment: null,
      errors: [{ code: 'DECISION_SUPERSEDED', pointer: '' }],
    });
    expect((await desk.undo(third)).body.comment.status).toBe('approved');
  });

  it('is done once by two at once', async () => {
    const { path } = await heldStory(site);
    const [id = ''] = await addMany(site, path, 1);
    const decision = await last(id, 'approve');
    const answers = await Promise.all([1, 2, 3].map(() => desk.undo(decision)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
  });

  it('is for what moderators decided, of comments that are there', async () => {
    const { path } = await heldStory(site);
    const [id = ''] = await addMany(site, path, 1);
    await found(id, 'links', 'hold', 'tooManyLinks');
    const { body } = await desk.queue(`?article=${path.split('/')[3]}`);
    expect(await codeOf(body.items[0]?.decisions[0]?.id ?? '')).toEqual([409, 'DECISION_FINAL']);
    expect(await codeOf(UNKNOWN)).toEqual([404, 'DECISION_NOT_FOUND']);
    expect(await codeOf('nothing')).toEqual([404, 'DECISION_NOT_FOUND']);
    const decision = await last(id, 'approve');
    await site.database.query(sql`update comment set status = 'deleted' where id = ${id}`);
    expect(await codeOf(decision)).toEqual([409, 'COMMENT_DELETED']);
  });

  it('knows putting forward from the state', async () => {
    const { path } = await heldStory(site);
    const [id = ''] = await addMany(site, path, 1);
    const approval = await last(id, 'approve');
    const feature = await last(id, 'feature');
    const unfeatured = await desk.undo(feature);
    expect(unfeatured.body.comment.featured).toBe(false);
    expect(unfeatured.body.decisions.at(-1)).toMatchObject({
      verdict: 'unfeature',
      undoes: feature,
      statusAfter: null,
    });
    expect(await codeOf(feature)).toEqual([409, 'DECISION_SUPERSEDED']);
    const again = unfeatured.body.decisions.at(-1)?.id ?? '';
    expect((await desk.undo(approval)).body.comment.status).toBe('pending');
    expect(await codeOf(again)).toEqual([409, 'COMMENT_NOT_APPROVED']);
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

describe('what readers see', () => {
  const shown = async (path: string) => (await site.get<CommentListAnswer>(path)).body.items;
  const counted = async (id: string) =>
    (await site.get<{ items: { comments: number }[] }>(`/v1/counts?ids=${id}`)).body.items[0]?.comments;

  it('of a reply to a comment that was rejected brings back the place of that comment, and no more of it', async () => {
    const { path, id: story } = await heldStory(site);
    const [parent = ''] = await addMany(site, path, 1);
    await desk.act(parent, 'approve');
    const reply = (await added(site, path, { parentId: parent, body: 'A reply.' })).id;
    await desk.act(parent, 'reject');
    expect(await shown(path)).toEqual([]);
    expect((await site.get(`/v1/comments/${parent}`)).status).toBe(404);
    const approved = await desk.act(reply, 'approve');
    expect([approved.status, approved.body.comment.status]).toEqual([200, 'approved']);
    expect(await shown(path)).toMatchObject([
      { id: parent, status: 'deleted', text: '', replyCount: 1, replies: [{ id: reply }] },
    ]);
    expect((await site.get(`/v1/comments/${reply}`)).status).toBe(200);
    expect(await counted(story)).toBe(1);
    await desk.act(parent, 'approve');
    expect(await shown(path)).toMatchObject([{ id: parent, replyCount: 1, replies: [{ id: reply }] }]);
    expect(await counted(story)).toBe(2);
    expect(await wrongCounts(site, [story])).toEqual([]);
  });

  it('is counted exactly after 200 decisions of four moderators at once, on comments that answer each other', async () => {
    const one = await heldStory(site);
    const other = await heldStory(site);
    const ids: string[] = [];
    for (let index = 0; index < 12; index += 1) {
      const place = index % 3 === 2 ? other.path : one.path;
      const [id = ''] = await addMany(site, place, 1, () => ({
        body: `Remark ${index} on ${randomUUID()}.`,
      }));
      ids.push(id);
    }
    // Each answers the one three before it, which is of the same story or left alone.
    for (const [index, id] of ids.entries()) {
      await site.database
        .query(sql`update comment c set parent_id = p.id, depth = p.depth + 1, path = p.path || c.path
        from comment p where c.id = ${id} and p.id = ${ids[index - 3] ?? null}::uuid and p.article_id = c.article_id`);
    }
    const choices = new Random(7);
    const moderators = await Promise.all([1, 2, 3, 4].map(() => Moderator.with(site)));
    const before = await decisions();
    const statuses = await Promise.all(
      moderators.map(async (moderator) => {
        const got: number[] = [];
        for (let turn = 0; turn < 50; turn += 1) {
          const action = choices.pick(['approve', 'reject', 'spam', 'approve']);
          const some = [...new Set([choices.pick(ids), choices.pick(ids), choices.pick(ids)])];
          const { status } =
            turn % 2 === 0
              ? await moderator.act(some[0] as string, action)
              : await moderator.decideAll({ ids: some, action });
          got.push(status);
        }
        return got;
      }),
    );
    expect(new Set(statuses.flat())).toEqual(new Set([200]));
    expect((await decisions()) - before).toBeGreaterThanOrEqual(200);
    expect(await wrongCounts(site, [one.id, other.id])).toEqual([]);
  }, 120_000);

  const decisions = async (): Promise<number> => {
    const [row] = await site.database.query<{ n: number }>(
      sql`select count(*)::int as n from comment_decision where source = 'moderator'`,
    );
    return row?.n ?? 0;
  };
});

describe('what is in memory', () => {
  it('goes at once when a comment is kept from readers, let through or put forward, in every process', async () => {
    const one = await TestApp.start({ RESPONSE_CACHE: 'on' });
    const two = await TestApp.start({ RESPONSE_CACHE: 'on' }, { databaseUrl: one.databaseUrl });
    try {
      const moderator = await Moderator.with(one);
      const { path, slug } = await heldStory(one);
      const [id = ''] = await addMany(one, path, 1);
      const pages = [path, `/v1/articles/${slug}/page`];
      const caches = [one, two].map((process) => process.app.get(ResponseCache, { strict: false }));
      const isKept = () => pages.map((page) => caches.map((cache) => Boolean(cache.find(page))));
      for (const [action, body] of [
        ['approve', {}],
        ['feature', {}],
        ['feature', { featured: false }],
        ['reject', {}],
      ] as const) {
        await expect.poll(() => caches.every((cache) => cache.isOn)).toBe(true);
        await expect
          .poll(async () => {
            for (const page of pages) await Promise.all([one, two].map((process) => process.text(page)));
            return isKept();
          })
          .toEqual([
            [true, true],
            [true, true],
          ]);
        expect((await moderator.act(id, action, body)).status).toBe(200);
        expect(
          pages.map((page) => Boolean(caches[0]?.find(page))),
          action,
        ).toEqual([false, false]);
        await expect.poll(() => pages.map((page) => Boolean(caches[1]?.find(page)))).toEqual([false, false]);
        const { body: list } = await one.get<CommentListAnswer & { items: { featured: boolean }[] }>(path);
        const expected =
          action === 'reject' ? [] : [{ id, featured: action === 'feature' && !('featured' in body) }];
        expect(list.items).toMatchObject(expected);
      }
    } finally {
      await two.close();
      await one.close();
    }
  });
});
