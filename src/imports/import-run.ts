import type {
  ArticleImportService,
  ImportedStory,
  ImportRules,
  StoryOutcome,
} from './article-import.service.js';
import { ImportFault } from './import-fault.js';
import { type ImportReport, warn } from './import-report.js';
import type { ImportSource } from './import-source.js';
import type { ImportedArticle } from './imported-article.js';

/**
 * Stories that are imported in one transaction, unless they are long. Twice as many are a tenth faster and cost 30 MB.
 */
export const BATCH_STORIES = 100;
/** Length of the stories of one transaction, in UTF-16 units of the file: bounds what is held in memory. */
const BATCH_LENGTH = 8 * 1024 * 1024;

/** One story of a file. */
export interface ReadStory {
  /** Number of the line where it begins, or of the story itself, from 1. */
  readonly line: number;
  readonly article: ImportedArticle;
  /** How much of the file it takes, in UTF-16 units. */
  readonly length: number;
}

export interface ImportOptions {
  /** Who is written down as the author of the changes. */
  readonly actor: string;
  /** Stops the import after the batch under way. */
  readonly signal?: AbortSignal;
  /** Called after each batch. */
  readonly onProgress?: (report: Readonly<ImportReport>) => void;
  /** Called while a file is looked through before its import, with the share of it that has been seen, from 0 to 1. */
  readonly onSurvey?: (share: number) => void;
}

/** What one format of a file asks of its import. */
export interface ImportPlan<Story extends ReadStory> extends Pick<ImportRules, 'onFailure' | 'slugs'> {
  readonly source: ImportSource;
  /** When the import began, on the clock of `performance.now()`. */
  readonly startedAt: number;
  /** Hears of each story that was imported. */
  readonly imported?: (story: Story, saved: ImportedStory) => void;
  /** Hears of each story that was not, where an import goes on without it. */
  readonly refused?: (story: Story, failure: unknown) => void;
}

