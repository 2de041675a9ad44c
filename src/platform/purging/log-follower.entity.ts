import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Instant } from '../database/columns.js';

/** How far the purging of one target has come in one log. */
@Entity('log_follower')
export class LogFollowerEntity {
  @PrimaryColumn('text') name: string;
  /** Everything up to here was purged, and purged again; null when nothing is known of what the target holds. */
  @Column('bigint', { nullable: true }) seq: string | null;
  /** The process that does it, as long as `heldUntil` is to come. */
  @Column('uuid', { nullable: true }) holder: string | null;
  @Instant({ nullable: true }) heldUntil: Date | null;
  @Instant({ default: () => 'now()' }) updatedAt: Date;
}
