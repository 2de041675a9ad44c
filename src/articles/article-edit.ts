import { isDeepStrictEqual } from 'node:util';
import { v7 as uuidv7 } from 'uuid';
import { type BodyInput, prepareBody } from '../body/body.js';
import type { OwnImages } from '../body/own-images.js';
import { excerptOf } from '../body/plain-text.js';
import { invalidInput } from '../platform/api/errors.js';
import type { ArticleDraft, Saving } from './article-draft.js';
import type { ArticleRevisionEntity } from './article-revision.entity.js';
import { inAddress } from './article-url.js';
import type { ArticleEntity } from './article.entity.js';
import { expiresTooEarly } from './article.errors.js';

/** What is to change of a story. What is left out is left alone; null clears. */
export interface ArticleEdit {
  readonly headline?: string;
  readonly dek?: string | null;
  readonly excerpt?: string | null;
  readonly body?: BodyInput;
  /** The site's own pictures that the body names. */
  readonly images?: OwnImages;
  readonly section?: ArticleDraft['section'];
  readonly authorIds?: readonly string[];
  readonly tagIds?: readonly string[];
  /** Beside those that it has, or gets. */
  readonly addedTagIds?: readonly string[];
  readonly leadImageId?: string | null;
  readonly seo?: Partial<ArticleDraft['seo']>;
  readonly note?: string | null;
  readonly slug?: string;
  readonly publishAt?: Date | null;
  readonly expiresAt?: Date | null;
  readonly language?: string;
  readonly sensitive?: boolean;
  readonly featured?: boolean;
  readonly commentPolicy?: ArticleDraft['commentPolicy'];
  readonly commentsCloseAfterDays?: number | null;
  readonly canonicalUrl?: string | null;
  readonly rights?: Partial<ArticleDraft['rights']>;
  /** Kept with the revision that comes of it. */
  readonly reason: string | null;
}

/** Everything of a revision that somebody wrote or chose, or that was made from it. */
export type RevisionContent = Omit<
  ArticleRevisionEntity,
  'id' | 'articleId' | 'number' | 'reason' | 'createdBy' | 'createdAt' | 'contentHash'
>;

/** The content of a revision with an edit made to it. Blocks that stay have their keys. */
export function contentAfter(before: ArticleRevisionEntity, edit: ArticleEdit): RevisionContent {
  const headline = edit.headline ?? before.headline;
  const body = bodyAfter(before, edit);
  return {
    ...body,
    headline,
    headlineUri: inAddress(headline),
    dek: given(edit.dek, before.dek),
    excerpt: excerptAfter(before, edit.excerpt, body.text),
    sectionId: edit.section?.id ?? before.sectionId,
    authorIds: [...(edit.authorIds ?? before.authorIds)],
    tagIds: [...new Set([...(edit.tagIds ?? before.tagIds), ...(edit.addedTagIds ?? [])])],
    leadImageId: given(edit.leadImageId, before.leadImageId),
    seoTitle: given(edit.seo?.title, before.seoTitle),
    seoDescription: given(edit.seo?.description, before.seoDescription),
    note: given(edit.note, before.note),
  };
}

/** What is given, null among it, or what was there. */
const given = <T>(value: T | undefined, before: T): T => (value === undefined ? before : value);

type Body = Pick<RevisionContent, 'blocks' | 'html' | 'text' | 'wordCount' | 'readingMinutes' | 'gaps'>;

/** A body that says the same stays as it was made. */
function bodyAfter(before: ArticleRevisionEntity, { body, images }: ArticleEdit): Body {
  const { blocks, html, text, wordCount, readingMinutes, gaps } = before;
  const old = { blocks, html, text, wordCount, readingMinutes, gaps };
  if (body === undefined) return old;
  const prepared = prepareBody(body, blocks, images);
  return isDeepStrictEqual(prepared.blocks, blocks) ? old : prepared;
}