/** Does some work with a source, which is closed when the import is told to stop. */
export async function stoppable<T>(
  signal: AbortSignal | undefined,
  source: ImportSource,
  work: () => Promise<T>,
): Promise<T> {
  const stop = (): void => source.close();
  if (signal?.aborted) stop();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    return await work();
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

/** One import under way: stories in batches, up to the last one or to the first fault. */
export class ImportRun<Story extends ReadStory> {
  /** Lines by external id, to tell of those that come twice: about 150 bytes of memory a story. */
  private readonly lineOf = new Map<string, number>();

  constructor(
    private readonly stories: ArticleImportService,
    private readonly plan: ImportPlan<Story>,
    private readonly options: ImportOptions,
    private readonly report: ImportReport,
  ) {}

  private get stopped(): boolean {
    return this.options.signal?.aborted ?? false;
  }

  /** Whether the last story was reached. */
  get isComplete(): boolean {
    return !this.report.interrupted && this.report.fault === null;
  }

  /**
   * Imports stories up to the end or to the first fault, which goes to the report. Everything before it is then
   * imported and whole.
   */
  async importAll(read: AsyncIterable<Story>): Promise<void> {
    try {
      for await (const batch of ahead(batchesOf(read), (next) => this.makeReady(next))) {
        if (this.stopped) break;
        await this.importBatch(batch);
      }
    } catch (error) {
      if (!(error instanceof ImportFault)) throw error;
      // Stopping closes the file, which the reader can only take for a fault of it.
      if (!this.stopped) this.report.fault = error;
    }
    await this.finish();
    this.report.interrupted = this.stopped;
    this.tick();
  }

  /** The stories are there, whatever becomes of those beside them. */
  private async finish(): Promise<void> {
    try {
      await this.stories.finish(this.options.signal);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const detail = `Related stories could not be chosen: ${reason}. A server or the next import does it.`;
      warn(this.report, { line: this.report.lastLine, code: 'RELATED_STORIES_DUE', detail });
    }
  }

  private makeReady(batch: readonly Story[]): Promise<void> {
    return this.stories.makeReady(batch.map(({ article }) => article));
  }

  private tick(): void {
    this.report.bytesRead = this.plan.source.bytesRead;
    this.report.seconds = (performance.now() - this.plan.startedAt) / 1_000;
  }

  private async importBatch(batch: readonly Story[]): Promise<void> {
    const { onFailure, slugs, source } = this.plan;
    const rules = { actor: this.options.actor, now: new Date(), onFailure, slugs };
    const articles = batch.map(({ article }) => article);
    let broken: unknown = null;
    const outcomes = await this.stories.import(articles, rules).catch((failure: unknown): StoryOutcome[] => {
      // The whole batch is undone, whatever one story's failure means to the others.
      broken = failure;
      return [{ story: null, failure }];
    });
    const stops = broken !== null || onFailure === 'stop';
    for (const [index, { story, failure }] of outcomes.entries()) {
      const read = batch[index] as Story;
      if (story) this.count(read, story);
      else if (!stops) this.plan.refused?.(read, failure);
    }
    this.tick();
    this.options.onProgress?.(this.report);
    const last = outcomes.at(-1);
    const { line } = batch[outcomes.length - 1] as Story;
    if (!stops || !last || last.story) return;
    // The next batch is being read, perhaps from a pipe that nobody writes to any more.
    source.close();
    throw ImportFault.from(source.file, line, last.failure);
  }

  private count(read: Story, story: ImportedStory): void {
    const { report, lineOf } = this;
    const { line, article } = read;
    report[story.outcome] += 1;
    report.comments += story.comments;
    report.commentsUpdated += story.commentsUpdated;
    report.lastLine = line;
    const earlier = lineOf.get(article.externalId);
    lineOf.set(article.externalId, line);
    if (earlier !== undefined) {
      report.duplicates += 1;
      const detail = `The story ${article.externalId} came on ${report.unit} ${earlier} already; this ${report.unit} wins.`;
      warn(report, { line, code: 'DUPLICATE_EXTERNAL_ID', detail });
    }
    for (const id of story.orphans) {
      const detail = `The comment ${id} answers one that is not there; it stands on its own.`;
      warn(report, { line, code: 'COMMENT_PARENT_MISSING', detail });
    }
    for (const url of story.lostUrls) {
      const detail = `The former address ${url} leads to another story already.`;
      warn(report, { line, code: 'FORMER_URL_TAKEN', detail });
    }
    for (const slug of story.lostSlugs) {
      const detail = `The former slug ${slug} is another story's.`;
      warn(report, { line, code: 'FORMER_SLUG_TAKEN', detail });
    }
    this.plan.imported?.(read, story);
  }
}

/**
 * Gives batches as they come, and has the next one read and made ready while the one before is worked on. To end
 * earlier than they do waits until the next one is read.
 */
export async function* ahead<Batch>(
  batches: AsyncIterable<Batch>,
  makeReady: (batch: Batch) => Promise<void>,
): AsyncGenerator<Batch> {
  const iterator = batches[Symbol.asyncIterator]();
  const next = async (): Promise<IteratorResult<Batch>> => {
    const result = await iterator.next();
    if (!result.done) await makeReady(result.value);
    return result;
  };
  try {
    for (let coming = next(); ;) {
      const { value, done } = await coming;
      if (done) return;
      coming = next();
      // What fails is thrown when its turn comes.
      coming.catch(() => undefined);
      yield value;
    }
  } finally {
    await iterator.return?.();
  }
}

/** The stories in batches. What ends them too early is thrown after the stories before it. */
async function* batchesOf<Story extends ReadStory>(stories: AsyncIterable<Story>): AsyncGenerator<Story[]> {
  let batch: Story[] = [];
  let length = 0;
  let fault: unknown = null;
  try {
    for await (const story of stories) {
      batch.push(story);
      length += story.length;
      if (batch.length < BATCH_STORIES && length < BATCH_LENGTH) continue;
      yield batch;
      batch = [];
      length = 0;
    }
  } catch (error) {
    fault = error;
  }
  if (batch.length > 0) yield batch;
  if (fault) throw fault;
}
