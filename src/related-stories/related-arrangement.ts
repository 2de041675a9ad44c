import type { EntityManager } from 'typeorm';
import { type FieldError, invalidInput } from '../platform/api/errors.js';
import { run } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import { RelatedExclusionEntity, RelatedPinEntity } from './related.entities.js';

/** From when and until when a pin stands, as RFC 3339 times; without an end where there is none. */
export interface PinPeriod {
  /** The story that is pinned. */
  readonly id: string;
  readonly from?: string | null;
  readonly until?: string | null;
}

/** What an editor says of the stories beside a story, by their ids. */
export interface RelatedArrangement {
  /** Those that come first, in order. */
  readonly pins: readonly string[];
  /** Those that never stand there. */
  readonly exclusions: readonly string[];
  /** Of pins that do not stand for good. When it is left out, pins that were there keep theirs; null clears them. */
  readonly pinPeriods?: readonly PinPeriod[] | null;
}

/** The same with each id once, as the database writes them. */
export const inOneCase = ({ pins, exclusions, pinPeriods }: RelatedArrangement): RelatedArrangement => ({
  pins: [...new Set(pins.map(lowered))],
  exclusions: [...new Set(exclusions.map(lowered))],
  pinPeriods: pinPeriods?.map((period) => ({ ...period, id: lowered(period.id) })) ?? pinPeriods,
});

const lowered = (id: string): string => id.toLowerCase();

/** @throws DomainError INVALID_INPUT with everything in it that is at fault */
export async function refuseUnfit(
  tx: EntityManager,
  articleId: string,
  arrangement: RelatedArrangement,
): Promise<void> {
  const { pins, exclusions } = arrangement;
  const rows = await run<{ id: string }>(
    tx,
    sql`select id from article where id = any(${[...pins, ...exclusions]}::uuid[]) for key share`,
  );
  const there = new Set(rows.map(({ id }) => id));
  const pinned = new Set(pins);
  const faults: FieldError[] = [];
  for (const name of ['pins', 'exclusions'] as const) {
    arrangement[name].forEach((id, place) => {
      const pointer = `/${name}/${place}`;
      if (id === articleId) faults.push({ pointer, code: 'SAME_STORY', detail: 'This is the story itself.' });
      else if (!there.has(id)) {
        faults.push({ pointer, code: 'ARTICLE_NOT_FOUND', detail: 'There is no story of this id.' });
      } else if (name === 'exclusions' && pinned.has(id)) {
        faults.push({ pointer, code: 'PINNED', detail: 'The story is pinned, too.' });
      }
    });
  }
  faults.push(...periodFaults(arrangement.pinPeriods ?? [], pinned));
  if (faults.length > 0) throw invalidInput(faults);
}

/** A period that is over is none: who sends back what was read must not be refused for the time that went by. */
function periodFaults(periods: readonly PinPeriod[], pinned: ReadonlySet<string>): FieldError[] {
  const named = new Set<string>();
  return periods.flatMap(({ id, from, until }, place): FieldError[] => {
    const pointer = `/pinPeriods/${place}`;
    const isRepeated = named.has(id);
    named.add(id);
    if (isRepeated) {
      return [{ pointer: `${pointer}/id`, code: 'NAMED_TWICE', detail: 'This pin has a period already.' }];
    }
    if (!pinned.has(id)) {
      return [{ pointer: `${pointer}/id`, code: 'NOT_PINNED', detail: 'The story is not among the pins.' }];
    }
    if (from && until && new Date(until) <= new Date(from)) {
      return [
        { pointer: `${pointer}/until`, code: 'ENDS_TOO_EARLY', detail: 'until must be later than from.' },
      ];
    }
    return [];
  });
}

type Times = Pick<RelatedPinEntity, 'startsAt' | 'endsAt'>;

const FOR_GOOD: Times = { startsAt: null, endsAt: null };

/** @returns whether the times of a pin that stays are others now */
export async function storePins(
  tx: EntityManager,
  articleId: string,
  { pins, pinPeriods }: Pick<RelatedArrangement, 'pins' | 'pinPeriods'>,
): Promise<{ areTimesOthers: boolean }> {
  const before = await tx.findBy(RelatedPinEntity, { articleId });
  const known = new Map<string, Times>(before.map((pin) => [pin.relatedId, pin]));
  const said = pinPeriods === undefined ? known : new Map(pinPeriods?.map((one) => [one.id, timesOf(one)]));
  await tx.delete(RelatedPinEntity, { articleId });
  const rows = pins.map((relatedId, position) => {
    const { startsAt, endsAt } = said.get(relatedId) ?? FOR_GOOD;
    return { articleId, relatedId, position, startsAt, endsAt };
  });
  if (rows.length > 0) await tx.insert(RelatedPinEntity, rows);
  const isOther = (row: RelatedPinEntity): boolean => {
    const was = known.get(row.relatedId);
    return was !== undefined && !(isSame(was.startsAt, row.startsAt) && isSame(was.endsAt, row.endsAt));
  };
  return { areTimesOthers: rows.some(isOther) };
}

const timesOf = ({ from, until }: PinPeriod): Times => ({ startsAt: dateOf(from), endsAt: dateOf(until) });

const dateOf = (time: string | null | undefined): Date | null => (time ? new Date(time) : null);

const isSame = (one: Date | null, other: Date | null): boolean => one?.getTime() === other?.getTime();

/** Sets the stories that never stand beside a story. */
export async function storeExclusions(
  tx: EntityManager,
  articleId: string,
  exclusions: readonly string[],
): Promise<void> {
  await tx.delete(RelatedExclusionEntity, { articleId });
  if (exclusions.length === 0) return;
  await tx.insert(
    RelatedExclusionEntity,
    exclusions.map((excludedId) => ({ articleId, excludedId })),
  );
}
