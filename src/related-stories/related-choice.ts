import type { EntityManager } from 'typeorm';
import { run } from '../platform/database/database.js';
import { raw, sql, type Sql } from '../platform/database/sql.js';
import { type Candidates, findCandidates } from './related-candidates.js';
import { choose, type Scored, type StoryFacts, Subject } from './related-score.js';
import { RELATED_WEIGHTS } from './related-weights.js';

/** Whoever writes related stories takes turns: two that choose for the same story would each store a list. */
const RELATED_LOCK = 0x72656c61;

/**
 * Waits for the turn to write related stories, and keeps it until the commit: `alone`, or beside others who have made
 * sure that they do not choose for the same stories.
 */
export async function takeTurn(tx: EntityManager, mode: 'alone' | 'beside'): Promise<void> {
  const lock = raw(mode === 'alone' ? 'pg_advisory_xact_lock' : 'pg_advisory_xact_lock_shared');
  await run(tx, sql`select ${lock}(${RELATED_LOCK})`);
}

/** What a choice came to. */
export interface Choice {
  /** Ids of those whose list is another one now. Most come out as they were, and are not written again. */
  readonly changed: readonly string[];
  /** Ids of other stories beside which those that spread now belong, those where they come highest first. */
  readonly reached: readonly string[];
}

/**
 * Chooses anew for these stories and no others: their pins, then what is computed for them.
 * @param spreading those of them that are new or other than before, so that other lists may have to show them
 */
export async function chooseFor(
  tx: EntityManager,
  articleIds: readonly string[],
  spreading: readonly string[] = [],
): Promise<Choice> {
  if (articleIds.length === 0) return { changed: [], reached: [] };
  const ids = articleIds.toSorted();
  const candidates = await findCandidates(tx, ids);
  const subjects = subjectsOf(ids, candidates);
  const fresh = subjects.flatMap((subject) => listOf(subject, candidates));
  const changed = await run<{ id: string }>(tx, storeLists(ids, JSON.stringify(fresh)));
  await run(tx, noteChoice(subjects));
  const spread = new Set(spreading);
  const reached = await reachedFrom(
    tx,
    subjects.filter(({ story }) => spread.has(story.id)),
    new Set(ids),
    candidates,
  );
  return { changed: changed.map(({ id }) => id), reached };
}

const subjectsOf = (ids: readonly string[], { facts, rarity }: Candidates): Subject[] =>
  ids.flatMap((id) => {
    const story = facts.get(id);
    return story ? [new Subject(story, rarity)] : [];
  });

const othersOf = ({ story }: Subject, { facts, beside }: Candidates): StoryFacts[] =>
  (beside.get(story.id) ?? []).flatMap((other) => facts.get(other) ?? []);

const noteChoice = (subjects: readonly Subject[]): Sql => sql`
  update related_profile p set chosen_at = clock_timestamp(), whole = now.whole, whole_of_tags = now.whole_of_tags
  from unnest(${subjects.map(({ story }) => story.id)}::uuid[], ${subjects.map(({ whole }) => whole)}::real[],
    ${subjects.map(({ wholeOfTags }) => wholeOfTags)}::real[]) as now (id, whole, whole_of_tags)
  where p.article_id = now.id`;

/** A row of `related_story` that is not a pin. */
interface Place {
  readonly article_id: string;
  readonly related_id: string;
  readonly rank: number;
  readonly score: number;
  readonly reasons: Scored['reasons'];
}

function listOf(subject: Subject, candidates: Candidates): Place[] {
  const barred = candidates.barred.get(subject.story.id);
  const others = othersOf(subject, candidates).filter(({ id }) => !barred?.has(id));
  return choose(subject, others).map(({ story: other, score, reasons }, index) => ({
    article_id: subject.story.id,
    related_id: other.id,
    rank: index + 1,
    score,
    reasons,
  }));
}

/**
 * Ids of stories whose list has room for one that spreads, or ends with a less related one. Those that were chosen for
 * since that one was there, or just now, have considered it; those that never were are due anyway.
 */
async function reachedFrom(
  tx: EntityManager,
  spreading: readonly Subject[],
  chosenNow: ReadonlySet<string>,
  candidates: Candidates,
): Promise<string[]> {
  const scores = new Map<string, number>();
  for (const subject of spreading) {
    const { madeAt } = subject.story;
    for (const other of othersOf(subject, candidates)) {
      const hasConsidered = !other.chosenAt || (madeAt && other.chosenAt > madeAt) || chosenNow.has(other.id);
      const score = hasConsidered ? 0 : subject.scoreBeside(other);
      if (score > (scores.get(other.id) ?? 0)) scores.set(other.id, score);
    }
  }
  if (scores.size === 0) return [];
  const lists = await run<{ id: string; least: number }>(
    tx,
    sql`select article_id as id, score as least from related_story
      where article_id = any(${[...scores.keys()]}::uuid[]) and rank = ${RELATED_WEIGHTS.stored}`,
  );
  const least = new Map(lists.map((list) => [list.id, list.least]));
  const reached = [...scores].filter(([id, score]) => score > RELATED_WEIGHTS.reach * (least.get(id) ?? 0));
  return reached.toSorted(([, a], [, b]) => b - a).map(([id]) => id);
}

/** More than any story has pins: they rank below zero. */
const PINS = raw('1000');

/** The columns of a related story beside the key, as they are compared. */
const contentOf = (x: Sql): Sql => sql`(${x}.related_id, ${x}.source, ${x}.score, ${x}.reasons::text)`;

/** Stores the pins of these stories and what was computed: of each list only the places that are others than before. */
const storeLists = (ids: readonly string[], computed: string): Sql => sql`
  with fresh as materialized (
    select pin.article_id, pin.related_id, 'pinned' as source, pin.position - ${PINS} as rank, null::real as score,
      '[{"kind":"pinned","detail":"Chosen by an editor"}]'::json as reasons
    from related_pin pin where pin.article_id = any(${ids}::uuid[])
    union all
    select article_id, related_id, 'computed', rank, score, reasons from json_to_recordset(${computed}::json)
      as chosen (article_id uuid, related_id uuid, rank int, score real, reasons json)
  ), gone as (
    delete from related_story old where old.article_id = any(${ids}::uuid[])
      and not exists (select from fresh where fresh.article_id = old.article_id and fresh.rank = old.rank)
    returning old.article_id
  ), put as (
    insert into related_story (article_id, related_id, source, rank, score, reasons)
    select article_id, related_id, source, rank, score, reasons from fresh
    where not exists (select from related_story old where old.article_id = fresh.article_id and old.rank = fresh.rank
      and ${contentOf(sql`old`)} is not distinct from ${contentOf(sql`fresh`)})
    order by article_id, rank
    on conflict (article_id, rank) do update set related_id = excluded.related_id, source = excluded.source,
      score = excluded.score, reasons = excluded.reasons
    returning article_id
  )
  select article_id as id from gone union select article_id from put`;
