import type { QueryRunner } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CommentPlaces1764800000023 } from '../../migrations/0023-comment-places.js';
import { ResponseCache } from '../../src/platform/cache/response-cache.js';
import { sql } from '../../src/platform/database/sql.js';
import {
  aComment,
  added,
  aStory,
  type CommentAnswer,
  type CommentListAnswer,
  storyOf,
  type WrittenAnswer,
} from '../support/comments.js';
import { type ModeratedAnswer, Moderator, startDesk, wrongCounts } from '../support/moderation.js';
import { Random } from '../support/random.js';
import { TestApp } from '../support/test-app.js';

let site: TestApp;
let desk: Moderator;
beforeAll(async () => ({ site, desk } = await startDesk()));
afterAll(() => site.close());

/** A comment as both transports show it. */
interface Shown {
  readonly id: string;
  readonly status: string;
  readonly text: string;
  readonly html: string;
  readonly editedAt: string | null;
  readonly featured: boolean;
  readonly replyCount: number;
  readonly author: CommentAnswer['author'];
  readonly reactions: { readonly up: number; readonly down: number };
  readonly replies: readonly Shown[];
}

/** The comments that answer a story, with what answers them, and how many the list says that there are. */
interface Thread {
  readonly totalCount: number | null;
  readonly items: readonly Shown[];
}

const SCALARS = `id status text html editedAt featured replyCount author { name website avatarSeed badges }
  reactions { up down }`;
const NESTED = `${SCALARS} replies { nodes { ${SCALARS} replies { nodes { ${SCALARS} replies { nodes { id } } } } } }`;

interface Node extends Omit<Shown, 'replies'> {
  readonly replies?: { readonly nodes: readonly Node[] };
}
const asShown = ({ replies, ...node }: Node): Shown => ({
  ...node,
  status: node.status?.toLowerCase(),
  replies: (replies?.nodes ?? []).map(asShown),
});

/** How moderators decide and readers look, by each transport. */
const TRANSPORTS = {
  rest: {
    decide: async (id: string, action: string): Promise<string> => {
      const { status, body } = await desk.act(id, action);
      expect(status).toBe(200);
      return newest(body);
    },
    undo: async (id: string): Promise<void> => {
      expect((await desk.undo(id)).status).toBe(200);
    },
    thread: async (path: string): Promise<Thread> =>
      (await site.get<CommentListAnswer>(`${path}?count=true`)).body as unknown as Thread,
    one: async (id: string): Promise<Shown | null> => {
      const { status, body } = await site.get<CommentAnswer>(`/v1/comments/${id}`);
      return status === 404 ? null : (body as unknown as Shown);
    },
  },
  graphql: {
    decide: async (id: string, action: string): Promise<string> => {
      const data = await desk.graphql<Record<string, { moderatedComment: ModeratedAnswer }>>(
        `mutation ($id: ID!) { ${action}Comment(input: { id: $id }) {
          moderatedComment { decisions { id source } } errors { code } } }`,
        { id },
      );
      return newest(data[`${action}Comment`]?.moderatedComment as ModeratedAnswer);
    },
    undo: async (id: string): Promise<void> => {
      const query = 'mutation ($id: ID!) { undoDecision(input: { id: $id }) { errors { code } } }';
      expect(await desk.graphql(query, { id })).toEqual({ undoDecision: { errors: [] } });
    },
    thread: async (path: string): Promise<Thread> => {
      const query = `query ($slug: String) { article(slug: $slug) { comments(first: 5) {
        totalCount nodes { ${NESTED} } } } }`;
      const { body } = await site.graphql<any>(query, { slug: path.split('/')[3] });
      const { totalCount, nodes } = body.data.article.comments;
      return { totalCount, items: nodes.map(asShown) };
    },
    one: async (id: string): Promise<Shown | null> => {
      const query = `query ($id: ID!) { node(id: $id) { ... on Comment { ${NESTED} } } }`;
      const { node } = (await site.graphql<{ node: Node | null }>(query, { id })).body.data ?? {};
      return node ? asShown(node) : null;
    },
  },
} as const;

const newest = ({ decisions }: ModeratedAnswer): string =>
  decisions.findLast(({ source }) => source.toLowerCase() === 'moderator')?.id as string;

