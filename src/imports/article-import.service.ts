import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { ArticleDraft, SavedArticle } from '../articles/article-draft.js';
import { slugOf } from '../articles/article-slug.js';
import { ArticlesService } from '../articles/articles.service.js';
import { AuthorsService } from '../authors/authors.service.js';
import { type CommentDraft, CommentImportService } from '../comments/comment-import.service.js';
import { ImagesService } from '../media/images.service.js';
import { ChangeLog, type NewChange } from '../platform/changes/change-log.js';
import { Database, run } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import { RelatedService } from '../related-stories/related.service.js';
import { SectionsService } from '../sections/sections.service.js';
import { ShareCodesService } from '../share-links/share-codes.service.js';
import { SiteService } from '../site/site.service.js';
import { TagsService } from '../tags/tags.service.js';
import { MetNames, type Named } from './met-names.js';
import type { ImportedArticle, ImportedComment } from './imported-article.js';

/** What became of one story of an import. */
export interface ImportedStory extends SavedArticle {
  /** Comments that were added. */
  readonly comments: number;
  /** External ids of added comments that answer one which is not there. */
  readonly orphans: readonly string[];
}

/** Imports take turns: two that make the same sections, authors and tags in another order would deadlock. */
const IMPORT_LOCK = 0x696d706f;
const ATTEMPTS = 3;
/** What another writer at the same moment can cause: serialization failure, deadlock, unique violation. */
const CONFLICTS: ReadonlySet<unknown> = new Set(['40001', '40P01', '23505']);

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

/** What became of a story, or why it could not be imported. */
export type StoryOutcome =
  | { readonly story: ImportedStory; readonly failure: null }
  | { readonly story: null; readonly failure: unknown };

/** What the stories of one transaction have in common. */
interface Batch extends ImportRules {
  readonly language: string;
  readonly sections: Map<string, ArticleDraft['section']>;
  readonly authors: MetNames;
  readonly tags: MetNames;
}

interface Saved {
  readonly story: ImportedStory;
  readonly changes: readonly NewChange[];
}

/** Takes stories in from elsewhere, with the sections, authors and tags that they name and their comments. */
@Injectable()
export class ArticleImportService {
  constructor(
    private readonly database: Database,
    private readonly site: SiteService,
    private readonly sections: SectionsService,
    private readonly authors: AuthorsService,
    private readonly tags: TagsService,
    private readonly images: ImagesService,
    private readonly articles: ArticlesService,
    private readonly comments: CommentImportService,
    private readonly shareCodes: ShareCodesService,
    private readonly related: RelatedService,
    private readonly changes: ChangeLog,
  ) {}

  /**
   * Imports stories in one transaction, each as a whole or not at all. Gives an outcome for each in the order of the
   * lines; where the first that cannot be imported stops the work, its own is the last. A conflict with another writer
   * is tried again.
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

  /** Waits until no other import is under way on this database, and keeps others waiting until the commit. */
  async takeTurn(tx: EntityManager): Promise<void> {
    await run(tx, sql`select pg_advisory_xact_lock(${IMPORT_LOCK})`);
  }

  /** Imports stories in the caller's transaction. With `isLast` a conflict with another writer is a failure too. */
  async importInto(
    tx: EntityManager,
    lines: readonly ImportedArticle[],
    { isLast, ...rules }: ImportRules & { readonly isLast: boolean },
  ): Promise<StoryOutcome[]> {
    await this.takeTurn(tx);
    const language = await this.site.language(tx);
    let batch = batchOf(rules, language);
    const saved: Saved[] = [];
    const outcomes: StoryOutcome[] = [];
    for (const line of lines) {
      try {
        // A transaction inside a transaction is a savepoint.
        const one = await tx.transaction((step) => this.save(step, line, batch));
        saved.push(one);
        outcomes.push({ story: one.story, failure: null });
      } catch (error) {
        if (!isLast && isConflict(error)) throw error;
        outcomes.push({ story: null, failure: error });
        // What was made for the story is gone with it.
        batch = batchOf(rules, language);
        if (rules.onFailure === 'stop') break;
      }
    }
    await this.finish(tx, saved, rules.now);
    return outcomes;
  }

  private async save(tx: EntityManager, line: ImportedArticle, batch: Batch): Promise<Saved> {
    const section = await this.section(tx, line.section, batch);
    const draft = await this.draft(tx, line, section, batch);
    const { article, change } = await this.articles.save(tx, draft, batch.actor, batch.now);
    await this.articles.keepPermalinks(tx, article.id, line.formerUrls ?? []);
    const drafts = (line.comments ?? []).map(commentDraft);
    const { added: comments, orphans } = await this.comments.add(tx, article.id, drafts);
    const outcome = article.outcome === 'unchanged' && comments > 0 ? 'updated' : article.outcome;
    const changes = [
      ...(section.made
        ? [{ kind: 'created', subject: 'section', subjectId: section.id, tags: ['sections'] }]
        : []),
      ...(change ? [change] : []),
      ...(!change && comments > 0
        ? [{ kind: 'commented', subject: 'article', subjectId: article.id, tags: [`article:${article.id}`] }]
        : []),
    ];
    return { story: { ...article, outcome, comments, orphans }, changes };
  }

