import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import type { Scope } from '../platform/api/viewer.js';
import { Instant, Reference } from '../platform/database/columns.js';

/** A key that callers come with. The key itself is nowhere: only what tells it again. */
@Entity('api_key')
@Unique('api_key_secret', ['secretHash'])
@Index('api_key_created', ['createdAt', 'id'])
@Index('api_key_by_partner', ['partnerId'], { where: 'partner_id is not null' })
@Check('api_key_rate_limit_positive', 'rate_limit > 0')
export class ApiKeyEntity {
  @PrimaryColumn('uuid') id: string;
  @Column('text') name: string;
  /** How the key begins, for people to tell it by. */
  @Column('text') prefix: string;
  /** SHA-256. The key is 238 bits of chance, so nothing slower is needed to keep it. */
  @Column('bytea') secretHash: Buffer;
  @Column('text', { array: true }) scopes: Scope[];
  /** Requests a minute; null for the limit of all keys. */
  @Column('integer', { nullable: true }) rateLimit: number | null;
  /** The partner whose rights it has; null for a key of the house. */
  @Reference('PartnerEntity', 'api_key_partner', { nullable: true }) partnerId: string | null;
  @Column('text') createdBy: string;
  @Instant({ default: () => 'now()' }) createdAt: Date;
  @Instant({ nullable: true }) expiresAt: Date | null;
  /** To the minute. */
  @Instant({ nullable: true }) lastUsedAt: Date | null;
  @Instant({ nullable: true }) revokedAt: Date | null;
}