/** An excerpt that was made from the text follows the text; one that was written stays. */
function excerptAfter(
  before: ArticleRevisionEntity,
  excerpt: string | null | undefined,
  text: string,
): string {
  if (excerpt) return excerpt;
  const wasMade = before.excerpt === excerptOf(before.text);
  return excerpt === null || wasMade ? excerptOf(text) : before.excerpt;
}

/** Whether a content says anything else than a revision. */
export const differs = (content: RevisionContent, before: ArticleRevisionEntity): boolean =>
  (Object.keys(content) as (keyof RevisionContent)[]).some(
    (name) => !isDeepStrictEqual(content[name], before[name]),
  );

/** A new revision after another one. What an import said last of the story is remembered. */
export const revisionAfter = (
  before: ArticleRevisionEntity,
  content: RevisionContent,
  reason: string | null,
  { actor, now }: Saving,
): Omit<ArticleRevisionEntity, 'number'> => ({
  ...content,
  id: uuidv7(),
  articleId: before.articleId,
  contentHash: before.contentHash,
  reason,
  createdBy: actor,
  createdAt: now,
});

type Facts = Pick<
  ArticleEntity,
  | 'slug'
  | 'publishAt'
  | 'expiresAt'
  | 'language'
  | 'sensitive'
  | 'featured'
  | 'commentPolicy'
  | 'commentsCloseAfterDays'
  | 'canonicalUrl'
  | 'rightsSyndicate'
  | 'rightsHolder'
  | 'rightsCredit'
  | 'rightsEmbargoUntil'
>;

/**
 * What belongs to a story whatever its revision, with an edit made to it.
 * @throws DomainError INVALID_INPUT
 */
export function factsAfter(before: ArticleEntity, edit: ArticleEdit, slug: string): Facts {
  const { rights = {} } = edit;
  const publishAt = given(edit.publishAt, before.publishAt);
  const expiresAt = given(edit.expiresAt, before.expiresAt);
  checkTimes(before, { publishAt, expiresAt });
  return {
    slug,
    publishAt,
    expiresAt,
    language: edit.language ?? before.language,
    sensitive: edit.sensitive ?? before.sensitive,
    featured: edit.featured ?? before.featured,
    commentPolicy: given(edit.commentPolicy, before.commentPolicy),
    commentsCloseAfterDays: given(edit.commentsCloseAfterDays, before.commentsCloseAfterDays),
    canonicalUrl: given(edit.canonicalUrl, before.canonicalUrl),
    rightsSyndicate: rights.syndicate ?? before.rightsSyndicate,
    rightsHolder: given(rights.holder, before.rightsHolder),
    rightsCredit: given(rights.credit, before.rightsCredit),
    rightsEmbargoUntil: given(rights.embargoUntil, before.rightsEmbargoUntil),
  };
}

/** Facts of which partners have to hear. */
const RIGHTS = ['rightsSyndicate', 'rightsHolder', 'rightsCredit', 'rightsEmbargoUntil'] as const;

/** Which facts are others than before. */
export function changedFacts(
  before: ArticleEntity,
  facts: Facts,
): { any: boolean; rights: boolean; all: boolean } {
  const changed = (Object.keys(facts) as (keyof Facts)[]).filter(
    (name) => !isDeepStrictEqual(facts[name], before[name]),
  );
  const rights = changed.filter((name) => (RIGHTS as readonly string[]).includes(name));
  return {
    any: changed.length > 0,
    rights: rights.length > 0,
    all: rights.length > 0 && rights.length === changed.length,
  };
}

function checkTimes(
  before: ArticleEntity,
  { publishAt, expiresAt }: Pick<Facts, 'publishAt' | 'expiresAt'>,
): void {
  if (before.status === 'published' && publishAt?.getTime() !== before.publishAt?.getTime()) {
    const detail = 'The story is published: publish it again with another time.';
    throw invalidInput([{ pointer: '/publishAt', code: 'ALREADY_PUBLISHED', detail }]);
  }
  if (publishAt !== null && expiresAt !== null && expiresAt <= publishAt) {
    throw invalidInput([expiresTooEarly('/expiresAt')]);
  }
}
