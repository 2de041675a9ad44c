import { createHmac, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import { KeyRing } from '../platform/secrets/key-ring.js';

const SALT_BYTES = 32;
/** Of an HMAC: two of a day's visitors will not share so many. */
const MARK_BYTES = 16;

/** A moment by the clock of the database. */
export interface VisitMoment {
  /** `timestamptz` */
  readonly at: string;
  /** Its day in UTC, such as `2026-03-01`. */
  readonly day: string;
  /** Null when the day is over and its salt destroyed. */
  readonly salt: Buffer | null;
}

interface Row {
  readonly at: string;
  readonly day: string;
  readonly isToday: boolean;
  readonly cipher: Buffer | null;
}

/**
 * The salts that a day's visitors are told apart by. All processes share one. Once it is gone, nobody can find out, not
 * even with the keys of the installation, whether someone was among that day's visitors; copies of the database from that day can.
 */
@Injectable()
export class VisitSaltsService {
  #known: { readonly cipher: Buffer; readonly salt: Buffer } | null = null;

  constructor(
    private readonly database: Database,
    private readonly ring: KeyRing,
  ) {}

  /** What time it was so many milliseconds ago, and the salt of that day. */
  async momentBefore(ageMs: number): Promise<VisitMoment> {
    let row = await this.look(ageMs);
    if (!row.cipher && row.isToday) {
      await this.make(row.day);
      row = await this.look(ageMs);
    }
    return { at: row.at, day: row.day, salt: row.cipher && this.opened(row.cipher) };
  }

  /** Forgets what it knows of salts. */
  forget(): void {
    this.#known = null;
  }

  private async look(ageMs: number): Promise<Row> {
    const [row] = await this.database
      .query<Row>(sql`select moment.at::text as at, to_char(moment.day, 'YYYY-MM-DD') as day,
        moment.day = (now() at time zone 'UTC')::date as "isToday", salt_cipher as cipher
      from (select at, (at at time zone 'UTC')::date as day
          from (select now() - make_interval(secs => ${ageMs / 1000}) as at) past) moment
        left join visit_salt on visit_salt.day = moment.day`);
    return row as Row;
  }

  /** Of all who make one at once, one is first. */
  private async make(day: string): Promise<void> {
    const cipher = this.ring.encrypt('visit-salt', randomBytes(SALT_BYTES).toString('base64'));
    await this.database.query(
      sql`insert into visit_salt (day, salt_cipher) values (${day}::date, ${cipher}) on conflict do nothing`,
    );
  }

  private opened(cipher: Buffer): Buffer {
    if (this.#known?.cipher.equals(cipher)) return this.#known.salt;
    const salt = Buffer.from(this.ring.decrypt('visit-salt', cipher), 'base64');
    this.#known = { cipher, salt };
    return salt;
  }
}

/** What a visitor of a subject is known by for a day. It says nothing of visits to another subject. */
export const visitorMark = (salt: Buffer, subjectId: string, visitor: string): Buffer =>
  createHmac('sha256', salt).update(`${subjectId}\n${visitor}`).digest().subarray(0, MARK_BYTES);
