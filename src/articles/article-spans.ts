import { raw, sql, type Sql } from '../platform/database/sql.js';

/** The longest spans are of 4^4 weeks, as `search_spans` of the database has them. */
const LONGEST = raw('4');

/** Between which moments stories are looked for: nothing newer than `at`, nothing that is as old as `after`. */
export interface SpanLimits {
  readonly at: Sql;
  readonly after?: Sql;
}

/**
 * The spans of time that have published stories, latest first, as many as are asked for: a table `name (span, …)` of a
 * `with recursive`. A span is no longer than all before it: what is common is found in a few weeks, and what is rare in
 * a few steps through the whole archive.
 */
export function spans(name: Sql, { at, after }: SpanLimits): Sql {
  const latest = (condition: Sql): Sql => sql`(select search_week(publish_at) from article
    where status = 'published' and publish_at ${condition} order by publish_at desc limit 1)`;
  return sql`${name} (span, first, behind) as (
    select newest.week, newest.week, newest.week + 1 from (select ${latest(sql`<= ${at}`)} as week) newest
    union all
    select search_span(longest.level, next.week), (next.week >> 2 * longest.level) << 2 * longest.level, ${name}.behind
    from ${name}, lateral (select ${latest(sql`< to_timestamp(${name}.first * 604800.0)`)} as week offset 0) next,
      lateral (select max(level) as level from generate_series(0, ${LONGEST}) level
        where 1 << 2 * level <= ${name}.behind - ${name}.first
          and ((next.week >> 2 * level) + 1) << 2 * level <= ${name}.first) longest
    where next.week is not null ${after ? sql`and next.week >= search_week(${after})` : sql``}
  )`;
}
