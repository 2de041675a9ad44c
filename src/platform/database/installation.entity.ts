import { Check, Column, Entity, PrimaryColumn } from 'typeorm';
import { Instant } from './columns.js';

/** The one row that ties a database to the key its secrets were encrypted with. */
@Entity('installation')
@Check('installation_single', 'id = 1')
export class InstallationEntity {
  @PrimaryColumn('smallint', { default: 1 }) id: number;
  @Column('text') keyFingerprint: string;
  @Instant({ default: () => 'now()' }) createdAt: Date;
}
