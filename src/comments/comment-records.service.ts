import { Injectable } from '@nestjs/common';
import { Database, run } from '../platform/database/database.js';
import { instant, sql } from '../platform/database/sql.js';
import { KeyRing } from '../platform/secrets/key-ring.js';
import type { ActingForReader, Reader, ReaderRecords } from '../platform/secrets/reader-records.js';
import { lockComments } from './comment-locks.js';
import { CommentErasureService } from './comment-erasure.service.js';

interface Row {
  /** All of the comment that is not encrypted. */
  readonly comment: object;
  readonly email: Buffer;
  readonly network: Buffer | null;
}

/** What a reader wrote, for export and erasure. */
@Injectable()
export class CommentRecords implements ReaderRecords {
  readonly kind = 'comments';
  readonly about =
    'Comments under this address, whatever became of them: as they stand, what they said before each edit, what ' +
    'was decided about them, and the network they came from as long as that is kept. Erasing takes words, name, ' +
    'address and network; replies of others stay. Reactions and flags are kept without anything that would lead to ' +
    'a reader, so they cannot be found.';

  constructor(
    private readonly database: Database,
    private readonly ring: KeyRing,
    private readonly erasure: CommentErasureService,
  ) {}

  async find({ emailIndex }: Reader): Promise<object[]> {
    const rows = await this.database.query<Row>(sql`
      select i.email_cipher as email, i.address_cipher as network, json_build_object(
        'id', c.id, 'article', json_build_object('id', a.id, 'slug', a.slug), 'parentId', c.parent_id,
        'status', c.status, 'name', c.author_name, 'website', c.author_website, 'text', c.text,
        'signedIn', i.subject_index is not null,
        'createdAt', ${instant(sql`c.created_at`)}, 'editedAt', ${instant(sql`c.edited_at`)},
        'revisions', (select coalesce(json_agg(json_build_object('text', r.text, 'until', ${instant(sql`r.at`)})
          order by r.n), '[]') from comment_revision r where r.comment_id = c.id),
        'decisions', (select coalesce(json_agg(json_build_object('at', ${instant(sql`d.at`)}, 'source', d.source,
            'verdict', d.verdict, 'rule', d.rule, 'reason', d.reason, 'statusAfter', d.status_after)
          order by d.at, d.id), '[]') from comment_decided d where d.comment_id = c.id)
      ) as comment
      from comment_identity i join comment c on c.id = i.comment_id join article a on a.id = c.article_id
      where i.email_index = ${emailIndex} order by c.created_at, c.id`);
    return rows.map(({ comment, email, network }) => ({
      ...comment,
      email: this.ring.decrypt('comment-email', email),
      network: network && this.ring.decrypt('comment-address', network),
    }));
  }

  /** In one transaction: whoever erases takes the locks of all that it erases first, and writes the change log last. */
  erase({ emailIndex }: Reader, { actor, now }: ActingForReader): Promise<number> {
    return this.database.transaction(async (tx) => {
      const found = await run<{ id: string }>(
        tx,
        sql`select comment_id as id from comment_identity where email_index = ${emailIndex}`,
      );
      const ids = found.map(({ id }) => id);
      await lockComments(tx, ids);
      await run(
        tx,
        sql`delete from comment_reader_name where subject_index in
          (select subject_index from comment_identity where email_index = ${emailIndex})`,
      );
      if (ids.length > 0) await this.erasure.erase(tx, ids, { source: 'system', actor, now });
      return ids.length;
    });
  }
}
