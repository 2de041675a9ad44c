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
