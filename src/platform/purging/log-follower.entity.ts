import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Instant } from '../database/columns.js';

/** How far somebody has come in a log: the purging of one target, or what is put into the queues of webhooks. */
@Entity('log_follower')
export class LogFollowerEntity {
  @PrimaryColumn('text') name: string;
  /** Everything up to here is done; null when nothing is known of what a target of purges holds. */
  @Column('bigint', { nullable: true }) seq: string | null;
  /** The process that does it, as long as `heldUntil` is to come. */
  @Column('uuid', { nullable: true }) holder: string | null;
  @Instant({ nullable: true }) heldUntil: Date | null;
  @Instant({ default: () => 'now()' }) updatedAt: Date;
}
