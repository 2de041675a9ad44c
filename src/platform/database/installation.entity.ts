import { Check, Column, Entity, PrimaryColumn } from 'typeorm';
import { Instant } from './columns.js';

/** The one row that ties a database to the keys its secrets were encrypted with. */
@Entity('installation')
@Check('installation_single', 'id = 1')
export class InstallationEntity {
  @PrimaryColumn('smallint', { default: 1 }) id: number;
  /** Of the secret of look-ups. */
  @Column('text') keyFingerprint: string;
  /** That secret, encrypted; null until a server of this version has started on a database that is older. */
  @Column('bytea', { nullable: true }) lookUpCipher: Buffer | null;
  @Instant({ default: () => 'now()' }) createdAt: Date;
}
