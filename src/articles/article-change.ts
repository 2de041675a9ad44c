import type { EntityManager } from 'typeorm';
import type { NewChange } from '../platform/changes/change-log.js';
import { listTags, otherTags, type Places, sectionTags } from './article-tags.js';
import type { ArticleEntity } from './article.entity.js';
import { type DueKind, isPublicAt } from './article-schedule.service.js';

type Times = Pick<ArticleEntity, 'status' | 'publishAt' | 'expiresAt'>;

/** A story as those who follow the log knew it until now. */
export interface Before {
  readonly article: Times & Pick<ArticleEntity, 'slug' | 'featured'>;
  /** Whether it was announced as visible, and nothing has been said to the contrary. */
  readonly public: boolean;
  /** Where it was listed. */
  readonly places: Places;
}

/** What the log is to hear of a save. */
interface Outcome {
  readonly change: NewChange;
  /** Whether readers may begin to see the story with it, or cease to. */
  readonly turns: boolean;
}

/** Whether the log has said that readers see the story. It follows the clock a moment later than readers do. */
export const wasAnnounced = (known: ArticleEntity, pending: ReadonlySet<DueKind>): boolean =>
  known.status === 'published' &&
  !pending.has('published') &&
  (known.expiresAt === null || pending.has('expired'));

/** What a save means to those who follow the site. */
export function outcomeOf(article: ArticleEntity, places: Places, before: Before | null, now: Date): Outcome {
  const kind = kindOfChange(article, before, now);
  const turns = isTurn(article, before, kind, now);
  const tags = [
    `article:${article.id}`,
    ...listsOf(article, places, before, { turns, now }),
    // The front shows the newest of them.
    ...(before && before.article.featured !== article.featured ? ['articles:featured'] : []),
    ...sectionTags([...places.sections, ...(before?.places.sections ?? [])]),
  ];
  const change = {
    kind,
    subject: 'article',
    subjectId: article.id,
    version: article.version,
    slug: article.slug,
    // A slug that readers never met is nobody's business.
    previousSlug: before?.public && before.article.slug !== article.slug ? before.article.slug : null,
    tags: [...new Set(tags)],
  };
  return { change, turns };
}

/** The entries for the log. With a story that readers begin to see, or cease to, goes what else shows it. */
export async function changesOf(tx: EntityManager, outcomes: readonly Outcome[]): Promise<NewChange[]> {
  const turning = outcomes.filter(({ turns }) => turns).map(({ change }) => change.subjectId as string);
  const others = await otherTags(tx, turning);
  return outcomes.map(({ change }) => ({
    ...change,
    tags: [...change.tags, ...(others.get(change.subjectId as string) ?? [])],
  }));
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
  return before?.article.slug === article.slug ? 'updated' : 'moved';
}

/** Kinds by which the log says that readers see a story, or do not. */
const TURNS: ReadonlySet<string> = new Set(['published', 'unpublished', 'expired']);
/**
 * By how much the clocks of machines may differ, and how long a transaction may take: when a story's time changes that
 * is nearer than this, nobody can tell what readers have seen by the commit.
 */
const UNSURE_MS = 60_000;

function isTurn(article: Times, before: Before | null, kind: string, now: Date): boolean {
  // The clock alone brings the turn, and what it evicts is known beforehand; but the log may be a moment late.
  if (before && sameTimes(article, before.article)) return TURNS.has(kind);
  const [was, is] = [before ? sightOf(before.article, now) : 'unseen', sightOf(article, now)];
  const isSure = was === is && was !== 'unsure' && (before?.public ?? false) === (was === 'seen');
  return !isSure;
}

/** Cache tags of the lists that a story enters, leaves, or has another place in. */
function listsOf(
  article: Times,
  places: Places,
  before: Before | null,
  { turns, now }: { readonly turns: boolean; readonly now: Date },
): string[] {
  const isDatedAnew = before?.article.publishAt?.getTime() !== article.publishAt?.getTime();
  if (!turns && sightOf(article, now) === 'unseen') return [];
  const [left, entered] = [before ? listTags(before.places) : [], listTags(places)];
  if (turns || isDatedAnew) return [...left, ...entered];
  return [...left.filter((tag) => !entered.includes(tag)), ...entered.filter((tag) => !left.includes(tag))];
}

const sameTimes = (one: Times, other: Times): boolean =>
  one.status === other.status &&
  one.publishAt?.getTime() === other.publishAt?.getTime() &&
  one.expiresAt?.getTime() === other.expiresAt?.getTime();

/** Whether readers see a story at a moment, as far as that can be told. */
function sightOf({ status, publishAt, expiresAt }: Times, now: Date): 'seen' | 'unseen' | 'unsure' {
  if (status !== 'published' || publishAt === null) return 'unseen';
  const since = now.getTime() - publishAt.getTime();
  const left = expiresAt === null ? Infinity : expiresAt.getTime() - now.getTime();
  if (since < -UNSURE_MS || left < -UNSURE_MS) return 'unseen';
  return since > UNSURE_MS && left > UNSURE_MS ? 'seen' : 'unsure';
}
