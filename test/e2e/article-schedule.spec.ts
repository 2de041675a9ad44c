import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ArticleScheduleService } from '../../src/articles/article-schedule.service.js';
import { sql } from '../../src/platform/database/sql.js';
import { aStory, storyOf } from '../support/comments.js';
import { TestApp } from '../support/test-app.js';

interface Logged {
  readonly kind: string;
  readonly version: number;
  readonly slug: string;
  readonly tags: string[];
}

let first: TestApp;
/** Another process on the same database, as far as the database can tell. */
let second: TestApp;

beforeAll(async () => {
  first = await TestApp.start();
  second = await TestApp.start({}, { databaseUrl: first.databaseUrl });
});
afterAll(async () => {
  await second?.close();
  await first?.close();
});

const HOUR = 3_600_000;
const later = (ms: number): string => new Date(Date.now() + ms).toISOString();

const logOf = (id: string): Promise<Logged[]> =>
  first.database.query(
    sql`select kind, version, slug, tags from change where subject_id = ${id} order by seq`,
  );
const kindsOf = async (id: string): Promise<string[]> => (await logOf(id)).map(({ kind }) => kind);
const dueOf = async (id: string): Promise<string[]> => {
  const rows = await first.database.query<{ kind: string }>(
    sql`select kind from article_due where article_id = ${id} order by due_at`,
  );
  return rows.map(({ kind }) => kind);
};
/** Lets the time of what a story waits for come. */
const letCome = (id: string): Promise<unknown> =>
  first.database.query(
    sql`update article_due set due_at = now() - interval '1 minute' where article_id = ${id}`,
  );
const announce = (site: TestApp): Promise<number> =>
  site.app.get(ArticleScheduleService, { strict: false }).announceDue();

describe('what the log hears of a story with a schedule', () => {
  const cases: [what: string, changes: Record<string, unknown>, kinds: string[], due: string[]][] = [
    ['whose time has come', { publishedAt: later(-HOUR) }, ['published'], []],
    ['that will end', { publishedAt: later(-HOUR), expiresAt: later(HOUR) }, ['published'], ['expired']],
    ['whose time is to come', { publishedAt: later(HOUR) }, ['drafted'], ['published']],
    [
      'whose time is to come and to end',
      { publishedAt: later(HOUR), expiresAt: later(2 * HOUR) },
      ['drafted'],
      ['published', 'expired'],
    ],
    ['that is over', { publishedAt: later(-2 * HOUR), expiresAt: later(-HOUR) }, ['drafted'], []],
    ['that ends before it begins', { publishedAt: later(2 * HOUR), expiresAt: later(HOUR) }, ['drafted'], []],
    ['that is a draft', { status: 'draft', publishAt: later(HOUR) }, ['drafted'], []],
  ];
  it.each(cases)('%s', async (_, changes, kinds, due) => {
    const { id } = await storyOf(first, `s${randomUUID().slice(0, 8)}`, changes);
    expect(await kindsOf(id)).toEqual(kinds);
    expect(await dueOf(id)).toEqual(due);
  });

  it('when it is put off, brought forward, ended early and withdrawn', async () => {
    const slug = `s${randomUUID().slice(0, 8)}`;
    const { id } = await storyOf(first, slug, { publishedAt: later(-HOUR) });
    const save = (changes: Record<string, unknown>) => first.import([aStory(slug, changes)]);
    await save({ publishedAt: later(HOUR), expiresAt: later(2 * HOUR) });
    await save({ publishedAt: later(2 * HOUR) });
    await save({ publishedAt: later(-HOUR), expiresAt: later(HOUR) });
    await save({ publishedAt: later(-2 * HOUR), expiresAt: later(-HOUR) });
    await save({ publishedAt: later(-HOUR) });
    await save({ publishedAt: later(-HOUR), status: 'unpublished' });
    await save({ publishedAt: later(HOUR) });
    await save({ publishedAt: later(HOUR), status: 'unpublished' });
    expect(await kindsOf(id)).toEqual([
      ...['published', 'unpublished', 'drafted', 'published', 'expired'],
      ...['published', 'unpublished', 'drafted', 'drafted'],
    ]);
    expect(await dueOf(id)).toEqual([]);
  });

  it('when it is saved after its time and before that was announced', async () => {
    const slug = `s${randomUUID().slice(0, 8)}`;
    const { id } = await storyOf(first, slug, { publishedAt: later(HOUR) });
    // The time that is stored and the one that is due are one: here the story's alone has come.
    const past = new Date(Date.now() - HOUR);
    await first.database.query(sql`update article set publish_at = ${past} where id = ${id}`);
    await first.import([aStory(slug, { publishedAt: past.toISOString(), headline: 'Late edit' })]);
    expect(await kindsOf(id)).toEqual(['drafted', 'published']);
    expect(await announce(first)).toBe(0);
  });
});

