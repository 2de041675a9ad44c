import type { EntityManager } from 'typeorm';
import { sectionTagsOf } from '../articles/article-tags.js';
import type { NewChange } from '../platform/changes/change-log.js';
import { run } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';

/** What the log is to hear of stories whose comments an import added to or changed, by their ids. */
export async function commentedStories(
  tx: EntityManager,
  ids: readonly string[],
): Promise<ReadonlyMap<string, NewChange>> {
  if (ids.length === 0) return new Map();
  const changes = await run<NewChange & { subjectId: string }>(
    tx,
    sql`select 'commented' as kind, 'article' as subject, a.id as "subjectId",
        array['readers:' || a.id] || ${sectionTagsOf(sql`s`)} as tags
      from article a join section s on s.id = a.section_id where a.id = any(${ids}::uuid[])`,
  );
  return new Map(changes.map((change) => [change.subjectId, change]));
}
