import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Decision } from '../moderation/moderation.service.js';
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

/** Keeps what the phases found about an edit, in their order. */
export async function keepDecisions(
  tx: EntityManager,
  commentId: string,
  decisions: readonly Decision[],
  now: Date,
): Promise<void> {
  const rows = decisions.map((decision) => ({ ...decision, id: uuidv7() }));
  await run(
    tx,
    sql`insert into comment_decision (id, comment_id, at, source, actor, verdict, rule, score, reason)
      select d.id, ${commentId}, ${now}, 'phase', d.phase, d.verdict, d.rule, d.score, d.detail
      from json_to_recordset(${JSON.stringify(rows)}::json) as d (id uuid, phase text, verdict text, rule text,
        score double precision, detail text)`,
  );
}
