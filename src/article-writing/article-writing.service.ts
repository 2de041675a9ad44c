import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { ArticleDraft, Saving } from '../articles/article-draft.js';
import { ArticleEditsService } from '../articles/article-edits.service.js';
import {
  ArticlePublishingService,
  type NewCorrection,
  type Publication,
} from '../articles/article-publishing.service.js';
import type { Target, Written } from '../articles/article-stock.service.js';
import { expiresTooEarly, StoriesRefused } from '../articles/article.errors.js';
import { ArticlesService, type Save } from '../articles/articles.service.js';
import { type BodyInput, prepareBody } from '../body/body.js';
import type { OwnImages } from '../body/own-images.js';
import { DomainError, type FieldError, invalidInput } from '../platform/api/errors.js';
import { ChangeLog, withTags } from '../platform/changes/change-log.js';
import { Database } from '../platform/database/database.js';
import { type RelatedArrangement, RelatedService } from '../related-stories/related.service.js';
import { ShareCodesService } from '../share-links/share-codes.service.js';
import { SiteService } from '../site/site.service.js';
import { ArticleReferencesService } from './article-references.service.js';
import type { ArticleChangesInput, CreateArticleInput } from './article-writing.inputs.js';
import { draftOf, editOf } from './new-article.js';

/** What another writer at the same moment can cause: serialization failure, deadlock, unique violation. */
const CONFLICTS: ReadonlySet<unknown> = new Set(['40001', '40P01', '23505']);
const ATTEMPTS = 3;

/** Takes what newsrooms write: each write is one transaction, with all that follows from it. */
@Injectable()
export class ArticleWritingService {
  constructor(
    private readonly database: Database,
    private readonly site: SiteService,
    private readonly references: ArticleReferencesService,
    private readonly articles: ArticlesService,
    private readonly edits: ArticleEditsService,
    private readonly publishing: ArticlePublishingService,
    private readonly shareCodes: ShareCodesService,
    private readonly related: RelatedService,
    private readonly changes: ChangeLog,
  ) {}

  /**
   * Makes a story, which is a draft until it is published.
   * @throws DomainError INVALID_INPUT with every fault there is, SLUG_TAKEN
   */
  create(input: CreateArticleInput, saving: Saving): Promise<Written> {
    return this.write(async (tx) => {
      const { found, faults, made } = await this.references.find(tx, input);
      const language = await this.site.language(tx);
      refuse([...faults, ...timeFaults(input)], input.body, found.images);
      const draft = draftOf(input, found, { language, now: saving.now });
      const { article, change } = await this.saveOne(tx, draft, saving);
      await this.shareCodes.ensure(tx, [article.id], saving.now);
      return { id: article.id, version: 1, changes: [...made, ...(change ? [change] : [])] };
    });
  }

  /** @throws DomainError ARTICLE_NOT_FOUND, ARTICLE_RETRACTED, VERSION_MISMATCH, SLUG_TAKEN, INVALID_INPUT */
  edit(target: Target, input: ArticleChangesInput, saving: Saving): Promise<Written> {
    return this.write(async (tx) => {
      const { found, faults, made } = await this.references.find(tx, input);
      refuse(faults, input.body, found.images);
      const language = await this.site.language(tx);
      const written = await this.edits.edit(tx, target, editOf(input, found, { language }), saving);
      return { ...written, changes: [...made, ...written.changes] };
    });
  }

  /** @throws DomainError ARTICLE_NOT_FOUND, ARTICLE_RETRACTED, VERSION_MISMATCH, REVISION_NOT_FOUND */
  restore(
    target: Target,
    revision: { readonly number: number; readonly reason: string | null },
    saving: Saving,
  ): Promise<Written> {
    return this.write((tx) => this.edits.restore(tx, target, revision, saving));
  }

  /** @throws DomainError as `ArticlePublishingService.publish` */
  publish(target: Target, publication: Publication, saving: Saving): Promise<Written> {
    return this.writeListed((tx) => this.publishing.publish(tx, target, publication, saving), saving);
  }