const counted = async (story: string): Promise<number | undefined> =>
  (await site.get<{ items: { comments: number }[] }>(`/v1/counts?ids=${story}`)).body.items[0]?.comments;

async function written(path: string, changes: Record<string, unknown> = {}): Promise<WrittenAnswer> {
  const { status, body } = await site.post<WrittenAnswer>(path, aComment(changes));
  expect(status).toBe(201);
  return body;
}

/** What its author does with a comment. */
const byAuthor = (method: string, { comment, token }: WrittenAnswer, body?: object): Promise<Response> =>
  fetch(`${site.url}/v1/comments/${comment.id}`, {
    ...{ method, headers: { 'comment-token': token, ...(body && { 'content-type': 'application/json' }) } },
    ...(body && { body: JSON.stringify(body) }),
  });

/** A comment that has everything there is to show, a reply, and a reply to that. */
async function discussion() {
  const { id: story, path } = await storyOf(site);
  const top = await written(path, { name: 'Grace Hopper', website: 'https://grace.example' });
  const reply = await written(path, { parentId: top.comment.id, body: 'A reply.' });
  const last = await written(path, { parentId: reply.comment.id, body: 'The last word.' });
  await site.database.query(sql`update comment set reactions_up = 3, reactions_down = 1, featured = true,
    edited_at = now(), badges = '{reader}' where article_id = ${story}`);
  return { story, path, top, reply, last };
}

const BLANK = {
  ...{ status: 'deleted', text: '', html: '', editedAt: null, featured: false },
  author: { name: '', website: null, avatarSeed: '', badges: [] },
  reactions: { up: 0, down: 0 },
};

describe.each(Object.entries(TRANSPORTS))('the place of a comment, by %s', (_name, transport) => {
  const { decide, undo, thread, one } = transport;

  it.each(['reject', 'spam'])(
    'is kept, and nothing else of it, when a moderator decides to %s it',
    async (action) => {
      const { story, path, top, reply, last } = await discussion();
      const before = await thread(path);
      expect(before.items[0]).toMatchObject({ status: 'approved', featured: true, reactions: { up: 3 } });
      const decision = await decide(top.comment.id, action);
      const after = await thread(path);
      expect(after.totalCount).toBe(1);
      expect(after.items).toHaveLength(1);
      expect(after.items[0]).toMatchObject({ id: top.comment.id, replyCount: 1, ...BLANK });
      expect(after.items[0]?.replies).toEqual(before.items[0]?.replies);
      expect(after.items[0]?.replies[0]).toMatchObject({ id: reply.comment.id, status: 'approved' });
      expect(after.items[0]?.replies[0]?.replies[0]?.id).toBe(last.comment.id);
      expect(await one(top.comment.id)).toMatchObject(BLANK);
      const around = await site.get<CommentListAnswer>(`${path}?around=${last.comment.id}`);
      expect(around.body.items).toMatchObject([{ id: top.comment.id, ...BLANK }]);
      expect(await counted(story)).toBe(2);
      expect(await wrongCounts(site, [story])).toEqual([]);
      await undo(decision);
      expect(await thread(path)).toEqual(before);
      expect(await counted(story)).toBe(3);
    },
  );

  it('goes when the last reply does, and is counted no more above it', async () => {
    const { story, path, top, reply, last } = await discussion();
    await decide(reply.comment.id, 'reject');
    const [shown] = (await thread(path)).items;
    expect([shown?.status, shown?.replyCount]).toEqual(['approved', 1]);
    expect(shown?.replies[0]).toMatchObject({ id: reply.comment.id, replyCount: 1, ...BLANK });
    const decision = await decide(last.comment.id, 'spam');
    expect((await thread(path)).items).toMatchObject([{ id: top.comment.id, replyCount: 0, replies: [] }]);
    expect(await one(reply.comment.id)).toBeNull();
    const below = await site.get<CommentListAnswer>(`${path}?parent=${top.comment.id}&count=true`);
    expect(below.body).toMatchObject({ items: [], totalCount: 0 });
    await undo(decision);
    expect((await thread(path)).items[0]?.replies[0]).toMatchObject({ id: reply.comment.id, ...BLANK });
    expect(await wrongCounts(site, [story])).toEqual([]);
  });

  it('is kept by what stands three levels below, and all of them go together', async () => {
    const { story, path, top, reply, last } = await discussion();
    await decide(top.comment.id, 'reject');
    await decide(reply.comment.id, 'reject');
    const { items, totalCount } = await thread(path);
    expect([items, totalCount]).toMatchObject([
      [{ id: top.comment.id, ...BLANK, replies: [{ id: reply.comment.id, ...BLANK }] }],
      1,
    ]);
    expect(items[0]?.replies[0]?.replies[0]?.id).toBe(last.comment.id);
    await decide(last.comment.id, 'reject');
    expect(await thread(path)).toMatchObject({ items: [], totalCount: 0 });
    for (const { comment } of [top, reply, last]) expect(await one(comment.id)).toBeNull();
    expect(await counted(story)).toBe(0);
    await decide(last.comment.id, 'approve');
    expect((await thread(path)).items).toMatchObject([{ id: top.comment.id, ...BLANK, replyCount: 1 }]);
    expect(await counted(story)).toBe(1);
    expect(await wrongCounts(site, [story])).toEqual([]);
  });
});

