import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import { Instant, Reference } from '../platform/database/columns.js';

/** Who pays for a slot. */
@Entity('sponsor')
@Unique('sponsor_slug', ['slug'])
export class SponsorEntity {
  @PrimaryColumn('uuid') id: string;
  @Column('text') slug: string;
  @Column('text') name: string;
  @Column('text', { nullable: true }) url: string | null;
  /** Whether the sponsor's slots may stand on stories marked sensitive. */
  @Column('boolean', { default: false }) allowSensitive: boolean;
  @Column('integer', { default: 1 }) version: number;
  @Instant({ default: () => 'now()' }) createdAt: Date;
  @Instant({ default: () => 'now()' }) updatedAt: Date;
}

/**
 * A sponsor slot and the rule that places it in a story. Sections and tags are ids without a foreign key: a slot that
 * was sold for a tag which is gone stands nowhere for it, and not everywhere.
 */
@Entity('placement')
@Check('placement_rule', `rule in ('top', 'end', 'afterWords', 'everyBlocks')`)
@Check('placement_amount', `(rule in ('top', 'end')) = (amount is null) and amount > 0`)
@Check('placement_most', 'most between 1 and 20')
@Check('placement_min_words', 'min_words >= 0')
@Index('placement_by_sponsor', ['sponsorId'])
@Index('placement_until', { synchronize: false })
export class PlacementEntity {
  @PrimaryColumn('uuid') id: string;
  @Reference('SponsorEntity', 'placement_sponsor') sponsorId: string;
  /** None: in every section; else in these and those below them. */
  @Column('uuid', { array: true, default: () => "'{}'" }) sectionIds: string[];
  /** None: whatever the tags; else with any of these. */
  @Column('uuid', { array: true, default: () => "'{}'" }) tagIds: string[];
  /** None: in every language; else in these and their regional forms (BCP 47). */
  @Column('text', { array: true, default: () => "'{}'" }) languages: string[];
  @Column('text') slot: string;
  @Column('text') rule: 'top' | 'end' | 'afterWords' | 'everyBlocks';
  /** Words before the slot (`afterWords`), or blocks between two (`everyBlocks`). */
  @Column('integer', { nullable: true }) amount: number | null;
  /** At most this many times in one story. */
  @Column('integer', { default: 1 }) most: number;
  /** Of slots that ask for the same place, the one with the lower position gets it. */
  @Column('integer', { default: 0 }) position: number;
  /** None in a story with fewer words. */
  @Column('integer', { default: 0 }) minWords: number;
  @Column('text') label: string;
  @Column('text', { nullable: true }) text: string | null;
  @Reference('ImageEntity', 'placement_image', { nullable: true }) imageId: string | null;
  @Column('text') href: string;
  @Instant({ nullable: true }) startsAt: Date | null;
  @Instant({ nullable: true }) endsAt: Date | null;
  @Column('integer', { default: 1 }) version: number;
  @Instant({ default: () => 'now()' }) createdAt: Date;
  @Instant({ default: () => 'now()' }) updatedAt: Date;
}
