import { type DynamicModule, Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Database } from '../database/database.js';
import { InstallationEntity } from '../database/installation.entity.js';
import { openRing } from './installation-ring.js';
import { type Key, KeyRing } from './key-ring.js';

/** The key ring, tied to the database: one that was encrypted with other keys is not opened. */
@Global()
@Module({})
export class SecretsModule {
  static forRoot(options: { keys: readonly Key[] }): DynamicModule {
    return {
      module: SecretsModule,
      imports: [TypeOrmModule.forFeature([InstallationEntity])],
      providers: [
        {
          provide: KeyRing,
          inject: [Database],
          useFactory: (database: Database) => openRing(options.keys, database),
        },
      ],
      exports: [KeyRing],
    };
  }
}
