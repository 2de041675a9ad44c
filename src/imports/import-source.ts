import { createReadStream } from 'node:fs';
import { type FileHandle, open, rm, stat } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** The first two bytes of a gzip file (RFC 1952, section 2.3.1). */
const GZIP = Buffer.from([0x1f, 0x8b]);

/** Bytes to import. What is compressed with gzip is unpacked, known by its first bytes. */
export class ImportSource {
  /** Bytes taken from the file in the reading under way, as it is stored. */
  bytesRead = 0;
  private reading: Readable | null = null;
  private isClosed = false;

  private constructor(
    /** What it is called in reports and faults. */
    readonly file: string,
    /** Bytes of the file as it is stored; null when nobody knows. */
    readonly size: number | null,
    private readonly stream: () => Readable,
    /** The file of its own that a stream was kept in. */
    private readonly kept: FileHandle | null = null,
  ) {}

  /** @throws Error with one line when there is no such file */
  static async ofFile(path: string): Promise<ImportSource> {
    const status = await stat(path).catch((error: NodeJS.ErrnoException) => {
      throw new Error(error.code === 'ENOENT' ? `There is no file ${path}` : error.message);
    });
    if (status.isDirectory()) throw new Error(`${path} is a folder`);
    return new ImportSource(path, status.isFile() ? status.size : null, () => createReadStream(path));
  }

  /** Takes a stream, such as the standard input. */
  static ofStream(file: string, stream: Readable): ImportSource {
    return new ImportSource(file, null, () => stream);
  }

  /** The unpacked bytes. Throws when they cannot be read or unpacked to their end. */
  async *bytes(): AsyncGenerator<Buffer> {
    const chunks = this.counted();
    let start = Buffer.alloc(0);
    while (start.length < GZIP.length) {
      const { value, done } = await chunks.next();
      if (done) break;
      start = Buffer.concat([start, value]);
    }
    const whole = joined(start, chunks);
    const isGzip = start.subarray(0, GZIP.length).equals(GZIP);
    // A failure of any part ends the last one, from which it is thrown; the callback has nothing to add.
    yield* isGzip ? pipeline(Readable.from(whole), createGunzip(), () => undefined) : whole;
  }

  /**
   * The same bytes as a source that can be read more than once. A stream is first kept in a temporary file, which has
   * no name, so that nothing stays behind however the process ends.
   */
  async rereadable(): Promise<ImportSource> {
    if (this.size !== null) return this;
    const path = join(tmpdir(), `broadsheet-${randomUUID()}`);
    const file = await open(path, 'wx+', 0o600);
    await rm(path);
    try {
      for await (const chunk of this.counted()) await file.write(chunk);
      const { size } = await file.stat();
      const read = () => file.createReadStream({ start: 0, autoClose: false });
      return new ImportSource(this.file, size, read, file);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Ends the reading: who reads is told that the data ended too early. */
  close(): void {
    this.isClosed = true;
    this.reading?.destroy();
  }

  /** Gives back what was taken to keep a stream. */
  async dispose(): Promise<void> {
    this.close();
    await this.kept?.close();
  }

  private async *counted(): AsyncGenerator<Buffer, undefined> {
    if (this.isClosed) throw new Error('The reading was ended');
    this.bytesRead = 0;
    this.reading = this.stream();
    for await (const chunk of this.reading as AsyncIterable<Buffer>) {
      this.bytesRead += chunk.length;
      yield chunk;
    }
  }
}

async function* joined(first: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield first;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}
