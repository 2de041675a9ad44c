import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { SavedArticle } from '../articles/article-draft.js';
import { StoriesRefused } from '../articles/article.errors.js';
import { ArticleHistoryService } from '../articles/article-history.service.js';
import { ArticlePermalinksService } from '../articles/article-permalinks.service.js';
import { ArticlesService, type Save } from '../articles/articles.service.js';
import { CommentImportService, type TakenComments } from '../comments/comment-import.service.js';
import { ChangeLog, type NewChange, withTags } from '../platform/changes/change-log.js';
import { Database, run } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import { RelatedBacklogService } from '../related-stories/related-backlog.service.js';
import { RelatedService } from '../related-stories/related.service.js';
import { ShareCodesService } from '../share-links/share-codes.service.js';
import { SiteService } from '../site/site.service.js';
import { commentedStories } from './commented-stories.js';
import { ImportedVersionsService } from './imported-versions.service.js';
import { ImportReferencesService } from './import-references.service.js';
import type { ImportedArticle } from './imported-article.js';
import { commentDraftOf, correctionOf, draftOf, formerSlugsOf } from './imported-draft.js';

/** What became of one story of an import. */
export interface ImportedStory extends SavedArticle {
  /** Comments that were added. */
  readonly comments: number;
  /** Comments that were there already, of which this import says something else than the last one. */
  readonly commentsUpdated: number;
  /** External ids of added comments that answer one which is not there. */
  readonly orphans: readonly string[];
  /** Former addresses that lead to other stories already. */
  readonly lostUrls: readonly string[];
  /** Former slugs that other stories have or had. */
  readonly lostSlugs: readonly string[];
}

/** Imports take turns: two that make the same sections, authors and tags in another order would deadlock. */
const IMPORT_LOCK = 0x696d706f;
const ATTEMPTS = 3;
/** What another writer at the same moment can cause: serialization failure, deadlock, unique violation. */
const CONFLICTS: ReadonlySet<unknown> = new Set(['40001', '40P01', '23505']);
/** Stories that are saved with the same statements, at most. */
const MOST_TOGETHER = 500;

/** How stories are taken in. */
export interface ImportRules {
  /** Who is written down as the author of the changes. */
  readonly actor: string;
  readonly now: Date;
  /** What follows a story that cannot be imported: `stop` leaves the others out, `skip` goes on without it. */
  readonly onFailure: 'stop' | 'skip';
  /** What a slug is that another story has: `exact` refuses the story, `wished` gives it that slug with a number. */
  readonly slugs: 'exact' | 'wished';
}

/** A story that is here already, as its newest revision has it. */
export interface StandingStory {
  readonly headline: string;
  /** Slug of its section. */
  readonly section: string;
}

/** What became of a story, or why it could not be imported. */
export type StoryOutcome =
  | { readonly story: ImportedStory; readonly failure: null }
  | { readonly story: null; readonly failure: unknown };

interface Batch extends ImportRules {
  readonly language: string;
  /** Whether a conflict with another writer is a failure like any other, since it is not tried again. */
  readonly isLast: boolean;
}

interface Saved {
  readonly story: ImportedStory;
  /** Whether the story itself was written, and not only comments on it. */
  readonly isWritten: boolean;
  readonly changes: readonly NewChange[];
}

/** A story that was saved, or why it could not be. */
type Attempt = { readonly saved: Saved } | { readonly saved: null; readonly failure: unknown };

/** Takes stories in from elsewhere, with the sections, authors and tags that they name and their comments. */
@Injectable()
export class ArticleImportService {
  constructor(
    private readonly database: Database,
    private readonly site: SiteService,
    private readonly references: ImportReferencesService,
    private readonly versions: ImportedVersionsService,
    private readonly articles: ArticlesService,
    private readonly permalinks: ArticlePermalinksService,
    private readonly history: ArticleHistoryService,
    private readonly comments: CommentImportService,
    private readonly shareCodes: ShareCodesService,
    private readonly related: RelatedService,
    private readonly backlog: RelatedBacklogService,
    private readonly changes: ChangeLog,
  ) {}

  /**
   * Imports stories in one transaction, each as a whole or not at all. Gives an outcome for each in the order of the
   * lines; where the first that cannot be imported stops the work, its own is the last. A conflict with another writer
   * is tried again. Related stories of more than a few are chosen afterwards: see `finish`.
   */
  async import(lines: readonly ImportedArticle[], rules: ImportRules): Promise<StoryOutcome[]> {
    for (let attempt = 1; ; attempt += 1) {
      const isLast = attempt === ATTEMPTS;
      try {
        return await this.database.transaction((tx) => this.importInto(tx, lines, { ...rules, isLast }));
      } catch (error) {
        if (isLast || !isConflict(error)) throw error;
      }
    }
  }

