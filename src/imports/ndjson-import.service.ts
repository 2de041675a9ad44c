import { Injectable } from '@nestjs/common';
import { ArticleImportService } from './article-import.service.js';
import { emptyReport, type ImportReport } from './import-report.js';
import { type ImportOptions, ImportRun, stoppable } from './import-run.js';
import type { ImportSource } from './import-source.js';
import { readNdjson } from './ndjson.reader.js';
import { TermsImportService } from './terms-import.service.js';

/** Imports files of stories, a line a story. */
@Injectable()
export class NdjsonImportService {
  constructor(
    private readonly stories: ArticleImportService,
    private readonly terms: TermsImportService,
  ) {}

  /**
   * Imports a file up to its end or to the first line that cannot be imported: `fault` says why. Everything before
   * that line is then imported and whole; importing the mended file again changes nothing of it.
   */
  async import(source: ImportSource, options: ImportOptions): Promise<ImportReport> {
    const report = emptyReport(source);
    const plan = { source, startedAt: performance.now(), onFailure: 'stop', slugs: 'exact' } as const;
    const run = new ImportRun(this.stories, plan, options, report);
    await stoppable(options.signal, source, () => run.importAll(readNdjson(source)));
    if (run.isComplete) await this.terms.settle();
    return report;
  }
}
