import type { ReadContext } from '../platform/api/read-context.js';
import type { Selection } from '../platform/api/selection.js';
import { Shape } from '../platform/api/shape.js';
import { literal, sql, type Sql } from '../platform/database/sql.js';
import { CHALLENGE_SETTING } from './challenge-options.js';

/** What kind of challenge it is, as forms announce it: proof of work as ALTCHA has it. */
export const CHALLENGE_KIND = 'altcha';

/** Path of the route that gives challenges for a story. */
export const challengePath = (reference: string): string => `/v1/articles/${reference}/comments/challenge`;

/** Whether the discussion of a story is under attack now. */
export const isAttacked = (articleId: Sql): Sql =>
  sql`exists (select from comment_attack where comment_attack.article_id = ${articleId} and comment_attack.until > now())`;

/** Whether comments on a story have to come with a solved challenge. */
const isNeeded = (articleId: Sql, mode: string | undefined): Sql => {
  if (mode === 'auto') return isAttacked(articleId);
  return mode === 'always' ? sql`true` : sql`false`;
};

const challengeShape = new Shape<{ articleId: Sql }>('CommentChallenge', {
  kind: () => literal(CHALLENGE_KIND),
  url: ({ articleId }, _, read) =>
    sql`${literal(`${read.addresses.api}/v1/articles/`)} || ${articleId} || '/comments/challenge'`,
});

/** JSON of what has to be solved before a comment on a story is taken, or null. */
export const challengeJson = (articleId: Sql, selection: Selection, read: ReadContext): Sql =>
  sql`case when ${isNeeded(articleId, read.settings[CHALLENGE_SETTING])}
    then ${challengeShape.json({ articleId }, selection, read)} end`;
