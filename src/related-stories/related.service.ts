import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { run } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import { chooseFor, takeTurn } from './related-choice.js';
import { profile } from './related-profile.js';
import { invalidInput, type FieldError } from '../platform/api/errors.js';
import { RelatedExclusionEntity, RelatedPinEntity } from './related.entities.js';

/** What an editor says of the stories beside a story, by their ids. */
export interface RelatedChoice {
  /** Those that come first, in order. */
  readonly pins: readonly string[];
  /** Those that never stand there. */
  readonly exclusions: readonly string[];
}

const TAG = 'related:';

/** Cache tags of the lists of these stories. */
export const relatedTags = (articleIds: readonly string[]): string[] => articleIds.map((id) => `${TAG}${id}`);

/** Ids of the stories whose lists are among these cache tags. */
export const listedBeside = (tags: readonly string[]): string[] =>
  tags.filter((tag) => tag.startsWith(TAG)).map((tag) => tag.slice(TAG.length));

/** So many stories get their related ones in the transaction that saves them; of more it is written down. */
const AT_ONCE = 10;

/**
 * Chooses related stories: those with which a story has the most words and tags in common, the rarest counting most, with
 * some regard to the section and to how far apart they are in time (`related-weights.ts`). The choice is made when a
 * story is saved, so that reading it costs nothing. Whatever chooses gives the cache tags of the lists that are others
 * now, for the entry that its caller appends to the change log.
 */
@Injectable()
export class RelatedService {
  /**
   * Waits until nobody else writes related stories, and keeps others waiting until the commit. Who saves stories calls
   * it before that: who takes the turn afterwards may wait for one who waits for the stories. It may be taken again by
   * who has it, so everything below begins with it, and those who save nothing else need not think of it.
   * For those who have all the time there is, such as imports.
   */
  takeTurn(tx: EntityManager): Promise<void> {
    return takeTurn(tx, 'alone');
  }

  /**
   * The same for a request: it waits for three seconds at most, since each that waits holds a connection which readers
   * may want, and is then told to come back (UNAVAILABLE).
   */
  async takeTurnSoon(tx: EntityManager): Promise<void> {
    await run(tx, sql`set local lock_timeout = '3s'`);
    await takeTurn(tx, 'alone');
    await run(tx, sql`set local lock_timeout = 0`);
  }

  /**
   * To be called when stories were saved: makes out anew what they are about and chooses for them, and for those beside
   * which they may now belong. When they are many it is only written down: `RelatedBacklogService` does it for all of
   * them together, since each of a long import would mean new lists for hundreds of others.
   */
  async follow(tx: EntityManager, articleIds: readonly string[]): Promise<string[]> {
    if (articleIds.length === 0) return [];
    if (articleIds.length <= AT_ONCE) return this.refresh(tx, articleIds);
    await this.takeTurn(tx);
    await profile(tx, articleIds);
    await run(
      tx,
      sql`insert into related_due as due (article_id, spreads) select unnest(${articleIds}::uuid[]), true
        on conflict (article_id) do update set spreads = true, since = excluded.since`,
    );
    return [];
  }

  /**
   * Chooses anew for these stories and no others: at once for a few, and as `RelatedBacklogService` comes to it for
   * many.
   */
  async renew(tx: EntityManager, articleIds: readonly string[]): Promise<string[]> {
    if (articleIds.length === 0) return [];
    if (articleIds.length <= AT_ONCE) return this.choose(tx, articleIds);
    await takeTurn(tx, 'alone');
    await run(
      tx,
      sql`insert into related_due (article_id, spreads) select unnest(${articleIds}::uuid[]), false
        on conflict do nothing`,
    );
    return [];
  }

  /** What `follow` does, whatever their number: only the lists of others may come later. */
  async refresh(tx: EntityManager, articleIds: readonly string[]): Promise<string[]> {
    await this.takeTurn(tx);
    await profile(tx, articleIds);
    const { changed, reached } = await chooseFor(tx, articleIds, articleIds);
    const others = new Set([...(await besideOf(tx, articleIds)), ...reached]);
    for (const id of articleIds) others.delete(id);
    return [...relatedTags(changed), ...(await this.renew(tx, [...others]))];
  }

