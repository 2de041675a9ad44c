import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DataSource } from 'typeorm';
import { migrations } from '../../src/migrations.js';
import { freshDatabase, type TestDatabase } from '../support/databases.js';
import { TestApp } from '../support/test-app.js';

/** Tables with their columns, indexes, constraints, sequences and functions, as PostgreSQL describes them. */
const SCHEMA = `
  select 'column' as kind, c.relname || '.' || a.attname as name,
      concat_ws(' ', format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid)) as text
    from pg_attribute a join pg_class c on c.oid = a.attrelid
      left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
  union all select 'index', indexname, indexdef from pg_indexes where schemaname = 'public'
  union all select 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)
    from pg_constraint where connamespace = 'public'::regnamespace and conrelid > 0
  union all select 'sequence', sequencename, data_type::text from pg_sequences where schemaname = 'public'
  union all select 'function', p.oid::regprocedure::text, pg_get_functiondef(p.oid)
    from pg_proc p left join pg_depend e on e.objid = p.oid and e.deptype = 'e'
    where p.pronamespace = 'public'::regnamespace and e.objid is null
  order by 1, 2`;

describe('migrations', () => {
  let site: TestApp;
  let database: TestDatabase;
  let source: DataSource;

  beforeAll(async () => {
    site = await TestApp.start();
    database = await freshDatabase();
    const options = { type: 'postgres', url: database.url, migrations, installExtensions: false } as const;
    source = await new DataSource({ ...options, migrationsTableName: 'migration' }).initialize();
  });
  afterAll(async () => {
    await source.destroy();
    await database.drop();
    await site.close();
  });

  it('make exactly the tables that the entities describe', async () => {
    const { upQueries } = await site.database.source.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });

  it('take the newest back, and make the same again', async () => {
    const before = await source.query<object[]>(SCHEMA);
    const applied = await source.query<{ name: string }[]>('select name from migration order by id');
    await source.undoLastMigration({ transaction: 'each' });
    const left = await source.query<{ name: string }[]>('select name from migration order by id');
    expect(left).toEqual(applied.slice(0, -1));
    expect(await source.query<object[]>(SCHEMA)).not.toEqual(before);
    await source.runMigrations({ transaction: 'each' });
    expect(await source.query<object[]>(SCHEMA)).toEqual(before);
  });

  it('are all listed, each after the one before', async () => {
    const names = migrations.map((migration) => new migration().name);
    const times = names.map((name) => Number(/\d{13}$/.exec(name)?.[0]));
    expect(times).toEqual([...times].sort((one, other) => one - other));
    expect(await source.showMigrations()).toBe(false);
  });
});
