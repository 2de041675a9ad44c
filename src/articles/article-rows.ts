import { v7 as uuidv7 } from 'uuid';
import type { PreparedBody } from '../body/body.js';
import { excerptOf } from '../body/plain-text.js';
import type { ArticleDraft, Saving } from './article-draft.js';
import { inAddress } from './article-url.js';
import type { ArticleEntity } from './article.entity.js';
import type { ArticleRevisionEntity } from './article-revision.entity.js';

/** A story about to be saved: what was handed in, made complete, beside what is there already. */
export interface Work {
  readonly id: string;
  readonly slug: string;
  /** The draft, and the time of publication that is stored. */
  readonly draft: ArticleDraft;
  readonly body: PreparedBody;
  /** The story as it is stored; null for a new one. */
  readonly known: ArticleEntity | null;
  /** Number of the revision that comes of it. */
  readonly number: number;
}

/** The rows that a story is stored as. */
export interface ArticleRows {
  readonly article: ArticleEntity;
  readonly revision: ArticleRevisionEntity;
}

export function rowsOf(work: Work, saving: Saving): ArticleRows {
  const revision = revisionOf(work, saving);
  return { revision, article: articleOf(work, revision.id, saving.now) };
}

function revisionOf({ id, draft, body, number }: Work, { actor, now }: Saving): ArticleRevisionEntity {
  return {
    id: uuidv7(),
    articleId: id,
    number,
    headline: draft.headline,
    headlineUri: inAddress(draft.headline),
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

function articleOf({ id, slug, known, draft }: Work, revisionId: string, now: Date): ArticleEntity {
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
    commentsCloseAfterDays: draft.commentsCloseAfterDays,
    canonicalUrl: draft.canonicalUrl,
    rightsSyndicate: draft.rights.syndicate,
    rightsHolder: draft.rights.holder,
    rightsCredit: draft.rights.credit,
    rightsEmbargoUntil: draft.rights.embargoUntil,
    translationGroup: draft.translationGroup ?? known?.translationGroup ?? null,
    neverRecommend: draft.neverRecommend ?? known?.neverRecommend ?? false,
    retractionNotice: draft.retractionNotice,
    retractedAt: draft.status === 'retracted' ? (known?.retractedAt ?? draft.retractedAt ?? now) : null,
  };
}
