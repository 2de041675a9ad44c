import { In, type EntityManager } from 'typeorm';
import { run } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import { CommentEntity } from './comment.entities.js';

/**
 * Locks comments: the counts of their stories first, which is the turn of whoever moves comments of a story, and then
 * the comments, each in the order of their ids, so that no two wait for each other in a circle. Readers may go on
 * replying. Whoever locks a comment and may move it in the end takes it here.
 * @returns those that are there, in the order of their ids
 */
export async function lockComments(tx: EntityManager, ids: readonly string[]): Promise<CommentEntity[]> {
  const stories = await run<{ id: string }>(
    tx,
    sql`select distinct article_id as id from comment where id = any(${[...ids]}::uuid[])`,
  );
  await lockCounts(
    tx,
    stories.map(({ id }) => id),
  );
  return tx.find(CommentEntity, {
    where: { id: In([...ids]) },
    order: { id: 'ASC' },
    lock: { mode: 'for_no_key_update' },
  });
}

/** Locks the counts of stories, in the order of their ids: the turn of whoever moves their comments. */
export async function lockCounts(tx: EntityManager, articleIds: readonly string[]): Promise<void> {
  await run(
    tx,
    sql`select from article_stats where article_id = any(${[...articleIds]}::uuid[])
      order by article_id for no key update`,
  );
}
