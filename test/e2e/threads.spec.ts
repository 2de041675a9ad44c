import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CommentSort } from '../../src/comments/comment.view.js';
import { plantTree, type TreeComment } from '../support/comment-tree.js';
import { aComment, added, type CommentAnswer, type CommentListAnswer, storyOf } from '../support/comments.js';
import { Random } from '../support/random.js';
import { StatementLog } from '../support/statements.js';
import { ADMIN_KEY, type Answered, TestApp } from '../support/test-app.js';

const SORTS = Object.values(CommentSort);
/** How the comments of one level stand, as PostgreSQL sorts all of them at once. */
const ORDER: Readonly<Record<CommentSort, string>> = {
  newest: 'created_at desc, id desc',
  oldest: 'created_at, id',
  best: 'best desc, id desc',
  controversial: 'controversy desc, id desc',
};

let site: TestApp;
beforeAll(async () => {
  site = await TestApp.start();
});
afterAll(() => site.close());

const sql = async <T>(text: string, ...values: unknown[]): Promise<T[]> =>
  (await site.database.pool.query(text, values)).rows as T[];
const idsOf = (comments: readonly { readonly id: string }[]): string[] => comments.map(({ id }) => id);

async function planted(comments: number, depth: number) {
  const story = await storyOf(site);
  const query = (text: string, values: unknown[]) => site.database.pool.query(text, values);
  const tree = await plantTree(query, { articleId: story.id, comments, depth, random: new Random(7) });
  return { ...story, tree };
}

/** Every item of a REST list, a page at a time; `between` runs after every page. */
async function walk(path: string, between: () => Promise<unknown> = async () => {}): Promise<string[]> {
  const found: string[] = [];
  for (let after = ''; ;) {
    const { status, body }: Answered<CommentListAnswer> = await site.get(`${path}${after}`);
    expect(status).toBe(200);
    found.push(...idsOf(body.items));
    if (!body.pageInfo.hasNextPage) return found;
    after = `&after=${body.pageInfo.endCursor}`;
    await between();
  }
}

interface Connection {
  readonly nodes: { id: string }[];
  readonly pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string | null;
    endCursor: string | null;
  };
}
const PAGE = `{ nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }`;
const PAGES = `query ($id: ID!, $sort: CommentSort, $first: Int, $after: String, $last: Int, $before: String) {
  node(id: $id) {
    ... on Article { list: comments(sort: $sort, first: $first, after: $after, last: $last, before: $before) ${PAGE} }
    ... on Comment { list: replies(sort: $sort, first: $first, after: $after, last: $last, before: $before) ${PAGE} }
  }
}`;

async function connection(id: string, variables: Record<string, unknown>): Promise<Connection> {
  const { body } = await site.graphql<{ node: { list: Connection } }>(PAGES, { id, ...variables });
  expect(body.errors).toBeUndefined();
  return (body.data as { node: { list: Connection } }).node.list;
}

/** Every node of a GraphQL connection, forwards or backwards, a page at a time. */
async function walkConnection(
  id: string,
  sort: CommentSort,
  size: number,
  backward = false,
): Promise<string[]> {
  const found: string[] = [];
  for (let cursor: string | null = null; ;) {
    const page: object = backward
      ? { first: null, last: size, before: cursor }
      : { first: size, after: cursor };
    const { nodes, pageInfo }: Connection = await connection(id, { sort: sort.toUpperCase(), ...page });
    if (backward) found.unshift(...idsOf(nodes));
    else found.push(...idsOf(nodes));
    cursor = backward ? pageInfo.startCursor : pageInfo.endCursor;
    if (!(backward ? pageInfo.hasPreviousPage : pageInfo.hasNextPage)) return found;
  }
}

