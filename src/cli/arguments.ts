import { parseArgs } from 'node:util';
import { isPermalink } from '../ghost/ghost-rules.js';
import { webUrl } from '../markup/web-url.js';
import { isUuid } from '../platform/api/uuid.js';
import { type Scope, SCOPES } from '../platform/api/viewer.js';

const MAX_LABEL = 200;
const DAY_MS = 24 * 60 * 60 * 1_000;

/** Exit statuses. */
export const EXIT = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** What is to be done with keys. */
type KeyCommand = { readonly name: 'key'; readonly json: boolean } & (
  | {
      readonly action: 'create';
      readonly label: string;
      readonly scopes: readonly Scope[];
      readonly expiresAt: string | null;
      /** Id of the partner whose rights it has. */
      readonly partner: string | null;
    }
  | { readonly action: 'list' }
  | { readonly action: 'revoke'; readonly id: string }
);

/** Which stories are to be written where. */
interface ExportCommand {
  readonly name: 'export';
  readonly format: 'ndjson';
  /** Path of the file; `-` is the standard output. */
  readonly file: string;
  /** Whether stories of every status are in it, with what only editors see. */
  readonly everything: boolean;
  readonly comments: boolean;
  readonly gzip: boolean;
  readonly quiet: boolean;
}

/** What is to be done with e-mails of which nobody knows whether they went out. */
type NotificationsCommand = { readonly name: 'notifications' } & (
  | { readonly action: 'stuck'; readonly json: boolean }
  | { readonly action: 'resend' | 'dismiss'; readonly id: string }
);

const FORMATS = ['ndjson', 'wordpress', 'ghost', 'ninjs'] as const;
type ImportFormat = (typeof FORMATS)[number];

interface ImportedRules {
  /** Address of the site that an export of Ghost is of, without a slash at its end. */
  readonly siteUrl: string | null;
  /** Forms of the addresses that its posts had; none for those that Ghost gives by itself. */
  readonly permalinks: readonly string[];
  /** Name of the section of stories that name none. */
  readonly section: string | null;
}

/** What a command line asks for. */
export type Command =
  | { readonly name: 'help' }
  | { readonly name: 'version' }
  | { readonly name: 'keys'; readonly action: 'rotate'; readonly json: boolean }
  | { readonly name: 'related'; readonly action: 'rebuild'; readonly quiet: boolean }
  | { readonly name: 'privacy'; readonly action: 'export' | 'erase'; readonly email: string }
  | KeyCommand
  | NotificationsCommand
  | ExportCommand
  | {
      readonly name: 'import';
      readonly format: ImportFormat;
      /** Path of the file; `-` is the standard input. */
      readonly file: string;
      readonly json: boolean;
      readonly quiet: boolean;
      /** Path of a file for the report as JSON. */
      readonly report: string | null;
      /** What exports of Ghost and items of ninjs do not say themselves. */
      readonly rules: ImportedRules;
    };

/** A command line that cannot be understood; its message says why in one line. */
export class UsageError extends Error {}

