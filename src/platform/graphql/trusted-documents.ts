import { readFile } from 'node:fs/promises';
import type { GraphQLError } from 'graphql';
import { plainId } from './document-id.js';
import type { Documents } from './documents.js';
import { refusal } from './limits.js';
import { Refused } from './refused.js';

export interface TrustedDocumentsOptions {
  /** A JSON file, `{ "<id>": "<document>" }`; null for none. */
  readonly file: string | null;
  /** Whether every other document is refused. */
  readonly only: boolean;
}

/** Documents that whoever runs the API has let in beforehand: those that its own clients were built with. */
export class TrustedDocuments {
  #byId: ReadonlyMap<string, string> = new Map();
  #texts: ReadonlySet<string> = new Set();

  constructor(private readonly options: TrustedDocumentsOptions) {}

  /** @throws Error with one line, for a file that cannot be read or a document that could not run */
  async load(documents: Documents): Promise<void> {
    const { file } = this.options;
    if (file === null) return;
    const entries = entriesOf(await contentOf(file));
    for (const [id, text] of entries) checkOne(documents, id, text);
    this.#byId = new Map(entries);
    this.#texts = new Set(entries.map(([, text]) => text));
  }

  textOf(id: string): string | undefined {
    return this.#byId.get(id);
  }

  /**
   * @param text what a client sent; undefined where it sent an id that is not one of these
   * @throws Refused DOCUMENT_NOT_TRUSTED when only these are served, and this is none
   */
  check(text: string | undefined): void {
    if (!this.options.only || (text !== undefined && this.#texts.has(text))) return;
    throw new Refused([notTrusted()]);
  }
}

export const notTrusted = (): GraphQLError =>
  refusal('DOCUMENT_NOT_TRUSTED', 'Only the documents that this API was started with are served.');

async function contentOf(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new Error(`TRUSTED_DOCUMENTS cannot be read: ${oneLine((error as Error).message)}`, {
      cause: error,
    });
  }
}

function entriesOf(content: unknown): [string, string][] {
  const isObject = typeof content === 'object' && content !== null && !Array.isArray(content);
  const entries = isObject ? Object.entries(content) : [];
  if (!isObject || !entries.every(([, text]) => typeof text === 'string')) {
    throw new Error('TRUSTED_DOCUMENTS must hold an object of ids and documents: { "<id>": "query …" }');
  }
  return entries.map(([id, text]) => [plainId(id), text as string]);
}

function checkOne(documents: Documents, id: string, text: string): void {
  try {
    documents.of(text);
  } catch (error) {
    const fault = error instanceof Refused ? error.errors[0] : error;
    throw new Error(`TRUSTED_DOCUMENTS: ${oneLine(`${id}: ${(fault as Error).message}`)}`, { cause: error });
  }
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ');
