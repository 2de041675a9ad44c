import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { NewChange } from '../platform/changes/change-log.js';
import { isUuid } from '../platform/api/uuid.js';
import { run } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import { updateRows } from '../platform/database/update-rows.js';
import { textFault } from '../platform/http/body-guard.js';
import { type BasedOn, checkVersion } from '../platform/writes/version.js';
import { keepAliases } from './article-aliases.js';
import { type Before, changesOf, outcomeOf, wasAnnounced } from './article-change.js';
import { ArticleIndexService } from './article-index.service.js';
import { ArticleRevisionEntity } from './article-revision.entity.js';
import type { Saving } from './article-draft.js';
import { ArticleScheduleService } from './article-schedule.service.js';
import { hasBeenSeen } from './article-state.js';
import { ArticleStepEntity } from './article-step.entity.js';
import { NOWHERE, type Places, sectionTags } from './article-tags.js';
import { ArticleEntity } from './article.entity.js';
import { articleNotFound } from './article.errors.js';

/** The story that a write is about, and the versions of it that the writer may have seen. */
export interface Target {
  /** Id, or a slug that it has or had. */
  readonly reference: string;
  readonly basedOn: BasedOn;
}

/** What a write came to. Nothing is told to those who follow when nothing changed. */
export interface Written {
  readonly id: string;
  readonly version: number;
  readonly changes: readonly NewChange[];
}

/** A story before and after a write, and the revision that readers see of it, or would. */
export interface Turn {
  readonly before: ArticleEntity;
  readonly after: ArticleEntity;
  readonly shown: ArticleRevisionEntity;
  /** Whether lists and search have to be made anew. */
  readonly relists: boolean;
}

/** What every write to a story that is there has in common: it is taken, changed, and put back in its place. */
@Injectable()
export class ArticleStockService {
  constructor(
    private readonly index: ArticleIndexService,
    private readonly schedule: ArticleScheduleService,
  ) {}

  /**
   * The story, which from now on waits for this transaction with all other writers. Of two who come with one version
   * the second finds it gone. The key is not locked: readers may go on commenting.
   * @throws DomainError ARTICLE_NOT_FOUND, VERSION_MISMATCH
   */
  async take(tx: EntityManager, { reference, basedOn }: Target): Promise<ArticleEntity> {
    if (textFault(reference) !== undefined) throw articleNotFound();
    const id = isUuid(reference)
      ? sql`${reference}::uuid`
      : sql`(select article_id from article_alias where slug = ${reference})`;
    const [found] = await run<{ id: string }>(
      tx,
      sql`select id from article where id = ${id} for no key update`,
    );
    if (!found) throw articleNotFound();
    const article = await tx.findOneByOrFail(ArticleEntity, { id: found.id });
    checkVersion(article.version, basedOn);
    return article;
  }

  /** The newest revision: the draft of the next version where there is one, else what was published. */
  workingCopy(tx: EntityManager, article: ArticleEntity): Promise<ArticleRevisionEntity> {
    const id = (article.draftRevisionId ?? article.publishedRevisionId) as string;
    return tx.findOneByOrFail(ArticleRevisionEntity, { id });
  }

  /** What readers see, saw last, or would see first. */
  shown(tx: EntityManager, article: ArticleEntity): Promise<ArticleRevisionEntity> {
    const id = (article.publishedRevisionId ?? article.draftRevisionId) as string;
    return tx.findOneByOrFail(ArticleRevisionEntity, { id });
  }

  /** Keeps a revision with the next number of its story. */
  async addRevision(tx: EntityManager, content: Omit<ArticleRevisionEntity, 'number'>): Promise<void> {
    const [last] = await run<{ number: number }>(
      tx,
      sql`select max(number) as number from article_revision where article_id = ${content.articleId}::uuid`,
    );
    await tx.insert(ArticleRevisionEntity, { ...content, number: (last?.number ?? 0) + 1 });
  }

  /** Writes down what was done with a revision. */
  async note(
    tx: EntityManager,
    step: Pick<ArticleStepEntity, 'revisionId' | 'kind' | 'reason'>,
    { actor, now }: Saving,
  ): Promise<void> {
    await tx.insert(ArticleStepEntity, { id: uuidv7(), ...step, createdBy: actor, createdAt: now });
  }

  /** Keeps a change that readers see nothing of. */
  async keepUnseen(tx: EntityManager, after: ArticleEntity): Promise<NewChange> {
    const { id, version, slug, sectionId } = after;
    await updateRows(tx, ArticleEntity, [after]);
    const tags = [`article:${id}`, ...sectionTags(await this.path(tx, sectionId))];
    return { kind: 'drafted', subject: 'article', subjectId: id, version, slug, tags };
  }

  /** Puts a story back with its slug, its place in lists and its turns. @returns what the log is to hear of it */
  async settle(tx: EntityManager, { before, after, shown, relists }: Turn, now: Date): Promise<NewChange> {
    const { id, slug } = after;
    await updateRows(tx, ArticleEntity, [after]);
    await keepAliases(tx, [{ id, slug, known: before }], now);
    const listed = relists ? await this.index.withdraw(tx, [id]) : null;
    if (relists) await this.index.list(tx, [id]);
    const places = await this.places(tx, shown);
    return this.told(tx, { before, after, places, left: listed ? (listed.get(id) ?? NOWHERE) : places }, now);
  }

  /**
   * What the log is to hear of a story that is about to be deleted. What nobody has seen is gone without a word.
   */
  async farewell(tx: EntityManager, before: ArticleEntity, now: Date): Promise<NewChange> {
    const places = await this.places(tx, await this.shown(tx, before));
    const after = { ...before, status: 'unpublished' as const, version: before.version + 1 };
    const change = await this.told(tx, { before, after, places, left: places }, now);
    const wasSeen = hasBeenSeen(before, now);
    return {
      ...change,
      kind: wasSeen ? 'deleted' : 'discarded',
      slug: null,
      previousSlug: wasSeen ? before.slug : null,
    };
  }

  /** Plans the story's turns anew. @returns what the log is to hear of it, which was listed where it has `left` */
  private async told(
    tx: EntityManager,
    {
      before,
      after,
      places,
      left,
    }: Pick<Turn, 'before' | 'after'> & { readonly places: Places; readonly left: Places },
    now: Date,
  ): Promise<NewChange> {
    const pending = await this.schedule.plan(tx, [after], now);
    const isPublic = wasAnnounced(before, pending.get(after.id) ?? new Set());
    const known: Before = { article: before, public: isPublic, places: left };
    const [change] = await changesOf(tx, [outcomeOf(after, places, known, now)]);
    return change as NewChange;
  }

  /** Where a revision is listed, or would be. */
  private async places(
    tx: EntityManager,
    { sectionId, authorIds, tagIds }: ArticleRevisionEntity,
  ): Promise<Places> {
    return { sections: await this.path(tx, sectionId), authors: authorIds, tags: tagIds };
  }

  /** Ids of a section and of those above it, from the top down. */
  private async path(tx: EntityManager, sectionId: string): Promise<string[]> {
    const [section] = await run<{ path: string[] }>(
      tx,
      sql`select path from section where id = ${sectionId}::uuid`,
    );
    return section?.path ?? [];
  }
}