  /** Chooses anew for these stories and no others: their pins, then what is computed for them. */
  async choose(tx: EntityManager, articleIds: readonly string[]): Promise<string[]> {
    await this.takeTurn(tx);
    return relatedTags((await chooseFor(tx, articleIds)).changed);
  }

  /** Sets the stories that an editor chose, in their order. */
  async pin(tx: EntityManager, articleId: string, relatedIds: readonly string[]): Promise<string[]> {
    await this.takeTurn(tx);
    await tx.delete(RelatedPinEntity, { articleId });
    const pins = relatedIds.map((relatedId, position) => ({ articleId, relatedId, position }));
    await tx.insert(RelatedPinEntity, pins);
    return relatedTags((await chooseFor(tx, [articleId])).changed);
  }

  /**
   * Sets all that an editor says of the stories beside a story, and chooses anew for it, for its neighbours and for those
   * beside which it stands: it may never be recommended from now on.
   * @throws DomainError INVALID_INPUT for ids that are of no other story, or are pinned and excluded
   */
  async arrange(tx: EntityManager, articleId: string, choice: RelatedChoice): Promise<string[]> {
    const pins = inOneCase(choice.pins);
    const exclusions = inOneCase(choice.exclusions);
    await refuseUnfit(tx, articleId, { pins, exclusions });
    await this.takeTurn(tx);
    await tx.delete(RelatedPinEntity, { articleId });
    await tx.delete(RelatedExclusionEntity, { articleId });
    if (pins.length > 0) {
      await tx.insert(
        RelatedPinEntity,
        pins.map((relatedId, position) => ({ articleId, relatedId, position })),
      );
    }
    if (exclusions.length > 0) {
      await tx.insert(
        RelatedExclusionEntity,
        exclusions.map((excludedId) => ({ articleId, excludedId })),
      );
    }
    // Those that have considered it before consider it again: it may be recommended from now on.
    await run(
      tx,
      sql`update related_profile set made_at = clock_timestamp() where article_id = ${articleId}::uuid`,
    );
    const { changed, reached } = await chooseFor(tx, [articleId], [articleId]);
    const others = new Set([...(await besideOf(tx, [articleId])), ...reached]);
    return [...relatedTags(changed), ...(await this.renew(tx, [...others]))];
  }
}

/** Ids of the stories in whose lists these stand. */
async function besideOf(tx: EntityManager, articleIds: readonly string[]): Promise<string[]> {
  const rows = await run<{ id: string }>(
    tx,
    sql`select distinct article_id as id from related_story where related_id = any(${articleIds}::uuid[])`,
  );
  return rows.map(({ id }) => id);
}

/** Ids each once, as the database writes them. */
const inOneCase = (ids: readonly string[]): string[] => [...new Set(ids.map((id) => id.toLowerCase()))];

async function refuseUnfit(tx: EntityManager, articleId: string, choice: RelatedChoice): Promise<void> {
  const asked = [...choice.pins, ...choice.exclusions];
  const rows = await run<{ id: string }>(
    tx,
    sql`select id from article where id = any(${asked}::uuid[]) for key share`,
  );
  const there = new Set(rows.map(({ id }) => id));
  const pinned = new Set(choice.pins);
  const faults: FieldError[] = [];
  for (const name of ['pins', 'exclusions'] as const) {
    choice[name].forEach((id, place) => {
      const pointer = `/${name}/${place}`;
      if (id === articleId) faults.push({ pointer, code: 'SAME_STORY', detail: 'This is the story itself.' });
      else if (!there.has(id)) {
        faults.push({ pointer, code: 'ARTICLE_NOT_FOUND', detail: 'There is no story of this id.' });
      } else if (name === 'exclusions' && pinned.has(id)) {
        faults.push({ pointer, code: 'PINNED', detail: 'The story is pinned, too.' });
      }
    });
  }
  if (faults.length > 0) throw invalidInput(faults);
}
