import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database, run } from '../platform/database/database.js';
import { raw, sql, type Sql } from '../platform/database/sql.js';
import { KeyRing } from '../platform/secrets/key-ring.js';
import { ENCRYPTED_COLUMNS, type EncryptedColumn, LAST_ENCRYPTED_COLUMN } from './encrypted-columns.js';

/** Pages of a table, of 8 kB each, that are gone through in one transaction. */
const BATCH_PAGES = 32;
/** How often a table is gone through at most, for what was written meanwhile. */
const PASSES = 3;

/** How many values of a column were encrypted anew. */
export interface RotatedColumn {
  readonly column: string;
  readonly encrypted: number;
}

interface Found {
  /** Where the row is (`tid`). */
  readonly at: string;
  readonly cipher: Buffer;
}

/**
 * Encrypts with the newest key of the ring what older ones encrypted, while servers run. A batch is a transaction and
 * what is done is not done again, so it may end at any moment, and begin anew.
 */
@Injectable()
export class KeyRotationService {
  constructor(
    private readonly database: Database,
    private readonly ring: KeyRing,
  ) {}

  /** @throws Error when a value cannot be decrypted, or when servers go on encrypting with another key */
  async rotate(): Promise<RotatedColumn[]> {
    const rotated: RotatedColumn[] = [];
    for (const column of [...ENCRYPTED_COLUMNS, LAST_ENCRYPTED_COLUMN]) {
      rotated.push({ column: nameOf(column), encrypted: await this.rotateColumn(column) });
    }
    return rotated;
  }

  private async rotateColumn(column: EncryptedColumn): Promise<number> {
    let total = 0;
    for (let pass = 0; pass < PASSES; pass += 1) {
      const encrypted = await this.pass(column);
      if (encrypted === 0) return total;
      total += encrypted;
    }
    const remedy = 'start every server with the newest key first in ENCRYPTION_KEY, and run this again';
    throw new Error(`${nameOf(column)} is still being written with another key: ${remedy}`);
  }

  /** Once through the table as it is now. By place, since the tables have nothing else in common. */
  private async pass(column: EncryptedColumn): Promise<number> {
    const [size] = await this.database.query<{ pages: number }>(
      sql`select (pg_relation_size(${column.table}::regclass) / current_setting('block_size')::int)::int as pages`,
    );
    let encrypted = 0;
    for (let page = 0; page < (size?.pages ?? 0); page += BATCH_PAGES) {
      encrypted += await this.database.transaction((tx) => this.batch(tx, column, page));
    }
    return encrypted;
  }

  private async batch(tx: EntityManager, column: EncryptedColumn, page: number): Promise<number> {
    const [table, cipher] = [raw(column.table), raw(column.column)];
    const places = within(page);
    const { mark } = this.ring;
    const found = await run<Found>(
      tx,
      sql`select ctid::text as at, ${cipher} as cipher from ${table} t
        where ${places} and substring(${cipher} from 1 for ${mark.length}) <> ${mark} for no key update`,
    );
    if (found.length === 0) return 0;
    const ciphers = found.map((row) => this.again(column, row.cipher));
    await run(
      tx,
      sql`update ${table} t set ${cipher} = anew.cipher
        from unnest(${found.map(({ at }) => at)}::tid[], ${ciphers}::bytea[]) as anew (at, cipher)
        where ${places} and t.ctid = anew.at`,
    );
    return found.length;
  }

  private again(column: EncryptedColumn, cipher: Buffer): Buffer {
    try {
      return this.ring.encrypt(column.purpose, this.ring.decrypt(column.purpose, cipher));
    } catch (cause) {
      throw new Error(`${nameOf(column)} cannot be decrypted: ${(cause as Error).message}`, { cause });
    }
  }
}

const nameOf = ({ table, column }: EncryptedColumn): string => `${table}.${column}`;

const within = (page: number): Sql =>
  sql`t.ctid >= ${`(${page},0)`}::tid and t.ctid < ${`(${page + BATCH_PAGES},0)`}::tid`;
