import { parseArgs } from 'node:util';

/** Exit statuses. */
export const EXIT = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** What a command line asks for. */
export type Command =
  | { readonly name: 'help' }
  | { readonly name: 'version' }
  | {
      readonly name: 'import';
      readonly format: 'ndjson' | 'wordpress';
      /** Path of the file; `-` is the standard input. */
      readonly file: string;
      readonly json: boolean;
      readonly quiet: boolean;
      /** Path of a file for the report as JSON. */
      readonly report: string | null;
    };

/** A command line that cannot be understood; its message says why in one line. */
export class UsageError extends Error {}

export const USAGE = `Usage: npm run cli -- COMMAND

  import ndjson FILE     Import stories, a JSON object a line; docs/imports.md (/docs/imports of a server) has the fields.
                         Stops at the first line that cannot be imported.
  import wordpress FILE  Import the export of a WordPress site (WXR 1.0 to 1.2): posts of every status with categories,
                         tags, authors, comments, pictures by reference and former addresses. Says at the end what was
                         left out and what was lost in conversion.
    --json               Report as JSON.
    --report PATH        Write the report as JSON to a file as well.
    --quiet              Say nothing unless something is wrong.

  FILE may be compressed with gzip; - is the standard input. A story that is there already is updated, or left alone
  when nothing has changed.

  help                   This text.
  --version              The version.

Exit status: 0 done, 1 the file or the database stopped the import, 2 the command line is wrong, 130 interrupted.
The database is the one of DATABASE_URL, or the embedded one in DATA_DIR, whether a server runs on it or not.
`;

/** @throws UsageError */
export function parseCommand(argv: readonly string[]): Command {
  const { values, positionals } = parse(argv);
  const [name, ...operands] = positionals;
  if (values.help || name === 'help' || (name === undefined && !values.version)) return { name: 'help' };
  if (values.version) return { name: 'version' };
  if (name !== 'import') throw new UsageError(`There is no command ${name}`);
  const [format, file, ...rest] = operands;
  if (format !== 'ndjson' && format !== 'wordpress')
    throw new UsageError('import takes a format, ndjson or wordpress, and a file');
  if (!file) throw new UsageError(`import ${format} takes a file`);
  if (rest.length > 0) throw new UsageError(`import ${format} takes one file`);
  const { json = false, quiet = false, report = null } = values;
  return { name: 'import', format, file, json, quiet, report };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean' },
        json: { type: 'boolean' },
        quiet: { type: 'boolean', short: 'q' },
        report: { type: 'string' },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
