import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ExportedSite } from './exported-site.js';
import { ndjsonExport } from './ndjson-export.js';
import type { ExportFormat } from './options.js';
import { wordpressExport } from './wordpress-export.js';

const CHUNK_CHARACTERS = 256 * 1024;

const WRITERS: Readonly<Record<ExportFormat, (site: ExportedSite) => Generator<string>>> = {
  ndjson: ndjsonExport,
  wordpress: wordpressExport,
};

/** Writes an export of a site with so many stories, a part at a time. Gives its size in megabytes. */
export async function writeExport(path: string, format: ExportFormat, stories: number): Promise<number> {
  const parts = WRITERS[format](new ExportedSite(stories));
  await pipeline(Readable.from(inChunks(parts)), createWriteStream(path));
  return (await stat(path)).size / 1024 / 1024;
}

function* inChunks(parts: Iterable<string>): Generator<string> {
  let chunk = '';
  for (const part of parts) {
    chunk += part;
    if (chunk.length < CHUNK_CHARACTERS) continue;
    yield chunk;
    chunk = '';
  }
  yield chunk;
}
