import { sql, type Sql } from '../platform/database/sql.js';
import type { Asked } from './phase.js';

/**
 * States of the newest comments of whoever writes: of the account when the reader is signed in, and else of guests with
 * this e-mail address, so that nobody gets the standing of an account by knowing its address.
 * @returns a query of `id` and `status`
 */
export const historyOf = ({ email, subject, commentId }: Asked): Sql => sql`
  select c.id, c.status from (
    (select i.comment_id from comment_identity i where i.subject_index = ${subject}
      order by i.created_at desc limit 50)
    union all
    (select i.comment_id from comment_identity i
      where ${subject} is null and i.email_index = ${email} and i.subject_index is null
      order by i.created_at desc limit 50)) written
  join comment c on c.id = written.comment_id
  where c.id <> ${commentId}`;
