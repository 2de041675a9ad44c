import { isAttacked } from '../comment-challenges/comment-challenge.query.js';
import { sql } from '../platform/database/sql.js';
import { PASS, type Phase, type PhaseTools } from './phase.js';

/**
 * Where a discussion is under attack, a comment costs some work. It stands before all that costs more to judge, and an
 * attempt uses the challenge up: one solution is not good for trying out what moderation lets pass.
 */
export const challenge = (
  challenges: PhaseTools['challenges'],
): Phase<{ articleId: string; isAttacked: boolean }> => ({
  name: 'challenge',
  facts: ({ story }) =>
    sql`json_build_object('articleId', ${story}.id, 'isAttacked', ${isAttacked(sql`${story}.id`)})`,
  async judge(comment, { articleId, isAttacked: attacked }) {
    if (comment.kind === 'new' && challenges.isNeeded(attacked)) {
      await challenges.check(articleId, comment.challenge);
    }
    return PASS;
  },
});
