import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { invalidInput } from '../platform/api/errors.js';
import type { NewChange } from '../platform/changes/change-log.js';
import { run } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import { ArticleCorrectionEntity } from './article-index.entities.js';
import type { ArticleRevisionEntity } from './article-revision.entity.js';
import type { Saving } from './article-draft.js';
import { checkSeen, checkTransition, hasBeenSeen, stateAt } from './article-state.js';
import { ArticleStockService, type Target, type Written } from './article-stock.service.js';
import type { ArticleEntity } from './article.entity.js';
import { altTextMissing, expiresTooEarly } from './article.errors.js';

/** When and why a story is published. */
export interface Publication {
  /** Left out: when it was to be, or was before, and now where nothing was said. Null: now. */
  readonly publishAt?: Date | null;
  readonly reason: string | null;
}

export interface NewCorrection {
  readonly kind: ArticleCorrectionEntity['kind'];
  readonly text: string;
}

/** Lets readers see stories, takes them back, and corrects what they have seen. */
@Injectable()
export class ArticlePublishingService {
  constructor(private readonly stock: ArticleStockService) {}

  /**
   * Publishes what is newest of a story, now or at a time to come.
   * @throws DomainError ARTICLE_NOT_FOUND, VERSION_MISMATCH, INVALID_TRANSITION, ALT_TEXT_MISSING, INVALID_INPUT
   */
  async publish(
    tx: EntityManager,
    target: Target,
    { publishAt: asked, reason }: Publication,
    saving: Saving,
  ): Promise<Written> {
    const { now } = saving;
    const before = await this.stock.take(tx, target);
    const publishAt = publicationOf(before, asked, now);
    checkTransition(before, publishAt > now ? 'scheduled' : 'published', now);
    const { id, version, expiresAt } = before;
    if (expiresAt !== null && expiresAt <= (publishAt > now ? publishAt : now)) {
      throw invalidInput([expiresTooEarly('/publishAt')]);
    }
    const isSame = before.status === 'published' && publishAt.getTime() === before.publishAt?.getTime();
    if (isSame && before.draftRevisionId === null) return { id, version, changes: [] };
    const shown = await this.stock.workingCopy(tx, before);
    await checkAltTexts(tx, shown);
    const after = publishedAs(before, shown, publishAt, now);
    const change = await this.stock.settle(tx, { before, after, shown, relists: true }, now);
    await this.stock.note(tx, { revisionId: shown.id, kind: 'published', reason }, saving);
    return { id, version: after.version, changes: [change] };
  }

  /**
   * Takes a story back. One that nobody has seen yet is a draft again.
   * @throws DomainError ARTICLE_NOT_FOUND, VERSION_MISMATCH, INVALID_TRANSITION
   */
  async unpublish(
    tx: EntityManager,
    target: Target,
    { reason }: { readonly reason: string | null },
    saving: Saving,
  ): Promise<Written> {
    const { now } = saving;
    const before = await this.stock.take(tx, target);
    checkTransition(before, 'unpublished', now);
    const shown = await this.stock.shown(tx, before);
    const draft = await this.stock.workingCopy(tx, before);
    const after: ArticleEntity = {
      ...before,
      ...(hasBeenSeen(before, now)
        ? { status: 'unpublished' as const }
        : {
            status: 'draft' as const,
            sectionId: draft.sectionId,
            publishedRevisionId: null,
            draftRevisionId: draft.id,
            firstPublishedAt: null,
          }),
      version: before.version + 1,
      updatedAt: now,
    };
    const change = await this.stock.settle(tx, { before, after, shown, relists: true }, now);
    await this.stock.note(tx, { revisionId: shown.id, kind: 'unpublished', reason }, saving);
    return { id: after.id, version: after.version, changes: [change] };
  }

  /**
   * Withdraws a story for good, with a notice for whoever asks for it.
   * @throws DomainError ARTICLE_NOT_FOUND, VERSION_MISMATCH, INVALID_TRANSITION
   */
  async retract(tx: EntityManager, target: Target, notice: string, saving: Saving): Promise<Written> {
    const { now } = saving;
    const before = await this.stock.take(tx, target);
    checkSeen(before, 'retracted', now);
    const shown = await this.stock.shown(tx, before);
    const after: ArticleEntity = {
      ...before,
      status: 'retracted',
      retractionNotice: notice,
      retractedAt: now,
      version: before.version + 1,
      updatedAt: now,
    };
    const change = await this.stock.settle(tx, { before, after, shown, relists: true }, now);
    await this.stock.note(tx, { revisionId: shown.id, kind: 'retracted', reason: notice }, saving);
    return { id: after.id, version: after.version, changes: [change] };
  }

  /**
   * Adds a note to a story that readers have seen. It is a record of its own: the text stays as it is.
   * @throws DomainError ARTICLE_NOT_FOUND, VERSION_MISMATCH, INVALID_TRANSITION
   */
  async correct(
    tx: EntityManager,
    target: Target,
    correction: NewCorrection,
    { now }: Saving,
  ): Promise<Written> {
    const before = await this.stock.take(tx, target);
    checkSeen(before, 'corrected', now);
    const { id } = before;
    const version = before.version + 1;
    await tx.insert(ArticleCorrectionEntity, {
      id: uuidv7(),
      articleId: id,
      ...correction,
      at: now,
      version,
    });
    const after: ArticleEntity = { ...before, version, modifiedAt: now, updatedAt: now };
    const shown = await this.stock.shown(tx, before);
    const change = await this.stock.settle(tx, { before, after, shown, relists: false }, now);
    return { id, version, changes: [corrected(change)] };
  }
}

/** A note on a story that readers cannot see now is nobody's business until they can. */
const corrected = (change: NewChange): NewChange =>
  change.kind === 'updated' ? { ...change, kind: 'corrected' } : change;

/** When a story is to be published. One that readers see may be dated anew; null does not make it new again. */
function publicationOf(before: ArticleEntity, asked: Date | null | undefined, now: Date): Date {
  const isSeen = stateAt(before, now) === 'published';
  if (asked === null && !isSeen) return now;
  return asked ?? before.publishAt ?? now;
}

function publishedAs(
  before: ArticleEntity,
  shown: ArticleRevisionEntity,
  publishAt: Date,
  now: Date,
): ArticleEntity {
  const isFirst = !hasBeenSeen(before, now);
  const hasNews = before.draftRevisionId !== null;
  return {
    ...before,
    status: 'published',
    publishAt,
    publishedRevisionId: shown.id,
    draftRevisionId: null,
    sectionId: shown.sectionId,
    firstPublishedAt: isFirst ? publishAt : before.firstPublishedAt,
    modifiedAt: isFirst ? publishAt : hasNews ? now : before.modifiedAt,
    version: before.version + 1,
    updatedAt: now,
  };
}

/**
 * The lead picture has its text in the table of pictures, which knows no decorative ones: an empty text is a missing
 * one. So it is in the body.
 */
async function checkAltTexts(
  tx: EntityManager,
  { blocks, leadImageId }: ArticleRevisionEntity,
): Promise<void> {
  const pointers = blocks.flatMap((block, index) =>
    block._type === 'image' && block.alt.trim() === '' ? [`/body/blocks/${index}/alt`] : [],
  );
  if (leadImageId !== null) {
    const [image] = await run<{ alt: string | null }>(
      tx,
      sql`select alt from image where id = ${leadImageId}::uuid`,
    );
    if ((image?.alt ?? '').trim() === '') pointers.unshift('/leadImage/alt');
  }
  if (pointers.length > 0) throw altTextMissing(pointers);
}
