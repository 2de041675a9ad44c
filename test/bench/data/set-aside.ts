import { Client } from 'pg';

/** What stood on the tables, as statements that put it back. */
export interface SetAside {
  readonly keys: readonly Definition[];
  readonly indexes: readonly Definition[];
  /** Need the keys that they refer to. */
  readonly references: readonly Definition[];
}

interface Definition {
  readonly table: string;
  readonly statement: string;
}

interface Found extends Definition {
  readonly drop: string;
  readonly kind: 'f' | 'p' | 'u' | 'index';
}

/** Index builds of two tables at a time, since much of one is waiting. */
const LANES = 2;

const CONSTRAINTS = `
  select c.conrelid::regclass::text as table, c.contype::text as kind,
    format('alter table %s drop constraint %I', c.conrelid::regclass, c.conname) as drop,
    format('alter table %s add constraint %I %s', c.conrelid::regclass, c.conname, pg_get_constraintdef(c.oid)) as statement
  from pg_constraint c where c.connamespace = 'public'::regnamespace and c.contype in ('f', 'p', 'u')
  order by c.contype = 'f' desc`;

/** GiST and GIN take longest, so they come first and the others are built beside them. */
const INDEXES = `
  select i.indrelid::regclass::text as table, 'index' as kind,
    format('drop index %s', i.indexrelid::regclass) as drop, pg_get_indexdef(i.indexrelid) as statement
  from pg_index i join pg_class c on c.oid = i.indexrelid join pg_am on pg_am.oid = c.relam
  where c.relnamespace = 'public'::regnamespace
    and not exists (select 1 from pg_constraint k where k.conindid = i.indexrelid)
  order by array_position(array['gist', 'gin'], pg_am.amname::text)`;

/** Takes the keys, indexes and references off all tables: to load millions of rows is several times faster without. */
export async function setAside(client: Client): Promise<SetAside> {
  const { rows: constraints } = await client.query<Found>(CONSTRAINTS);
  const { rows: indexes } = await client.query<Found>(INDEXES);
  for (const { drop } of [...constraints, ...indexes]) await client.query(drop);
  return {
    keys: constraints.filter(({ kind }) => kind !== 'f'),
    indexes,
    references: constraints.filter(({ kind }) => kind === 'f'),
  };
}

/** Puts definitions back, in their order, and so checks the rows that have come in since. */
export async function putBack(url: string, definitions: readonly Definition[]): Promise<void> {
  const waiting = [...definitions];
  const lane = async (): Promise<void> => {
    const client = new Client({ connectionString: url, options: '-c maintenance_work_mem=1GB' });
    client.on('error', () => undefined);
    await client.connect();
    try {
      for (let next = waiting.shift(); next; next = waiting.shift()) await client.query(next.statement);
    } finally {
      await client.end();
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}
