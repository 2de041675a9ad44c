import { Injectable } from '@nestjs/common';
import { firstOf } from '../articles/article-turns.service.js';
import { inMs } from '../articles/article-turns.js';
import { commentsCloseAt } from '../articles/comment-policy.js';
import type { ScheduleSource, Turn } from '../platform/cache/schedule.js';
import type { Change } from '../platform/changes/change-reader.js';
import { Database } from '../platform/database/database.js';
import { sql, type Sql } from '../platform/database/sql.js';

/** As many as are looked at again when sections or the site say another number of days. */
const MOST = 1_000;

/** A story with its section and the site, as what closes it is computed from. */
const ROW = { a: sql`a`, s: sql`s`, site: sql`site` };
const STORIES = sql`article a join section s on s.id = a.section_id, site`;

/** Rows of `id`, `at` as the turns of the forms of these stories. */
const turnsOf = (rows: Sql): Sql => sql`with turn as (${rows})
  select ${inMs}, array['article:' || turn.id] as tags from turn order by turn.at, turn.id`;

/** Knows when discussions close by themselves: a story's form says then that it takes no more comments. */
@Injectable()
export class DiscussionTurnsService implements ScheduleSource {
  constructor(private readonly database: Database) {}

  upcoming(limit: number): Promise<Turn[]> {
    return this.next(sql`now()`, limit);
  }

  async of(changes: readonly Change[]): Promise<Turn[]> {
    const ids = changes.flatMap(({ subject, subjectId }) => (subject === 'article' ? (subjectId ?? []) : []));
    const since = sql`${firstOf(changes)}::timestamptz`;
    const isSetAnew = changes.some(({ subject }) => subject === 'section' || subject === 'site');
    const others = isSetAnew ? await this.next(since, MOST) : [];
    if (ids.length === 0) return others;
    const own = await this.database.query<Turn>(
      turnsOf(sql`select a.id, ${commentsCloseAt(ROW)} as at from ${STORIES}
        where a.id = any(${ids}::uuid[]) and a.status = 'published' and ${commentsCloseAt(ROW)} >= ${since}`),
    );
    return [...others, ...own];
  }

  /**
   * Stories with a number of days of their own are found by an index. The others are looked for in each section for
   * itself, where all have the same number, so that the order in which they close is that of their publication.
   */
  private next(since: Sql, limit: number): Promise<Turn[]> {
    const closing = (days: Sql): Sql => sql`a.publish_at >= ${since} - ${days} * interval '24 hours'`;
    return this.database.query<Turn>(
      turnsOf(sql`
        with setting as (
          select s.id, coalesce(
            (select above.comments_close_after_days from section above
              where above.id = any(s.path) and above.comments_close_after_days is not null
              order by cardinality(above.path) desc limit 1),
            site.comments_close_after_days) as days
          from section s, site
        )
        (select a.id, a.publish_at + a.comments_close_after_days * interval '24 hours' as at from article a
          where a.comments_close_after_days is not null and a.status = 'published'
            and ${closing(sql`a.comments_close_after_days`)} order by 2 limit ${limit}::int)
        union all
        select inherited.* from setting, lateral (
          select a.id, a.publish_at + setting.days * interval '24 hours' as at
          from article_listing l join article a on a.id = l.article_id
          where l.section_id = setting.id and a.section_id = setting.id and a.comments_close_after_days is null
            and l.publish_at >= ${since} - setting.days * interval '24 hours'
          order by l.publish_at limit ${limit}::int
        ) inherited where setting.days is not null
        order by 2 limit ${limit}::int`),
    );
  }
}
