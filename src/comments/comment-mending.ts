import type { EntityManager } from 'typeorm';
import { commentHtml } from '../body/comment-text.js';
import { run } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import { type Approval, approvalOf } from './comment-counts.js';
import { hashOf, mendedBy, type Statement } from './comment-said.js';
import { lockComments } from './comment-locks.js';

/** What mending one comment came to. */
export interface Mended {
  readonly articleId: string;
  /** What that means to the counts. */
  readonly approval: Approval;
}

/**
 * Brings comments up to date that an import says something else of than the last one.
 * @param statements what is said now, by the comments' ids
 * @returns those that are another than before
 */
export async function mendComments(
  tx: EntityManager,
  statements: ReadonlyMap<string, Statement>,
): Promise<Mended[]> {
  // Locked: a moderator may be deciding at this very moment.
  const comments = await lockComments(tx, [...statements.keys()]);
  const mends = comments.map((comment) => {
    const said = statements.get(comment.id) as Statement;
    return { comment, said, mended: mendedBy(comment, comment.importHash, said) };
  });
  const rows = mends.map(({ comment: { id }, said, mended }) => ({
    ...{ id, name: mended.authorName, website: mended.authorWebsite, text: mended.text },
    ...{ html: commentHtml(mended.text), status: mended.status, hash: hashOf(said) },
  }));
  await run(
    tx,
    sql`update comment set author_name = m.name, author_website = m.website, text = m.text, html = m.html,
        status = m.status, import_hash = m.hash
      from json_to_recordset(${JSON.stringify(rows)}::json) as m (id uuid, name text, website text, text text,
        html text, status text, hash text)
      where comment.id = m.id and comment.status <> 'deleted'`,
  );
  return mends
    .filter(({ comment, mended }) => hashOf(comment) !== hashOf(mended))
    .map(({ comment, mended }) => ({
      articleId: comment.articleId,
      approval: approvalOf(comment, mended.status),
    }));
}
