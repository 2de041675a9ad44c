import { isStaff } from '../platform/api/viewer.js';
import { sql } from '../platform/database/sql.js';
import { foldedReadings } from './folded-text.js';
import { type Finding, PASS, type Phase } from './phase.js';
import type { StaffNames } from './staff-names.js';

const held = (rule: string): Finding => ({ verdict: 'hold', rule, score: null });

/** Whoever writes under a name that reads as one of staff, or of another reader who is signed in, is held. */
export const name = (staff: StaffNames): Phase<{ isTaken: boolean }> => ({
  name: 'name',
  values: ({ name: given }) => ({ readings: foldedReadings(given) }),
  facts: ({ subject, own }) => sql`json_build_object('isTaken', exists (
    select from comment_reader_name n where n.folded = any(${own('readings')}::text[])
      and n.subject_index is distinct from ${subject}))`,
  async judge({ name: given, viewer }, { isTaken }) {
    if (isStaff(viewer)) return PASS;
    if (await staff.include(foldedReadings(given))) return held('nameOfStaff');
    return isTaken ? held('nameOfReader') : PASS;
  },
});
