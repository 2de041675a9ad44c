import { writeFile } from 'node:fs/promises';
import type { INestApplicationContext } from '@nestjs/common';
import type { ImportReport } from '../imports/import-report.js';
import type { ImportOptions } from '../imports/import-run.js';
import { ImportSource } from '../imports/import-source.js';
import { GhostImportService } from '../ghost/ghost-import.service.js';
import { PERMALINK, SECTION } from '../ghost/ghost-rules.js';
import { NinjsImportService } from '../ninjs-import/ninjs-import.service.js';
import { NdjsonImportService } from '../imports/ndjson-import.service.js';
import { WordPressImportService } from '../wordpress/wordpress-import.service.js';
import { warn, withApplication } from './application.js';
import { type Command, EXIT } from './arguments.js';
import { interruptible } from './interruptible.js';
import { progressOn, silentProgress } from './progress.js';
import { jsonReport, textReport } from './report.js';
import { convertedReport, wordPressComments } from './converted-report.js';

type ImportCommand = Extract<Command, { name: 'import' }>;

/** A finished import: its report, and that in plain words. */
interface Imported {
  readonly report: ImportReport;
  readonly text: string;
}

/** Imports a file into the database of the settings and reports. Gives the exit status. */
export async function importCommand(command: ImportCommand): Promise<number> {
  const { file, format, quiet } = command;
  const source =
    file === '-' ? ImportSource.ofStream('stdin', process.stdin) : await ImportSource.ofFile(file);
  const interruption = interruptible();
  const progress = quiet ? silentProgress : progressOn(process.stderr, source.size);
  try {
    const options: ImportOptions = {
      actor: 'cli',
      signal: interruption.signal,
      onProgress: (soFar) => progress.update(soFar),
      onSurvey: (share) => progress.survey(share),
    };
    const imported = await withApplication((app) => IMPORTS[format](app, source, options, command.rules));
    progress.end();
    return await tell(imported, command);
  } finally {
    progress.end();
    interruption.end();
  }
}

/** What each format is imported with. */
const IMPORTS: Readonly<
  Record<
    ImportCommand['format'],
    (
      app: INestApplicationContext,
      source: ImportSource,
      options: ImportOptions,
      rules: ImportCommand['rules'],
    ) => Promise<Imported>
  >
> = {
  ndjson: async (app, source, options) => {
    const report = await app.get(NdjsonImportService, { strict: false }).import(source, options);
    return { report, text: textReport(report) };
  },
  wordpress: async (app, source, options) => {
    const report = await app.get(WordPressImportService, { strict: false }).import(source, options);
    return { report, text: convertedReport(report, wordPressComments(report)) };
  },
  ghost: async (app, source, options, { siteUrl, permalinks, section }) => {
    const rules = {
      siteUrl,
      permalinks: permalinks.length > 0 ? permalinks : [PERMALINK],
      section: section ?? SECTION,
    };
    const report = await app.get(GhostImportService, { strict: false }).import(source, options, rules);
    return { report, text: convertedReport(report, 'none: exports of Ghost have none') };
  },
  ninjs: async (app, source, options, { section }) => {
    const report = await app.get(NinjsImportService, { strict: false }).import(source, options, { section });
    return { report, text: convertedReport(report, 'none: ninjs has none') };
  },
};

async function tell({ report, text }: Imported, command: ImportCommand): Promise<number> {
  const { json, quiet, report: path } = command;
  const { fault, interrupted, warningCount } = report;
  if (json) process.stdout.write(jsonReport(report));
  else if (!quiet || fault || interrupted || warningCount > 0) process.stdout.write(text);
  if (fault) warn(fault.message);
  if (path !== null) await writeFile(path, jsonReport(report));
  if (fault) return EXIT.failed;
  return interrupted ? EXIT.interrupted : EXIT.done;
}
