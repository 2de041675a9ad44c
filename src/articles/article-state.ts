import type { ArticleEntity } from './article.entity.js';
import { articleRetracted, invalidTransition } from './article.errors.js';

/** Where a story stands at a moment: the stored status, and what the clock makes of it. As `statusOf` in SQL. */
export type ArticleState = 'draft' | 'scheduled' | 'published' | 'expired' | 'unpublished' | 'retracted';

type Times = Pick<ArticleEntity, 'status' | 'publishAt' | 'expiresAt' | 'firstPublishedAt'>;

export function stateAt({ status, publishAt, expiresAt }: Times, now: Date): ArticleState {
  if (status !== 'published') return status;
  if (publishAt !== null && publishAt > now) return 'scheduled';
  return expiresAt !== null && expiresAt <= now ? 'expired' : 'published';
}

/** Whether readers have ever seen the story. */
export const hasBeenSeen = ({ firstPublishedAt }: Times, now: Date): boolean =>
  firstPublishedAt !== null && firstPublishedAt <= now;

/** Where a story may go from, by where it goes. Going where it is already may change what it shows, or when. */
const FROM: Readonly<Record<'scheduled' | 'published' | 'unpublished', readonly ArticleState[]>> = {
  scheduled: ['draft', 'unpublished', 'scheduled'],
  published: ['draft', 'unpublished', 'scheduled', 'published'],
  unpublished: ['scheduled', 'published', 'expired'],
};

/** @throws DomainError INVALID_TRANSITION */
export function checkTransition(article: Times, to: keyof typeof FROM, now: Date): void {
  const from = stateAt(article, now);
  if (!FROM[to].includes(from)) throw invalidTransition(from, to);
}

/**
 * Only what readers have seen can be withdrawn for good, or be corrected.
 * @throws DomainError INVALID_TRANSITION
 */
export function checkSeen(article: Times, to: 'retracted' | 'corrected', now: Date): void {
  const from = stateAt(article, now);
  if (from === 'retracted' || !hasBeenSeen(article, now)) throw invalidTransition(from, to);
}

/**
 * A retracted story is final.
 * @throws DomainError ARTICLE_RETRACTED
 */
export function checkEditable({ status, retractionNotice }: ArticleEntity): void {
  if (status === 'retracted') throw articleRetracted(retractionNotice);
}
