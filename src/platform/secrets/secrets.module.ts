import { type DynamicModule, Global, Module, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Database } from '../database/database.js';
import { InstallationEntity } from '../database/installation.entity.js';
import { sql } from '../database/sql.js';
import { type Key, KeyRing } from './key-ring.js';

/** The key ring, tied to the database: one that was encrypted with another key is not opened. */
@Global()
@Module({})
export class SecretsModule implements OnModuleInit {
  static forRoot(options: { keys: readonly Key[] }): DynamicModule {
    return {
      module: SecretsModule,
      imports: [TypeOrmModule.forFeature([InstallationEntity])],
      providers: [{ provide: KeyRing, useFactory: () => new KeyRing(options.keys) }],
      exports: [KeyRing],
    };
  }

  constructor(
    private readonly database: Database,
    private readonly ring: KeyRing,
  ) {}

  /** @throws Error when the database belongs to another key */
  async onModuleInit(): Promise<void> {
    const { fingerprint } = this.ring;
    await this.database.query(
      sql`insert into installation (key_fingerprint) values (${fingerprint}) on conflict do nothing`,
    );
    const [row] = await this.database.query<{ known: string }>(
      sql`select key_fingerprint as known from installation`,
    );
    if (row?.known !== fingerprint) {
      throw new Error('ENCRYPTION_KEY is not the one that this database was filled with');
    }
  }
}
