import { Check, Column, Entity, PrimaryColumn, Unique } from 'typeorm';
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
}

/** A sponsor slot and the rule that places it in a story. */
@Entity('placement')
@Check('placement_rule', `rule in ('top', 'end', 'afterWords', 'everyBlocks')`)
@Check('placement_amount', `(rule in ('top', 'end')) = (amount is null) and amount > 0`)
@Check('placement_most', 'most between 1 and 20')
export class PlacementEntity {
  @PrimaryColumn('uuid') id: string;
  @Reference('SponsorEntity', 'placement_sponsor') sponsorId: string;
  /** Null: on every section; else on this one and those below it. */
  @Reference('SectionEntity', 'placement_section', { nullable: true }) sectionId: string | null;
  @Column('text') slot: string;
  @Column('text') rule: 'top' | 'end' | 'afterWords' | 'everyBlocks';
  /** Words before the slot (`afterWords`), or blocks between two (`everyBlocks`). */
  @Column('integer', { nullable: true }) amount: number | null;
  /** At most this many times in one story. */
  @Column('integer', { default: 1 }) most: number;
  @Column('integer', { default: 0 }) position: number;
  @Column('text') label: string;
  @Column('text', { nullable: true }) text: string | null;
  @Reference('ImageEntity', 'placement_image', { nullable: true }) imageId: string | null;
  @Column('text') href: string;
  @Instant({ nullable: true }) startsAt: Date | null;
  @Instant({ nullable: true }) endsAt: Date | null;
}
