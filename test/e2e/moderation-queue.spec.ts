import { randomUUID } from 'node:crypto';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import type { GraphQLOutputType } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ModeratedComment } from '../../src/moderation-desk/moderated-comment.view.js';
import { sql } from '../../src/platform/database/sql.js';
import { aComment, storyOf, type WrittenAnswer } from '../support/comments.js';
import {
  addMany,
  callerWith,
  heldStory,
  idsOf,
  Moderator,
  noteFinding,
  startDesk,
  UNKNOWN,
} from '../support/moderation.js';
import type { TestApp } from '../support/test-app.js';
import { asRest, selectionOf } from '../support/transports.js';

let site: TestApp;
let desk: Moderator;
beforeAll(async () => ({ site, desk } = await startDesk()));
afterAll(() => site.close());

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

describe('the queue', () => {
  it('gives a comment with all that a moderator has to know, and not who wrote it', async () => {
    const { path, id: articleId, slug } = await heldStory(site);
    const email = `${randomUUID()}@secret.example`;
    const [first = '', second = '', third = ''] = await addMany(site, path, 3, () => ({ email }));
    await desk.act(first, 'approve');
    await desk.act(second, 'spam');
    await noteFinding(site, third, 'links', 'hold', 'tooManyLinks', 7);
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
    await noteFinding(site, id, 'words', 'nudge', 'swearing');
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
    await noteFinding(site, plain, 'links', 'pass', null);
    await noteFinding(site, linked, 'links', 'hold', 'tooManyLinks');
    await noteFinding(site, wordy, 'words', 'hold', 'tooManyLinks');
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
