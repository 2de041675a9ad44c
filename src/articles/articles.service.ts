import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { In, type EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { type Block, type BodyInput, prepareBody, type PreparedBody } from '../body/body.js';
import { imageIdsIn } from '../body/own-images.js';
import type { NewChange } from '../platform/changes/change-log.js';
import { Database, run } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import { updateRows } from '../platform/database/update-rows.js';
import { keepAliases } from './article-aliases.js';
import { type Before, changesOf, outcomeOf, wasAnnounced } from './article-change.js';
import type { ArticleDraft, SavedArticle, Saving } from './article-draft.js';
import { ArticleStatsEntity } from './article-index.entities.js';
import { ArticleIndexService } from './article-index.service.js';
import { ArticleRevisionEntity } from './article-revision.entity.js';
import { type ArticleRows, rowsOf, type Work } from './article-rows.js';
import { ArticleScheduleService } from './article-schedule.service.js';
import { SlugDesk, type SlugWish } from './article-slug.js';
import { NOWHERE, type Places } from './article-tags.js';
import { ArticleEntity } from './article.entity.js';
import { StoriesRefused } from './article.errors.js';

/** A saved story, and what the change log is to hear of it. */
export interface Save {
  readonly article: SavedArticle;
  readonly change: NewChange | null;
}

/** A story that is there already, with the newest of its revisions. */
interface Known {
  readonly externalId: string;
  readonly id: string;
  readonly slug: string;
  readonly revisionId: string;
  readonly number: number;
  readonly hash: string;
}

/** A story that has to be written, and its place among those that were handed in. */
interface Pending {
  readonly place: number;
  readonly draft: ArticleDraft;
  readonly id: string;
  readonly known: ArticleEntity | null;
  /** Number of its newest revision, and that revision's blocks. */
  readonly last: { readonly number: number; readonly blocks: readonly Block[] } | null;
}

/** Saves stories, any number of them with the same few statements. */
@Injectable()
export class ArticlesService {
  /** Bodies of new stories that were made ready before their time. */
  private readonly ready = new WeakMap<BodyInput, PreparedBody>();

  constructor(
    private readonly database: Database,
    private readonly index: ArticleIndexService,
    private readonly schedule: ArticleScheduleService,
  ) {}

  /**
   * Makes stories or brings them up to date, found by their external ids, each of which comes once. Saving the same
   * draft again changes nothing. Callers take turns (an import holds a lock), and then see to what stands around the
   * stories: share codes, related stories, the change log.
   * Everything that readers need is prepared here, so that a read only has to put it together.
   * @returns what became of each, in their order
   * @throws StoriesRefused for those that cannot be saved, before anything is written: SLUG_TAKEN, INVALID_INPUT for a
   * body that cannot be used
   */
  async save(tx: EntityManager, drafts: readonly ArticleDraft[], saving: Saving): Promise<Save[]> {
    const known = await this.known(tx, drafts);
    const pending = await this.pending(tx, drafts, known);
    const works = await this.works(tx, pending, saving.now);
    const saved = new Map(pending.map(({ place }, index) => [place, works[index] as Work]));
    const changes = works.length > 0 ? await this.write(tx, works, saving) : new Map<string, NewChange>();
    return drafts.map((draft, place) => {
      const work = saved.get(place);
      if (work) {
        const { id, slug } = work;
        const outcome = work.known ? 'updated' : 'created';
        return { article: { id, slug, outcome }, change: changes.get(id) ?? null };
      }
      const { id, slug } = known.get(draft.externalId as string) as Known;
      return { article: { id, slug, outcome: 'unchanged' }, change: null };
    });
  }

  /**
   * Makes bodies of stories ready that will be saved soon, while there is nothing else to do: of those that are not
   * there yet, since what comes of another follows from what it was. Does not throw: what fails is left to the save.
   */
  async makeReady(stories: readonly Pick<ArticleDraft, 'externalId' | 'body'>[]): Promise<void> {
    const externalIds = stories.flatMap(({ externalId }) => externalId ?? []);
    const known = await this.database
      .query<{ id: string }>(
        sql`select external_id as id from article where external_id = any(${externalIds}::text[])`,
      )
      .catch(() => null);
    if (!known) return;
    const isKnown = new Set<string | null>(known.map(({ id }) => id));
    for (const { externalId, body } of stories) {
      // The site's own pictures are looked up when the story is saved.
      if (isKnown.has(externalId) || imageIdsIn(body).length > 0) continue;
      await yieldToOthers();
      try {
        this.bodyOf({ body }, null);
      } catch {
        continue;
      }
    }
  }

  /** Locked against writers of the API, as they lock them against this; readers' comments do not wait. */
  private async known(
    tx: EntityManager,
    drafts: readonly ArticleDraft[],
  ): Promise<ReadonlyMap<string, Known>> {
    const externalIds = drafts.flatMap(({ externalId }) => externalId ?? []);
    const rows = await run<Known>(
      tx,
      sql`select a.external_id as "externalId", a.id, a.slug, r.id as "revisionId", r.number, r.content_hash as hash
        from article a, lateral (
          select id, number, content_hash from article_revision where article_id = a.id order by number desc limit 1) r
        where a.external_id = any(${externalIds}::text[]) for no key update of a`,
    );
    return new Map(rows.map((row) => [row.externalId, row]));
  }

  /** What of the drafts says something new, with what is there already. */
  private async pending(
    tx: EntityManager,
    drafts: readonly ArticleDraft[],
    known: ReadonlyMap<string, Known>,
  ): Promise<Pending[]> {
    const changed = [...drafts.entries()]
      .map(([place, draft]) => ({ place, draft, last: known.get(draft.externalId ?? '') }))
      .filter(({ draft, last }) => draft.hash !== last?.hash);
    const lasts = changed.flatMap(({ last }) => last ?? []);
    const articles = await byId(
      tx,
      ArticleEntity,
      lasts.map(({ id }) => id),
    );
    const revisions = await byId(
      tx,
      ArticleRevisionEntity,
      lasts.map(({ revisionId }) => revisionId),
    );
    const fresh = await this.freeIds(
      tx,
      changed.filter(({ last }) => !last).map(({ draft }) => draft),
    );
    return changed.map(({ place, draft, last }) => ({
      place,
      draft,
      id: last?.id ?? fresh.get(draft) ?? uuidv7(),
      known: last ? (articles.get(last.id) ?? null) : null,
      last: last ? { number: last.number, blocks: revisions.get(last.revisionId)?.blocks ?? [] } : null,
    }));
  }

  /** The ids that new stories ask for: those that no story has, each for the first to ask. */
  private async freeIds(
    tx: EntityManager,
    drafts: readonly ArticleDraft[],
  ): Promise<ReadonlyMap<ArticleDraft, string>> {
    const wishes = drafts.flatMap((draft) => (draft.id ? [{ draft, id: draft.id }] : []));
    if (wishes.length === 0) return new Map();
    const rows = await run<{ id: string }>(
      tx,
      sql`select id from article where id = any(${wishes.map(({ id }) => id)}::uuid[])`,
    );
    const taken = new Set(rows.map(({ id }) => id));
    const free = new Map<ArticleDraft, string>();
    for (const { draft, id } of wishes) {
      if (!taken.has(id)) free.set(draft, id);
      taken.add(id);
    }
    return free;
  }

  /** @throws StoriesRefused */
  private async works(tx: EntityManager, pending: readonly Pending[], now: Date): Promise<Work[]> {
    const desk = await SlugDesk.open(tx, pending.map(wishOf));
    const works: Work[] = [];
    const refused = new Map<number, unknown>();
    for (const one of pending) {
      try {
        const body = this.bodyOf(one.draft, one.last?.blocks ?? null);
        works.push(workOf(one, desk.take(wishOf(one)), body, now));
      } catch (error) {
        refused.set(one.place, error);
      }
    }
    if (refused.size > 0) throw new StoriesRefused(refused);
    return works;
  }

  private bodyOf(
    { body: input, images }: Pick<ArticleDraft, 'body' | 'images'>,
    previous: readonly Block[] | null,
  ): PreparedBody {
    if (previous) return prepareBody(input, previous, images);
    const body = this.ready.get(input) ?? prepareBody(input, undefined, images);
    this.ready.set(input, body);
    return body;
  }

  /** @returns what the change log is to hear of each story, by its id */
  private async write(
    tx: EntityManager,
    works: readonly Work[],
    saving: Saving,
  ): Promise<ReadonlyMap<string, NewChange>> {
    const rows = works.map((work) => rowsOf(work, saving));
    await this.store(tx, works, rows);
    await keepAliases(tx, works, saving.now);
    const updated = works.filter(({ known }) => known).map(({ id }) => id);
    const listed = await this.index.withdraw(tx, updated);
    await this.index.list(
      tx,
      works.map(({ id }) => id),
    );
    const articles = rows.map(({ article }) => article);
    const pending = await this.schedule.plan(tx, articles, saving.now);
    const outcomes = works.map(({ id, draft, known }, index) => {
      const before: Before | null = known && {
        article: known,
        public: wasAnnounced(known, pending.get(id) ?? new Set()),
        places: listed.get(id) ?? NOWHERE,
      };
      return outcomeOf(articles[index] as ArticleEntity, placesOf(draft), before, saving.now);
    });
    const changes = await changesOf(tx, outcomes);
    return new Map(works.map(({ id }, index) => [id, changes[index] as NewChange]));
  }

  private async store(
    tx: EntityManager,
    works: readonly Work[],
    rows: readonly ArticleRows[],
  ): Promise<void> {
    const isNew = new Set(works.filter(({ known }) => !known).map(({ id }) => id));
    const articles = rows.map(({ article }) => article);
    const added = articles.filter(({ id }) => isNew.has(id));
    if (added.length > 0) await tx.insert(ArticleEntity, added);
    await updateRows(
      tx,
      ArticleEntity,
      articles.filter(({ id }) => !isNew.has(id)),
    );
    await tx.insert(
      ArticleRevisionEntity,
      rows.map(({ revision }) => revision),
    );
    const stats = added.map(({ id: articleId }) => ({ articleId }));
    if (stats.length > 0) await tx.insert(ArticleStatsEntity, stats);
  }
}

async function byId<T extends { id: string }>(
  tx: EntityManager,
  entity: new () => T,
  ids: readonly string[],
): Promise<ReadonlyMap<string, T>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.findBy<{ id: string }>(entity, { id: In([...ids]) });
  return new Map(rows.map((row) => [row.id, row as T]));
}

const placesOf = ({ section, authorIds, tagIds }: ArticleDraft): Places => ({
  sections: section.path,
  authors: authorIds,
  tags: tagIds,
});

const wishOf = ({ id, draft, known }: Pending): SlugWish => ({
  id,
  slug: draft.slug,
  isWish: draft.slugIsWish,
  headline: draft.headline,
  current: known?.slug ?? null,
});

const workOf = ({ id, draft, known, last }: Pending, slug: string, body: PreparedBody, now: Date): Work => ({
  id,
  slug,
  draft: { ...draft, publishAt: draft.publishAt ?? publishAtOf(draft, known, now) },
  body,
  known,
  number: (last?.number ?? 0) + 1,
});

/** A story that is published without a time keeps the one it had; a new one is published now. */
const publishAtOf = ({ status }: ArticleDraft, known: ArticleEntity | null, now: Date): Date | null =>
  status === 'published' ? (known?.publishAt ?? now) : null;
