import { sql, type Sql } from '../platform/database/sql.js';

/** Name, among the settings that answers show (`ReadContext.settings`), of whether e-mails leave: `on` or `off`. */
export const NOTIFICATIONS_SETTING = 'notifications';

/**
 * The part of the statement that adds a comment which subscribes its author to replies.
 * @param added the rows of `comment` that were added
 * @param wanted whether the author wants it: a boolean
 */
export const subscribing = (added: Sql, wanted: Sql): Sql =>
  sql`insert into notification_subscription (comment_id, created_at)
    select ${added}.id, ${added}.created_at from ${added} where ${wanted}`;

/**
 * Whether anybody may have to be told of a comment that is added: its author, who is to confirm the address, or the
 * author of what it answers. Where it is false, the trigger that asks who it is does not run.
 */
export const notifying = (added: Sql, wanted: Sql): Sql =>
  sql`${wanted} or exists (select from notification_subscription s
    where s.comment_id = ${added}.parent_id and s.ended_at is null)`;
