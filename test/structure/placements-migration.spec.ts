import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { Placements1764800000030 } from '../../migrations/0030-placements.js';
import { migrations } from '../../src/migrations.js';
import { freshDatabase, type TestDatabase } from '../support/databases.js';

const [SECTION, EVERYWHERE, IN_SECTION, WITH_TAG] = Array.from({ length: 4 }, () => randomUUID());

let database: TestDatabase;
let source: DataSource;
let runner: QueryRunner;
const later = migrations
  .slice(migrations.indexOf(Placements1764800000030) + 1)
  .map((one): MigrationInterface => new one());
const migration = new Placements1764800000030();
beforeAll(async () => {
  database = await freshDatabase();
  source = await new DataSource({ type: 'postgres', url: database.url }).initialize();
  runner = source.createQueryRunner();
  for (const one of later.toReversed()) await one.down(runner);
  await migration.down(runner);
  await runner.query(
    `insert into section (id, slug, name, path) values ($1::uuid, 's', 'S', array[$1::uuid])`,
    [SECTION],
  );
  await runner.query(`insert into sponsor (id, slug, name) values ($1, 's', 'S')`, [SECTION]);
  for (const [id, section] of [
    [EVERYWHERE, null],
    [IN_SECTION, SECTION],
  ]) {
    await runner.query(
      `insert into placement (id, sponsor_id, section_id, slot, rule, label, href)
        values ($1, $2, $3, 'top', 'top', 'Sponsored', 'https://x.example/')`,
      [id, SECTION, section],
    );
  }
});
afterAll(async () => {
  await runner.release();
  await source.destroy();
  await database.drop();
});

const rows = (query: string): Promise<object[]> => runner.query(query) as Promise<object[]>;

describe('slots that were there', () => {
  it('keep their section, and get a code as others have', async () => {
    await migration.up(runner);
    const slots = await rows(`select p.id, section_ids, code ~ '^[2-9A-HJ-NP-Za-kmnp-z]{8}$' as coded
      from placement p join share_code on placement_id = p.id order by section_ids`);
    expect(slots).toEqual([
      { id: EVERYWHERE, section_ids: [], coded: true },
      { id: IN_SECTION, section_ids: [SECTION], coded: true },
    ]);
  });

  it('go back to where they were, or end where that cannot be said any more', async () => {
    await runner.query(
      `insert into placement (id, sponsor_id, tag_ids, slot, rule, label, href)
        values ($1, $2, array[$2::uuid], 'top', 'top', 'Sponsored', 'https://x.example/')`,
      [WITH_TAG, SECTION],
    );
    await migration.down(runner);
    const slots = await rows('select id, section_id, ends_at is null as runs from placement');
    const ofSlot = (id?: string) => slots.find((slot) => (slot as { id: string }).id === id);
    expect(ofSlot(EVERYWHERE)).toEqual({ id: EVERYWHERE, section_id: null, runs: true });
    expect(ofSlot(IN_SECTION)).toEqual({ id: IN_SECTION, section_id: SECTION, runs: true });
    expect(ofSlot(WITH_TAG)).toEqual({ id: WITH_TAG, section_id: null, runs: false });
  });
});
