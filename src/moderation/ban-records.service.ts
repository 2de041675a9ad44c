import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { instant, sql } from '../platform/database/sql.js';
import type { Reader, ReaderRecords } from '../platform/secrets/reader-records.js';

/** Bans of a reader, for export. */
@Injectable()
export class BanRecords implements ReaderRecords {
  readonly kind = 'bans';
  readonly about =
    'Bans of this address, and of whoever was signed in with a comment under it. They stay when a reader is erased, ' +
    'or a ban could be shaken off by asking for it; nothing but an HMAC of the address is in them. Lift one first ' +
    'to end it.';

  constructor(private readonly database: Database) {}

  async find({ emailIndex }: Reader): Promise<object[]> {
    const rows = await this.database.query<{ ban: object }>(sql`
      select json_build_object('kind', b.kind, 'reason', b.reason, 'createdAt', ${instant(sql`b.created_at`)},
        'expiresAt', ${instant(sql`b.expires_at`)}, 'liftedAt', ${instant(sql`b.lifted_at`)}) as ban
      from comment_ban b
      where (b.kind = 'email' and b.identity_index = ${emailIndex})
        or (b.kind = 'reader' and b.identity_index in (
          select subject_index from comment_identity where email_index = ${emailIndex}))
      order by b.created_at, b.id`);
    return rows.map(({ ban }) => ban);
  }

  erase(): Promise<number> {
    return Promise.resolve(0);
  }
}
