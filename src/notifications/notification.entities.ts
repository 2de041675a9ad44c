import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import { Instant, Reference } from '../platform/database/columns.js';

/** An e-mail address, by its HMAC alone, that somebody asked to be told of replies at. */
@Entity('notification_recipient')
export class NotificationRecipientEntity {
  @PrimaryColumn('bytea') emailIndex: Buffer;
  /** When whoever reads there agreed; null when nobody did, or all was unsubscribed from. */
  @Instant({ nullable: true }) confirmedAt: Date | null;
  /** From when on it may be asked whether somebody agrees. */
  @Instant() askFrom: Date;
}

/** The wish of a comment's author to be told of replies. Where to is known to `comment_identity` alone, and goes with it. */
@Entity('notification_subscription')
export class NotificationSubscriptionEntity {
  @Reference('CommentIdentityEntity', 'notification_subscription_comment', {
    primary: true,
    onDelete: 'CASCADE',
  })
  @PrimaryColumn('uuid')
  commentId: string;
  @Instant() createdAt: Date;
  @Instant({ nullable: true }) endedAt: Date | null;
}

/** An e-mail: about a reply, or to ask whether somebody wants such e-mails. */
@Entity('notification')
@Unique('notification_once', ['subscriptionId', 'replyId'])
@Unique('notification_token', ['tokenHash'])
@Check('notification_state', `state in ('sending', 'sent', 'delayed', 'refused', 'unknown', 'dropped')`)
@Index('notification_of_recipient', ['emailIndex', 'createdAt'])
@Index('notification_sending', ['claimedAt'], { where: `state = 'sending'` })
@Index('notification_of_reply', ['replyId'], { where: 'reply_id is not null' })
export class NotificationEntity {
  @PrimaryColumn('uuid') id: string;
  @Reference('NotificationRecipientEntity', 'notification_recipient', { type: 'bytea', onDelete: 'CASCADE' })
  emailIndex: Buffer;
  @Reference('NotificationSubscriptionEntity', 'notification_subscription', {
    nullable: true,
    onDelete: 'SET NULL',
  })
  subscriptionId: string | null;
  /** Null when it asks for confirmation. */
  @Reference('CommentEntity', 'notification_reply', { nullable: true, onDelete: 'CASCADE' })
  replyId: string | null;
  /** SHA-256 of the token in its links. */
  @Column('bytea') tokenHash: Buffer;
  /** `sending` also when the process died meanwhile: see `StuckNoticesService`. `dropped` when the address had enough for a day, or it was not wanted any more. */
  @Column('text') state: 'sending' | 'sent' | 'delayed' | 'refused' | 'unknown' | 'dropped';
  @Instant() createdAt: Date;
  /** When somebody began to send it, the last time. */
  @Instant({ default: () => 'now()' }) claimedAt: Date;
}
