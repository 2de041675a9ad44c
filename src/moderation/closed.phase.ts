import type { Phase } from './phase.js';
import { commentsClosed } from './moderation.errors.js';
import { sql } from '../platform/database/sql.js';
import { PASS } from './phase.js';

/** A discussion that is closed, or whose time is over, takes nothing; what stands there may still be mended. */
export const closed: Phase<{ isClosed: boolean }> = {
  name: 'closed',
  facts: ({ story, now }) => sql`json_build_object('isClosed',
    ${story}.policy = 'closed' or coalesce(${story}.closes_at <= ${now}, false))`,
  judge: ({ kind }, { isClosed }) => {
    if (isClosed && kind === 'new') throw commentsClosed();
    return PASS;
  },
};
