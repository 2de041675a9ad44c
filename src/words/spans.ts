import { raw, sql, type Sql } from '../platform/database/sql.js';

/** Weeks of the spans that stories are found by: of each length one, see `search_spans` in the migration. */
const SPAN_LEVELS = raw('4');

/**
 * The spans of time that have published stories, latest first, as many as are asked for. A span is no longer than all
 * before it: what is common is found in a few weeks, what is rare in a few steps through the whole archive, and never
 * are many more matches read than are asked for.
 */
export const spans = (at: Sql): Sql => {
  const latest = (
    condition: Sql,
  ): Sql => sql`(select floor(extract(epoch from publish_at) / 604800)::int from article
    where status = 'published' and publish_at ${condition} order by publish_at desc limit 1)`;
  return sql`spans (span, first, behind) as (
    select newest.week, newest.week, newest.week + 1 from (select ${latest(sql`<= ${at}`)} as week) newest
    union all
    select search_span(longest.level, next.week), (next.week >> 2 * longest.level) << 2 * longest.level, spans.behind
    from spans, lateral (select ${latest(sql`< to_timestamp(spans.first * 604800.0)`)} as week offset 0) next,
      lateral (select max(level) as level from generate_series(0, ${SPAN_LEVELS}) level
        where 1 << 2 * level <= spans.behind - spans.first
          and ((next.week >> 2 * level) + 1) << 2 * level <= spans.first) longest
    where next.week is not null
  )`;
};
