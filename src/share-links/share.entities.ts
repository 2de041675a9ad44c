import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { Instant, Reference } from '../platform/database/columns.js';
import type { VisitorKind } from './visitor.js';

/**
 * A short code. It points at a story, never at a URL, so it cannot lead off the site; or at a sponsor slot, and leads
 * where that does.
 */
@Entity('share_code')
@Index('share_code_primary', { synchronize: false })
@Index('share_code_of_placement', { synchronize: false })
@Index('share_code_by_article', ['articleId'])
@Check('share_code_target', 'num_nonnulls(article_id, placement_id) = 1')
@Check('share_code_campaign', 'placement_id is null or campaign is null')
export class ShareCodeEntity {
  @PrimaryColumn('text') code: string;
  @Reference('ArticleEntity', 'share_code_article', { nullable: true, onDelete: 'CASCADE' })
  articleId: string | null;
  @Reference('PlacementEntity', 'share_code_placement', { nullable: true, onDelete: 'CASCADE' })
  placementId: string | null;
  /** Null for the one code that every published story has. */
  @Column('text', { nullable: true }) campaign: string | null;
  @Instant() createdAt: Date;
  @Instant({ nullable: true }) expiresAt: Date | null;
}

/** Visits that came to a story through its share links, by network. */
@Entity('share_count')
export class ShareCountEntity {
  @Reference('ArticleEntity', 'share_count_article', { primary: true, onDelete: 'CASCADE' })
  @PrimaryColumn('uuid')
  articleId: string;
  @PrimaryColumn('text') network: string;
  @Column('integer') visits: number;
}

/** Visits of a code by day (UTC), network and what came. Only a `human` counts as a share. */
@Entity('share_visit')
@Check('share_visit_visitor', `visitor in ('human', 'bot', 'unknown')`)
export class ShareVisitEntity {
  @Reference('ShareCodeEntity', 'share_visit_code', { primary: true, onDelete: 'CASCADE' })
  @PrimaryColumn('text')
  code: string;
  @PrimaryColumn('date') day: string;
  /** `link` for the bare code. */
  @PrimaryColumn('text') network: string;
  @PrimaryColumn('text') visitor: VisitorKind;
  @Column('bigint') visits: string;
}

/** Sites that visits of people came from, as totals alone. */
@Entity('share_referrer')
export class ShareReferrerEntity {
  @Reference('ShareCodeEntity', 'share_referrer_code', { primary: true, onDelete: 'CASCADE' })
  @PrimaryColumn('text')
  code: string;
  @PrimaryColumn('text') domain: string;
  @Column('bigint') visits: string;
}

/** Visits of people to a story in an hour, for what is shared most at the moment. */
@Entity('share_hour')
@Index('share_hour_by_article', ['articleId'])
export class ShareHourEntity {
  @PrimaryColumn('timestamptz', { precision: 3 }) hour: Date;
  @Reference('ArticleEntity', 'share_hour_article', { primary: true, onDelete: 'CASCADE' })
  @PrimaryColumn('uuid')
  articleId: string;
  @Column('integer') visits: number;
}

/** Batches of visits that were written down, so that one is not written twice when the answer to it was lost. */
@Entity('share_batch')
@Index('share_batch_age', ['at'])
export class ShareBatchEntity {
  @PrimaryColumn('uuid') id: string;
  @Instant({ default: () => 'now()' }) at: Date;
}

/** The salt of a day's visitors, encrypted. It goes when the day is over. */
@Entity('visit_salt')
export class VisitSaltEntity {
  @PrimaryColumn('date') day: string;
  @Column('bytea') saltCipher: Buffer;
}

/** Who visited something this day, by HMAC. Goes with the salt. */
@Entity('share_visitor')
export class ShareVisitorEntity {
  @PrimaryColumn('date') day: string;
  /** Of a story or a sponsor slot. */
  @PrimaryColumn('uuid') subjectId: string;
  @PrimaryColumn('bytea') visitor: Buffer;
}

/** How many there were. */
@Entity('share_unique')
export class ShareUniqueEntity {
  @PrimaryColumn('uuid') subjectId: string;
  @PrimaryColumn('date') day: string;
  @Column('integer') visitors: number;
}
