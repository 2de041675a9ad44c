import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { newToken, tokenHash } from '../comments/comment-token.js';
import { ADDRESSES, type Addresses } from '../platform/api/read-context.js';
import { Database, run } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import { type Delivery, Mailer } from '../platform/mail/mailer.js';
import { KeyRing } from '../platform/secrets/key-ring.js';
import type { Letter, LetterLinks } from './letters.js';

/** Injection token of `NotificationOptions`. */
export const NOTIFICATION_OPTIONS = Symbol('NOTIFICATION_OPTIONS');

export interface NotificationOptions {
  /** E-mails about replies that one address gets within 24 hours. */
  readonly perDay: number;
}

/** An e-mail that is to be sent now, by nobody else, and never again. */
export interface Claim {
  readonly id: string;
  readonly email: string;
  readonly token: string;
  readonly kind: 'reply' | 'confirmation';
}

interface Recipient {
  readonly subscription: string;
  readonly index: Buffer;
  readonly cipher: Buffer;
}

/**
 * Decides who gets an e-mail, and sees that nobody gets the same twice: it is written down before it is sent, and what
 * was written down is sent again only when the mail server said that it did not take it. So an e-mail is lost when the
 * process dies, or the connection breaks, in just that moment: that is preferred to sending it twice,
 * and `StuckNoticesService` tells the operator.
 */
@Injectable()
export class NoticesService {
  constructor(
    private readonly database: Database,
    private readonly ring: KeyRing,
    private readonly mailer: Mailer,
    @Inject(ADDRESSES) private readonly addresses: Addresses,
    @Inject(NOTIFICATION_OPTIONS) private readonly options: NotificationOptions,
  ) {}

  /**
   * For the author of the comment that was answered. Null when there is nobody to tell: nobody wants it or has
   * confirmed the address, it is the author of the reply, they were told, or they had enough for a day.
   */
  claimReply(replyId: string, now: Date): Promise<Claim | null> {
    return this.database.transaction(async (tx) => {
      // The recipient is locked, so that two at once count what the other one sends.
      const [recipient] = await run<Recipient>(
        tx,
        sql`select s.comment_id as subscription, i.email_index as index, i.email_cipher as cipher
          from comment reply
          join comment answered on answered.id = reply.parent_id and answered.status = 'approved'
          join notification_subscription s on s.comment_id = answered.id and s.ended_at is null
          join comment_identity i on i.comment_id = s.comment_id
          join notification_recipient r on r.email_index = i.email_index and r.confirmed_at is not null
          left join comment_identity author on author.comment_id = reply.id
          where reply.id = ${replyId}::uuid and author.email_index is distinct from i.email_index
          for update of r`,
      );
      if (!recipient) {
        // What was to be sent again is not wanted any more.
        await run(
          tx,
          sql`update notification set state = 'dropped' where reply_id = ${replyId}::uuid and state = 'delayed'`,
        );
        return null;
      }
      const claim = this.claimOf(recipient, 'reply');
      const [written] = await run<{ id: string; state: string }>(
        tx,
        sql`insert into notification (id, email_index, subscription_id, reply_id, token_hash, state, created_at, claimed_at)
          select ${claim.id}::uuid, ${recipient.index}::bytea, ${recipient.subscription}::uuid, ${replyId}::uuid,
            ${tokenHash(claim.token)}::bytea, case when count(*) < ${this.options.perDay} then 'sending' else 'dropped' end,
            ${now}, ${now}
          from notification sent where sent.email_index = ${recipient.index}::bytea and sent.reply_id <> ${replyId}::uuid
            and sent.state <> 'dropped' and sent.created_at > ${now}::timestamptz - interval '1 day'
          on conflict (subscription_id, reply_id) do update
            set state = 'sending', token_hash = excluded.token_hash, claimed_at = excluded.claimed_at
            where notification.state = 'delayed'
          returning id, state`,
      );
      return written?.state === 'sending' ? { ...claim, id: written.id } : null;
    });
  }

  /**
   * To ask whether somebody wants to be told of replies to this comment. Null when the address is confirmed, or was
   * asked within a day, whoever gave it.
   */
  async claimConfirmation(commentId: string, now: Date): Promise<Claim | null> {
    const [recipient] = await this.database.query<Recipient>(
      sql`select s.comment_id as subscription, i.email_index as index, i.email_cipher as cipher
        from notification_subscription s join comment_identity i on i.comment_id = s.comment_id
        where s.comment_id = ${commentId}::uuid and s.ended_at is null`,
    );
    if (!recipient) return null;
    const claim = this.claimOf(recipient, 'confirmation');
    const written = await this.database.query(
      sql`with asked as (
          insert into notification_recipient (email_index, ask_from)
          values (${recipient.index}::bytea, ${now}::timestamptz + interval '1 day')
          on conflict (email_index) do update set ask_from = excluded.ask_from
            where notification_recipient.confirmed_at is null and notification_recipient.ask_from <= ${now}
          returning email_index
        )
        insert into notification (id, email_index, subscription_id, token_hash, state, created_at, claimed_at)
        select ${claim.id}::uuid, email_index, ${commentId}::uuid, ${tokenHash(claim.token)}::bytea, 'sending', ${now}, ${now}
        from asked returning id`,
    );
    return written.length > 0 ? claim : null;
  }

  /** @throws Error when the mail server did not take it and may do so later */
  async send(claim: Claim, compose: (links: LetterLinks) => Letter, now: Date): Promise<void> {
    const path = `${this.addresses.api}/v1/notifications`;
    // Whoever did not ask for anything wants none at all.
    const reach = claim.kind === 'confirmation' ? '?all=true' : '';
    const unsubscribe = `${path}/unsubscribe/${claim.token}${reach}`;
    const letter = compose({ confirm: `${path}/confirm/${claim.token}`, unsubscribe });
    const delivery = await this.mailer.send({
      ...{ id: claim.id, to: claim.email, ...letter },
      headers: {
        // RFC 8058 and RFC 3834.
        'List-Unsubscribe': `<${unsubscribe}>`,
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
        'Auto-Submitted': 'auto-generated',
      },
    });
    await this.settle(claim, delivery, now);
    if (delivery === 'delayed') throw new Error('The mail server did not take an e-mail yet');
  }

  private async settle({ id, kind }: Claim, delivery: Delivery, now: Date): Promise<void> {
    const mayAskAgain = delivery === 'delayed' && kind === 'confirmation';
    await this.database.query(
      sql`with settled as (
          update notification set state = ${delivery} where id = ${id}::uuid returning email_index
        )
        update notification_recipient r set ask_from = ${now} from settled
        where ${mayAskAgain}::boolean and r.email_index = settled.email_index`,
    );
  }

  private claimOf({ cipher }: Recipient, kind: Claim['kind']): Claim {
    return { id: uuidv7(), email: this.ring.decrypt('comment-email', cipher), token: newToken(), kind };
  }
}
