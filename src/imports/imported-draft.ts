import { createHash } from 'node:crypto';
import type { ArticleDraft } from '../articles/article-draft.js';
import type { FormerCorrection } from '../articles/article-history.service.js';
import { slugOf } from '../articles/article-slug.js';
import type { CommentDraft } from '../comments/comment-import.service.js';
import type { References } from './import-references.service.js';
import type { ImportedArticle, ImportedComment, ImportedCorrection } from './imported-article.js';
import { withoutAddresses } from './shown-name.js';

/** Of whose name nothing is left. */
const NAMELESS = 'Anonymous';

/** What the stories of an import have in common. */
export interface DraftRules {
  readonly now: Date;
  /** Of stories that do not say. */
  readonly language: string;
  readonly slugs: 'exact' | 'wished';
}

/** A line as the story that is to be saved. */
export function draftOf(line: ImportedArticle, references: References, rules: DraftRules): ArticleDraft {
  return {
    externalId: line.externalId,
    id: line.id?.toLowerCase() ?? null,
    headline: line.headline,
    slug: line.slug ? slugOf(line.slug, '') || null : null,
    slugIsWish: rules.slugs === 'wished',
    dek: line.dek || null,
    excerpt: line.excerpt || null,
    body: line.body,
    ...references,
    language: line.language ?? rules.language,
    ...timesOf(line, rules.now),
    sensitive: line.sensitive ?? false,
    featured: line.featured ?? false,
    commentPolicy: line.commentPolicy ?? null,
    commentsCloseAfterDays: line.commentsCloseAfterDays ?? null,
    canonicalUrl: line.canonicalUrl ?? null,
    rights: {
      syndicate: line.rights?.syndicate ?? true,
      holder: line.rights?.holder ?? null,
      credit: line.rights?.credit ?? null,
      embargoUntil: dateOf(line.rights?.embargoUntil),
    },
    seo: { title: line.seo?.title ?? null, description: line.seo?.description ?? null },
    retractionNotice: line.notice ?? null,
    retractedAt: dateOf(line.retractedAt),
    translationGroup: line.translationGroup ?? null,
    neverRecommend: line.neverRecommend ?? null,
    note: line.note ?? null,
    hash: hashOf(line),
  };
}

export const commentDraftOf = (comment: ImportedComment): CommentDraft => ({
  externalId: comment.externalId ?? null,
  parentExternalId: comment.parentExternalId ?? null,
  name: withoutAddresses(comment.name) || NAMELESS,
  email: comment.email || null,
  website: comment.website || null,
  body: comment.body,
  createdAt: new Date(comment.createdAt),
  status: comment.status ?? 'approved',
});

export const correctionOf = ({ kind, text, at }: ImportedCorrection): FormerCorrection => ({
  kind,
  text,
  at: new Date(at),
});

/** Slugs that the story had, as this site writes them. */
export const formerSlugsOf = ({ formerSlugs, slug }: ImportedArticle): string[] => [
  ...new Set(
    (formerSlugs ?? []).map((former) => slugOf(former, '')).filter((former) => former && former !== slug),
  ),
];

const dateOf = (text: string | null | undefined): Date | null => (text ? new Date(text) : null);

/** A scheduled or expired story is a published one whose time is still to come or over. */
function timesOf(line: ImportedArticle, now: Date) {
  const [first, second] =
    line.status === 'scheduled' ? [line.publishAt, line.publishedAt] : [line.publishedAt, line.publishAt];
  const given = dateOf(first) ?? dateOf(second);
  return {
    status: storedStatus(line, given),
    publishAt: given,
    expiresAt: dateOf(line.expiresAt) ?? (line.status === 'expired' ? (given ?? now) : null),
    firstPublishedAt: dateOf(line.firstPublishedAt),
    modifiedAt: dateOf(line.modifiedAt) ?? given ?? now,
  } as const;
}

function storedStatus(line: ImportedArticle, given: Date | null): ArticleDraft['status'] {
  switch (line.status) {
    case 'draft':
    case 'unpublished':
    case 'retracted':
      return line.status;
    case undefined:
    case null:
      return given ? 'published' : 'draft';
    default:
      return 'published';
  }
}

/**
 * Comments have identities of their own and do not make a story another one, nor does where it came from, or the number of
 * its version.
 */
function hashOf(line: ImportedArticle): string {
  const { comments: _1, id: _2, url: _3, version: _4, updatedAt: _5, sourceVersion: _6, ...story } = line;
  const sorted = Object.fromEntries(Object.entries(story).sort(([a], [b]) => (a < b ? -1 : 1)));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex');
}