describe('a comment of which only the place is shown', () => {
  it('is read by its author with the token, as pending, until they delete it', async () => {
    const { top } = await discussion();
    await desk.act(top.comment.id, 'reject');
    const own = await byAuthor('GET', top);
    expect(own.headers.get('cache-control')).toBe('private, no-store');
    expect(await own.json()).toMatchObject({
      ...{ status: 'pending', text: 'Well said.', replyCount: 1, featured: true, reactions: { up: 3 } },
      author: { name: 'Grace Hopper', badges: ['reader'] },
    });
    const forged = await byAuthor('GET', { ...top, token: 'forged' });
    expect([forged.status, await forged.json()]).toMatchObject([200, BLANK]);
    const edited = await byAuthor('PATCH', top, { body: 'Milder by far.' });
    expect([edited.status, await edited.json()]).toMatchObject([
      200,
      { status: 'pending', text: 'Milder by far.' },
    ]);
    expect((await site.get(`/v1/comments/${top.comment.id}`)).body).toMatchObject(BLANK);
    expect((await byAuthor('DELETE', top)).status).toBe(204);
    expect(await (await byAuthor('GET', top)).json()).toMatchObject(BLANK);
  });

  it('is one whose edit is held, too', async () => {
    const { story, path, top } = await discussion();
    await site.database.query(sql`update article set comment_policy = 'premoderated' where id = ${story}`);
    expect((await byAuthor('PATCH', top, { body: 'Changed since.' })).status).toBe(200);
    expect((await site.get<CommentListAnswer>(path)).body.items).toMatchObject([
      { id: top.comment.id, ...BLANK },
    ]);
    expect(await wrongCounts(site, [story])).toEqual([]);
  });

  it('cannot be reacted to or flagged, and nobody hears that it has an author', async () => {
    const { top } = await discussion();
    await desk.act(top.comment.id, 'reject');
    const { id } = top.comment;
    const outcomes = [
      await site.post<any>(`/v1/comments/${id}/reactions`, { value: 'up' }),
      await site.post<any>(`/v1/comments/${id}/flags`, { reason: 'spam' }),
    ];
    expect(outcomes.map(({ status, body }) => [status, body.code])).toEqual([
      [404, 'COMMENT_NOT_FOUND'],
      [404, 'COMMENT_NOT_FOUND'],
    ]);
    for (const method of ['PATCH', 'DELETE']) {
      const forged = await byAuthor(method, { ...top, token: 'forged' }, { body: 'Mine.' });
      expect([method, forged.status]).toEqual([method, 404]);
    }
  });

  it('is in no feed and no list of those put forward; moderators see all of it', async () => {
    const { path, top, reply } = await discussion();
    const { body } = await desk.act(top.comment.id, 'reject');
    expect(body.comment).toMatchObject({
      status: 'rejected',
      text: 'Well said.',
      author: { name: 'Grace Hopper' },
    });
    const feed = await site.text(`/feeds/articles/${path.split('/')[3]}/comments.rss`);
    expect(feed.body).toContain(`#comment-${reply.comment.id}`);
    expect(feed.body).not.toContain(`#comment-${top.comment.id}`);
    const featured = await site.get<CommentListAnswer>(`${path}?featured=true`);
    expect(featured.body.items.map(({ id }) => id)).not.toContain(top.comment.id);
  });

  it('takes no more replies, whether a moderator or its author has taken it away', async () => {
    const { story, path, top } = await discussion();
    const other = await discussion();
    await desk.act(top.comment.id, 'reject');
    expect((await byAuthor('DELETE', other.top)).status).toBe(204);
    for (const [to, parentId] of [
      [path, top.comment.id],
      [other.path, other.top.comment.id],
    ] as const) {
      const refused = await site.post<any>(to, aComment({ parentId, body: 'Another reply.' }));
      expect([refused.status, refused.body.errors[0].pointer]).toEqual([422, '/parentId']);
      const { body } = await site.graphql<any>(
        'mutation ($input: AddCommentInput!) { addComment(input: $input) { errors { code pointer } } }',
        { input: aComment({ parentId, body: 'Another reply.', articleId: to.split('/')[3] as string }) },
      );
      expect(body.data.addComment.errors[0].pointer).toBe('/parentId');
    }
    expect((await site.get(`/v1/comments/${top.comment.id}`)).body).toMatchObject({
      ...BLANK,
      replyCount: 1,
    });
    expect(await wrongCounts(site, [story, other.story])).toEqual([]);
  });
});

