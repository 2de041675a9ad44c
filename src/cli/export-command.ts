import { createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { type Readable, Readable as Source, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { ExportQuery } from '../export/export.query.js';
import { warn, withApplication } from './application.js';
import { type Command, EXIT } from './arguments.js';
import { interruptible } from './interruptible.js';

type ExportCommand = Extract<Command, { name: 'export' }>;

/** What was written so far. Bytes are those before compression. */
interface Written {
  stories: number;
  bytes: number;
}

/** How often a line says how far it is, in milliseconds. */
const LINE_EVERY_MS = 5_000;

/** Writes the stories of the database of the settings, and reports. Gives the exit status. */
export async function exportCommand(command: ExportCommand): Promise<number> {
  const interruption = interruptible();
  const startedAt = performance.now();
  const written: Written = { stories: 0, bytes: 0 };
  const report = (): string => reportOf(written, (performance.now() - startedAt) / 1_000);
  const progress = command.quiet ? null : setInterval(() => warn(report()), LINE_EVERY_MS);
  try {
    await withApplication((app) => {
      const lines = Source.from(linesOf(app.get(ExportQuery, { strict: false }), command, written));
      return command.file === '-'
        ? write(lines, process.stdout, command, interruption.signal)
        : writeFile(lines, command, interruption.signal);
    });
  } catch (error) {
    if (!interruption.signal.aborted) throw error;
    warn('Stopped: nothing was written, or not all of it.');
    return EXIT.interrupted;
  } finally {
    if (progress) clearInterval(progress);
    interruption.end();
  }
  if (!command.quiet) warn(report());
  return EXIT.done;
}

async function* linesOf(
  query: ExportQuery,
  { everything, comments }: ExportCommand,
  written: Written,
): AsyncGenerator<string> {
  const request = { viewer: 'reader', filter: {}, everything, comments, after: null } as const;
  for await (const { stories, text } of query.batches(request)) {
    written.stories += stories;
    written.bytes += Buffer.byteLength(text);
    if (text !== '') yield text;
  }
}

/** A file that is there is replaced when the new one is whole, and left alone when that comes to nothing. */
async function writeFile(lines: Readable, command: ExportCommand, signal: AbortSignal): Promise<void> {
  const temporary = `${command.file}.${process.pid}.part`;
  try {
    await write(lines, createWriteStream(temporary, { flags: 'wx' }), command, signal);
    await settle(temporary);
    await rename(temporary, command.file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** What a new name leads to is on the disk, also when the power fails. */
async function settle(path: string): Promise<void> {
  const file = await open(path, 'r+');
  await file.sync().finally(() => file.close());
}

const write = (lines: Readable, to: Writable, { gzip }: ExportCommand, signal: AbortSignal): Promise<void> =>
  gzip ? pipeline(lines, createGzip(), to, { signal }) : pipeline(lines, to, { signal });

function reportOf({ stories, bytes }: Written, seconds: number): string {
  const megabytes = (bytes / 1_000_000).toFixed(1);
  return `Exported ${stories} stories, ${megabytes} MB, in ${seconds.toFixed(1)} s`;
}
