import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { Instant, Reference } from '../platform/database/columns.js';

/** Somebody who takes stories over, and what of them it may have. */
@Entity('partner')
@Check('partner_content', `content in ('full', 'excerpt')`)
@Check('partner_embargo', 'embargo_minutes between 0 and 525600')
@Check('partner_quota', 'daily_quota > 0')
@Index('partner_created', ['createdAt', 'id'])
@Index('partner_sections', { synchronize: false })
export class PartnerEntity {
  @PrimaryColumn('uuid') id: string;
  @Column('text') name: string;
  /** Sections whose stories it may have, with those below them; empty for all. */
  @Column('uuid', { array: true, default: () => `'{}'` }) sectionIds: string[];
  /** Languages (BCP 47, lower case) of the stories, each with its regions; empty for all. */
  @Column('text', { array: true, default: () => `'{}'` }) languages: string[];
  /** It has a story so many minutes later than readers do. */
  @Column('integer', { default: 0 }) embargoMinutes: number;
  @Column('text', { default: 'full' }) content: 'full' | 'excerpt';
  @Column('boolean', { default: true }) media: boolean;
  /** Requests a day (UTC), of all its keys together; null for any number. */
  @Column('integer', { nullable: true }) dailyQuota: number | null;
  @Instant({ nullable: true }) endsAt: Date | null;
  /** Counts the changes of what it may have: cursors of before are over. */
  @Column('integer', { default: 1 }) rightsVersion: number;
  /** Entries of the change log up to which its copies were compared with the stories; null for not at all. */
  @Column('bigint', { nullable: true }) checkedSeq: string | null;
  @Column('integer', { default: 1 }) version: number;
  @Column('text') createdBy: string;
  @Instant({ default: () => 'now()' }) createdAt: Date;
  @Instant({ default: () => 'now()' }) updatedAt: Date;
}

/** The newest version of a story that a partner was given. It stays when the story is gone: the partner still has it. */
@Entity('partner_copy')
@Index('partner_copy_due', ['partnerId', 'receivedAt', 'articleId'], { where: 'is_due' })
export class PartnerCopyEntity {
  @Reference('PartnerEntity', 'partner_copy_partner', { primary: true, onDelete: 'CASCADE' })
  @PrimaryColumn('uuid')
  partnerId: string;
  @PrimaryColumn('uuid') articleId: string;
  @Column('integer') version: number;
  @Instant({ default: () => 'now()' }) receivedAt: Date;
  /** Version of the story, or of its end, with which the partner was told that it is not to be had any more. */
  @Column('integer', { nullable: true }) toldVersion: number | null;
  @Instant({ nullable: true }) toldAt: Date | null;
  /** Whether it is out of date, or was not compared with the story since it was given. */
  @Column('boolean', { default: true }) isDue: boolean;
}

/** Requests of a partner on a day (UTC). */
@Entity('partner_day')
export class PartnerDayEntity {
  @Reference('PartnerEntity', 'partner_day_partner', { primary: true, onDelete: 'CASCADE' })
  @PrimaryColumn('uuid')
  partnerId: string;
  @PrimaryColumn('date') day: string;
  @Column('integer', { default: 0 }) requests: number;
}

/** Up to when the ends of embargoes of so many minutes were announced; 0 for those that stories have of their own. */
@Entity('embargo_turn')
export class EmbargoTurnEntity {
  @PrimaryColumn('integer') minutes: number;
  @Column('timestamp with time zone') announcedUntil: Date;
}
