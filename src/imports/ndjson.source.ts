import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** The first two bytes of a gzip file (RFC 1952, section 2.3.1). */
const GZIP = Buffer.from([0x1f, 0x8b]);

/** Bytes to import. What is compressed with gzip is unpacked, known by its first bytes. */
export class NdjsonSource {
  /** Bytes taken from the file so far, as it is stored. */
  bytesRead = 0;
  private stream: Readable | null = null;

  private constructor(
    /** What it is called in reports and faults. */
    readonly file: string,
    /** Bytes of the file as it is stored; null when nobody knows. */
    readonly size: number | null,
    private readonly open: () => Readable,
  ) {}

  /** @throws Error with one line when there is no such file */
  static async ofFile(path: string): Promise<NdjsonSource> {
    const status = await stat(path).catch((error: NodeJS.ErrnoException) => {
      throw new Error(error.code === 'ENOENT' ? `There is no file ${path}` : error.message);
    });
    if (status.isDirectory()) throw new Error(`${path} is a folder`);
    return new NdjsonSource(path, status.isFile() ? status.size : null, () => createReadStream(path));
  }

  /** Takes a stream, such as the standard input. */
  static ofStream(file: string, stream: Readable): NdjsonSource {
    return new NdjsonSource(file, null, () => stream);
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

  /** Ends the reading: who reads is told that the data ended too early. */
  close(): void {
    this.stream?.destroy();
  }

  private async *counted(): AsyncGenerator<Buffer, undefined> {
    this.stream = this.open();
    for await (const chunk of this.stream as AsyncIterable<Buffer>) {
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