  /** What follows from the stories as a whole, and the log last of all: it holds the lock that orders commits. */
  private async finish(tx: EntityManager, saved: readonly Saved[], now: Date): Promise<void> {
    const changed = saved.filter(({ story }) => story.outcome !== 'unchanged').map(({ story }) => story.id);
    await this.shareCodes.ensure(tx, changed, now);
    await this.related.refresh(tx, changed);
    await this.changes.append(
      tx,
      saved.flatMap(({ changes }) => changes),
    );
  }

  private async section(tx: EntityManager, named: string, { sections }: Batch) {
    const { slug, name } = nameOf(named);
    const met = sections.get(slug);
    if (met) return { ...met, made: false };
    const section = await this.sections.pathOf(tx, slug, name);
    sections.set(slug, section);
    return section;
  }

  private async draft(
    tx: EntityManager,
    line: ImportedArticle,
    section: ArticleDraft['section'],
    batch: Batch,
  ): Promise<ArticleDraft> {
    const tags = [...(line.tags ?? []), ...(line.newTags ?? [])].map(nameOf);
    const authors = (line.authors ?? []).map(nameOf);
    const times = timesOf(line, batch.now);
    return {
      externalId: line.externalId,
      headline: line.headline,
      slug: line.slug ? slugOf(line.slug, '') || null : null,
      slugIsWish: batch.slugs === 'wished',
      dek: line.dek || null,
      excerpt: line.excerpt || null,
      body: line.body,
      section,
      authorIds: await batch.authors.idsOf(authors, (names) => this.authors.idsOf(tx, names)),
      tagIds: await batch.tags.idsOf(tags, (names) => this.tags.idsOf(tx, names)),
      leadImageId: line.leadImage ? await this.images.idOf(tx, line.leadImage) : null,
      language: line.language ?? batch.language,
      ...times,
      sensitive: line.sensitive ?? false,
      featured: line.featured ?? false,
      commentPolicy: line.commentPolicy ?? null,
      canonicalUrl: line.canonicalUrl ?? null,
      rights: {
        syndicate: line.rights?.syndicate ?? true,
        holder: line.rights?.holder ?? null,
        credit: line.rights?.credit ?? null,
        embargoUntil: dateOf(line.rights?.embargoUntil),
      },
      seo: { title: line.seo?.title ?? null, description: line.seo?.description ?? null },
      retractionNotice: line.notice ?? null,
      note: line.note ?? null,
      hash: hashOf(line),
    };
  }
}

const batchOf = (rules: ImportRules, language: string): Batch => ({
  ...rules,
  language,
  sections: new Map(),
  authors: new MetNames(),
  tags: new MetNames(),
});

const isConflict = (error: unknown): boolean => CONFLICTS.has((error as { code?: unknown } | null)?.code);

const dateOf = (text: string | null | undefined): Date | null => (text ? new Date(text) : null);

/** A slug, and a name to show: what was given, or words made from it when it is a slug itself. */
function nameOf(given: string): Named {
  const text = given.trim();
  const slug = slugOf(text, `unnamed-${createHash('sha256').update(text).digest('hex').slice(0, 8)}`);
  const guessed = text === slug;
  const name = guessed ? slug.replaceAll('-', ' ').replace(/^\p{L}/u, (first) => first.toUpperCase()) : text;
  return { slug, name, guessed };
}

/** A scheduled or expired story is a published one whose time is still to come or over. */
function timesOf(line: ImportedArticle, now: Date) {
  const [first, second] =
    line.status === 'scheduled' ? [line.publishAt, line.publishedAt] : [line.publishedAt, line.publishAt];
  const given = dateOf(first) ?? dateOf(second);
  const status = storedStatus(line, given);
  const modifiedAt = dateOf(line.modifiedAt) ?? given ?? now;
  return {
    status,
    publishAt: given,
    expiresAt: dateOf(line.expiresAt) ?? (line.status === 'expired' ? (given ?? now) : null),
    firstPublishedAt: dateOf(line.firstPublishedAt),
    modifiedAt,
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

function commentDraft(comment: ImportedComment): CommentDraft {
  return {
    externalId: comment.externalId ?? null,
    parentExternalId: comment.parentExternalId ?? null,
    name: comment.name,
    email: comment.email || null,
    website: comment.website || null,
    body: comment.body,
    createdAt: new Date(comment.createdAt),
    status: comment.status ?? 'approved',
  };
}

/** Comments have identities of their own and do not make a story another one. */
function hashOf(line: ImportedArticle): string {
  const { comments: _comments, ...story } = line;
  const sorted = Object.fromEntries(Object.entries(story).sort(([a], [b]) => (a < b ? -1 : 1)));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex');
}