describe('an import', () => {
  const comment = (id: string, parentExternalId: string | null, status: string) => ({
    ...{ externalId: id, parentExternalId, status, name: 'Old Reader', body: `The words of ${id}.` },
    createdAt: '2026-01-03T00:00:00Z',
  });
  const tree = (slug: string, statuses: readonly string[], ids = ['a', 'b', 'c', 'd']) =>
    aStory(slug, {
      comments: ids.map((id, index) => comment(id, ids[index - 1] ?? null, statuses[index] as string)),
    });

  it.each([
    [
      ['approved', 'rejected', 'spam', 'approved'],
      [1, 1, 1, 0],
    ],
    [
      ['pending', 'pending', 'pending', 'approved'],
      [1, 1, 1, 0],
    ],
    [
      ['approved', 'rejected', 'approved', 'pending'],
      [1, 1, 0, 0],
    ],
    [
      ['approved', 'rejected', 'pending', 'spam'],
      [0, 0, 0, 0],
    ],
  ])('counts replies upwards through what is not approved: %s', async (statuses, expected) => {
    const slug = `places-${statuses.join('-')}`;
    const counts = async (): Promise<number[]> => {
      const rows = await site.database.query<{ n: number }>(sql`select c.reply_count as n from comment c
        join article a on a.id = c.article_id where a.slug = ${slug} order by c.external_id`);
      return rows.map(({ n }) => n);
    };
    const [story] = await site.import([tree(slug, statuses)]);
    const exact = async () => wrongCounts(site, [story?.id as string]);
    expect([await counts(), await exact()]).toEqual([expected, []]);
    // What an import says otherwise is mended, and what it adds hangs below what is there.
    await site.import([tree(slug, ['rejected', 'approved', 'rejected', 'rejected'])]);
    expect([await counts(), await exact()]).toEqual([[1, 0, 0, 0], []]);
    await site.import([
      tree(slug, ['rejected', 'rejected', 'rejected', 'rejected', 'approved'], ['a', 'b', 'c', 'd', 'e']),
    ]);
    expect([await counts(), await exact()]).toEqual([[1, 1, 1, 1, 0], []]);
    await site.import([tree(slug, statuses)]);
    expect(await exact()).toEqual([]);
  });
});

/** All that the thread lists, level by level, each list to its end. */
async function listed(path: string): Promise<string[]> {
  const found: string[] = [];
  const look = async (query: string): Promise<void> => {
    const fields = 'id,replyCount';
    const { body } = await site.get<CommentListAnswer>(
      `${path}?limit=100&count=true&fields=${fields}${query}`,
    );
    expect(body.totalCount).toBe(body.items.length);
    found.push(...body.items.map(({ id }) => id));
    for (const { id, replyCount } of body.items) {
      const before = found.length;
      if (replyCount > 0) await look(`&parent=${id}`);
      expect(found.length >= before + replyCount).toBe(true);
    }
  };
  await look('');
  return found.sort();
}