describe('a turn that is due', () => {
  it('is announced exactly once by two processes that look all the time', async () => {
    const stories = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        storyOf(first, `d${index}-${randomUUID().slice(0, 8)}`, {
          section: 'due',
          authors: ['Ada Due'],
          tags: ['due'],
          publishedAt: later(HOUR),
          expiresAt: later(2 * HOUR),
        }),
      ),
    );
    const [{ id: one, slug }] = stories as [(typeof stories)[number]];
    // Stories that came after it may stand in the lists that it stood in when it was drafted.
    const beside = await first.database.query<{ tag: string }>(
      sql`select 'related:' || article_id as tag from related_story where related_id = ${one}`,
    );
    await Promise.all(stories.map(({ id }) => letCome(id)));
    await Promise.all(Array.from({ length: 20 }, (_, index) => announce(index % 2 ? first : second)));
    await expect
      .poll(() => first.database.query(sql`select 1 from article_due where due_at <= now()`), {
        timeout: 10_000,
      })
      .toEqual([]);
    for (const { id } of stories) {
      expect((await kindsOf(id)).sort()).toEqual(['drafted', 'expired', 'published']);
    }
    const [drafted, published] = await logOf(one);
    expect(published).toMatchObject({ version: 1, slug });
    const own = drafted?.tags.filter((tag) => !tag.startsWith('related:')) ?? [];
    expect(published?.tags).toEqual(expect.arrayContaining(['articles', ...own]));
    const related = published?.tags.filter((tag) => tag.startsWith('related:')) ?? [];
    expect(related.sort()).toEqual(beside.map(({ tag }) => tag).sort());
  });

  it('is announced by itself within five seconds, more than a batch too, and after a downtime', async () => {
    const lines = Array.from({ length: 120 }, () =>
      aStory(`b-${randomUUID()}`, { publishedAt: later(HOUR) }),
    );
    const stories = await first.import(lines);
    const ids = stories.map(({ id }) => id);
    const started = performance.now();
    await first.database.query(
      sql`update article_due set due_at = now() - interval '3 days' where article_id = any(${ids}::uuid[])`,
    );
    await expect
      .poll(
        async () => {
          const [row] = await first.database.query<{ n: string }>(
            sql`select count(*) as n from change where kind = 'published' and subject_id = any(${ids}::uuid[])`,
          );
          return Number(row?.n);
        },
        { timeout: 10_000 },
      )
      .toBe(120);
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it('waits for the story that is being saved, and is left to it', async () => {
    const slug = `w${randomUUID().slice(0, 8)}`;
    const { id } = await storyOf(first, slug, { publishedAt: later(HOUR) });
    await first.database.transaction(async (tx) => {
      await tx.query('select 1 from article_due where article_id = $1 for update', [id]);
      await tx.query(`update article_due set due_at = now() - interval '1 minute' where article_id = $1`, [
        id,
      ]);
      expect(await announce(second)).toBe(0);
    });
    await expect.poll(() => kindsOf(id)).toEqual(['drafted', 'published']);
  });

  it('costs a look at an index while there is none', async () => {
    const [story] = await first.import([aStory(`i-${randomUUID()}`, { publishedAt: later(-HOUR) })]);
    const client = await first.database.pool.connect();
    try {
      await client.query('begin');
      await client.query(
        `insert into article_due select $1, 'expired', now() + interval '1 hour' + n * interval '1 second'
        from generate_series(1, 50000) n`,
        [story?.id],
      );
      await client.query('analyze article_due');
      const { rows } = await client.query(
        `explain (analyze, buffers, format json)
        select 1 from article_due where due_at <= now() order by due_at limit 1`,
      );
      const [{ Plan: plan, 'Execution Time': milliseconds }] = rows[0]['QUERY PLAN'];
      expect(plan.Plans[0]['Node Type']).toMatch(/^Index/);
      expect(plan['Shared Hit Blocks'] + plan['Shared Read Blocks']).toBeLessThan(10);
      expect(milliseconds).toBeLessThan(5);
    } finally {
      await client.query('rollback');
      client.release();
    }
  });
});