export const USAGE = `Usage: npm run cli -- COMMAND

  import ndjson FILE     Import stories, a JSON object a line; docs/imports.md (/docs/imports of a server) has the fields.
                         Stops at the first line that cannot be imported.
  import wordpress FILE  Import the export of a WordPress site (WXR 1.0 to 1.2): posts of every status with categories,
                         tags, authors, comments, pictures by reference and former addresses. Says at the end what was
                         left out and what was lost in conversion.
  import ghost FILE      Import the export of a Ghost site (versions 2 to 6): posts of every status with tags, authors,
                         pictures by reference and former addresses. What is for members alone is not published.
    --site-url URL       Address of that site: the export does not say it, and pictures need it.
    --permalink FORM     Addresses that its posts had, such as /{year}/{month}/{slug}/; may be given several times.
                         /{slug}/ when absent.
    --section NAME       Section of posts without a tag; News when absent.
  import ninjs FILE      Import items of ninjs 1 to 3: one, a list of them, one with others in it, or one a line. An
                         item that is older than what was imported before changes nothing.
    --section NAME       Section of items that name none.

    --json               Report as JSON.
    --report PATH        Write the report as JSON to a file as well.
    --quiet              Say nothing unless something is wrong.

  FILE may be compressed with gzip; - is the standard input. A story that is there already is updated, or left alone
  when nothing has changed.

  export ndjson [FILE]   Write the stories that readers see, a JSON object a line, as import ndjson reads them; to the
                         standard output without FILE. A file is there whole, or not at all; docs/exports.md (/docs/exports
                         of a server) says what is in it.
    --status all         Stories of every status too, with what only editors see.
    --comments           What readers wrote, too; never their e-mail addresses.
    --gzip               Compress it, as a FILE whose name ends with .gz always is.
    --quiet              Say nothing of how far it is.

  key create             Make a key for callers of the API, and print it: it is shown this once.
    --name NAME          Who or what it is for.
    --scope SCOPE        What it allows; may be given several times. One of content:read, content:write,
                         comments:moderate, syndication:read, webhooks:manage, admin.
    --expires DAYS       After so many days it is over; never when absent.
    --partner ID         The partner whose rights it has; a key of the house when absent.
  key list               List the keys, newest first.
  key revoke ID          Revoke a key: from now on it is refused everywhere.
    --json               Answer as JSON.

  keys rotate            Encrypt with the first key of ENCRYPTION_KEY whatever another one encrypted, while servers run;
                         docs/privacy.md (/docs/privacy of a server) has the steps. May be stopped and run again.
    --json               Report as JSON.

  related rebuild        Choose the related stories of all stories anew, from their words on, while servers run. What was
                         not done when it is stopped, a server does, or the same command, which then goes on with it.
    --quiet              Show no progress.

  privacy export EMAIL   Print everything that is kept about the reader with this e-mail address, as JSON.
  privacy erase EMAIL    Erase it, and print what was erased. Replies of others stay. It cannot be undone.

  notifications stuck    List e-mails about replies of which nobody knows whether they went out: a process died while it
                         sent them, more than an hour ago. An id, what it is, since when, and the comment of its reader.
    --json               Answer as JSON.
  notifications resend ID    Send one again, though it may come a second time; a running server does it.
  notifications dismiss ID   Leave it at that: it is listed no more.

  help                   This text.
  --version              The version.

Exit status: 0 done, 1 the file or the database stopped it, 2 the command line is wrong, 130 interrupted.
The database is the one of DATABASE_URL, or the embedded one in DATA_DIR, whether a server runs on it or not.
`;

/** @throws UsageError */
export function parseCommand(argv: readonly string[]): Command {
  const { values, positionals } = parse(argv);
  const [name, ...operands] = positionals;
  if (values.help || name === 'help' || (name === undefined && !values.version)) return { name: 'help' };
  if (values.version) return { name: 'version' };
  if (name === 'key') return keyCommand(operands, values);
  if (name === 'keys') return keysCommand(operands, values);
  if (name === 'related') return relatedCommand(operands, values);
  if (name === 'privacy') return privacyCommand(operands);
  if (name === 'notifications') return notificationsCommand(operands, values);
  if (name === 'export') return exportCommand(operands, values);
  if (name !== 'import') throw new UsageError(`There is no command ${name}`);
  return importCommand(operands, values);
}

type Values = ReturnType<typeof parse>['values'];

function importCommand(operands: readonly string[], values: Values): Command {
  const [format, file, ...rest] = operands;
  if (!isFormat(format))
    throw new UsageError(`import takes a format, one of ${FORMATS.join(', ')}, and a file`);
  if (!file) throw new UsageError(`import ${format} takes a file`);
  if (rest.length > 0) throw new UsageError(`import ${format} takes one file`);
  const { json = false, quiet = false, report = null } = values;
  return { name: 'import', format, file, json, quiet, report, rules: importedRules(format, values) };
}

const isFormat = (text: string | undefined): text is ImportFormat =>
  (FORMATS as readonly (string | undefined)[]).includes(text);

function importedRules(format: ImportFormat, values: Values): ImportedRules {
  const { permalink: permalinks = [], section, 'site-url': siteUrl } = values;
  if (format !== 'ghost' && (siteUrl !== undefined || permalinks.length > 0))
    throw new UsageError(`import ${format} takes neither --site-url nor --permalink`);
  if (format !== 'ghost' && format !== 'ninjs' && section !== undefined)
    throw new UsageError(`import ${format} takes no --section`);
  const unknown = permalinks.find((form) => !isPermalink(form));
  if (unknown !== undefined)
    throw new UsageError(`--permalink takes a form such as /{year}/{month}/{slug}/, not ${unknown}`);
  const name = section?.trim();
  if (name === '' || (name && name.length > MAX_LABEL)) throw new UsageError('--section takes a name');
  return { siteUrl: siteUrl === undefined ? null : siteUrlOf(siteUrl), permalinks, section: name ?? null };
}

