import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { LOG_END, logPosition } from '../../src/platform/database/log-position.js';
import { sql } from '../../src/platform/database/sql.js';
import { TestApp } from '../support/test-app.js';

let site: TestApp;
beforeAll(async () => {
  site = await TestApp.start();
});
afterAll(() => site.close());

/** Commits something. @returns where the log ends from then on, at least */
async function written(): Promise<bigint> {
  await site.database.query(sql`insert into kept_answer (caller, path, key, request_hash, answer_cipher)
    values ('log-end', '', gen_random_uuid(), '', '')`);
  const [row] = await site.database.query<{ end: string }>(sql`select pg_current_wal_lsn()::text as end`);
  return logPosition(row?.end ?? '') ?? 0n;
}

/** Counts the questions for the end of the log, and holds them back until they are released. */
function heldQuestions() {
  const { query } = pg.Client.prototype;
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  const questions = { count: 0, release, restore: () => void (pg.Client.prototype.query = query) };
  pg.Client.prototype.query = function held(this: pg.Client, ...args: any[]) {
    if (args[0]?.text !== LOG_END) return query.apply(this, args as never);
    questions.count += 1;
    return released.then(() => query.apply(this, args as never));
  } as typeof query;
  return questions;
}

describe('the end of the log', () => {
  it('is asked once for all who come while it is being asked, after what they have committed', async () => {
    const { database } = site;
    const questions = heldQuestions();
    try {
      const first = database.position();
      await vi.waitFor(() => expect(questions.count).toBe(1));
      const end = await written();
      const late = Array.from({ length: 20 }, () => database.position());
      questions.release();
      await first;
      for (const position of await Promise.all(late)) {
        expect(logPosition(position)).toBeGreaterThanOrEqual(end);
      }
      expect(questions.count).toBe(2);
    } finally {
      questions.restore();
    }
  });

  it('is asked again although a question is never answered', async () => {
    const { database } = site;
    const questions = heldQuestions();
    const first = database.position();
    try {
      await vi.waitFor(() => expect(questions.count).toBe(1));
      const end = await written();
      const late = database.position();
      await vi.waitFor(() => expect(questions.count).toBe(2), { timeout: 10_000 });
      questions.restore();
      questions.release();
      expect(logPosition(await late)).toBeGreaterThanOrEqual(end);
    } finally {
      questions.restore();
      questions.release();
      await first;
    }
  });

  it('is asked again after a question that failed', async () => {
    const { database } = site;
    const { connect } = database.pool;
    database.pool.connect = () => Promise.reject(new Error('No connection.'));
    try {
      await expect(database.position()).rejects.toThrow('No connection.');
    } finally {
      database.pool.connect = connect;
    }
    expect(logPosition(await database.position())).not.toBeNull();
  });
});
