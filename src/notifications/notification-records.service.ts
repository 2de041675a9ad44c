import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { instant, sql } from '../platform/database/sql.js';
import type { Reader, ReaderRecords } from '../platform/secrets/reader-records.js';

/** Whether and of what a reader is told by e-mail, for export and erasure. */
@Injectable()
export class NotificationRecords implements ReaderRecords {
  readonly kind = 'notifications';
  readonly about =
    'Whether this address agreed to be told of replies, to which comments, and the e-mails that went to it. Erasing ' +
    'forgets all of it.';

  constructor(private readonly database: Database) {}

  async find({ emailIndex }: Reader): Promise<object[]> {
    const rows = await this.database.query<{ recipient: object }>(sql`
      select json_build_object('confirmedAt', ${instant(sql`r.confirmed_at`)},
        'subscriptions', (select coalesce(json_agg(json_build_object('commentId', s.comment_id,
            'createdAt', ${instant(sql`s.created_at`)}, 'endedAt', ${instant(sql`s.ended_at`)})
          order by s.created_at, s.comment_id), '[]')
          from comment_identity i join notification_subscription s on s.comment_id = i.comment_id
          where i.email_index = r.email_index),
        'emails', (select coalesce(json_agg(json_build_object('replyId', n.reply_id, 'state', n.state,
            'createdAt', ${instant(sql`n.created_at`)}) order by n.created_at, n.id), '[]')
          from notification n where n.email_index = r.email_index)
      ) as recipient
      from notification_recipient r where r.email_index = ${emailIndex}`);
    return rows.map(({ recipient }) => recipient);
  }

  /** Subscriptions go with the identities behind the comments, and the record of its e-mails with the address. */
  async erase({ emailIndex }: Reader): Promise<number> {
    const forgotten = await this.database.query(
      sql`delete from notification_recipient where email_index = ${emailIndex} returning 1`,
    );
    return forgotten.length;
  }
}
