import { sql } from '../platform/database/sql.js';
import { historyOf } from './commenter-history.js';
import type { Phase } from './phase.js';
import { PASS } from './phase.js';

/** Where a moderator reads every comment first, or the first of everybody. */
export const premoderation: Phase<{ policy: string; isKnown: boolean }> = {
  name: 'premoderation',
  facts: (asked) => sql`json_build_object('policy', ${asked.story}.policy, 'isKnown',
    ${asked.story}.policy = 'firstTime' and exists (
      select from (${historyOf(asked)}) h where h.status = 'approved'))`,
  judge(_, { policy, isKnown }) {
    if (policy === 'premoderated') return { verdict: 'hold', rule: 'everyComment', score: null };
    if (policy === 'firstTime' && !isKnown) return { verdict: 'hold', rule: 'firstComment', score: null };
    return PASS;
  },
};
