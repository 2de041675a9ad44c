import { Injectable } from '@nestjs/common';
import { visibleTo } from '../articles/visibility.js';
import { hearsOf } from '../partners/hearing.js';
import type { ViewerClass } from '../platform/api/viewer.js';
import type { Activity } from '../platform/changes/activity-reader.js';
import type { Change } from '../platform/changes/change-reader.js';
import { Database } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import { ArticleChangeKind } from './article-change.view.js';
import type { LiveEntry, LiveFilter } from './live-event.js';
import type { LivePosition } from './live-position.js';

/** Events that are given to somebody who was away. Who missed more reads anew what is shown. */
const MOST_MISSED = 500;
/** Entries of the change log that are looked through for them. */
const MOST_LOOKED_THROUGH = 10_000;

/** Reads the logs for those who follow what happens, as far as they may know of it. */
@Injectable()
export class LiveLogQuery {
  constructor(private readonly database: Database) {}

  /** Which entries a viewer may hear of now: of stories that are its business, and comments that stand in public. */
  async shownTo(viewer: ViewerClass, entries: readonly LiveEntry[]): Promise<LiveEntry[]> {
    const comments = entries.flatMap((entry) => ('activity' in entry ? [entry.activity.commentId] : []));
    const changes = entries.flatMap((entry) => ('change' in entry ? [entry.change] : []));
    const told = sql`unnest(${changes.map(({ seq }) => seq)}::bigint[], ${changes.map(({ subjectId }) => subjectId)}::uuid[],
      ${changes.map(({ version }) => version)}::int[]) as x (seq, id, version)`;
    const [row] = await this.database.query<{ changes: string[]; comments: string[] }>(
      sql`select array(select x.seq from ${told}
          where ${hearsOf(viewer, sql`x.id`, sql`x.version`)}) as changes, array(
        select c.id from comment c join article a on a.id = c.article_id
        where c.id = any(${comments}::uuid[]) and c.status = 'approved' and ${visibleTo(viewer, sql`a`)}) as comments`,
    );
    const shown = new Set([...(row?.changes ?? []), ...(row?.comments ?? [])]);
    return entries.filter((entry) =>
      shown.has('change' in entry ? String(entry.change.seq) : (entry.activity.commentId as string)),
    );
  }

  /**
   * What somebody missed, changes first, each log in its order. Comments of the last seconds before may be among them
   * though they were heard of.
   * @returns null where more was missed than is given, or the logs do not reach back so far
   */
  async since(viewer: ViewerClass, filter: LiveFilter, position: LivePosition): Promise<LiveEntry[] | null> {
    if (!(await this.reachBackTo(position, filter))) return null;
    const changes = await this.changes(viewer, filter.tags, position.change);
    const comments =
      filter.articleId === null ? [] : await this.comments(viewer, filter.articleId, position.activity);
    const missed = [...changes.map((change) => ({ change })), ...comments.map((activity) => ({ activity }))];
    return missed.length > MOST_MISSED ? null : missed;
  }

  /**
   * Changes that somebody missed, in order.
   * @returns null where more was missed than is given, or the log does not reach back so far
   */
  async changesSince(viewer: ViewerClass, tags: readonly string[], after: number): Promise<Change[] | null> {
    if (!(await this.reachBackTo({ change: after, activity: 0 }, { tags, articleId: null }))) return null;
    const missed = await this.changes(viewer, tags, after);
    return missed.length > MOST_MISSED ? null : missed;
  }

  /** Whether the logs hold everything since, and that is not too much to look through. */
  private async reachBackTo({ change, activity }: LivePosition, { articleId }: LiveFilter): Promise<boolean> {
    const [row] = await this.database.query<{ changes: boolean; activity: boolean }>(
      sql`select ${change}::bigint between coalesce(min(seq), 1) - 1 and coalesce(max(seq), 0)
          and ${change}::bigint >= coalesce(max(seq), 0) - ${MOST_LOOKED_THROUGH} as changes,
          ${activity}::bigint between coalesce((select min(id) from activity), 1) - 1
          and coalesce(pg_sequence_last_value(pg_get_serial_sequence('activity', 'id')), 0)
          and ${activity}::bigint >= coalesce(pg_sequence_last_value(pg_get_serial_sequence('activity', 'id')), 0)
            - ${MOST_LOOKED_THROUGH} as activity
        from change`,
    );
    return row !== undefined && row.changes && (articleId === null || row.activity);
  }

  private async changes(viewer: ViewerClass, tags: readonly string[], after: number): Promise<Change[]> {
    const kinds = Object.values(ArticleChangeKind);
    const rows = await this.database.query<Omit<Change, 'seq'> & { seq: string }>(
      sql`select seq, at, kind, subject, subject_id as "subjectId", version, slug, previous_slug as "previousSlug", tags
        from change where seq > ${after}::bigint and subject = 'article' and kind = any(${kinds}::text[])
          and tags @> ${tags}::text[] and ${hearsOf(viewer, sql`change.subject_id`, sql`change.version`)}
        order by seq limit ${MOST_MISSED + 1}`,
    );
    return rows.map((row) => ({ ...row, seq: Number(row.seq) }));
  }

  private async comments(viewer: ViewerClass, articleId: string, after: number): Promise<Activity[]> {
    const rows = await this.database.query<Omit<Activity, 'id'> & { id: string }>(
      sql`select e.id, e.kind, e.article_id as "articleId", e.comment_id as "commentId"
        from activity e join comment c on c.id = e.comment_id join article a on a.id = c.article_id
        where e.kind = 'commentAdded' and e.id > ${after}::bigint and e.article_id = ${articleId}::uuid
          and c.status = 'approved' and ${visibleTo(viewer, sql`a`)}
        order by e.id limit ${MOST_MISSED + 1}`,
    );
    return rows.map((row) => ({ ...row, id: Number(row.id) }));
  }
}
