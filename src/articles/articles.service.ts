import { Injectable } from '@nestjs/common';
import { IsNull, type EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { prepareBody, type PreparedBody } from '../body/body.js';
import { excerptOf } from '../body/plain-text.js';
import type { NewChange } from '../platform/changes/change-log.js';
import { ArticleAliasEntity, ArticlePermalinkEntity, ArticleStatsEntity } from './article-index.entities.js';
import type { ArticleDraft, SavedArticle } from './article-draft.js';
import { ArticleEntity } from './article.entity.js';
import { ArticleIndexService } from './article-index.service.js';
import { ArticleRevisionEntity } from './article-revision.entity.js';
import { ArticleScheduleService, type DueKind, isPublicAt } from './article-schedule.service.js';
import { freeSlug } from './article-slug.js';

/** A saved story, and what the change log is to hear of it. */
export interface Save {
  readonly article: SavedArticle;
  readonly change: NewChange | null;
}

/** Saves stories. */
@Injectable()
export class ArticlesService {
  constructor(
    private readonly index: ArticleIndexService,
    private readonly schedule: ArticleScheduleService,
  ) {}

  /**
   * Makes a story or brings it up to date, found by its external id. Saving the same draft again changes nothing.
   * Callers take turns (an import holds a lock), and then see to what stands around it: share code, related stories,
   * the change log.
   * Everything that readers need is prepared here, so that a read only has to put it together.
   * @throws DomainError SLUG_TAKEN, INVALID_INPUT for a body that cannot be used
   */
  async save(tx: EntityManager, given: ArticleDraft, actor: string, now: Date): Promise<Save> {
    const known = given.externalId
      ? await tx.findOneBy(ArticleEntity, { externalId: given.externalId })
      : null;
    const last = known && (await this.newestRevision(tx, known.id));
    if (known && last?.contentHash === given.hash) {
      return { article: { id: known.id, slug: known.slug, outcome: 'unchanged' }, change: null };
    }
    const draft = { ...given, publishAt: given.publishAt ?? publishAtOf(given, known, now) };
    const id = known?.id ?? uuidv7();
    const slug = await freeSlug(tx, {
      id,
      slug: draft.slug,
      isWish: draft.slugIsWish,
      headline: draft.headline,
      current: known?.slug ?? null,
    });
    const body = prepareBody(draft.body, last?.blocks);
    const revision = revisionOf(id, (last?.number ?? 0) + 1, draft, body, actor, now);
    const article = articleOf(id, slug, known, draft, revision.id, now);
    await (known ? tx.update(ArticleEntity, id, article) : tx.insert(ArticleEntity, article));
    await tx.insert(ArticleRevisionEntity, revision);
    await this.keepAlias(tx, id, slug, known?.slug ?? null, now);
    if (!known) await tx.insert(ArticleStatsEntity, { articleId: id });
    const listedBefore = await this.index.refresh(tx, id, draft, body.text);
    const pending = await this.schedule.plan(tx, article, now);
    const before = known && { slug: known.slug, public: wasAnnounced(known, pending), tags: listedBefore };
    const change = changeOf(article, draft, before, now);
    return { article: { id, slug, outcome: known ? 'updated' : 'created' }, change };
  }

  /** Keeps the addresses that a story had on the site's former system. The first story to claim one keeps it. */
  async keepPermalinks(tx: EntityManager, articleId: string, urls: readonly string[]): Promise<void> {
    if (urls.length === 0) return;
    const rows = urls.map((url) => ({ url: permalinkKey(url), articleId }));
    await tx.createQueryBuilder().insert().into(ArticlePermalinkEntity).values(rows).orIgnore().execute();
  }

  private newestRevision(tx: EntityManager, articleId: string): Promise<ArticleRevisionEntity | null> {
    return tx.findOne(ArticleRevisionEntity, { where: { articleId }, order: { number: 'DESC' } });
  }

  private async keepAlias(
    tx: EntityManager,
    articleId: string,
    slug: string,
    before: string | null,
    now: Date,
  ): Promise<void> {
    if (slug === before) return;
    if (before) await tx.update(ArticleAliasEntity, { articleId, until: IsNull() }, { until: now });
    await tx.upsert(ArticleAliasEntity, { slug, articleId, since: now, until: null }, ['slug']);
  }
}

/** A former address without its host, which changes when a site moves: path and query. */
export function permalinkKey(url: string): string {
  const { pathname, search } = new URL(url, 'http://site.invalid');
  return `${pathname.length > 1 ? pathname.replace(/\/+$/, '') : pathname}${search}`;
}

/** A story that is published without a time keeps the one it had; a new one is published now. */
const publishAtOf = ({ status }: ArticleDraft, known: ArticleEntity | null, now: Date): Date | null =>
  status === 'published' ? (known?.publishAt ?? now) : null;

function revisionOf(
  articleId: string,
  number: number,
  draft: ArticleDraft,
  body: PreparedBody,
  actor: string,
  now: Date,
): ArticleRevisionEntity {
  return {
    id: uuidv7(),
    articleId,
    number,
    headline: draft.headline,
    headlineUri: encodeURIComponent(draft.headline),
    dek: draft.dek,
    excerpt: draft.excerpt ?? excerptOf(body.text),
    blocks: body.blocks,
    html: body.html,
    text: body.text,
    wordCount: body.wordCount,
    readingMinutes: body.readingMinutes,
    gaps: body.gaps,
    contentHash: draft.hash,
    sectionId: draft.section.id,
    authorIds: [...draft.authorIds],
    tagIds: [...draft.tagIds],
    leadImageId: draft.leadImageId,
    seoTitle: draft.seo.title,
    seoDescription: draft.seo.description,
    note: draft.note,
    reason: null,
    createdBy: actor,
    createdAt: now,
  };
}

function articleOf(
  id: string,
  slug: string,
  known: ArticleEntity | null,
  draft: ArticleDraft,
  revisionId: string,
  now: Date,
): ArticleEntity {
  const published = draft.status === 'published';
  const firstPublishedAt =
    known?.firstPublishedAt ?? draft.firstPublishedAt ?? (published ? draft.publishAt : null);
  return {
    id,
    externalId: draft.externalId,
    slug,
    sectionId: draft.section.id,
    status: draft.status,
    publishAt: draft.publishAt,
    expiresAt: draft.expiresAt,
    firstPublishedAt,
    modifiedAt: draft.modifiedAt,
    updatedAt: now,
    createdAt: known?.createdAt ?? now,
    version: (known?.version ?? 0) + 1,
    publishedRevisionId: published ? revisionId : (known?.publishedRevisionId ?? null),
    draftRevisionId: published ? null : revisionId,
    language: draft.language,
    sensitive: draft.sensitive,
    featured: draft.featured,
    commentPolicy: draft.commentPolicy,
    canonicalUrl: draft.canonicalUrl,
    rightsSyndicate: draft.rights.syndicate,
    rightsHolder: draft.rights.holder,
    rightsCredit: draft.rights.credit,
    rightsEmbargoUntil: draft.rights.embargoUntil,
    translationGroup: known?.translationGroup ?? null,
    neverRecommend: known?.neverRecommend ?? false,
    retractionNotice: draft.retractionNotice,
    retractedAt: draft.status === 'retracted' ? (known?.retractedAt ?? now) : null,
  };
}

/** A story as those who follow the log knew it until now. */
interface Before {
  readonly slug: string;
  /** Whether it was announced as visible, and nothing has been said to the contrary. */
  readonly public: boolean;
  /** Cache tags of where it was listed. */
  readonly tags: readonly string[];
}

/** Whether the log has said that readers see the story. It follows the clock a moment later than readers do. */
const wasAnnounced = (known: ArticleEntity, pending: ReadonlySet<DueKind>): boolean =>
  known.status === 'published' &&
  !pending.has('published') &&
  (known.expiresAt === null || pending.has('expired'));

/** What a save means to those who follow the site. */
function changeOf(article: ArticleEntity, draft: ArticleDraft, before: Before | null, now: Date): NewChange {
  const kind = kindOfChange(article, before, now);
  const tags = [
    `article:${article.id}`,
    ...(before === null || kind !== 'updated' ? ['articles'] : []),
    ...draft.section.path.map((id) => `section:${id}`),
    ...draft.authorIds.map((id) => `author:${id}`),
    ...draft.tagIds.map((id) => `tag:${id}`),
    ...(before?.tags ?? []),
  ];
  return {
    kind,
    subject: 'article',
    subjectId: article.id,
    version: article.version,
    slug: article.slug,
    // A slug that readers never met is nobody's business.
    previousSlug: before?.public && before.slug !== article.slug ? before.slug : null,
    tags: [...new Set(tags)],
  };
}

/**
 * A story that nobody could see and still cannot is a draft's edit. One whose time is still to come is announced when
 * it has come.
 */
function kindOfChange(article: ArticleEntity, before: Before | null, now: Date): string {
  if (article.status === 'retracted') return 'retracted';
  const wasPublic = before?.public ?? false;
  if (!isPublicAt(article, now)) {
    if (!wasPublic) return 'drafted';
    const { status, publishAt } = article;
    return status === 'published' && publishAt !== null && publishAt <= now ? 'expired' : 'unpublished';
  }
  if (!wasPublic) return 'published';
  return before?.slug === article.slug ? 'updated' : 'moved';
}
