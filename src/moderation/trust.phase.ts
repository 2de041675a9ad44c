import { accountOf } from '../platform/api/viewer.js';
import { sql } from '../platform/database/sql.js';
import { historyOf } from './commenter-history.js';
import { type Finding, PASS, type Phase } from './phase.js';

/** From so many comments that were judged on there is a history to speak of. */
const FEWEST_JUDGED = 3;
const FEWEST_TRUSTED = 10;
const LOW = 0.5;
const HIGH = 0.95;

interface Facts {
  readonly approved: number;
  /** Rejected or spam. */
  readonly refused: number;
}

/**
 * What became of the commenter's last fifty comments. Mostly refused ones make moderators read the next; an account with
 * many that stood is not asked to mend small faults. A guest's address proves nothing, so guests earn no such trust.
 */
export const trust: Phase<Facts> = {
  name: 'trust',
  facts: (asked) => sql`(select json_build_object(
      'approved', count(*) filter (where h.status = 'approved'),
      'refused', count(*) filter (where h.status in ('rejected', 'spam'))) from (${historyOf(asked)}) h)`,
  judge({ viewer }, { approved, refused }): Finding {
    const judged = approved + refused;
    if (judged < FEWEST_JUDGED) return PASS;
    const share = approved / judged;
    if (share < LOW) return { verdict: 'hold', rule: 'lowTrust', score: share };
    if (accountOf(viewer) === null || judged < FEWEST_TRUSTED || share < HIGH)
      return { ...PASS, score: share };
    return { verdict: 'pass', rule: 'highTrust', score: share, excusesNudges: true };
  },
};
