import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { Instant } from '../database/columns.js';

/** One change of the site's content. `seq` is the order of commit. */
@Entity('change')
export class ChangeEntity {
  @PrimaryColumn('bigint') seq: string;
  @Instant({ default: () => 'clock_timestamp()' }) at: Date;
  @Column('text') kind: string;
  @Column('text') subject: string;
  @Column('uuid', { nullable: true }) subjectId: string | null;
  @Column('integer', { nullable: true }) version: number | null;
  @Column('text', { nullable: true }) slug: string | null;
  @Column('text', { nullable: true }) previousSlug: string | null;
  @Column('text', { array: true }) tags: string[];
}

/** Which things have other counters than before, once for every fold of `activity`. `seq` is the order of commit. */
@Entity('counter_fold')
export class CounterFoldEntity {
  @PrimaryColumn('bigint', { generated: 'identity', generatedIdentity: 'ALWAYS' }) seq: string;
  @Instant({ default: () => 'now()' }) at: Date;
  @Column('uuid', { array: true }) articleIds: string[];
}

/** What readers do: too frequent for the change log, written without its lock. Folded into counters later. */
@Entity('activity')
@Index('activity_unfolded', { synchronize: false })
@Index('activity_age', { synchronize: false })
@Index('activity_comments', { synchronize: false })
@Index('activity_by_article', ['articleId'])
export class ActivityEntity {
  @PrimaryColumn('bigint', { generated: 'identity', generatedIdentity: 'ALWAYS' }) id: string;
  @Instant({ default: () => 'now()' }) at: Date;
  @Column('text') kind: string;
  @Column('uuid') articleId: string;
  @Column('uuid', { nullable: true }) commentId: string | null;
  @Column('text', { nullable: true }) network: string | null;
  /** By how much the story's public comments grew; negative when one was taken away. */
  @Column('integer', { default: 0 }) comments: number;
  @Column('integer', { default: 0 }) shares: number;
  @Column('boolean', { default: false }) folded: boolean;
  /** False for a comment whose appearing nobody is to be told of by e-mail, as whoever wrote it down knows. */
  @Column('boolean', { default: true }) notifies: boolean;
}
