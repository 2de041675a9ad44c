import { Injectable } from '@nestjs/common';
import { tokenHash } from '../comments/comment-token.js';
import { Database } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import { notificationNotFound } from './notification.errors.js';

/** What a reader decides about e-mails, by the token of one of them. */
@Injectable()
export class NotificationsService {
  constructor(private readonly database: Database) {}

  /**
   * Whoever reads at the address that the e-mail went to wants to be told of replies to comments with it.
   * @throws DomainError NOTIFICATION_NOT_FOUND
   */
  async confirm(token: string, now: Date): Promise<void> {
    const confirmed = await this.database.query(
      sql`update notification_recipient r set confirmed_at = coalesce(r.confirmed_at, ${now})
        from notification asked
        where asked.token_hash = ${tokenHash(token)}::bytea and asked.reply_id is null
          and r.email_index = asked.email_index
        returning r.email_index`,
    );
    if (confirmed.length === 0) throw notificationNotFound();
  }

  /**
   * Ends the subscription that the e-mail was about, or all of the address that it went to. Then the address counts as
   * never confirmed, and is not asked again for a month. What is done already, and a token that is not known, are no
   * failures: nothing more is sent in either case.
   */
  async unsubscribe(token: string, all: boolean, now: Date): Promise<void> {
    await this.database.query(
      sql`with mail as (
          select email_index, subscription_id from notification where token_hash = ${tokenHash(token)}::bytea
        ), refused as (
          update notification_recipient r set confirmed_at = null, ask_from = ${now}::timestamptz + interval '30 days'
          from mail where ${all}::boolean and r.email_index = mail.email_index
        )
        update notification_subscription s set ended_at = ${now}
        from mail, comment_identity i
        where s.ended_at is null and i.comment_id = s.comment_id
          and (s.comment_id = mail.subscription_id or (${all}::boolean and i.email_index = mail.email_index))`,
    );
  }
}