  /** A story that came in with an earlier import; null when none did. */
  async standing(externalId: string): Promise<StandingStory | null> {
    const [row] = await this.database.query<StandingStory>(
      sql`select s.slug as section, r.headline
        from article a join section s on s.id = a.section_id, lateral (
          select headline from article_revision where article_id = a.id order by number desc limit 1) r
        where a.external_id = ${externalId}`,
    );
    return row ?? null;
  }

  /** Makes the bodies of new stories ready before their turn; one that cannot be used is left to its import. */
  makeReady(lines: readonly ImportedArticle[]): Promise<void> {
    return this.articles.makeReady(lines);
  }

  /**
   * Chooses the related stories that are due after an import of many. Not called, or not to its end, they are chosen by
   * the next import or by a server.
   */
  finish(signal?: AbortSignal): Promise<void> {
    return this.backlog.workOff(signal);
  }

  /**
   * Waits until no other import is under way on this database, and nobody edits what stories name, and keeps others
   * waiting until the commit.
   */
  async takeTurn(tx: EntityManager): Promise<void> {
    await run(tx, sql`select pg_advisory_xact_lock(${IMPORT_LOCK})`);
    await this.related.takeTurn(tx);
  }

  /** Imports stories in the caller's transaction. With `isLast` a conflict with another writer is a failure too. */
  async importInto(
    tx: EntityManager,
    lines: readonly ImportedArticle[],
    rules: ImportRules & { readonly isLast: boolean },
  ): Promise<StoryOutcome[]> {
    await this.takeTurn(tx);
    const batch = { ...rules, language: await this.site.language(tx) };
    const attempts: Attempt[] = [];
    for (const part of partsOf(lines)) {
      attempts.push(...(await this.attemptNewest(tx, part, batch)));
      if (isStopped(attempts, batch)) break;
    }
    await this.followUp(
      tx,
      attempts.flatMap(({ saved }) => saved ?? []),
      rules.now,
    );
    return attempts.map((one) =>
      one.saved ? { story: one.saved.story, failure: null } : { story: null, failure: one.failure },
    );
  }

  /** Leaves alone what is older than it is here already, and saves the others. */
  private async attemptNewest(
    tx: EntityManager,
    lines: readonly ImportedArticle[],
    batch: Batch,
  ): Promise<Attempt[]> {
    const outdated = await this.versions.outdated(tx, lines);
    if (outdated.size === 0) return this.attempt(tx, lines, batch);
    const made = await this.attempt(
      tx,
      lines.filter((line) => !outdated.has(line)),
      batch,
    );
    const attempts: Attempt[] = [];
    let next = 0;
    for (const line of lines) {
      const article = outdated.get(line);
      const attempt = article
        ? { saved: { ...savedOf({ article, change: null }, { lostUrls: [], lostSlugs: [] }), changes: [] } }
        : made[next++];
      // After the one that stops an import there are no more.
      if (!attempt) break;
      attempts.push(attempt);
    }
    return attempts;
  }

  /**
   * Saves stories together. Those that are refused are left out, and where PostgreSQL refuses some without saying
   * which, they are tried again in halves until it is found.
   */
  private async attempt(
    tx: EntityManager,
    lines: readonly ImportedArticle[],
    batch: Batch,
  ): Promise<Attempt[]> {
    if (lines.length === 0) return [];
    try {
      // A transaction inside a transaction is a savepoint.
      const saved = await tx.transaction((step) => this.save(step, lines, batch));
      return saved.map((one) => ({ saved: one }));
    } catch (error) {
      if (!batch.isLast && isConflict(error)) throw error;
      if (error instanceof StoriesRefused) return this.attemptOthers(tx, lines, error.failures, batch);
      if (lines.length === 1) return [{ saved: null, failure: error }];
      const middle = Math.ceil(lines.length / 2);
      const attempts = await this.attempt(tx, lines.slice(0, middle), batch);
      if (isStopped(attempts, batch)) return attempts;
      return [...attempts, ...(await this.attempt(tx, lines.slice(middle), batch))];
    }
  }