async function reachable(ids: readonly string[]): Promise<string[]> {
  const statuses = await Promise.all(
    ids.map(async (id) => (await site.get(`/v1/comments/${id}?fields=id`)).status),
  );
  return ids.filter((_, index) => statuses[index] === 200).sort();
}

describe('threads', () => {
  const MOVES = ['approve', 'approve', 'approve', 'reject', 'reject', 'spam', 'reply', 'reply', 'delete'];

  it('list what is reachable, and count it exactly, at each of 120 moves', { timeout: 180_000 }, async () => {
    const { id: story, path } = await storyOf(site);
    const random = new Random(20);
    const comments = [await written(path)];
    const make = async (move: string): Promise<number> => {
      const one = random.pick(comments);
      if (move === 'delete') return (await byAuthor('DELETE', one)).status;
      if (move !== 'reply') return (await desk.act(one.comment.id, move)).status;
      const input = aComment({ parentId: one.comment.id, body: 'Go on.' });
      const { status, body } = await site.post<WrittenAnswer>(path, input);
      if (status === 201) comments.push(body);
      return status;
    };
    const done = new Set<string>();
    for (let turn = 0; turn < 120; turn += 1) {
      const move = turn < 8 ? 'reply' : random.pick(MOVES);
      done.add(`${move} ${await make(move)}`);
      expect(await wrongCounts(site, [story]), `${turn} ${move}`).toEqual([]);
      const ids = comments.map(({ comment }) => comment.id);
      expect(await listed(path), `${turn} ${move}`).toEqual(await reachable(ids));
    }
    expect([...done].sort()).toEqual([
      ...['approve 200', 'approve 409', 'delete 204', 'delete 404', 'reject 200', 'reject 409'],
      ...['reply 201', 'reply 422', 'spam 200', 'spam 409'],
    ]);
  });

  it('are counted exactly by two moderators and a reader at once', { timeout: 120_000 }, async () => {
    const { id: story, path } = await storyOf(site);
    const chain: string[] = [];
    for (let depth = 0; depth < 6; depth += 1) {
      chain.push((await added(site, path, { parentId: chain.at(-1), body: `Depth ${depth}.` })).id);
    }
    const moderate = async (seed: number): Promise<number[]> => {
      const moderator = await Moderator.with(site);
      const random = new Random(seed);
      const statuses: number[] = [];
      for (let turn = 0; turn < 40; turn += 1) {
        const action = random.pick(['approve', 'reject', 'spam']);
        const ids = [...new Set([random.pick(chain), random.pick(chain)])];
        const { status } =
          turn % 2 === 0
            ? await moderator.decideAll({ ids, action })
            : await moderator.act(ids[0] as string, action);
        statuses.push(status);
      }
      return statuses;
    };
    const read = async (): Promise<number[]> => {
      const random = new Random(3);
      const statuses: number[] = [];
      for (let turn = 0; turn < 40; turn += 1) {
        const input = aComment({ parentId: random.pick(chain), body: `Reply ${turn}.` });
        statuses.push((await site.post(path, input)).status);
      }
      return statuses;
    };
    const [one, other, replies] = await Promise.all([moderate(1), moderate(2), read()]);
    expect(new Set([...one, ...other])).toEqual(new Set([200]));
    expect(replies.filter((status) => status !== 201 && status !== 422)).toEqual([]);
    expect(await wrongCounts(site, [story])).toEqual([]);
    const all = await site.database.query<{ id: string }>(
      sql`select id from comment where article_id = ${story}`,
    );
    expect(await listed(path)).toEqual(await reachable(all.map(({ id }) => id)));
  });
});

