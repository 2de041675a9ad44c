import type { NewChange } from '../platform/changes/change-log.js';
import type { ArticleDraft } from './article-draft.js';
import type { ArticleEntity } from './article.entity.js';
import { type DueKind, isPublicAt } from './article-schedule.service.js';

/** Where a story is listed, or would be. */
export type Standing = Pick<ArticleDraft, 'section' | 'authorIds' | 'tagIds'>;

/** A story as those who follow the log knew it until now. */
export interface Before {
  readonly slug: string;
  /** Whether it was announced as visible, and nothing has been said to the contrary. */
  readonly public: boolean;
  /** Cache tags of where it was listed. */
  readonly tags: readonly string[];
}

/** Whether the log has said that readers see the story. It follows the clock a moment later than readers do. */
export const wasAnnounced = (known: ArticleEntity, pending: ReadonlySet<DueKind>): boolean =>
  known.status === 'published' &&
  !pending.has('published') &&
  (known.expiresAt === null || pending.has('expired'));

/** What a save means to those who follow the site. */
export function changeOf(
  article: ArticleEntity,
  standing: Standing,
  before: Before | null,
  now: Date,
): NewChange {
  const kind = kindOfChange(article, before, now);
  const tags = [
    `article:${article.id}`,
    ...(before === null || kind !== 'updated' ? ['articles'] : []),
    ...standing.section.path.map((id) => `section:${id}`),
    ...standing.authorIds.map((id) => `author:${id}`),
    ...standing.tagIds.map((id) => `tag:${id}`),
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
