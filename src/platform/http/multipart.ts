import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Busboy, type BusboyHeaders, type BusboyInstance } from '@fastify/busboy';
import { DomainError, invalidInput, type FieldError } from '../api/errors.js';
import { textFault } from './body-guard.js';

/** A file that came with a request and lies in a folder of its own until the request is answered. */
export interface SpooledFile {
  readonly path: string;
  readonly bytes: number;
  /** SHA-256 of the content, in hexadecimal. */
  readonly sha256: string;
}

/** A form as it came: its one file on disk, its other parts as text. */
export interface SpooledForm {
  readonly file: SpooledFile;
  readonly fields: Readonly<Record<string, string>>;
}

export interface FormLimits {
  /** Name of the part that holds the file. */
  readonly filePart: string;
  readonly fileBytes: number;
  /** Names of the other parts that there may be. */
  readonly fields: readonly string[];
  /** Largest part that is no file, in bytes. */
  readonly fieldBytes: number;
}

/** What boundaries and headers of a form may add to the file and the texts. */
const OVERHEAD_BYTES = 64 * 1024;

/**
 * Reads a `multipart/form-data` request (RFC 7578) with one file: as it comes, to disk, never whole in memory.
 * @param work gets the form; when it has ended, the file is gone
 * @throws DomainError UNSUPPORTED_MEDIA_TYPE, BODY_TOO_LARGE, MALFORMED_BODY, INVALID_INPUT
 */
export async function withForm<T>(
  request: IncomingMessage,
  limits: FormLimits,
  work: (form: SpooledForm) => Promise<T>,
): Promise<T> {
  refuseByHeaders(request, limits);
  const folder = await mkdtemp(join(tmpdir(), 'broadsheet-upload-'));
  try {
    return await work(await readForm(request, limits, join(folder, 'file')));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function refuseByHeaders({ headers }: IncomingMessage, limits: FormLimits): void {
  if (!/^multipart\/form-data\s*;/i.test(headers['content-type'] ?? '')) {
    throw new DomainError('UNSUPPORTED_MEDIA_TYPE', 415, 'The body must be multipart/form-data.');
  }
  const most = limits.fileBytes + limits.fields.length * limits.fieldBytes + OVERHEAD_BYTES;
  if (Number(headers['content-length'] ?? 0) > most) throw tooLarge(limits);
}

const tooLarge = ({ fileBytes }: FormLimits): DomainError =>
  new DomainError('BODY_TOO_LARGE', 413, `A file may have ${fileBytes} bytes at most.`);

const malformed = (): DomainError =>
  new DomainError('MALFORMED_BODY', 400, 'The form is cut short or not valid multipart/form-data.');

/** Collects the parts of one form. The first thing that is wrong ends the reading. */
class FormReading {
  readonly fields: Record<string, string> = {};
  private readonly stopped = new AbortController();
  private file: Promise<SpooledFile> | null = null;

  constructor(
    private readonly limits: FormLimits,
    private readonly path: string,
    private readonly refuse: (fault: DomainError) => void,
  ) {}

  takeFile(name: string, content: Readable): void {
    if (name !== this.limits.filePart || this.file) {
      content.resume();
      this.refuse(this.unknown(name));
      return;
    }
    content.once('limit', () => this.refuse(tooLarge(this.limits)));
    this.file = spool(content, this.path, this.stopped.signal);
    // Whoever waits for the file hears of its failure; until then nobody may be waiting.
    this.file.catch(() => this.refuse(malformed()));
  }

  takeField(name: string, value: string, isCut: boolean): void {
    const isKnown = this.limits.fields.includes(name) && !Object.hasOwn(this.fields, name);
    const fault = textFault(value);
    if (!isKnown) this.refuse(this.unknown(name));
    else if (isCut) this.refuse(partFault(name, 'TOO_LONG', 'is too long'));
    else if (fault !== undefined) this.refuse(partFault(name, 'INVALID', fault));
    else this.fields[name] = value;
  }

  async finish(): Promise<SpooledForm> {
    if (!this.file) throw partFault(this.limits.filePart, 'REQUIRED', 'is required');
    const file = await this.file;
    return { file, fields: this.fields };
  }

  /** Ends the reading, and waits until nothing more is written. */
  async stop(): Promise<void> {
    this.stopped.abort();
    await this.file?.catch(() => undefined);
  }

  private unknown(name: string): DomainError {
    const known = [this.limits.filePart, ...this.limits.fields].join(', ');
    return partFault(name.slice(0, 100), 'UNKNOWN_FIELD', `is not one of ${known}, or came twice`);
  }
}

const partFault = (name: string, code: string, reason: string): DomainError => {
  const fault: FieldError = { pointer: `/${name}`, code, detail: `${name} ${reason}.` };
  return invalidInput([fault]);
};

function readForm(request: IncomingMessage, limits: FormLimits, path: string): Promise<SpooledForm> {
  return new Promise((resolve, reject) => {
    const parser = parserOf(request, limits);
    if (!parser) return reject(malformed());
    const refuse = (fault: DomainError): void => {
      request.unpipe(parser);
      // What is left of the request is let past, so that the caller gets to the answer.
      request.resume();
      void reading.stop().then(() => reject(fault));
    };
    const reading = new FormReading(limits, path, refuse);
    parser.on('file', (name, content) => reading.takeFile(name, content));
    parser.on('field', (name, value, _, isCut) => reading.takeField(name, value, isCut));
    for (const event of ['partsLimit', 'filesLimit', 'fieldsLimit'] as const) {
      parser.on(event, () => refuse(malformed()));
    }
    parser.on('error', () => refuse(malformed()));
    parser.on('finish', () => resolve(reading.finish()));
    request.on('close', () => {
      if (!request.complete) refuse(malformed());
    });
    request.pipe(parser);
  });
}

/** Null when the header has no usable boundary. */
function parserOf({ headers }: IncomingMessage, limits: FormLimits): BusboyInstance | null {
  const parts = limits.fields.length + 1;
  try {
    return new Busboy({
      headers: headers as BusboyHeaders,
      limits: {
        fileSize: limits.fileBytes,
        fieldSize: limits.fieldBytes,
        fieldNameSize: 100,
        // One more than there may be, so that the part too many is told by its name.
        files: 2,
        fields: parts + 1,
        parts: parts + 3,
        headerPairs: 20,
      },
    });
  } catch {
    return null;
  }
}

async function spool(content: Readable, path: string, signal: AbortSignal): Promise<SpooledFile> {
  const hash = createHash('sha256');
  let bytes = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  await pipeline(content, counted, createWriteStream(path, { mode: 0o600 }), { signal });
  return { path, bytes, sha256: hash.digest('hex') };
}