describe('pages of a thread', () => {
  let story: Awaited<ReturnType<typeof planted>>;
  /** Who has replies, and the story itself as null. */
  let parents: (string | null)[];
  beforeAll(async () => {
    story = await planted(160, 12);
    // Two that nobody sees, and one that is only a place.
    const [, , held] = story.tree.filter(({ depth }) => depth === 1);
    const [deleted] = story.tree;
    await sql("update comment set status = 'pending' where id = $1", held?.id);
    await sql("update comment set status = 'deleted' where id = $1", deleted?.id);
    parents = [...new Set(story.tree.map(({ parentId }) => parentId))];
  });

  const expected = async (parent: string | null, sort: CommentSort): Promise<string[]> =>
    idsOf(
      await sql<{ id: string }>(
        `select id from comment where article_id = $1 and parent_id is not distinct from $2
          and (status = 'approved' or reply_count > 0) order by ${ORDER[sort]}`,
        story.id,
        parent,
      ),
    );

  it.each(SORTS)('give each comment once on every level, ties included, in REST: %s', async (sort) => {
    expect(parents.length).toBeGreaterThan(30);
    for (const parent of parents) {
      const thread = parent === null ? '' : `&parent=${parent}`;
      const found = await walk(`${story.path}?sort=${sort}&fields=id&limit=3${thread}`);
      expect(found, `below ${parent}`).toEqual(await expected(parent, sort));
    }
  });

  it.each(SORTS)('give the same in GraphQL, forwards and backwards: %s', async (sort) => {
    for (const parent of parents) {
      const all = await expected(parent, sort);
      expect(await walkConnection(parent ?? story.id, sort, 4), `below ${parent}`).toEqual(all);
      expect(await walkConnection(parent ?? story.id, sort, 4, true), `below ${parent}`).toEqual(all);
    }
  });

  it('are three replies, oldest first, unless asked otherwise', async () => {
    const parent = (await busiest(story.tree)) as string;
    const oldest = await expected(parent, CommentSort.OLDEST);
    expect(oldest.length).toBeGreaterThan(4);
    const read = async (args: string): Promise<string[]> => {
      const { body } = await site.graphql<any>(`{ node(id: "${parent}") { ... on Comment {
        replies${args} { nodes { id } pageInfo { startCursor } } } } }`);
      expect(body.errors).toBeUndefined();
      return idsOf(body.data.node.replies.nodes);
    };
    expect(await read('')).toEqual(oldest.slice(0, 3));
    expect(await read('(sort: BEST)')).toEqual((await expected(parent, CommentSort.BEST)).slice(0, 3));
    expect(await read('(last: 2)')).toEqual(oldest.slice(-2));
    const { pageInfo } = await connection(parent, { last: 1 });
    expect(await read(`(before: "${pageInfo.startCursor}")`)).toEqual(oldest.slice(-4, -1));
  });

  it('belong to their sort: the cursor of inlined replies is for the oldest first, whatever the list is sorted by', async () => {
    const parent = (await busiest(story.tree)) as string;
    const replies = await expected(parent, CommentSort.OLDEST);
    for (const sort of SORTS) {
      const { items } = (await site.get<CommentListAnswer>(`${story.path}?sort=${sort}&limit=100`)).body;
      const shown = everyComment(items).find(({ id }) => id === parent);
      const { repliesCursor, replies: first } =
        shown ?? (await site.get<CommentAnswer>(`/v1/comments/${parent}`)).body;
      expect(idsOf(first), sort).toEqual(replies.slice(0, 3));
      const following = `${story.path}?parent=${parent}&limit=100&after=${repliesCursor}`;
      const { body } = await site.get<CommentListAnswer>(following);
      expect(idsOf(body.items), sort).toEqual(replies.slice(3));
      const { status, body: problem } = await site.get(`${following}&sort=best`);
      expect([status, problem['code']]).toEqual([400, 'CURSOR_MISMATCH']);
    }
  });

  it('of a thread hold under every sort what was there from the start, while others write', async () => {
    const { path, id, tree } = await planted(40, 2);
    const parent = (await busiest(tree)) as string;
    for (let index = 0; index < 12; index += 1) await added(site, path, { parentId: parent });
    for (const sort of SORTS) {
      const before = await idsBelow(parent);
      const movers = new Set(before.filter((_, index) => index % 4 === 0));
      const found = await walk(`${path}?parent=${parent}&sort=${sort}&fields=id&limit=3`, async () => {
        await added(site, path, { parentId: parent });
        await sql('update comment set best = random(), controversy = random() where id = any($1)', [
          ...movers,
        ]);
      });
      const byTime = sort === CommentSort.NEWEST || sort === CommentSort.OLDEST;
      const stays = (one: string): boolean => before.includes(one) && (byTime || !movers.has(one));
      expect(found.filter(stays).sort(), sort).toEqual(before.filter(stays).sort());
      const fresh = found.filter((one) => !before.includes(one));
      expect(new Set(fresh).size, sort).toBe(fresh.length);
      if (sort === CommentSort.NEWEST) expect(fresh).toEqual([]);
      if (sort === CommentSort.OLDEST) expect(fresh.length).toBeGreaterThan(0);
    }
    expect((await sql('select 1 from comment where article_id = $1', id)).length).toBeGreaterThan(40);
  });

  const idsBelow = async (parent: string): Promise<string[]> =>
    idsOf(await sql<{ id: string }>('select id from comment where parent_id = $1', parent));
});

