import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Viewer } from '../platform/api/viewer.js';
import { run } from '../platform/database/database.js';
import { raw, Slot, sql, type Sql } from '../platform/database/sql.js';
import { storedFingerprint } from './fingerprint.js';
import { foldedReadings } from './folded-text.js';
import type { Decision, Judgement } from './moderation.service.js';
import { REPEAT_DAYS } from './repeat.phase.js';

/** A comment whose judgement is to be stored with it. */
export interface RecordedComment {
  readonly name: string;
  readonly text: string;
  readonly viewer: Viewer;
}

const PERIOD_SECONDS = REPEAT_DAYS * 86_400;
/** Fingerprints that are of no use any more, and thrown away by the way. A comment brings one, so their number falls. */
const CLEARED = raw('20');

/** Values of the slots that the SQL below names; `subject`, `id` and `now` are the comment's own. */
export function recordSlots({ status, decisions }: Judgement, { name, text, viewer }: RecordedComment) {
  const { hash, simhash } = storedFingerprint(text);
  return {
    judged: status,
    decisions: decisionRows(decisions),
    textHash: hash,
    simhash,
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
  select ${new Slot('id')}::uuid, ${new Slot('now')}::timestamptz, ${new Slot('textHash')}::bytea, ${new Slot('simhash')}::bigint,
    case ${new Slot('judged')}::text when 'approved'
      then floor(extract(epoch from ${new Slot('now')}::timestamptz) / ${raw(String(PERIOD_SECONDS))})::int end
  from ${place} where ${new Slot('textHash')}::bytea is not null
  on conflict (text_hash, period) where period is not null
    do update set comment_id = excluded.comment_id, at = excluded.at
    where exists (select from comment c where c.id = comment_fingerprint.comment_id and c.status = 'deleted')
  returning comment_id`;

/** Throws away fingerprints that no text is compared with any more, the oldest first. */
export const fingerprintsCleared = sql`
  delete from comment_fingerprint where comment_id = any(array(
    select comment_id from comment_fingerprint
    where at <= ${new Slot('now')}::timestamptz - ${raw(`interval '${REPEAT_DAYS} days'`)}
    order by at limit ${CLEARED} for update skip locked))`;

/** @param fingerprint what `fingerprintInsert` has returned */
export const isSaidJustNow = (fingerprint: Sql): Sql =>
  sql`(${new Slot('textHash')}::bytea is not null and not exists (select from ${fingerprint}))`;

/** What every phase has decided, in their order, as JSON that `decisionsOf` reads. */
const decisionRows = (decisions: readonly Decision[]): string =>
  JSON.stringify(
    decisions.map(({ phase, verdict, rule, score, detail }) => ({
      ...{ id: uuidv7(), phase, verdict, rule, score, detail },
    })),
  );

const decisionsOf = (rows: Sql): Sql => sql`json_to_recordset(${rows}::json)
  as d (id uuid, phase text, verdict text, rule text, score double precision, detail text)`;

/** @param from rows `d` as `decisionsOf` gives them */
const insertDecisions = (comment: Sql, at: Sql, from: Sql): Sql => sql`
  insert into comment_decision (id, comment_id, at, source, actor, verdict, rule, score, reason)
  select d.id, ${comment}, ${at}, 'phase', d.phase, d.verdict, d.rule, d.score, d.detail from ${from}`;

/** Keeps what every phase has decided about a new comment. That it was said just now is known no earlier. */
export function decisionsInsert(comment: Sql, fingerprint: Sql): Sql {
  const found = sql`select d.id, d.phase, d.detail, case when said.now then 'hold' else d.verdict end as verdict,
      case when said.now then 'sameText' else d.rule end as rule, case when said.now then 1 else d.score end as score
    from ${decisionsOf(sql`${new Slot('decisions')}`)},
      lateral (select d.phase = 'repeat' and ${isSaidJustNow(fingerprint)} as now) said`;
  return insertDecisions(sql`${comment}.id`, sql`${comment}.created_at`, sql`${comment}, (${found}) d`);
}

/** Keeps what every phase has decided about an edit, and recognises the comment by what it says since. */
export async function recordEdit(
  tx: EntityManager,
  { id, text, now }: { readonly id: string; readonly text: string; readonly now: Date },
  { decisions }: Judgement,
): Promise<void> {
  await run(tx, insertDecisions(sql`${id}`, sql`${now}`, decisionsOf(sql`${decisionRows(decisions)}`)));
  const { hash, simhash } = storedFingerprint(text);
  await run(tx, sql`delete from comment_fingerprint where comment_id = ${id}`);
  if (!hash) return;
  await run(
    tx,
    sql`insert into comment_fingerprint (comment_id, at, text_hash, simhash)
      values (${id}, ${now}, ${hash}, ${simhash})`,
  );
}

/** Keeps the name of a signed-in reader, so that nobody else takes it. */
export const readerNameInsert = (comment: Sql): Sql => sql`
  insert into comment_reader_name (folded, subject_index, since)
  select reading, ${new Slot('subject')}::bytea, ${comment}.created_at
  from ${comment}, unnest(${new Slot('readerNames')}::text[]) as reading
  on conflict do nothing`;
