import type { Phase } from './phase.js';
import { sql } from '../platform/database/sql.js';
import { PASS } from './phase.js';

/** Where a moderator reads every comment first. */
export const premoderation: Phase<{ policy: string }> = {
  name: 'premoderation',
  facts: ({ story }) => sql`json_build_object('policy', ${story}.policy)`,
  judge: (_, { policy }) =>
    policy === 'premoderated' ? { verdict: 'hold', rule: 'everyComment', score: null } : PASS,
};
