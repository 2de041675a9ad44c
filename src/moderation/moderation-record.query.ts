import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Viewer } from '../platform/api/viewer.js';
import { run } from '../platform/database/database.js';
import { literal, raw, Slot, sql, type Sql } from '../platform/database/sql.js';
import { foldedNames } from './folded-text.js';
import type { Decision, Judgement } from './moderation.service.js';
import { repeat, REPEAT_DAYS, SAME_TEXT } from './repeat.phase.js';

/** A comment whose judgement is to be stored with it. */
export interface RecordedComment {
  readonly name: string;
  readonly viewer: Viewer;
}

const PERIOD_SECONDS = REPEAT_DAYS * 86_400;
/** Fingerprints that are of no use any more, and thrown away by the way. A comment brings one, so their number falls. */
const CLEARED = raw('20');
const SAID_JUST_NOW = literal(JSON.stringify({ phase: repeat.name, ...SAME_TEXT }));

/** Values of the slots that the SQL below names; `subject`, `id` and `now` are the comment's own. */
export function recordSlots(
  { status, decisions, fingerprint }: Judgement,
  { name, viewer }: RecordedComment,
) {
  return {
    judged: status,
    judgementId: judgementId(),
    findings: findingsOf(decisions),
    repeatAt: decisions.findIndex(({ phase }) => phase === repeat.name),
    textHash: fingerprint.hash,
    simhash: fingerprint.simhash,
    readerNames: isOwnName(name, viewer) ? foldedNames(name) : [],
  };
}

/** Whether a reader whom an identity provider knows writes under the name that it knows them by. */
const isOwnName = (name: string, { key, actor }: Viewer): boolean =>
  key !== null && key.startsWith('jwt:') && name === actor.trim();

/**
 * Keeps what the text is recognised by. Of many that would be approved with one text at the same moment, one is first
 * and gets a row; the others find it taken when that one is committed. What is deleted has no row any more.
 * @param place rows of where the comment will stand: none when it is not taken
 */
export const fingerprintInsert = (place: Sql): Sql => sql`
  insert into comment_fingerprint (comment_id, at, text_hash, simhash, period)
  select ${new Slot('id')}::uuid, ${new Slot('now')}::timestamptz, ${new Slot('textHash')}::bytea, ${new Slot('simhash')}::bigint,
    case ${new Slot('judged')}::text when 'approved'
      then floor(extract(epoch from ${new Slot('now')}::timestamptz) / ${raw(String(PERIOD_SECONDS))})::int end
  from ${place} where ${new Slot('textHash')}::bytea is not null
  on conflict (text_hash, period) do nothing
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

/** What every phase has found, in their order, as JSON: what is null is left out. */
const findingsOf = (decisions: readonly Decision[]): string =>
  JSON.stringify(
    decisions.map(({ phase, verdict, rule, score, detail }) => ({
      ...{ phase, verdict, rule: rule ?? undefined, score: score ?? undefined, detail },
    })),
  );

/** An id whose last byte is free: with the place of a phase in it, it is the id of what that phase decided. */
const judgementId = (): string => `${uuidv7().slice(0, -2)}00`;

/** Keeps what every phase has decided about a new comment. That it was said just now is known no earlier. */
export const judgementInsert = (comment: Sql, fingerprint: Sql): Sql => sql`
  insert into comment_judgement (id, comment_id, at, findings)
  select ${new Slot('judgementId')}::uuid, ${comment}.id, ${comment}.created_at,
    case when ${isSaidJustNow(fingerprint)}
      then jsonb_set(${new Slot('findings')}::jsonb, array[${new Slot('repeatAt')}::text], ${SAID_JUST_NOW}::jsonb)
      else ${new Slot('findings')}::jsonb end
  from ${comment}`;

/**
 * Keeps what every phase has decided about an edit, and recognises the comment by what it says since.
 * @returns where the comment may stand by it: of many edits that come to one text at the same moment, one is first
 */
export async function recordEdit(
  tx: EntityManager,
  { id, now }: { readonly id: string; readonly now: Date },
  { status, decisions, fingerprint: { hash, simhash } }: Judgement,
): Promise<Judgement['status']> {
  const period = status === 'approved' ? Math.floor(now.getTime() / 1_000 / PERIOD_SECONDS) : null;
  await run(tx, sql`delete from comment_fingerprint where comment_id = ${id}`);
  const kept = await run(
    tx,
    sql`insert into comment_fingerprint (comment_id, at, text_hash, simhash, period)
      select ${id}, ${now}, ${hash}::bytea, ${simhash}::bigint, ${period}::int where ${hash}::bytea is not null
      on conflict (text_hash, period) do nothing returning comment_id`,
  );
  const isRepeated = hash !== null && kept.length === 0;
  const found = decisions.map((one) =>
    isRepeated && one.phase === repeat.name ? { ...one, ...SAME_TEXT } : one,
  );
  await run(
    tx,
    sql`insert into comment_judgement (id, comment_id, at, findings)
      values (${judgementId()}, ${id}, ${now}, ${findingsOf(found)})`,
  );
  return isRepeated ? 'pending' : status;
}

/** Keeps the name of a signed-in reader whose comment is seen, so that nobody else takes it, unless somebody has it. */
export const readerNameInsert = (comment: Sql): Sql => sql`
  insert into comment_reader_name (folded, subject_index, since)
  select reading, ${new Slot('subject')}::bytea, ${comment}.created_at
  from ${comment}, unnest(${new Slot('readerNames')}::text[]) as reading
  where ${comment}.status = 'approved' and not exists (select from comment_reader_name n
    where n.folded = any(${new Slot('readerNames')}::text[]) and n.subject_index <> ${new Slot('subject')}::bytea)
  on conflict do nothing`;