describe('comments from before', () => {
  it('are counted by the migration as they are shown since, and as they were when it is taken back', async () => {
    const { id: story, path } = await storyOf(site);
    const chain: WrittenAnswer[] = [];
    for (let depth = 0; depth < 6; depth += 1) {
      chain.push(await written(path, { parentId: chain.at(-1)?.comment.id, body: `Depth ${depth}.` }));
    }
    const [, deleted, rejected, spam, held] = chain as [WrittenAnswer, ...WrittenAnswer[]];
    expect((await byAuthor('DELETE', deleted as WrittenAnswer)).status).toBe(204);
    await desk.act(rejected?.comment.id as string, 'reject');
    await desk.act(spam?.comment.id as string, 'spam');
    await desk.act(held?.comment.id as string, 'reject');
    await added(site, path, { parentId: chain[0]?.comment.id, body: 'Beside them.' });
    const counts = async (): Promise<number[]> => {
      const rows = await site.database.query<{ n: number }>(
        sql`select reply_count as n from comment where article_id = ${story} order by depth, id`,
      );
      return rows.map(({ n }) => n);
    };
    const migration = new CommentPlaces1764800000023();
    const migrate = (way: 'up' | 'down') =>
      site.database.transaction((tx) => migration[way](tx.queryRunner as QueryRunner));
    const now = [2, 1, 0, 1, 1, 1, 0];
    expect(await counts()).toEqual(now);
    await migrate('down');
    expect(await counts()).toEqual([1, 0, 0, 0, 0, 1, 0]);
    expect(await wrongBefore()).toEqual([]);
    await migrate('up');
    expect(await counts()).toEqual(now);
    const stories = await site.database.query<{ id: string }>(sql`select id from article`);
    expect(
      await wrongCounts(
        site,
        stories.map(({ id }) => id),
      ),
    ).toEqual([]);
  });

  /** Comments whose replies are not counted as they were when only deleted ones kept their places. */
  const wrongBefore = (): Promise<object[]> =>
    site.database.query(sql`
      with recursive shown as (
        select id, parent_id from comment where status = 'approved'
        union select above.id, above.parent_id from shown join comment above on above.id = shown.parent_id
        where above.status = 'deleted'
      )
      select c.id, c.reply_count from comment c
      where c.reply_count <> (select count(*) from shown where shown.parent_id = c.id)`);
});

describe('answers in memory', () => {
  it('are untrue at once, in every process, when only a place is left, or nothing', async () => {
    const one = await TestApp.start({ RESPONSE_CACHE: 'on' });
    const two = await TestApp.start({ RESPONSE_CACHE: 'on' }, { databaseUrl: one.databaseUrl });
    try {
      const moderator = await Moderator.with(one);
      const { path, slug } = await storyOf(one);
      const top = await added(one, path);
      const reply = await added(one, path, { parentId: top.id, body: 'A reply.' });
      const last = await added(one, path, { parentId: reply.id, body: 'The last word.' });
      const pages = [path, `/v1/articles/${slug}/page`, `/v1/comments/${top.id}`, `${path}?parent=${top.id}`];
      const caches = [one, two].map((process) => process.app.get(ResponseCache, { strict: false }));
      const kept = (cache: ResponseCache | undefined) => pages.map((page) => Boolean(cache?.find(page)));
      const all = pages.map(() => true);
      const none = pages.map(() => false);
      for (const [id, action, shown] of [
        [reply.id, 'reject', [{ id: reply.id, status: 'deleted', text: '' }]],
        [last.id, 'spam', []],
        [last.id, 'approve', [{ id: reply.id, status: 'deleted', replies: [{ id: last.id }] }]],
        [reply.id, 'approve', [{ id: reply.id, status: 'approved', text: 'A reply.' }]],
      ] as const) {
        await expect
          .poll(async () => {
            for (const page of pages) await Promise.all([one, two].map((process) => process.text(page)));
            return caches.map(kept);
          })
          .toEqual([all, all]);
        expect((await moderator.act(id, action)).status).toBe(200);
        expect(kept(caches[0]), action).toEqual(none);
        await expect.poll(() => kept(caches[1])).toEqual(none);
        for (const process of [one, two]) {
          const { items } = (await process.get<CommentListAnswer>(`${path}?parent=${top.id}`)).body;
          expect(items).toMatchObject(shown);
        }
      }
    } finally {
      await two.close();
      await one.close();
    }
  });
});