  /** @throws DomainError as `ArticlePublishingService.unpublish` */
  unpublish(target: Target, why: { readonly reason: string | null }, saving: Saving): Promise<Written> {
    return this.writeListed((tx) => this.publishing.unpublish(tx, target, why, saving), saving);
  }

  /** @throws DomainError as `ArticlePublishingService.retract` */
  retract(target: Target, { notice }: { readonly notice: string }, saving: Saving): Promise<Written> {
    return this.writeListed((tx) => this.publishing.retract(tx, target, notice, saving), saving);
  }

  /** @throws DomainError as `ArticlePublishingService.correct` */
  correct(target: Target, correction: NewCorrection, saving: Saving): Promise<Written> {
    return this.write((tx) => this.publishing.correct(tx, target, correction, saving));
  }

  /** @throws DomainError ARTICLE_NOT_FOUND, VERSION_MISMATCH */
  remove(target: Target, saving: Saving): Promise<Written> {
    return this.write((tx) => this.edits.remove(tx, target, saving));
  }

  /**
   * Says which stories stand beside a story, and whether it stands beside others.
   * @throws DomainError ARTICLE_NOT_FOUND, ARTICLE_RETRACTED, VERSION_MISMATCH, INVALID_INPUT
   */
  arrange(
    target: Target,
    { neverRecommend, ...arrangement }: RelatedArrangement & { readonly neverRecommend: boolean },
    saving: Saving,
  ): Promise<Written> {
    return this.write(async (tx) => {
      const written = await this.edits.touch(tx, target, { neverRecommend }, saving);
      const tags = await this.related.arrange(tx, written.id, arrangement);
      return { ...written, changes: withTags(written.changes, tags) };
    });
  }

  /** A write after which other stories may stand beside this one, and it beside others. */
  private writeListed(work: (tx: EntityManager) => Promise<Written>, { now }: Saving): Promise<Written> {
    return this.write(async (tx) => {
      const written = await work(tx);
      if (written.changes.length === 0) return written;
      await this.shareCodes.ensure(tx, [written.id], now);
      const tags = await this.related.follow(tx, [written.id]);
      return { ...written, changes: withTags(written.changes, tags) };
    });
  }

  /**
   * One transaction, with the log last of all. Whoever saves stories takes the turn first, so that no section, author or
   * tag goes while a story is saved that names it. A conflict with another writer is tried again.
   */
  private async write(work: (tx: EntityManager) => Promise<Written>): Promise<Written> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.database.transaction(async (tx) => {
          await this.related.takeTurnSoon(tx);
          const written = await work(tx);
          await this.changes.append(tx, written.changes);
          return written;
        });
      } catch (error) {
        if (attempt === ATTEMPTS || !CONFLICTS.has((error as { code?: unknown } | null)?.code)) throw error;
      }
    }
  }

  private async saveOne(tx: EntityManager, draft: ArticleDraft, saving: Saving): Promise<Save> {
    try {
      const [save] = await this.articles.save(tx, [draft], saving);
      return save as Save;
    } catch (error) {
      throw error instanceof StoriesRefused ? error.failures.get(0) : error;
    }
  }
}

/** Tells what is wrong, and with it what is wrong with the body. That alone is told when the body is saved. */
function refuse(faults: readonly FieldError[], body: object | null | undefined, images: OwnImages): void {
  if (faults.length > 0) throw invalidInput([...faults, ...bodyFaults(body, images)]);
}

function bodyFaults(body: object | null | undefined, images: OwnImages): readonly FieldError[] {
  if (!body) return [];
  try {
    prepareBody({ ...body } as BodyInput, undefined, images);
    return [];
  } catch (error) {
    if (error instanceof DomainError) return error.errors;
    throw error;
  }
}

function timeFaults({ publishAt, expiresAt }: CreateArticleInput): readonly FieldError[] {
  if (!publishAt || !expiresAt || new Date(expiresAt) > new Date(publishAt)) return [];
  return [expiresTooEarly('/expiresAt')];
}