function siteUrlOf(given: string): string {
  const url = webUrl(given);
  if (!url || url.search !== '' || url.hash !== '' || url.username !== '')
    throw new UsageError('--site-url takes an address such as https://www.example.org');
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

function exportCommand([format, file = '-', ...rest]: readonly string[], values: Values): Command {
  if (format !== 'ndjson' || rest.length > 0)
    throw new UsageError('export takes ndjson, and one file at most');
  const { status, comments = false, gzip = false, quiet = false } = values;
  if (status !== undefined && status !== 'all') throw new UsageError('--status takes all');
  const options = { everything: status === 'all', comments, gzip: gzip || file.endsWith('.gz'), quiet };
  return { name: 'export', format, file, ...options };
}

function keyCommand([action, id, ...rest]: readonly string[], values: Values): Command {
  const { json = false } = values;
  switch (action) {
    case 'create':
      if (id !== undefined) throw new UsageError('key create takes a name as --name NAME');
      return { name: 'key', action, json, ...newKeyOf(values) };
    case 'list':
      if (id !== undefined) throw new UsageError('key list takes nothing more');
      return { name: 'key', action, json };
    case 'revoke':
      if (!id || rest.length > 0) throw new UsageError('key revoke takes the id of a key');
      return { name: 'key', action, json, id };
    default:
      throw new UsageError('key takes create, list or revoke');
  }
}

function keysCommand([action, ...rest]: readonly string[], { json = false }: Values): Command {
  if (action !== 'rotate' || rest.length > 0) throw new UsageError('keys takes rotate');
  return { name: 'keys', action, json };
}

function relatedCommand([action, ...rest]: readonly string[], { quiet = false }: Values): Command {
  if (action !== 'rebuild' || rest.length > 0) throw new UsageError('related takes rebuild');
  return { name: 'related', action, quiet };
}

function privacyCommand([action, email, ...rest]: readonly string[]): Command {
  if (action !== 'export' && action !== 'erase') throw new UsageError('privacy takes export or erase');
  if (!email?.includes('@') || rest.length > 0)
    throw new UsageError(`privacy ${action} takes one e-mail address`);
  return { name: 'privacy', action, email };
}

function notificationsCommand([action, id, ...rest]: readonly string[], { json = false }: Values): Command {
  if (action === 'stuck') {
    if (id !== undefined) throw new UsageError('notifications stuck takes nothing more');
    return { name: 'notifications', action, json };
  }
  if (action !== 'resend' && action !== 'dismiss')
    throw new UsageError('notifications takes stuck, resend or dismiss');
  if (!id || !isUuid(id) || rest.length > 0) throw new UsageError(`notifications ${action} takes one id`);
  return { name: 'notifications', action, id };
}

function newKeyOf({ name, scope = [], expires, partner }: Values) {
  const label = name?.trim() ?? '';
  if (label === '' || label.length > MAX_LABEL) throw new UsageError('key create takes a --name');
  if (scope.length === 0) throw new UsageError(`key create takes a --scope: ${SCOPES.join(', ')}`);
  const unknown = scope.find((given) => !(SCOPES as readonly string[]).includes(given));
  if (unknown !== undefined)
    throw new UsageError(`There is no scope ${unknown}; known are ${SCOPES.join(', ')}`);
  if (partner !== undefined && !isUuid(partner)) throw new UsageError('--partner takes the id of a partner');
  return {
    label,
    scopes: [...new Set(scope)] as Scope[],
    expiresAt: endOf(expires),
    partner: partner ?? null,
  };
}

function endOf(days: string | undefined): string | null {
  if (days === undefined) return null;
  if (!/^[1-9]\d{0,4}$/.test(days)) throw new UsageError('--expires takes a number of days');
  return new Date(Date.now() + Number(days) * DAY_MS).toISOString();
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
        name: { type: 'string' },
        scope: { type: 'string', multiple: true },
        expires: { type: 'string' },
        partner: { type: 'string' },
        status: { type: 'string' },
        comments: { type: 'boolean' },
        gzip: { type: 'boolean' },
        'site-url': { type: 'string' },
        permalink: { type: 'string', multiple: true },
        section: { type: 'string' },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
