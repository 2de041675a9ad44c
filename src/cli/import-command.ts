import { buildContext } from '../app.js';
import { openBackend } from '../backend.js';
import { loadSettings } from '../config/environment.js';
import { type ImportReport, NdjsonImportService } from '../imports/ndjson-import.service.js';
import { NdjsonSource } from '../imports/ndjson.source.js';
import { type Command, EXIT } from './arguments.js';
import { progressOn, silentProgress } from './progress.js';
import { jsonReport, textReport } from './report.js';

/** Imports a file into the database of the settings and reports. Gives the exit status. */
export async function importCommand(command: Extract<Command, { name: 'import' }>): Promise<number> {
  const { file, json, quiet } = command;
  const source =
    file === '-' ? NdjsonSource.ofStream('stdin', process.stdin) : await NdjsonSource.ofFile(file);
  const interruption = interruptible();
  const progress = quiet ? silentProgress : progressOn(process.stderr, source.size);
  try {
    const report = await withImporter((importer) =>
      importer.import(source, {
        actor: 'cli',
        signal: interruption.signal,
        onProgress: (soFar) => progress.update(soFar),
      }),
    );
    progress.end();
    return tell(report, json, quiet);
  } finally {
    progress.end();
    interruption.end();
  }
}

/** Opens the application on its database, which may be a running server's, and closes what was opened. */
async function withImporter<T>(work: (importer: NdjsonImportService) => Promise<T>): Promise<T> {
  const settings = loadSettings();
  const backend = await openBackend(settings, { share: true });
  try {
    const { databaseUrl, keys } = backend;
    const environment = { settings, databaseUrl, keys, port: settings.PORT };
    const app = await buildContext(environment, (error) => warn(String(error)));
    try {
      return await work(app.get(NdjsonImportService, { strict: false }));
    } finally {
      await app.close();
    }
  } finally {
    await backend.stop();
  }
}

function tell(report: ImportReport, json: boolean, quiet: boolean): number {
  const { fault, interrupted, warningCount } = report;
  if (json) process.stdout.write(jsonReport(report));
  else if (!quiet || fault || interrupted || warningCount > 0) process.stdout.write(textReport(report));
  if (fault) warn(fault.message);
  if (fault) return EXIT.failed;
  return interrupted ? EXIT.interrupted : EXIT.done;
}

const warn = (line: string): void => void process.stderr.write(`${line}\n`);

/** A signal that Ctrl-C or SIGTERM raises. The second time the process ends at once: what is committed is whole. */
function interruptible(): { signal: AbortSignal; end(): void } {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    controller.abort();
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  return { signal: controller.signal, end: () => void process.off('SIGINT', stop).off('SIGTERM', stop) };
}
