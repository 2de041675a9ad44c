import { ArticleRow } from '../articles/article-row.js';
import { visibleTo } from '../articles/visibility.js';
import {
  fingerprintInsert,
  fingerprintsCleared,
  isSaidJustNow,
  judgementInsert,
  readerNameInsert,
} from '../moderation/moderation-record.query.js';
import type { ReadContext } from '../platform/api/read-context.js';
import { notifying, subscribing } from '../notifications/subscribing.js';
import type { Selection } from '../platform/api/selection.js';
import { join, raw, Slot, sql, type Sql } from '../platform/database/sql.js';
import { COMMENT_DEPTH } from './comment-limits.js';
import { commentShape } from './comment.query.js';

const DEEPEST = raw(String(COMMENT_DEPTH));

/** The columns of a new comment and where their values come from. */
const COLUMNS: Readonly<Record<string, Sql>> = {
  id: sql`${new Slot('id')}::uuid`,
  article_id: sql`place.article_id`,
  // Below the deepest level a reply stands beside the comment it answers.
  parent_id: sql`case when place.depth >= ${DEEPEST} then place.parent_id else place.id end`,
  path: sql`coalesce(case when place.depth >= ${DEEPEST} then subpath(place.path, 0, -1)
      else place.path end, ''::ltree) || to_hex(nextval('comment_label'))`,
  // Not a coalesce around it: least() leaves nulls out and would give the deepest level to what answers nothing.
  depth: sql`case when place.id is null then 0 else least(place.depth + 1, ${DEEPEST}) end`,
  author_name: sql`${new Slot('name')}::text`,
  author_website: sql`${new Slot('website')}::text`,
  avatar_seed: sql`${new Slot('avatar')}::text`,
  badges: sql`${new Slot('badges')}::text[]`,
  text: sql`${new Slot('text')}::text`,
  html: sql`${new Slot('html')}::text`,
  status: sql`case when ${new Slot('judged')}::text = 'approved' and ${isSaidJustNow(sql`recognised`)} then 'pending'
      else ${new Slot('judged')}::text end`,
  token_hash: sql`${new Slot('token')}::bytea`,
  created_at: sql`${new Slot('now')}::timestamptz`,
};

/**
 * Stores a comment that was judged. Its row is `{ articleId, comment }`: the comment null where the one that it answers
 * is no approved one of the story. There is no row where the viewer cannot see the story. The story is held first, as
 * the reference to it would do in the end: whoever deletes it waits, or is waited for.
 */
export function commentInsert(byId: boolean, selection: Selection, read: ReadContext): Sql {
  const row = new ArticleRow(read);
  const key = byId ? sql`${row.a}.id` : sql`${row.a}.slug`;
  const c = sql`added`;
  const written = { ...row, c, onlooker: { isAuthor: sql`true` } };
  return sql`with story as (
      select ${row.a}.id from article ${row.a} where ${key} = ${new Slot('reference')} and ${visibleTo(read.viewer, row.a)}
      for key share of ${row.a}
    ), answered as (
      select c.id, c.parent_id, c.path, c.depth from comment c, story
      where c.id = ${new Slot('parent')}::uuid and c.article_id = story.id and c.status = 'approved'
      for no key update of c
    ), place as (
      select story.id as article_id, answered.* from story left join answered on true
      where ${new Slot('parent')}::uuid is null or answered.id is not null
    ), recognised as (${fingerprintInsert(sql`place`)}
    ), cleared as (${fingerprintsCleared}
    ), added as (
      insert into comment (${raw(Object.keys(COLUMNS).join(', '))})
      select ${join(Object.values(COLUMNS), ', ')} from place
      returning *
    ), judged as (${judgementInsert(c, sql`recognised`)}
    ), identified as (
      insert into comment_identity (comment_id, email_cipher, email_index, address_cipher, subject_index)
      select added.id, ${new Slot('emailCipher')}::bytea, ${new Slot('emailIndex')}::bytea, ${new Slot('addressCipher')}::bytea,
        ${new Slot('subject')}::bytea from added
    ), named as (${readerNameInsert(c)}
    ), subscribed as (${subscribing(c, sql`${new Slot('notify')}::boolean`)}
    ), counted as (
      update comment set reply_count = comment.reply_count + 1 from added
      where comment.id = added.parent_id and added.status = 'approved'
    ), logged as (
      insert into activity (kind, article_id, comment_id, comments, notifies)
      select case added.status when 'approved' then 'commentAdded' else 'commentHeld' end, added.article_id, added.id,
        case added.status when 'approved' then 1 else 0 end, ${notifying(c, sql`${new Slot('notify')}::boolean`)} from added
    )
    select json_build_object(
      'articleId', story.id,
      'comment', (select ${commentShape.json(written, selection, read)} from added, ${row.from()}
        where ${row.a}.id = added.article_id)
    )::text as json from story`;
}
