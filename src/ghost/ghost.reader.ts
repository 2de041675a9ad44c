import { ImportFault } from '../imports/import-fault.js';
import type { ImportSource } from '../imports/import-source.js';
import { type Fields, fieldsOf, textIn } from '../imports/json-fields.js';
import { readJson } from '../imports/json.reader.js';

/** A row of a table of an export, or what the export says of itself. */
export type GhostPart =
  | { readonly kind: 'meta'; readonly version: string }
  | { readonly kind: 'row'; readonly table: string; readonly row: Fields; readonly length: number };

/** Exports come from Ghost's own pages as `{ db: [{ meta, data }] }`, from some tools without the list. */
const PATHS = ['$.db.*.data.*.*', '$.data.*.*', '$.db.*.meta', '$.meta'];

/**
 * Reads an export of Ghost, a row at a time and holding no more than one of them.
 * @throws ImportFault for the first place that cannot be read, after the rows before it; `NOT_GHOST` at the end of a
 * file that holds no row at all
 */
export async function* readGhost(source: ImportSource): AsyncGenerator<GhostPart> {
  let isGhost = false;
  for await (const { path, value, length } of readJson(source, FORMS)) {
    const fields = fieldsOf(value);
    if (!fields) continue;
    if (path.at(-1) === 'meta') yield { kind: 'meta', version: textIn(fields, 'version') };
    else {
      isGhost = true;
      yield { kind: 'row', table: String(path.at(-2)), row: fields, length };
    }
  }
  if (!isGhost) {
    const detail = 'The file is no export of Ghost: there is no table in it.';
    throw ImportFault.ofLine(source.file, 1, 'NOT_GHOST', detail);
  }
}

const FORMS = { '{': { paths: PATHS, isSequence: false }, '[': null } as const;
