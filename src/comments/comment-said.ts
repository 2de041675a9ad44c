import { createHash } from 'node:crypto';
import { normaliseCommentText } from '../body/comment-text.js';
import type { CommentEntity } from './comment.entities.js';
import type { CommentDraft } from './comment-draft.js';

/** What an import says of a comment and a later one may say otherwise. */
export type Statement = Pick<CommentEntity, 'authorName' | 'authorWebsite' | 'text' | 'status'>;

export const statementOf = ({ name, website, body, status }: CommentDraft): Statement => ({
  authorName: name,
  authorWebsite: website,
  text: normaliseCommentText(body),
  status,
});

/**
 * A statement as it is kept in `import_hash`: the state, and a hash of the words. Each is compared for itself, so that
 * a word that is mended elsewhere does not undo what a moderator decided here.
 */
export const hashOf = ({ status, authorName, authorWebsite, text }: Statement): string => {
  const words = JSON.stringify([authorName, authorWebsite, text]);
  return `${status} ${createHash('sha256').update(words).digest('hex').slice(0, 32)}`;
};

/**
 * A comment after a newer import: what that says otherwise than the last one is taken over, and the rest is as it was
 * left here. A comment that was deleted stays so.
 * @param last `import_hash` after the last import; null for one from a time when it was not kept, which says what the
 * comment says now
 */
export function mendedBy(comment: Statement, last: string | null, said: Statement): Statement {
  if (comment.status === 'deleted') return comment;
  const [oldStatus, oldWords] = (last ?? hashOf(comment)).split(' ');
  const [status, words] = hashOf(said).split(' ');
  return {
    ...(words === oldWords ? comment : said),
    status: status === oldStatus ? comment.status : said.status,
  };
}
