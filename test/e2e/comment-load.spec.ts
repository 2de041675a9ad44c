import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ArticleCountersService } from '../../src/articles/article-counters.service.js';
import { aComment, added, aStory, storyOf, type WrittenAnswer } from '../support/comments.js';
import { TestApp } from '../support/test-app.js';

const CONNECTIONS = 50;

/** Waits until all are over, and fails where one has failed: nothing goes on in applications that are closed. */
async function allOver(work: readonly Promise<unknown>[]): Promise<void> {
  await Promise.allSettled(work);
  await Promise.all(work);
}

/** Runs jobs, this many at a time, and gives their results in order. */
async function together<T>(jobs: readonly (() => Promise<T>)[], atOnce = CONNECTIONS): Promise<T[]> {
  const results: T[] = [];
  const waiting = jobs.entries();
  const work = async (): Promise<void> => {
    for (const [index, job] of waiting) results[index] = await job();
  };
  await allOver(Array.from({ length: atOnce }, work));
  return results;
}

const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));

describe('a crowd on one story', () => {
  let first: TestApp;
  let second: TestApp;
  beforeAll(async () => {
    first = await TestApp.start();
    second = await TestApp.start({}, { databaseUrl: first.databaseUrl });
  });
  afterAll(async () => {
    await second.close();
    await first.close();
  });

  const query = async <T>(text: string, ...values: unknown[]): Promise<T[]> =>
    (await second.database.pool.query(text, values)).rows as T[];
  const countOf = async (id: string): Promise<number> => {
    const { body } = await first.get<{ items: { comments: number }[] }>(`/v1/counts?ids=${id}`);
    return body.items[0]?.comments ?? NaN;
  };
  const foldedCount = async (id: string): Promise<number> =>
    (await query<{ n: number }>('select comment_count as n from article_stats where article_id = $1', id))[0]
      ?.n ?? NaN;
  const counters = () => [first, second].map(({ app }) => app.get(ArticleCountersService, { strict: false }));

  /** Folds in both processes at once, again and again, until the work is over. */
  async function whileFolding(work: readonly Promise<unknown>[]): Promise<void> {
    let running = true;
    const loops = counters().map(async (service) => {
      while (running) await service.fold();
    });
    const ended = allOver(work).finally(() => (running = false));
    await allOver([ended, ...loops]);
  }

  it('stores every comment once and counts it once, whichever process takes it', async () => {
    const { id, path } = await storyOf(first);
    const root = await added(first, path);
    let sent = 1;
    let taken = 1;
    const jobs = many(200, (index) => async () => {
      const site = index % 2 === 0 ? first : second;
      const parentId = index % 4 < 2 ? root.id : undefined;
      sent += 1;
      const { status, body } = await site.post<WrittenAnswer>(
        path,
        aComment({ parentId, body: `No. ${index}` }),
      );
      expect(status).toBe(201);
      taken += 1;
      return body.comment.id;
    });
    let done = false;
    const watch = async (): Promise<void> => {
      while (!done) {
        const atLeast = taken;
        const count = await countOf(id);
        expect(count).toBeGreaterThanOrEqual(atLeast);
        expect(count).toBeLessThanOrEqual(sent);
      }
    };
    const writing = together(jobs).finally(() => (done = true));
    await whileFolding([writing, watch().then(async () => expect(await countOf(id)).toBe(201))]);
    expect(new Set(await writing).size).toBe(200);
    await expect.poll(() => foldedCount(id)).toBe(201);
    expect(await countOf(id)).toBe(201);
    const stored = await query<{ text: string }>('select text from comment where article_id = $1', id);
    expect(stored.map(({ text }) => text).sort()).toEqual(
      ['Well said.', ...many(200, (index) => `No. ${index}`)].sort(),
    );
    const { body } = await first.get<any>(`/v1/comments/${root.id}`);
    expect(body.replyCount).toBe(100);
    expect((await first.get<any>(`/v1/articles/${id}`)).body.commentCount).toBe(201);
  });

  it('counts on rightly while comments are imported', async () => {
    const line = (comments: unknown[]) => aStory('beside-an-import', { comments });
    const imported = (count: number) => [
      { externalId: 'root', name: 'Old', body: 'Root', createdAt: '2026-01-03T00:00:00Z' },
      ...many(count, (index) => ({
        externalId: `old-${index}`,
        parentExternalId: 'root',
        name: 'Old',
        body: `Old ${index}`,
        createdAt: '2026-01-03T00:00:00Z',
      })),
    ];
    const [story] = await first.import([line(imported(0))]);
    const id = story?.id as string;
    const path = `/v1/articles/${id}/comments`;
    const [{ id: parentId }] = (await query<{ id: string }>(
      'select id from comment where article_id = $1',
      id,
    )) as [{ id: string }];
    const importing = async (): Promise<void> => {
      for (let count = 1; count <= 15; count += 1) await first.import([line(imported(count))]);
    };
    const adding = () =>
      together(
        many(100, () => () => added(first, path, { parentId })),
        10,
      );
    await whileFolding([importing(), adding()]);
    await expect.poll(() => countOf(id)).toBe(116);
    await expect.poll(() => foldedCount(id)).toBe(116);
    expect((await first.get<any>(`/v1/comments/${parentId}`)).body.replyCount).toBe(115);
  });

  it('never deadlocks, not even when an import and the counters meet on many stories', async () => {
    const slugs = many(20, (index) => `meeting-${index}`);
    const lines = (round: number, order: readonly string[]) =>
      order.map((slug) =>
        aStory(slug, {
          comments: many(round, (index) => ({
            externalId: `${index}`,
            name: 'Old',
            body: 'Old',
            createdAt: '2026-01-03T00:00:00Z',
          })),
        }),
      );
    await first.import(lines(0, slugs));
    const adding = () =>
      together(
        many(100, (index) => () => added(second, `/v1/articles/${slugs[index % 20]}/comments`)),
        10,
      );
    const importing = async (): Promise<void> => {
      for (const round of [1, 2, 3, 4, 5]) await first.import(lines(round, [...slugs].reverse()));
    };
    await whileFolding([adding(), importing()]);
    const counted = () =>
      query(`select s.comment_count from article_stats s join article a on a.id = s.article_id
        where a.slug like 'meeting-%' and s.comment_count = 10`);
    await expect.poll(async () => (await counted()).length).toBe(20);
    const [database] = await query<{ deadlocks: string }>(
      'select deadlocks from pg_stat_database where datname = current_database()',
    );
    expect(Number(database?.deadlocks)).toBe(0);
  });

  it('leaves whole comments only when the database drops its connections', async () => {
    const { id, path } = await storyOf(first);
    const root = await added(first, path);
    const statuses = new Map<number, number>();
    // Whoever counts a reply waits for this lock, so the connections are cut in the middle of the statement.
    const blocker = await second.database.pool.connect();
    await blocker.query('begin');
    await blocker.query('select 1 from comment where id = $1 for update', [root.id]);
    const sending = together(
      many(60, () => async () => {
        const { status } = await first.post(path, aComment({ parentId: root.id }));
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }),
    );
    await expect
      .poll(async () => {
        const { rows } = await second.database.pool.query(
          `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()
            and wait_event_type = 'Lock' and query like '%insert into comment%' and pid <> pg_backend_pid()`,
        );
        return rows.length;
      })
      .toBeGreaterThan(0);
    await blocker.query('commit');
    blocker.release();
    await sending;
    expect([...statuses.keys()].filter((status) => status !== 201 && status !== 503)).toEqual([]);
    expect(statuses.get(503)).toBeGreaterThan(0);
    const [whole] = await query<Record<string, number>>(
      `select count(*)::int as comments, count(i.comment_id)::int as identities, count(l.id)::int as logged,
          (select reply_count from comment where id = $2) as replies
        from comment c left join comment_identity i on i.comment_id = c.id left join activity l on l.comment_id = c.id
        where c.article_id = $1`,
      id,
      root.id,
    );
    const comments = whole?.['comments'] as number;
    expect(whole).toEqual({ comments, identities: comments, logged: comments, replies: comments - 1 });
    expect(comments).toBeGreaterThanOrEqual((statuses.get(201) ?? 0) + 1);
  });
});

