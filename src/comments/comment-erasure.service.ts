import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { run } from '../platform/database/database.js';
import { raw, sql } from '../platform/database/sql.js';
import { lockComments } from './comment-locks.js';
import { CommentStandingService, type Mover } from './comment-standing.service.js';

/** Tables with rows about a comment (`comment_id`) that say who wrote it or what it said. */
const TRACES = [
  'comment_identity',
  'comment_revision',
  'comment_flag',
  'comment_reaction',
  'comment_fingerprint',
] as const;

/** Takes what readers wrote and who they were out of the database. */
@Injectable()
export class CommentErasureService {
  constructor(private readonly standing: CommentStandingService) {}

  /**
   * Erases words, author and identity of comments, and what they said before; only their places stay, for the replies.
   * To be called last in the transaction, since it ends with the change log. Comments that are not there are left out;
   * of one that was deleted before, everything that is left is erased.
   */
  async erase(tx: EntityManager, commentIds: readonly string[], mover: Mover): Promise<void> {
    const comments = await lockComments(tx, commentIds);
    const ids = comments.map(({ id }) => id);
    await run(
      tx,
      // `external_id` stays: by it an import knows that the comment was there, and does not bring it back.
      sql`update comment set author_name = '', author_website = null, avatar_seed = '', badges = '{}', text = '',
          html = '', featured = false, import_hash = null, token_hash = null, edited_at = null
        where id = any(${ids}::uuid[])`,
    );
    const accounts = await run<{ account: Buffer }>(
      tx,
      sql`select distinct subject_index as account from comment_identity
        where comment_id = any(${ids}::uuid[]) and subject_index is not null`,
    );
    for (const table of TRACES) {
      await run(tx, sql`delete from ${raw(table)} where comment_id = any(${ids}::uuid[])`);
    }
    await this.forgetNames(
      tx,
      accounts.map(({ account }) => account),
    );
    await run(
      tx,
      // What a phase found may quote the comment.
      sql`update comment_judgement set findings = (select coalesce(jsonb_agg(f.finding - 'detail' order by f.place), '[]')
          from jsonb_array_elements(findings) with ordinality as f (finding, place))
        where comment_id = any(${ids}::uuid[])`,
    );
    const standing = comments.filter(({ status }) => status !== 'deleted');
    await this.standing.move(
      tx,
      standing.map((comment) => ({ comment, to: 'deleted', verdict: 'delete' })),
      mover,
    );
  }

  /** The names of accounts that no comment is left of. */
  private async forgetNames(tx: EntityManager, accounts: readonly Buffer[]): Promise<void> {
    if (accounts.length === 0) return;
    await run(
      tx,
      sql`delete from comment_reader_name n where n.subject_index = any(${accounts}::bytea[])
        and not exists (select from comment_identity i where i.subject_index = n.subject_index)`,
    );
  }
}
