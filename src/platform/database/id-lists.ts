import { sql, type Sql } from './sql.js';

/** A list of ids with one in the place of another; without it where the other is there already. */
export const withHeir = (ids: Sql, { from, to }: { readonly from: string; readonly to: string }): Sql =>
  sql`case when ${ids} @> array[${to}::uuid] then array_remove(${ids}, ${from}::uuid)
    else array_replace(${ids}, ${from}::uuid, ${to}::uuid) end`;
