import { type DynamicModule, Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { Pool, PoolClient } from 'pg';
import { DataSource } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { Database } from './database.js';
import { migrate, type Migrations } from './migrate.js';
import { SnakeCaseNaming } from './naming.js';
import { PLANNING } from './planning.js';
import { Replica } from './replica.js';

export interface DatabaseOptions {
  readonly url: string;
  /** Streaming replicas that reads may be answered by. */
  readonly replicaUrls?: readonly string[];
  /** Connections that are kept open to each server. */
  readonly poolSize: number;
  readonly migrations: Migrations;
  /** Called when an idle connection breaks; the pool replaces it. */
  readonly onConnectionLost: (error: Error) => void;
}

/**
 * A statement that takes this long holds a connection that others wait for. Transactions, which are the program's own,
 * are exempt.
 */
const SESSION = `${PLANNING} -c statement_timeout=10s`;

@Global()
@Module({})
export class DatabaseModule {
  static forRoot(options: DatabaseOptions): DynamicModule {
    return {
      module: DatabaseModule,
      imports: [
        TypeOrmModule.forRootAsync({
          useFactory: () => ({
            type: 'postgres',
            url: options.url,
            autoLoadEntities: true,
            namingStrategy: new SnakeCaseNaming(),
            installExtensions: false,
            applicationName: 'broadsheet',
            poolSize: options.poolSize,
            retryAttempts: 0,
            extra: { connectionTimeoutMillis: 5_000, idleTimeoutMillis: 0, options: SESSION },
          }),
          dataSourceFactory: async (settings) => {
            await migrate(options.url, options.migrations);
            const source = await new DataSource(settings as NonNullable<typeof settings>).initialize();
            const pool = (source.driver as PostgresDriver).master as Pool;
            pool.on('error', (error) => {
              // A pool that ends does not wait for its connections: a server that stops next may still break one.
              if (!pool.ending) options.onConnectionLost(error);
            });
            await surviveLostConnections(pool);
            return source;
          },
        }),
      ],
      providers: [
        {
          provide: Database,
          inject: [DataSource],
          useFactory: (source: DataSource) => new Database(source, replicasOf(options)),
        },
      ],
      exports: [Database],
    };
  }
}

const replicasOf = ({ replicaUrls = [], poolSize }: DatabaseOptions): Replica[] =>
  replicaUrls.map((url, index) => new Replica({ name: `replica ${index + 1}`, url, poolSize }));

/**
 * The pool listens to idle connections only: one that breaks in use would end the process, though whoever uses it
 * learns of it from the statement. Connections that were opened before are listened to as well.
 */
async function surviveLostConnections(pool: Pool): Promise<void> {
  const listen = (client: PoolClient): unknown => client.on('error', () => undefined);
  pool.on('connect', listen);
  const open = await Promise.all(Array.from({ length: pool.idleCount }, () => pool.connect()));
  for (const client of open) {
    listen(client);
    client.release();
  }
}
