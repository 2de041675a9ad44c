import { join, raw, sql, type Sql } from '../platform/database/sql.js';
import { turnTagsOf } from './article-tags.js';

/** Of which stories turns are looked for. */
export interface Turning {
  /** A condition on the table `article`. */
  readonly where: Sql;
  /** The next turns of each kind alone, so that an index gives them. */
  readonly limit?: number;
  /** Turns from this time on, which may be past by now; from now on when absent. */
  readonly since?: Date;
}

/** Milliseconds from now, of rows of a `turns` query. */
export const inMs = sql`(extract(epoch from turn.at - now()) * 1000)::float8 as "inMs"`;

/** What feeds look at beside visibility. */
const EMBARGO = sql`rights_embargo_until`;
const EMBARGO_TAGS = sql`array['article:' || a.id]`;

const timesOf = (time: Sql, shows: boolean, condition: Sql, { where, limit, since }: Turning): Sql => {
  const next = limit === undefined ? sql`` : sql`order by ${time} limit ${raw(String(limit))}`;
  const from = since ? sql`${since}::timestamptz` : sql`now()`;
  return sql`(select id, ${time} as at, ${raw(String(shows))} as shows from article
    where status = 'published' and ${time} >= ${from} and ${condition} and ${where} ${next})`;
};

/** One that expires before its time is never seen. */
const IS_SEEN = sql`(expires_at is null or expires_at > publish_at)`;

const sightTimes = (turning: Turning): Sql[] => [
  timesOf(sql`publish_at`, true, IS_SEEN, turning),
  timesOf(sql`expires_at`, true, IS_SEEN, turning),
];

/** When readers begin to see stories, or cease to: rows of `id`, `at`. From the stories, whatever is due in the log. */
export const sightTurns = (turning: Turning): Sql => join(sightTimes(turning), ' union all ');

/** The turns of stories with what the log will say then, in order of time. */
export function storyTurns(turning: Turning): Sql {
  const times = [...sightTimes(turning), timesOf(EMBARGO, false, sql`true`, turning)];
  const most = turning.limit === undefined ? sql`` : sql`limit ${raw(String(turning.limit))}`;
  return sql`with turn as materialized (
      select * from (${join(times, ' union all ')}) t order by at, id ${most}
    )
    select ${inMs}, case when turn.shows then array['any:article'] || ${turnTagsOf({ a: sql`a`, s: sql`s`, r: sql`r` })}
      else ${EMBARGO_TAGS} end as tags
    from turn join article a on a.id = turn.id join section s on s.id = a.section_id
    join article_revision r on r.id = a.published_revision_id
    order by turn.at, turn.id`;
}
