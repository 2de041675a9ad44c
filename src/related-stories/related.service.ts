import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { run } from '../platform/database/database.js';
import { raw, sql } from '../platform/database/sql.js';
import {
  inOneCase,
  refuseUnfit,
  type RelatedArrangement,
  storeExclusions,
  storePins,
} from './related-arrangement.js';
import { chooseFor, takeTurn } from './related-choice.js';
import { profile } from './related-profile.js';

export type { RelatedArrangement };

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
    await noteFew(tx, articleIds);
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
    await noteDue(tx, articleIds);
    return [];
  }

  /** What `follow` does, whatever their number: only the lists of others may come later. */
  async refresh(tx: EntityManager, articleIds: readonly string[]): Promise<string[]> {
    await this.takeTurn(tx);
    await profile(tx, articleIds);
    const { changed, reached } = await chooseFor(tx, articleIds, articleIds);
    await noteFew(tx, articleIds);
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
    await storePins(tx, articleId, { pins: relatedIds });
    return relatedTags((await chooseFor(tx, [articleId])).changed);
  }

  /**
   * Sets all that an editor says of the stories beside a story, and chooses anew for it, for its neighbours and for those
   * beside which it stands: it may never be recommended from now on.
   * @throws DomainError INVALID_INPUT for ids that are of no other story, or are pinned and excluded, and for times of
   *   what is not pinned, or that end before they begin
   */
  async arrange(tx: EntityManager, articleId: string, asked: RelatedArrangement): Promise<string[]> {
    const arrangement = inOneCase(asked);
    await refuseUnfit(tx, articleId, arrangement);
    await this.takeTurn(tx);
    const { areTimesOthers } = await storePins(tx, articleId, arrangement);
    await storeExclusions(tx, articleId, arrangement.exclusions);
    // Those that have considered it before consider it again: it may be recommended from now on.
    await run(
      tx,
      sql`update related_profile p set made_at = clock_timestamp() where p.article_id = ${articleId}::uuid
        and not exists (select from related_due due where due.article_id = p.article_id and due.rebuilds)`,
    );
    const left = await leaveLists(tx, articleId);
    const { changed, reached } = await chooseFor(tx, [articleId], [articleId]);
    const others = new Set([...left, ...(await besideOf(tx, [articleId])), ...reached]);
    const own = areTimesOthers ? [articleId] : [];
    const tags = [...relatedTags([...own, ...changed, ...left]), ...(await this.renew(tx, [...others]))];
    return [...new Set(tags)];
  }
}

/**
 * Takes a story that is never to be recommended out of every list that it was computed for: at once, since they may be
 * too many to be chosen anew at once.
 * @returns ids of the stories whose lists it leaves
 */
async function leaveLists(tx: EntityManager, articleId: string): Promise<string[]> {
  const rows = await run<{ id: string }>(
    tx,
    sql`delete from related_story story using article a
      where a.id = ${articleId}::uuid and a.never_recommend and story.related_id = a.id and story.source = 'computed'
      returning story.article_id as id`,
  );
  return rows.map(({ id }) => id);
}

const noteDue = (tx: EntityManager, articleIds: readonly string[]): Promise<unknown> =>
  run(
    tx,
    sql`insert into related_due (article_id, spreads) select unnest(${articleIds}::uuid[]), false
      on conflict do nothing`,
  );

/** Of how rare words are, the stories of a language say little until there are so many. */
const FEW = raw('64');

/** Makes the other stories of a language due when it has few, and twice as many as the last time. */
const noteFew = (tx: EntityManager, articleIds: readonly string[]): Promise<unknown> =>
  run(
    tx,
    sql`insert into related_due (article_id, spreads)
      select other.article_id, false from (
        select distinct p.language from related_profile p join related_corpus c on c.language = p.language
        where p.article_id = any(${articleIds}::uuid[])
          and c.stories between 2 and ${FEW} and c.stories & (c.stories - 1) = 0) few,
      lateral (select p.article_id from related_profile p where p.language = few.language
        order by p.article_id limit ${FEW}) other
      where other.article_id <> all(${articleIds}::uuid[])
      on conflict do nothing`,
  );

/** Ids of the stories in whose lists these stand. */
async function besideOf(tx: EntityManager, articleIds: readonly string[]): Promise<string[]> {
  const rows = await run<{ id: string }>(
    tx,
    sql`select distinct article_id as id from related_story where related_id = any(${articleIds}::uuid[])`,
  );
  return rows.map(({ id }) => id);
}
