import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aComment, type CommentListAnswer, storyOf, type WrittenAnswer } from '../support/comments.js';
import { type Answered, TestApp } from '../support/test-app.js';

const COMMENTS = 300;
/** Comments under way at once. */
const WRITERS = 10;
/**
 * A page is older than a comment by a second, at most: that is how often one answer is made anew under a crowd. The rest
 * is what a machine that is busy otherwise takes for an answer.
 */
const OLDEST_MS = 3_000;

interface Page {
  readonly article: { readonly commentCount: number };
  readonly comments: CommentListAnswer & { readonly items: { readonly createdAt: string }[] };
}

/** Two processes that keep answers, on one database. */
let processes: TestApp[] = [];
beforeAll(async () => {
  const first = await TestApp.start({ RESPONSE_CACHE: 'on' });
  processes = [first];
  processes.push(await TestApp.start({ RESPONSE_CACHE: 'on' }, { databaseUrl: first.databaseUrl }));
});
afterAll(async () => {
  for (const one of processes.toReversed()) await one.close();
});

describe('a story that everybody comments on', () => {
  it('counts every comment once, loses none, and is read as it was a second ago', async () => {
    const [first] = processes as [TestApp];
    const { id, slug, path } = await storyOf(first);
    const ids: string[] = [];
    /** What readers must see from which moment on. */
    const told: { readonly at: number; readonly createdAt: string }[] = [];
    let writing = true;
    let next = 0;
    const write = async (): Promise<void> => {
      while (next < COMMENTS) {
        const turn = next;
        next += 1;
        const process = processes[turn % 2] as TestApp;
        const { status, body } = await process.post<any>(path, aComment({ body: `Number ${turn}.` }));
        expect(status).toBe(201);
        const { comment } = body as WrittenAnswer & { comment: { createdAt: string } };
        ids.push(comment.id);
        told.push({ at: performance.now(), createdAt: comment.createdAt });
      }
    };
    let pages = 0;
    const read = async (process: TestApp): Promise<void> => {
      while (writing) {
        const since = performance.now() - OLDEST_MS;
        const { status, body }: Answered<Page> = await process.get(`/v1/articles/${slug}/page`);
        expect(status).toBe(200);
        pages += 1;
        const due = told.filter(({ at }) => at <= since).map(({ createdAt }) => createdAt);
        const newest = body.comments.items[0]?.createdAt ?? '';
        expect(newest >= (due.sort().at(-1) ?? '')).toBe(true);
      }
    };
    const readers = processes.map(read);
    const writers = Array.from({ length: WRITERS }, write);
    // Nothing goes on in applications that are closed, when one of them fails.
    await Promise.allSettled(writers);
    writing = false;
    await Promise.allSettled(readers);
    await Promise.all([...writers, ...readers]);
    expect(pages).toBeGreaterThan(20);
    expect(new Set(ids).size).toBe(COMMENTS);
    for (const process of processes) {
      const counts = await process.get<any>(`/v1/counts?ids=${id}`);
      expect(counts.body.items).toEqual([expect.objectContaining({ id, comments: COMMENTS })]);
      const page = () => process.get<Page>(`/v1/articles/${slug}/page`);
      await expect
        .poll(async () => (await page()).body.article.commentCount, { timeout: 10_000 })
        .toBe(COMMENTS);
      expect(await everyId(process, path)).toEqual(ids.toSorted());
    }
  });
});

/** Ids of all comments, a page at a time, in the order of ids. */
async function everyId(process: TestApp, path: string): Promise<string[]> {
  const found: string[] = [];
  for (let after = ''; ;) {
    const { body }: Answered<CommentListAnswer> = await process.get(`${path}?sort=oldest&limit=100${after}`);
    found.push(...body.items.map((comment) => comment.id));
    if (!body.pageInfo.hasNextPage) return found.sort();
    after = `&after=${body.pageInfo.endCursor}`;
  }
}