describe('the limit of comments', () => {
  // All of them write below one story, and what an attack asks for has tests of its own.
  const on = { RATE_LIMITS: 'on', COMMENT_CHALLENGE: 'never' };
  let direct: TestApp;
  let proxied: TestApp;
  let path: string;
  beforeAll(async () => {
    direct = await TestApp.start(on);
    proxied = await TestApp.start(
      { ...on, TRUSTED_PROXIES: '127.0.0.1' },
      { databaseUrl: direct.databaseUrl },
    );
    ({ path } = await storyOf(direct));
  });
  afterAll(async () => {
    await proxied.close();
    await direct.close();
  });

  const from = (address: string) => ({ 'x-forwarded-for': address });
  /** A comment of somebody else each time: what one reader may send is less. */
  const anyones = (changes = {}) => aComment({ email: `${randomUUID()}@example.com`, ...changes });
  const send = (address: string, changes = {}) => proxied.post<any>(path, anyones(changes), from(address));
  const inGraphql = async (address: string) => {
    const query = `mutation ($input: AddCommentInput!) { addComment(input: $input) { token errors { code } } }`;
    const input = anyones({ articleId: path.split('/')[3] });
    return (await proxied.graphql<any>(query, { input }, from(address))).body.data?.addComment;
  };

  it('is 30 a minute for one address, over both transports, and says so', async () => {
    for (let index = 0; index < 5; index += 1)
      expect((await send('203.0.113.1', { email: '' })).status).toBe(422);
    for (let index = 0; index < 15; index += 1) {
      const { status, headers } = await send('203.0.113.1');
      expect(status).toBe(201);
      expect(headers.get('ratelimit-policy')).toBe('"comments";q=30;w=60');
      expect(headers.get('ratelimit')).toMatch(
        new RegExp(`^"comments";r=${29 - 2 * index};t=([1-5]?\\d|60)$`),
      );
      expect((await inGraphql('203.0.113.1')).errors).toEqual([]);
    }
    const refused = await send('203.0.113.1');
    expect([refused.status, refused.body.code]).toEqual([429, 'RATE_LIMITED']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(60);
    expect(refused.headers.get('ratelimit')).toMatch(/^"comments";r=0;t=\d+$/);
    expect(refused.headers.get('ratelimit-policy')).toBe('"comments";q=30;w=60');
    expect(refused.headers.get('cache-control')).toBe('no-store');
    expect(await inGraphql('203.0.113.1')).toEqual({ token: null, errors: [{ code: 'RATE_LIMITED' }] });
    expect((await send('203.0.113.2')).status).toBe(201);
    expect((await send('203.0.113.1', { email: '' })).status).toBe(422);
    expect((await proxied.get(path, from('203.0.113.1'))).status).toBe(200);
  });

  it('counts the address that the trusted proxy saw, not what the caller wrote before it', async () => {
    for (let index = 0; index < 30; index += 1) {
      expect((await send(`198.51.100.${index}, 203.0.113.3`)).status).toBe(201);
    }
    expect((await send('198.51.100.99, 203.0.113.3')).status).toBe(429);
  });

  it('takes a /64 of IPv6 for one caller', async () => {
    for (let index = 0; index < 30; index += 1) {
      expect((await send(`2001:db8:1:2::${index.toString(16)}`)).status).toBe(201);
    }
    expect((await send('2001:db8:1:2:ffff:ffff:ffff:ffff')).status).toBe(429);
    expect((await send('2001:db8:1:3::1')).status).toBe(201);
  });

  it('counts a comment under an old slug once', async () => {
    const { slug } = await storyOf(direct);
    await direct.import([aStory(slug, { slug: `${slug}-new`, headline: 'Renamed' })]);
    const { status, headers } = await proxied.post(
      `/v1/articles/${slug}/comments`,
      aComment(),
      from('203.0.113.4'),
    );
    expect([status, headers.get('ratelimit')?.slice(0, 15)]).toEqual([201, '"comments";r=29']);
  });

  it('does not believe a caller who is no trusted proxy', async () => {
    const answers = await together(
      many(31, (index) => () => direct.post(path, anyones(), from(`203.0.113.${index + 10}`))),
      5,
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(30);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(1);
  });
});
