import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { NewChange } from '../platform/changes/change-log.js';
import { run } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import {
  type ArticleEdit,
  changedFacts,
  contentAfter,
  differs,
  factsAfter,
  type RevisionContent,
  revisionAfter,
} from './article-edit.js';
import { ArticleRevisionEntity } from './article-revision.entity.js';
import type { Saving } from './article-draft.js';
import { SlugDesk } from './article-slug.js';
import { checkEditable, hasBeenSeen } from './article-state.js';
import { ArticleStockService, type Target, type Written } from './article-stock.service.js';
import { ArticleEntity } from './article.entity.js';
import { revisionNotFound } from './article.errors.js';

/** As far as PostgreSQL can number them. */
export const MOST_REVISIONS = 2_147_483_647;

/** Changes stories that are there, and takes them away. */
@Injectable()
export class ArticleEditsService {
  constructor(private readonly stock: ArticleStockService) {}

  /**
   * Makes an edit to the newest revision of a story. Its content goes into a draft; what belongs to the story itself
   * holds at once.
   * @throws DomainError ARTICLE_NOT_FOUND, ARTICLE_RETRACTED, VERSION_MISMATCH, SLUG_TAKEN, INVALID_INPUT
   */
  async edit(tx: EntityManager, target: Target, edit: ArticleEdit, saving: Saving): Promise<Written> {
    const before = await this.stock.take(tx, target);
    checkEditable(before);
    const revision = await this.stock.workingCopy(tx, before);
    const content = contentAfter(revision, edit);
    const facts = factsAfter(before, edit, await this.slugAfter(tx, before, edit));
    const changed = changedFacts(before, facts);
    const draft = differs(content, revision) ? content : null;
    if (!draft && !changed.any) return { id: before.id, version: before.version, changes: [] };
    const after = { ...(await this.drafted(tx, before, revision, draft, edit.reason, saving)), ...facts };
    if (!changed.any) {
      return { id: after.id, version: after.version, changes: [await this.stock.keepUnseen(tx, after)] };
    }
    const { now } = saving;
    const shown = await this.stock.shown(tx, before);
    const relists = before.language !== after.language;
    const change = await this.stock.settle(
      tx,
      { before, after: { ...after, updatedAt: now }, shown, relists },
      now,
    );
    return { id: after.id, version: after.version, changes: withRights(change, changed) };
  }

  /**
   * Makes an earlier revision of a story the newest one.
   * @throws DomainError ARTICLE_NOT_FOUND, ARTICLE_RETRACTED, VERSION_MISMATCH, REVISION_NOT_FOUND
   */
  async restore(
    tx: EntityManager,
    target: Target,
    { number, reason }: { readonly number: number; readonly reason: string | null },
    saving: Saving,
  ): Promise<Written> {
    const before = await this.stock.take(tx, target);
    checkEditable(before);
    const isNumber = Number.isInteger(number) && number > 0 && number <= MOST_REVISIONS;
    const wanted = isNumber && (await tx.findOneBy(ArticleRevisionEntity, { articleId: before.id, number }));
    if (!wanted) throw revisionNotFound();
    const revision = await this.stock.workingCopy(tx, before);
    const content: RevisionContent = {
      ...contentAfter(wanted, { reason }),
      authorIds: await this.still(tx, 'author', wanted.authorIds),
      tagIds: await this.still(tx, 'tag', wanted.tagIds),
    };
    if (!differs(content, revision)) return { id: before.id, version: before.version, changes: [] };
    const after = await this.drafted(tx, before, revision, content, reason, saving);
    return { id: after.id, version: after.version, changes: [await this.stock.keepUnseen(tx, after)] };
  }

  /** Says whether a story may ever stand beside others. @throws DomainError as `edit` */
  async touch(
    tx: EntityManager,
    target: Target,
    { neverRecommend }: { readonly neverRecommend: boolean },
    { now }: Saving,
  ): Promise<Written> {
    const before = await this.stock.take(tx, target);
    checkEditable(before);
    const after = { ...before, neverRecommend, version: before.version + 1, updatedAt: now };
    const shown = await this.stock.shown(tx, before);
    const change = await this.stock.settle(tx, { before, after, shown, relists: false }, now);
    return { id: after.id, version: after.version, changes: [change] };
  }

  /**
   * Deletes a story with everything that is about it. Its slugs stay taken, so that no old link ever leads to another.
   * @throws DomainError ARTICLE_NOT_FOUND, VERSION_MISMATCH
   */
  async remove(tx: EntityManager, target: Target, { now }: Saving): Promise<Written> {
    const before = await this.stock.take(tx, target);
    const { id } = before;
    const change = await this.stock.farewell(tx, before, now);
    // Whoever adds to the counters takes them first and the story then; the other way round both would wait for ever.
    await run(tx, sql`select 1 from article_stats where article_id = ${id}::uuid for update`);
    await run(
      tx,
      sql`update article_alias set until = ${now} where article_id = ${id}::uuid and until is null`,
    );
    await tx.delete(ArticleEntity, { id });
    // There are no counters left that it could be added to.
    await run(tx, sql`delete from activity where article_id = ${id}::uuid`);
    return { id, version: before.version + 1, changes: [change] };
  }

  /** The story with a new draft, where there is a content for one. Readers are not told of it. */
  private async drafted(
    tx: EntityManager,
    before: ArticleEntity,
    revision: ArticleRevisionEntity,
    content: RevisionContent | null,
    reason: string | null,
    saving: Saving,
  ): Promise<ArticleEntity> {
    const version = before.version + 1;
    if (!content) return { ...before, version };
    const draft = revisionAfter(revision, content, reason, saving);
    await this.stock.addRevision(tx, draft);
    if (before.status === 'published') return { ...before, version, draftRevisionId: draft.id };
    const { now } = saving;
    const modifiedAt = hasBeenSeen(before, now) ? before.modifiedAt : now;
    const { id: draftRevisionId, sectionId } = draft;
    return { ...before, version, draftRevisionId, sectionId, modifiedAt, updatedAt: now };
  }

  private async slugAfter(
    tx: EntityManager,
    { id, slug }: ArticleEntity,
    edit: ArticleEdit,
  ): Promise<string> {
    if (edit.slug === undefined || edit.slug === slug) return slug;
    const wish = { id, slug: edit.slug, isWish: false, headline: '', current: slug };
    const desk = await SlugDesk.open(tx, [wish]);
    return desk.take(wish);
  }

  /** Those of the ids that are still there, in their order. */
  private async still(tx: EntityManager, kind: 'author' | 'tag', ids: readonly string[]): Promise<string[]> {
    const table = kind === 'author' ? sql`author` : sql`tag`;
    const rows = await run<{ id: string }>(
      tx,
      sql`select id from ${table} where id = any(${ids}::uuid[]) for key share`,
    );
    const there = new Set(rows.map(({ id }) => id));
    return ids.filter((id) => there.has(id));
  }
}

/** Partners follow what they may do with a story, whatever else changed of it. */
function withRights(change: NewChange, { rights, all }: { rights: boolean; all: boolean }): NewChange[] {
  if (!rights || change.kind === 'drafted') return [change];
  const told = { ...change, kind: 'rightsChanged', previousSlug: null };
  return all && change.kind === 'updated' ? [told] : [change, told];
}
