import { Injectable } from '@nestjs/common';
import { ArticleImportService, type ImportedStory, type StoryOutcome } from './article-import.service.js';
import { ImportFault } from './import-fault.js';
import { type NdjsonArticle, readNdjson } from './ndjson.reader.js';
import type { NdjsonSource } from './ndjson.source.js';

/** Stories that are imported in one transaction, unless their lines are long. */
const BATCH_STORIES = 50;
/** Length of the lines of one transaction, in UTF-16 units: bounds what is held in memory. */
const BATCH_LENGTH = 8 * 1024 * 1024;
/** Warnings that are kept word for word; the others are counted. */
const KEPT_WARNINGS = 100;

/** Something that an editor may want to look at, though the story was imported. */
export interface ImportWarning {
  readonly line: number;
  readonly code: 'DUPLICATE_EXTERNAL_ID' | 'COMMENT_PARENT_MISSING';
  readonly detail: string;
}

/** What an import has come to so far. */
export interface ImportReport {
  readonly file: string;
  /** Size of the file in bytes; null when nobody knows. */
  readonly size: number | null;
  /** Bytes of the file that were read, as it is stored. */
  bytesRead: number;
  created: number;
  updated: number;
  unchanged: number;
  /** Lines with the external id of an earlier line: the later one wins. */
  duplicates: number;
  /** Comments that were added. */
  comments: number;
  /** All warnings; `warnings` holds the first of them. */
  warningCount: number;
  readonly warnings: ImportWarning[];
  /** The last line whose story was imported; 0 before the first. */
  lastLine: number;
  seconds: number;
  /** Whether it was stopped before the end of the file. */
  interrupted: boolean;
  /** Why it ended before the end of the file. */
  fault: ImportFault | null;
}

export interface ImportOptions {
  /** Who is written down as the author of the changes. */
  readonly actor: string;
  /** Stops the import after the batch under way. */
  readonly signal?: AbortSignal;
  /** Called after each batch. */
  readonly onProgress?: (report: Readonly<ImportReport>) => void;
}

/** Stories of a report, whatever became of them. */
export const storiesOf = ({ created, updated, unchanged }: Readonly<ImportReport>): number =>
  created + updated + unchanged;

/** Imports files of stories. */
@Injectable()
export class NdjsonImportService {
  constructor(private readonly stories: ArticleImportService) {}

  /**
   * Imports a file up to its end or to the first line that cannot be imported: `fault` says why. Everything before
   * that line is then imported and whole; importing the mended file again changes nothing of it.
   */
  async import(source: NdjsonSource, options: ImportOptions): Promise<ImportReport> {
    const run = new ImportRun(this.stories, source, options);
    const stop = (): void => source.close();
    options.signal?.addEventListener('abort', stop, { once: true });
    try {
      return await run.toTheEnd();
    } finally {
      options.signal?.removeEventListener('abort', stop);
    }
  }
}

/** One import under way. */
class ImportRun {
  private readonly startedAt = performance.now();
  private readonly report: ImportReport;
  /** Lines by external id, to tell of those that come twice: about 150 bytes of memory a story. */
  private readonly lineOf = new Map<string, number>();

  constructor(
    private readonly stories: ArticleImportService,
    private readonly source: NdjsonSource,
    private readonly options: ImportOptions,
  ) {
    const { file, size } = source;
    const counts = { created: 0, updated: 0, unchanged: 0, duplicates: 0, comments: 0 };
    const warnings = { warningCount: 0, warnings: [] };
    const end = { lastLine: 0, seconds: 0, interrupted: false, fault: null };
    this.report = { file, size, bytesRead: 0, ...counts, ...warnings, ...end };
  }

  private get stopped(): boolean {
    return this.options.signal?.aborted ?? false;
  }

  async toTheEnd(): Promise<ImportReport> {
    try {
      for await (const batch of batchesOf(readNdjson(this.source))) {
        if (this.stopped) break;
        await this.importBatch(batch);
      }
    } catch (error) {
      if (!(error instanceof ImportFault)) throw error;
      // Stopping closes the file, which the reader can only take for a fault of it.
      if (!this.stopped) this.report.fault = error;
    }
    this.report.interrupted = this.stopped;
    return this.report;
  }

  private async importBatch(batch: readonly NdjsonArticle[]): Promise<void> {
    const articles = batch.map(({ article }) => article);
    const rules = { actor: this.options.actor, now: new Date(), onFailure: 'stop', slugs: 'exact' } as const;
    const outcomes = await this.stories
      .import(articles, rules)
      .catch((failure: unknown): StoryOutcome[] => [{ story: null, failure }]);
    for (const [index, { story }] of outcomes.entries()) {
      if (story) this.count(batch[index] as NdjsonArticle, story);
    }
    this.report.bytesRead = this.source.bytesRead;
    this.report.seconds = (performance.now() - this.startedAt) / 1_000;
    this.options.onProgress?.(this.report);
    const last = outcomes.at(-1);
    const { line } = batch[outcomes.length - 1] as NdjsonArticle;
    if (last && !last.story) throw ImportFault.from(this.source.file, line, last.failure);
  }

  private count({ line, article }: NdjsonArticle, story: ImportedStory): void {
    const { report, lineOf } = this;
    report[story.outcome] += 1;
    report.comments += story.comments;
    report.lastLine = line;
    const earlier = lineOf.get(article.externalId);
    lineOf.set(article.externalId, line);
    if (earlier !== undefined) {
      report.duplicates += 1;
      const detail = `The story ${article.externalId} came on line ${earlier} already; this line wins.`;
      this.warn({ line, code: 'DUPLICATE_EXTERNAL_ID', detail });
    }
    for (const id of story.orphans) {
      const detail = `The comment ${id} answers one that is not there; it stands on its own.`;
      this.warn({ line, code: 'COMMENT_PARENT_MISSING', detail });
    }
  }

  private warn(warning: ImportWarning): void {
    this.report.warningCount += 1;
    if (this.report.warnings.length < KEPT_WARNINGS) this.report.warnings.push(warning);
  }
}

/** The lines in batches. What ends them too early is thrown after the lines before it. */
async function* batchesOf(lines: AsyncIterable<NdjsonArticle>): AsyncGenerator<NdjsonArticle[]> {
  let batch: NdjsonArticle[] = [];
  let length = 0;
  let fault: unknown = null;
  try {
    for await (const line of lines) {
      batch.push(line);
      length += line.length;
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
