import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ResponseCache } from '../../src/platform/cache/response-cache.js';
import { sql } from '../../src/platform/database/sql.js';
import { added, type CommentListAnswer } from '../support/comments.js';
import { addMany, heldStory, Moderator, startDesk, wrongCounts } from '../support/moderation.js';
import { Random } from '../support/random.js';
import { TestApp } from '../support/test-app.js';

let site: TestApp;
let desk: Moderator;
beforeAll(async () => ({ site, desk } = await startDesk()));
afterAll(() => site.close());

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
    const moderators = await Promise.all([1, 2, 3, 4].map(() => Moderator.with(site)));
    const before = await decisions();
    const statuses = await Promise.all(
      moderators.map(async (moderator, place) => {
        const choices = new Random(7 + place);
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
