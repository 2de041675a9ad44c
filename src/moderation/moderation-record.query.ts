import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Viewer } from '../platform/api/viewer.js';
import { run } from '../platform/database/database.js';
import { raw, Slot, sql, type Sql } from '../platform/database/sql.js';
import { fingerprintOf } from './fingerprint.js';
import { foldedReadings } from './folded-text.js';
import type { Judgement } from './moderation.service.js';
import { REPEAT_DAYS } from './repeat.phase.js';

/** A comment whose judgement is to be stored with it. */
export interface RecordedComment {
  readonly name: string;
  readonly text: string;
  readonly viewer: Viewer;
}

const PERIOD_SECONDS = REPEAT_DAYS * 86_400;
const slot = (name: string): Slot => new Slot(name);

/** Values of the slots that the SQL below names; `subject`, `id` and `now` are the comment's own. */
export function recordSlots({ status, decisions }: Judgement, { name, text, viewer }: RecordedComment) {
  const print = fingerprintOf(text);
  return {
    judged: status,
    decisions: JSON.stringify(
      decisions.map(({ phase, verdict, rule, score, detail }) => ({
        ...{ id: uuidv7(), phase, verdict, rule, score, detail },
      })),
    ),
    textHash: print?.hash ?? null,
    simhash: print?.simhash?.toString() ?? null,
    readerNames: isOwnName(name, viewer) ? foldedReadings(name) : [],
  };
}

/** Whether a reader whom an identity provider knows writes under the name that it knows them by. */
const isOwnName = (name: string, { key, actor }: Viewer): boolean =>
  key !== null && key.startsWith('jwt:') && name === actor.trim();

/**
 * Keeps what the text is recognised by. Of many that would be approved with one text at the same moment, one is first
 * and gets a row; the others find it taken when that one is committed. What its author has deleted is first no more.
 * @param place rows of where the comment will stand: none when it is not taken
 */
export const fingerprintInsert = (place: Sql): Sql => sql`
  insert into comment_fingerprint (comment_id, at, text_hash, simhash, period)
  select ${slot('id')}::uuid, ${slot('now')}::timestamptz, ${slot('textHash')}::bytea, ${slot('simhash')}::bigint,
    case ${slot('judged')}::text when 'approved'
      then floor(extract(epoch from ${slot('now')}::timestamptz) / ${raw(String(PERIOD_SECONDS))})::int end
  from ${place} where ${slot('textHash')}::bytea is not null
  on conflict (text_hash, period) where period is not null
    do update set comment_id = excluded.comment_id, at = excluded.at
    where exists (select from comment c where c.id = comment_fingerprint.comment_id and c.status = 'deleted')
  returning comment_id`;

/** @param fingerprint what `fingerprintInsert` has returned */
export const isSaidJustNow = (fingerprint: Sql): Sql =>
  sql`(${slot('textHash')}::bytea is not null and not exists (select from ${fingerprint}))`;

/** Recognises a comment by what it says since it was edited. */
export async function renewFingerprint(
  tx: EntityManager,
  { id, text, now }: { readonly id: string; readonly text: string; readonly now: Date },
): Promise<void> {
  const print = fingerprintOf(text);
  await run(tx, sql`delete from comment_fingerprint where comment_id = ${id}`);
  if (!print) return;
  await run(
    tx,
    sql`insert into comment_fingerprint (comment_id, at, text_hash, simhash)
      values (${id}, ${now}, ${print.hash}, ${print.simhash?.toString() ?? null})`,
  );
}

/** Keeps what every phase has decided. */
export const decisionsInsert = (comment: Sql, fingerprint: Sql): Sql => sql`
  insert into comment_decision (id, comment_id, at, source, actor, verdict, rule, score, reason)
  select d.id, ${comment}.id, ${comment}.created_at, 'phase', d.phase,
    case when said.now then 'hold' else d.verdict end, case when said.now then 'sameText' else d.rule end,
    case when said.now then 1 else d.score end, d.detail
  from ${comment}, json_to_recordset(${slot('decisions')}::json) as d
      (id uuid, phase text, verdict text, rule text, score double precision, detail text),
    lateral (select d.phase = 'repeat' and ${isSaidJustNow(fingerprint)} as now) said`;

/** Keeps the name of a signed-in reader, so that nobody else takes it. */
export const readerNameInsert = (comment: Sql): Sql => sql`
  insert into comment_reader_name (folded, subject_index, since)
  select reading, ${slot('subject')}::bytea, ${comment}.created_at
  from ${comment}, unnest(${slot('readerNames')}::text[]) as reading
  on conflict do nothing`;