const everyComment = (comments: readonly CommentAnswer[]): CommentAnswer[] =>
  comments.flatMap((comment) => [comment, ...everyComment(comment.replies)]);

/** The comment below which most stand. */
async function busiest(tree: readonly TreeComment[]): Promise<string | undefined> {
  const [row] = await sql<{ id: string }>(
    `select parent_id as id from comment where parent_id = any($1) and status = 'approved'
    group by 1 order by count(*) desc, 1 limit 1`,
    idsOf(tree),
  );
  return row?.id;
}

describe('a page of replies', () => {
  it.each(SORTS)('is read from an index, however many there are: %s', async (sort) => {
    const { path, id: articleId } = await storyOf(site);
    const root = await added(site, path);
    await sql(
      // A third of them are places: rejected, with a reply.
      `insert into comment (id, article_id, parent_id, path, depth, author_name, avatar_seed, badges, text, html, status,
        reply_count, best, controversy, created_at)
      select gen_random_uuid(), $1, $2, ('f.' || to_hex(n))::ltree, 1, 'Ada', 'ada', '{}', 'Hm.', '<p>Hm.</p>',
        case when n % 3 = 0 then 'rejected' else 'approved' end, (n % 3 = 0)::int,
        random(), random(), now() - n * interval '1 second' from generate_series(1, 5000) n`,
      articleId,
      root.id,
    );
    await sql('analyze comment');
    const log = new StatementLog();
    const sent = await log.during(() =>
      site.get(`${path}?parent=${root.id}&sort=${sort}&limit=20&fields=id`),
    );
    log.stop();
    expect(sent, sent.join('\n')).toHaveLength(1);
    const [row] = await sql<{ 'QUERY PLAN': [PlanAnswer] }>(
      `explain (analyze, buffers, format json) select c.id from comment c where c.parent_id = '${root.id}'
        and (c.status = 'approved' or c.reply_count > 0) order by ${ORDER[sort]} limit 21`,
    );
    const [{ Plan }] = (row as { 'QUERY PLAN': [PlanAnswer] })['QUERY PLAN'];
    expect(JSON.stringify(Plan)).not.toMatch(/Sort"/);
    expect(Plan['Shared Hit Blocks'] + Plan['Shared Read Blocks']).toBeLessThan(60);
  });
});

interface PlanAnswer {
  readonly Plan: { readonly 'Shared Hit Blocks': number; readonly 'Shared Read Blocks': number };
}

describe('a thread 200 deep', () => {
  const ADD = `mutation ($input: AddCommentInput!) {
    addComment(input: $input) { comment { id parentId depth } errors { code } } }`;

  it('is written through both transports; from level 100 on replies hang on the last level', async () => {
    const { path, slug, id: articleId } = await storyOf(site);
    const chain = [await added(site, path)];
    for (let level = 1; level <= 200; level += 1) {
      const parentId = chain.at(-1)?.id;
      const body = `Level ${level}`;
      if (level % 2 === 1) {
        chain.push(await added(site, path, { parentId, body }));
        continue;
      }
      const input = aComment({ parentId, body, articleId: slug });
      const { body: answer } = await site.graphql<any>(ADD, { input });
      expect(answer.data.addComment.errors).toEqual([]);
      chain.push(answer.data.addComment.comment);
    }
    const last = chain[100] as CommentAnswer;
    for (const [level, { depth, parentId }] of chain.entries()) {
      expect(depth).toBe(Math.min(level, 100));
      if (level > 0) expect(parentId).toBe(level <= 100 ? chain[level - 1]?.id : last.parentId);
    }
    const below = await walk(`${path}?parent=${last.parentId}&sort=oldest&fields=id&limit=50`);
    expect(below).toEqual(idsOf(chain.slice(100)));
    expect(await walkConnection(last.parentId as string, CommentSort.OLDEST, 50)).toEqual(below);
    const wrong = 'select 1 from comment where article_id = $1 and nlevel(path) <> depth + 1';
    expect(await sql(wrong, articleId)).toEqual([]);
    const { status, body } = await site.get<CommentListAnswer>(
      `${path}?around=${chain[200]?.id}&fields=id,replies.id`,
    );
    expect(status).toBe(200);
    expect(everyComment(body.items as CommentAnswer[])).toHaveLength(101);
  });
});

describe('around a comment', () => {
  it('opens one 100 levels down among 3,000 others by looking up its ancestors alone', async () => {
    const { path, tree } = await planted(3_000, 100);
    await sql('analyze comment');
    const deepest = tree.find(({ depth }) => depth === 100) as TreeComment;
    const log = new StatementLog();
    const sent = await log.during(async () => {
      const { status, body } = await site.get<CommentListAnswer>(`${path}?around=${deepest.id}`);
      expect(status).toBe(200);
      const opened: CommentAnswer[] = [];
      for (let items = body.items; items.length > 0; items = items[0]?.replies ?? [])
        opened.push(items[0] as CommentAnswer);
      expect(opened.map(({ depth }) => depth)).toEqual(Array.from({ length: 101 }, (_, depth) => depth));
      expect(opened.at(-1)?.id).toBe(deepest.id);
      expect(opened.slice(1).map(({ parentId }) => parentId)).toEqual(idsOf(opened.slice(0, -1)));
    });
    log.stop();
    expect(sent).toHaveLength(1);
    expect(sent[0]).toContain('recursive chain');
  });

  it('is not for one that readers do not see', async () => {
    const { path } = await storyOf(site);
    const root = await added(site, path);
    const reply = await added(site, path, { parentId: root.id });
    const opened = (id: string) => site.get<CommentListAnswer & { code?: string }>(`${path}?around=${id}`);
    for (const status of ['pending', 'rejected', 'spam', 'deleted']) {
      await sql('update comment set status = $2 where id = $1', reply.id, status);
      const { status: answered, body } = await opened(reply.id);
      expect([status, answered, body.code]).toEqual([status, 404, 'COMMENT_NOT_FOUND']);
    }
    await sql("update comment set status = 'approved' where id = $1", reply.id);
    await sql("update comment set status = 'deleted' where id = $1", root.id);
    const [deleted] = (await opened(root.id)).body.items;
    expect(deleted).toMatchObject({ id: root.id, status: 'deleted', text: '', author: { name: '' } });
    expect(idsOf((await opened(reply.id)).body.items[0]?.replies ?? [])).toEqual([reply.id]);
    expect((await opened(randomUUID())).status).toBe(404);
  });
});

describe('hostile pages of replies', () => {
  it('are refused with a stable code in both transports', async () => {
    const { path } = await storyOf(site);
    const root = await added(site, path);
    for (const [query, code] of [
      ['sort=wilson', 'INVALID_PARAMETER'],
      ['limit=0', 'INVALID_PARAMETER'],
      ['limit=101', 'INVALID_PARAMETER'],
      ['after=x', 'INVALID_CURSOR'],
      ['parent=x', 'INVALID_PARAMETER'],
    ] as const) {
      const { status, body } = await site.get(
        `${path}?${query.startsWith('parent') ? '' : `parent=${root.id}&`}${query}`,
      );
      expect([query, status, body['code']]).toEqual([query, 400, code]);
    }
    const oldest = Buffer.from(JSON.stringify(['nothing', 0, root.id])).toString('base64url');
    for (const [args, code] of [
      ['first: 0', 'INVALID_PARAMETER'],
      ['first: 5, last: 5', 'INVALID_PARAMETER'],
      ['last: 101', 'INVALID_PARAMETER'],
      ['after: "x"', 'INVALID_CURSOR'],
      [`before: "${oldest}"`, 'CURSOR_MISMATCH'],
    ] as const) {
      const query = `{ node(id: "${root.id}") { ... on Comment { replies(${args}) { nodes { id } } } } }`;
      const { body } = await site.graphql(query, {}, { authorization: `Bearer ${ADMIN_KEY}` });
      expect([args, body.errors?.[0]?.extensions.code]).toEqual([args, code]);
    }
  });
});
