import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { CheaperComments1764800000024 } from '../../migrations/0024-cheaper-comments.js';
import { migrations } from '../../src/migrations.js';
import { freshDatabase, type TestDatabase } from '../support/databases.js';

const ARTICLE = randomUUID();
const COMMENTS = [randomUUID(), randomUUID()] as const;
/** What was decided about the first: by two phases, by its author, and by the phases again when it was edited. */
const DECIDED = [
  ['2026-01-01T00:00:00.000Z', 'phase', 'links', 'pass', null, null, null],
  ['2026-01-01T00:00:00.000Z', 'phase', 'words', 'hold', 'listed', 0.25, 'A word: "x".'],
  ['2026-01-02T00:00:00.000Z', 'author', 'author', 'edit', null, null, null],
  ['2026-01-03T00:00:00.000Z', 'phase', 'links', 'spam', 'tooManyLinks', 12, null],
] as const;

let database: TestDatabase;
let source: DataSource;
let runner: QueryRunner;
/** The database as it was before. What came later has to go first. */
const later = migrations
  .slice(migrations.indexOf(CheaperComments1764800000024) + 1)
  .map((one): MigrationInterface => new one());
const migration = new CheaperComments1764800000024();
beforeAll(async () => {
  database = await freshDatabase();
  source = await new DataSource({ type: 'postgres', url: database.url }).initialize();
  runner = source.createQueryRunner();
  for (const one of later.toReversed()) await one.down(runner);
  await migration.down(runner);
  await runner.query(`set session_replication_role = 'replica'`);
  for (const id of COMMENTS) {
    await runner.query(
      `insert into comment (id, article_id, path, depth, author_name, avatar_seed, badges, text, html, status, created_at)
        values ($1, $2, 'a', 0, 'Ada', '', '{}', 'Text', 'Text', 'approved', now())`,
      [id, ARTICLE],
    );
  }
  for (const [index, values] of [...DECIDED, DECIDED[0]].entries()) {
    const id = `01990000-0000-7000-8000-${10 + index}0000000000`;
    await runner.query(
      `insert into comment_decision (id, comment_id, at, source, actor, verdict, rule, score, reason)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [id, COMMENTS[index < DECIDED.length ? 0 : 1], ...values],
    );
  }
  await runner.query('reset session_replication_role');
});
afterAll(async () => {
  await runner.release();
  await source.destroy();
  await database.drop();
});

const decided = async (from: string, commentId: string): Promise<unknown[]> => {
  const rows = (await runner.query(`select * from ${from} where comment_id = $1 order by at, id`, [
    commentId,
  ])) as { at: Date; [column: string]: unknown }[];
  return rows.map(({ at, source: by, actor, verdict, rule, score, reason }) => [
    at.toISOString(),
    ...[by, actor, verdict, rule, score, reason],
  ]);
};

describe('what phases have decided', () => {
  it('becomes one row for each judgement, and is shown as before', async () => {
    await migration.up(runner);
    expect(await decided('comment_decided', COMMENTS[0])).toEqual(DECIDED);
    expect(await decided('comment_decided', COMMENTS[1])).toEqual([DECIDED[0]]);
    const rows = (await runner.query('select id from comment_decided')) as { id: string }[];
    expect(new Set(rows.map(({ id }) => id)).size).toBe(5);
    const [count] = (await runner.query('select count(*)::int as n from comment_judgement')) as object[];
    expect(count).toEqual({ n: 3 });
  });

  it('is taken apart again', async () => {
    await migration.down(runner);
    expect(await decided('comment_decision', COMMENTS[0])).toEqual(DECIDED);
    expect(await decided('comment_decision', COMMENTS[1])).toEqual([DECIDED[0]]);
  });
});
