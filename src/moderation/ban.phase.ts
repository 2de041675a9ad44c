import { instant, sql } from '../platform/database/sql.js';
import { commenterBanned } from './moderation.errors.js';
import type { Phase } from './phase.js';
import { PASS } from './phase.js';

/** Whoever is banned, by e-mail address, account or network, is told so and until when. */
export const ban: Phase<{ until: string | null } | null> = {
  name: 'ban',
  facts: ({ email, subject, network, now }) => sql`(
    select json_build_object('until', case when bool_and(b.expires_at is not null) then ${instant(sql`max(b.expires_at)`)} end)
    from comment_ban b
    where (b.identity_index in (${email}, ${subject}) or b.network >>= ${network})
      and b.lifted_at is null and coalesce(b.expires_at > ${now}, true)
    having count(*) > 0)`,
  judge(_, found) {
    if (found) throw commenterBanned(found.until);
    return PASS;
  },
};
