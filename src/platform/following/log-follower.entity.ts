import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Instant } from '../database/columns.js';

/**
 * How far somebody who follows a log has come in it: the purging of one target, the pings of one hub, the queues of all
 * webhooks.
 */
@Entity('log_follower')
export class LogFollowerEntity {
  @PrimaryColumn('text') name: string;
  /** Everything up to here needs no more; null when nothing is known of where to begin. */
  @Column('bigint', { nullable: true }) seq: string | null;
  /** The process that does it, as long as `heldUntil` is to come. */
  @Column('uuid', { nullable: true }) holder: string | null;
  @Instant({ nullable: true }) heldUntil: Date | null;
  @Instant({ default: () => 'now()' }) updatedAt: Date;
}
