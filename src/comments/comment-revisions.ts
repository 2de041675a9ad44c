import type { EntityManager } from 'typeorm';
import { run } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import type { CommentEntity } from './comment.entities.js';

/** Keeps what a comment says until now. Its row must be locked: the number of the revision follows from the last one. */
export async function keepRevision(
  tx: EntityManager,
  { id, text, html }: Pick<CommentEntity, 'id' | 'text' | 'html'>,
  now: Date,
): Promise<void> {
  await run(
    tx,
    sql`insert into comment_revision (comment_id, n, text, html, at)
      select ${id}, coalesce(max(n), 0) + 1, ${text}, ${html}, ${now} from comment_revision where comment_id = ${id}`,
  );
}
