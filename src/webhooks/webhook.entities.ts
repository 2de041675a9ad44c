import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import { Instant, Reference } from '../platform/database/columns.js';

/** An address that is told what happens to stories. */
@Entity('webhook')
@Check(
  'webhook_sight',
  `sight in ('anonymous', 'reader', 'partner') and (partner_id is null or sight = 'partner')`,
)
@Check('webhook_content', `content in ('ids', 'full')`)
@Check(
  'webhook_disabled',
  `(disabled_at is null) = (disabled_reason is null) and disabled_reason in ('byHand', 'gone', 'failing')`,
)
@Check('webhook_former', '(former_secret_cipher is null) = (former_until is null)')
@Index('webhook_created', ['createdAt', 'id'])
@Index('webhook_by_partner', ['partnerId'], { where: 'partner_id is not null' })
@Index('webhook_sections', { synchronize: false })
export class WebhookEntity {
  @PrimaryColumn('uuid') id: string;
  /** The partner whose rights it has; null for one of the house. */
  @Reference('PartnerEntity', 'webhook_partner', { nullable: true, onDelete: 'CASCADE' })
  partnerId: string | null;
  /**
   * As whom it is given stories: as whoever said last where they go to, and how much of them. A key that manages webhooks
   * gets no more of stories by them than it may read.
   */
  @Column('text') sight: 'anonymous' | 'reader' | 'partner';
  @Column('text', { nullable: true }) name: string | null;
  @Column('text') url: string;
  /** None: whatever the kind. */
  @Column('text', { array: true, default: () => `'{}'` }) kinds: string[];
  /** None: in every section; else in these and those below them. Without a foreign key, as with sponsor slots. */
  @Column('uuid', { array: true, default: () => `'{}'` }) sectionIds: string[];
  @Column('text', { default: 'ids' }) content: 'ids' | 'full';
  @Column('text', { nullable: true }) notifyEmail: string | null;
  /** `whsec_` and a key in base64, encrypted. */
  @Column('bytea') secretCipher: Buffer;
  /** The one before, with which is signed as well until then. */
  @Column('bytea', { nullable: true }) formerSecretCipher: Buffer | null;
  @Instant({ nullable: true }) formerUntil: Date | null;
  /** It hears of entries of the change log after this one. */
  @Column('bigint') afterSeq: string;
  @Instant({ nullable: true }) disabledAt: Date | null;
  @Column('text', { nullable: true }) disabledReason: 'byHand' | 'gone' | 'failing' | null;
  /** The last entry of the change log before what it missed because it was disabled. */
  @Column('bigint', { nullable: true }) missedAfter: string | null;
  /** Since when no delivery was taken; null when the last one was. */
  @Instant({ nullable: true }) failingSince: Date | null;
  @Instant({ nullable: true }) lastDeliveryAt: Date | null;
  @Column('integer', { default: 1 }) version: number;
  @Column('text') createdBy: string;
  @Instant({ default: () => 'now()' }) createdAt: Date;
  @Instant({ default: () => 'now()' }) updatedAt: Date;
}

/** Something that a webhook is told, or was. */
@Entity('webhook_delivery')
@Check('webhook_delivery_state', `state in ('waiting', 'delivered', 'failed', 'cancelled')`)
@Unique('webhook_delivery_id', ['id'])
@Index('webhook_delivery_log', ['webhookId', 'position'])
@Index('webhook_delivery_due', ['webhookId', 'dueAt'], {
  where: `state = 'waiting' and due_at is not null`,
})
@Index('webhook_delivery_order', ['webhookId', 'articleId', 'position'], { where: `state = 'waiting'` })
@Index('webhook_delivery_age', ['endedAt'], { where: 'ended_at is not null' })
export class WebhookDeliveryEntity {
  /** Those of a webhook and a story are delivered in this order. */
  @PrimaryColumn('bigint', { generated: 'identity', generatedIdentity: 'ALWAYS' }) position: string;
  @Column('uuid') id: string;
  @Reference('WebhookEntity', 'webhook_delivery_webhook', { onDelete: 'CASCADE' }) webhookId: string;
  /** The entry of the change log. */
  @Column('bigint') seq: string;
  @Column('uuid') articleId: string;
  /** What happened, as the webhook is told. */
  @Column('text') kind: string;
  @Column('boolean', { default: false }) replayed: boolean;
  @Column('text', { default: 'waiting' }) state: 'waiting' | 'delivered' | 'failed' | 'cancelled';
  /**
   * When it is to be tried, or tried again. While it is tried: when whoever tries it is taken for gone. Null while it
   * waits for an earlier one of its story.
   */
  @Instant({ nullable: true, default: () => 'now()' }) dueAt: Date | null;
  @Column('integer', { default: 0 }) attempts: number;
  @Instant({ nullable: true }) firstAttemptAt: Date | null;
  @Instant({ nullable: true }) lastAttemptAt: Date | null;
  /** Since when it waits no more. */
  @Instant({ nullable: true }) endedAt: Date | null;
  /** What the last attempt was answered with, when it was. */
  @Column('integer', { nullable: true }) status: number | null;
  /** Why the last attempt failed: a word of `DeliveryError`. */
  @Column('text', { nullable: true }) error: string | null;
  @Column('integer', { nullable: true }) durationMs: number | null;
  @Instant({ default: () => 'now()' }) createdAt: Date;
}
