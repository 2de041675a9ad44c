import { isStaff } from '../platform/api/viewer.js';
import { sql } from '../platform/database/sql.js';
import { foldedNames } from './folded-text.js';
import { type Finding, PASS, type Phase } from './phase.js';
import type { StaffNames } from './staff-names.js';

const held = (rule: string): Finding => ({ verdict: 'hold', rule, score: null });

/**
 * Whoever writes under a name that reads as one of staff, or of another reader who is signed in, is held. Of two readers
 * whose names entered at the same moment, one is first.
 */
export const name = (staff: StaffNames): Phase<{ isTaken: boolean | null }> => ({
  name: 'name',
  values: ({ name: given }) => ({ readings: foldedNames(given) }),
  facts: ({ subject, own }) => sql`json_build_object('isTaken', (
    select n.subject_index is distinct from ${subject} from comment_reader_name n
    where n.folded = any(${own('readings')}::text[]) order by n.since, n.subject_index limit 1))`,
  async judge({ name: given, viewer }, { isTaken }) {
    if (isStaff(viewer)) return PASS;
    if (await staff.include(foldedNames(given))) return held('nameOfStaff');
    return isTaken ? held('nameOfReader') : PASS;
  },
});
