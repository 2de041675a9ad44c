import { Client } from 'pg';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiProcess, type Counted } from '../support/api-process.js';
import { freshDatabase, type TestDatabase } from '../support/databases.js';
import { KeptConnections } from '../support/kept-connections.js';
import { Delays } from '../support/delays.js';
import { Newsroom } from '../support/newsroom.js';
import { type Late, PATIENCE } from '../support/newsroom-watch.js';
import { NewsroomReader } from '../support/newsroom-reader.js';
import { NewsroomWriter } from '../support/newsroom-writer.js';
import { Random } from '../support/random.js';
import { TestApp } from '../support/test-app.js';
import { furnishNewsroom } from '../support/writing.js';

const CHANGES = 300;
const CONNECTIONS = 6;
const WRITERS = 4;
/** The listening connection of one process or the other is killed about so often. */
const KILL_EVERY_MS = 3_000;

let database: TestDatabase;
let client: Client;
const processes: ApiProcess[] = [];

beforeAll(async () => {
  ApiProcess.build();
  database = await freshDatabase();
  const site = await TestApp.start({}, { databaseUrl: database.url });
  await furnishNewsroom(site);
  await site.close();
  client = new Client({ connectionString: database.url });
  await client.connect();
  for (let n = 0; n < 2; n += 1) {
    processes.push(await ApiProcess.start({ DATABASE_URL: database.url, RESPONSE_CACHE: 'on' }));
  }
});
afterAll(async () => {
  for (const api of processes) await api.stop();
  await client?.end();
  await database?.drop();
});

/** Milliseconds that the database's clock is ahead of this process's, from the quickest of some answers. */
async function clockAhead(): Promise<number> {
  let best = { took: Number.POSITIVE_INFINITY, ahead: 0 };
  for (let n = 0; n < 10; n += 1) {
    const [sent, began] = [Date.now(), performance.now()];
    const { rows } = await client.query('select extract(epoch from clock_timestamp())::float8 * 1000 as now');
    const took = performance.now() - began;
    if (took < best.took) best = { took, ahead: rows[0].now - sent - took / 2 };
  }
  return Math.round(best.ahead);
}

/** Ends the listening connection of one process. */
async function killListener(random: Random): Promise<number> {
  const { rowCount } = await client.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and application_name = 'broadsheet listener' order by pid ${random.chance(0.5) ? '' : 'desc'} limit 1`,
  );
  return rowCount ?? 0;
}

/** What readers were given that was older than it may be, on a machine as busy as this one. */
const tooLate = ({ late }: NewsroomReader, delays: Delays): Late[] =>
  late.filter(({ age, patience, asked }) => age > patience && age > patience + delays.around(asked));

/** The greatest age of an answer, of those that may have that of `patience`. */
const oldest = ({ late }: NewsroomReader, patience: number): string =>
  `${Math.max(0, ...late.filter((one) => one.patience === patience).map(({ age }) => age)).toFixed(0)} ms`;

const sumOf = (counted: readonly Counted[], name: keyof Counted): number =>
  counted.reduce((sum, one) => sum + one[name], 0);

const told = ({ age, what }: Late): string => `${age.toFixed(0)} ms late: ${what}`;

describe('two processes that keep answers in memory', () => {
  it(
    'never give one that is older than what was committed a moment before',
    { timeout: 240_000 },
    async () => {
      const newsroom = new Newsroom();
      const random = new Random(20);
      const writer = new NewsroomWriter(newsroom, {
        urls: processes.map(({ url }) => url),
        random: new Random(21),
        ahead: await clockAhead(),
      });
      await writer.furnish();
      const reader = new NewsroomReader(newsroom, new Random(22));
      const servers = processes.map(({ url }) => new KeptConnections(url, CONNECTIONS));
      const delays = await Delays.start(database.url);
      const began = performance.now();
      let kills = 0;
      let isOver = false;
      const over = (): boolean => isOver;
      const reading = servers.flatMap((server, place) =>
        Array.from({ length: CONNECTIONS }, () => reader.read('AB'.charAt(place), server, over)),
      );
      const killing = (async () => {
        while (!isOver) {
          await pause(KILL_EVERY_MS * (0.5 + random.next()));
          kills += await killListener(random);
        }
      })();
      const writing = Array.from({ length: WRITERS }, async () => {
        while (!isOver && writer.count < CHANGES && tooLate(reader, delays).length < 5) await writer.change();
      });
      try {
        await Promise.race([Promise.all(writing), Promise.all(reading)]);
      } finally {
        isOver = true;
        await Promise.allSettled([...writing, ...reading, killing]);
        for (const server of servers) server.close();
        await delays.stop();
      }
      const seconds = ((performance.now() - began) / 1_000).toFixed(1);
      const counted = await Promise.all(processes.splice(0).map((api) => api.stop()));
      const [asked, found] = [sumOf(counted, 'asked'), sumOf(counted, 'found')];
      console.log(
        `${writer.count} changes in ${seconds} s ${JSON.stringify(writer.changes)}, ` +
          `${kills} listeners killed, ${reader.reads} reads, ${found} of ${asked} found in memory, ` +
          `oldest answer ${oldest(reader, PATIENCE.edits)} behind edits, ${oldest(reader, PATIENCE.readers)} behind ` +
          `readers, longest delay of a notification ${delays.worst.toFixed(0)} ms`,
      );
      expect(tooLate(reader, delays).slice(0, 20).map(told)).toEqual([]);
      expect(writer.count).toBeGreaterThanOrEqual(CHANGES);
      // Or it would prove nothing.
      expect(found).toBeGreaterThan(asked / 2);
    },
  );
});