  /** Tries stories again without those that were refused: as far as the first of them, or all others. */
  private async attemptOthers(
    tx: EntityManager,
    lines: readonly ImportedArticle[],
    failures: ReadonlyMap<number, unknown>,
    batch: Batch,
  ): Promise<Attempt[]> {
    const first = Math.min(...failures.keys());
    const reached = batch.onFailure === 'stop' ? lines.slice(0, first + 1) : lines;
    const others = await this.attempt(
      tx,
      reached.filter((_, place) => !failures.has(place)),
      batch,
    );
    if (isStopped(others, batch)) return others;
    let next = 0;
    return reached.map((_, place) =>
      failures.has(place) ? { saved: null, failure: failures.get(place) } : (others[next++] as Attempt),
    );
  }

  private async save(tx: EntityManager, lines: readonly ImportedArticle[], batch: Batch): Promise<Saved[]> {
    const references = await this.references.find(tx, lines);
    const drafts = lines.map((line) => draftOf(line, references.of(line), batch));
    const saves = await this.articles.save(tx, drafts, batch);
    const stories = saves.map((save, index) => ({ save, line: lines[index] as ImportedArticle }));
    await this.versions.note(
      tx,
      stories.map(({ save, line }) => [save.article.id, line] as const),
    );
    const lostUrls = await this.permalinks.keep(
      tx,
      stories.map(({ save, line }) => ({ id: save.article.id, urls: line.formerUrls ?? [] })),
    );
    const lostSlugs = await this.history.keepSlugs(
      tx,
      stories.map(({ save, line }) => ({ id: save.article.id, slugs: formerSlugsOf(line) })),
      batch.now,
    );
    await this.history.keepCorrections(
      tx,
      stories.map(({ save, line }) => ({
        id: save.article.id,
        corrections: (line.corrections ?? []).map(correctionOf),
      })),
    );
    const taken = await this.comments.take(
      tx,
      stories.map(({ save, line }) => ({
        articleId: save.article.id,
        drafts: (line.comments ?? []).map(commentDraftOf),
      })),
    );
    const commented = await commentedStories(
      tx,
      saves.flatMap(({ article: { id } }) => (isCommented(taken.get(id)) ? id : [])),
    );
    return saves.map((save, index) => {
      const { id } = save.article;
      const lost = { lostUrls: lostUrls.get(id) ?? [], lostSlugs: lostSlugs.get(id) ?? [] };
      const saved = savedOf(save, lost, taken.get(id));
      const changes = told(save.change, commented.get(id));
      return { ...saved, changes: index === 0 ? [...references.made, ...changes] : changes };
    });
  }

  /** What follows from the stories as a whole, and the log last of all: it holds the lock that orders commits. */
  private async followUp(tx: EntityManager, saved: readonly Saved[], now: Date): Promise<void> {
    const ids = [...new Set(saved.flatMap(({ story, isWritten }) => (isWritten ? story.id : [])))];
    await this.shareCodes.ensure(tx, ids, now);
    const tags = await this.related.follow(tx, ids);
    const changes = saved.flatMap((one) => one.changes);
    await this.changes.append(tx, withTags(changes, tags));
  }
}

/** Lines in parts that can be saved together: a story that comes twice is in two of them, so that the later wins. */
function partsOf(lines: readonly ImportedArticle[]): ImportedArticle[][] {
  const parts: ImportedArticle[][] = [];
  let ids = new Set<string>();
  for (const line of lines) {
    if (parts.length === 0 || ids.size === MOST_TOGETHER || ids.has(line.externalId)) {
      parts.push([]);
      ids = new Set();
    }
    parts.at(-1)?.push(line);
    ids.add(line.externalId);
  }
  return parts;
}

const isConflict = (error: unknown): boolean => CONFLICTS.has((error as { code?: unknown } | null)?.code);

const isStopped = (attempts: readonly Attempt[], { onFailure }: Batch): boolean =>
  onFailure === 'stop' && attempts.at(-1)?.saved === null;

const NO_COMMENTS: TakenComments = { added: 0, updated: 0, orphans: [] };

const isCommented = ({ added, updated }: TakenComments = NO_COMMENTS): boolean => added + updated > 0;

function savedOf(
  { article }: Save,
  lost: Pick<ImportedStory, 'lostUrls' | 'lostSlugs'>,
  taken: TakenComments = NO_COMMENTS,
): Omit<Saved, 'changes'> {
  return {
    story: {
      ...article,
      outcome: article.outcome === 'unchanged' && isCommented(taken) ? 'updated' : article.outcome,
      comments: taken.added,
      commentsUpdated: taken.updated,
      orphans: taken.orphans,
      ...lost,
    },
    isWritten: article.outcome !== 'unchanged',
  };
}

/** One entry of a story, whatever became of it. */
function told(change: NewChange | null, commented: NewChange | undefined): NewChange[] {
  if (!change) return commented ? [commented] : [];
  return commented ? withTags([change], commented.tags) : [change];
}
