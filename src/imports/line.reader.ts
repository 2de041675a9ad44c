import { ImportFault } from './import-fault.js';

/** The longest line that is read, in bytes. */
export const MAX_LINE_BYTES = 32 * 1024 * 1024;

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** A line of a text file, without its end. */
export interface TextLine {
  /** From 1. */
  readonly number: number;
  readonly text: string;
}

/**
 * Splits bytes into lines of UTF-8, keeping no more than one of them. Lines end with LF or CRLF, the last one need not
 * end; a byte order mark before the first is dropped.
 * @param file what the source is called in faults
 * @throws ImportFault `LINE_TOO_LONG`, `INVALID_ENCODING`
 */
export async function* readLines(file: string, source: AsyncIterable<Buffer>): AsyncGenerator<TextLine> {
  const collector = new LineCollector(file);
  for await (const chunk of source) {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
      collector.add(chunk.subarray(start, end));
      yield collector.take();
      start = end + 1;
    }
    collector.add(chunk.subarray(start));
  }
  if (!collector.isEmpty) yield collector.take();
}

/** Puts the line together whose parts come in one after the other. */
class LineCollector {
  private readonly decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  private parts: Buffer[] = [];
  private bytes = 0;
  private number = 1;

  constructor(private readonly file: string) {}

  get isEmpty(): boolean {
    return this.bytes === 0;
  }

  add(part: Buffer): void {
    this.bytes += part.length;
    if (this.bytes > MAX_LINE_BYTES) {
      const most = `${MAX_LINE_BYTES / 1024 / 1024} MB`;
      throw ImportFault.ofLine(this.file, this.number, 'LINE_TOO_LONG', `The line is longer than ${most}.`);
    }
    if (part.length > 0) this.parts.push(part);
  }

  take(): TextLine {
    const line = this.parts.length === 1 ? (this.parts[0] as Buffer) : Buffer.concat(this.parts);
    const number = this.number;
    this.parts = [];
    this.bytes = 0;
    this.number += 1;
    return { number, text: this.decode(withoutMarks(line, number), number) };
  }

  private decode(line: Buffer, number: number): string {
    try {
      return this.decoder.decode(line);
    } catch {
      throw ImportFault.ofLine(this.file, number, 'INVALID_ENCODING', 'The line is not valid UTF-8.');
    }
  }
}

function withoutMarks(line: Buffer, number: number): Buffer {
  const hasMark = number === 1 && line.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK);
  const start = hasMark ? BYTE_ORDER_MARK.length : 0;
  return line.subarray(start, line.at(-1) === CARRIAGE_RETURN ? -1 : line.length);
}
