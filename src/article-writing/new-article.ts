import { createHash } from 'node:crypto';
import type { ArticleDraft } from '../articles/article-draft.js';
import type { ArticleEdit } from '../articles/article-edit.js';
import type { Publication } from '../articles/article-publishing.service.js';
import type { BodyInput } from '../body/body.js';
import type { References } from './article-references.service.js';
import type { ArticleChangesInput, CreateArticleInput, PublishInput } from './article-writing.inputs.js';

const dateOf = (text: string | null | undefined): Date | null => (text ? new Date(text) : null);

/** The same for a change: what is left out stays so. */
const changedDate = (text: string | null | undefined): Date | null | undefined =>
  text === undefined ? undefined : dateOf(text);

/** What was sent for a body. The body module tells which forms there are, and that there is just one. */
const bodyOf = (body: object): BodyInput => ({ ...body }) as BodyInput;

/** A story as it is handed in to be made. */
export function draftOf(
  input: CreateArticleInput,
  { section, authorIds = [], tagIds = [], addedTagIds = [], leadImageId, images }: References,
  { language, now }: { readonly language: string; readonly now: Date },
): ArticleDraft {
  return {
    externalId: null,
    headline: input.headline,
    slug: input.slug ?? null,
    slugIsWish: false,
    dek: input.dek ?? null,
    excerpt: input.excerpt ?? null,
    body: bodyOf(input.body),
    images,
    section: section as ArticleDraft['section'],
    authorIds,
    tagIds: [...new Set([...tagIds, ...addedTagIds])],
    leadImageId: leadImageId ?? null,
    language: input.language ?? language,
    status: 'draft',
    publishAt: dateOf(input.publishAt),
    expiresAt: dateOf(input.expiresAt),
    firstPublishedAt: null,
    modifiedAt: now,
    sensitive: input.sensitive ?? false,
    featured: input.featured ?? false,
    commentPolicy: input.commentPolicy ?? null,
    commentsCloseAfterDays: input.commentsCloseAfterDays ?? null,
    canonicalUrl: input.canonicalUrl ?? null,
    rights: {
      syndicate: input.rights?.syndicate ?? true,
      holder: input.rights?.holder ?? null,
      credit: input.rights?.credit ?? null,
      embargoUntil: dateOf(input.rights?.embargoUntil),
    },
    seo: { title: input.seo?.title ?? null, description: input.seo?.description ?? null },
    retractionNotice: null,
    note: input.note ?? null,
    hash: createHash('sha256').update(JSON.stringify(input)).digest('hex'),
  };
}

/** What is to change of a story. Null brings back what a story has that says nothing. */
export function editOf(
  input: ArticleChangesInput,
  references: References,
  { language }: { readonly language: string },
): ArticleEdit {
  const { headline, dek, excerpt, note, body, slug, canonicalUrl, reason } = input;
  const { commentPolicy, commentsCloseAfterDays } = input;
  return {
    ...{ headline, dek, excerpt, note, commentPolicy, commentsCloseAfterDays, canonicalUrl, slug },
    ...references,
    body: body && bodyOf(body),
    publishAt: changedDate(input.publishAt),
    expiresAt: changedDate(input.expiresAt),
    language: input.language === null ? language : input.language,
    sensitive: input.sensitive === null ? false : input.sensitive,
    featured: input.featured === null ? false : input.featured,
    seo: input.seo === null ? { title: null, description: null } : input.seo,
    rights: rightsOf(input.rights),
    reason: reason ?? null,
  };
}

const NO_RIGHTS = { syndicate: true, holder: null, credit: null, embargoUntil: null } as const;

function rightsOf(rights: ArticleChangesInput['rights']): ArticleEdit['rights'] {
  if (rights === null) return NO_RIGHTS;
  if (rights === undefined) return undefined;
  const { syndicate, embargoUntil, ...words } = rights;
  return {
    ...words,
    syndicate: syndicate === null ? NO_RIGHTS.syndicate : syndicate,
    embargoUntil: changedDate(embargoUntil),
  };
}

/** When and why a story is published. */
export const publicationOf = ({ publishAt, reason }: PublishInput): Publication => ({
  publishAt: changedDate(publishAt),
  reason: reason ?? null,
});
