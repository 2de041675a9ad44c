import { Tokenizer, TokenParser, TokenType } from '@streamparser/json';
import { ImportFault } from './import-fault.js';
import type { ImportSource } from './import-source.js';

/** The most bytes between the ends of two values: bounds what is held in memory. */
export const MAX_VALUE_BYTES = 32 * 1024 * 1024;
/** Objects and lists that stand inside each other. */
const MAX_DEPTH = 100;
const LINE_FEED = 0x0a;
const BRACES = { '{': 0x7b, '[': 0x5b } as const;
const STRING_BUFFER = 64 * 1024;

/** A value of a JSON file, and where it stands in it. */
export interface JsonValue {
  /** Names and places from the top. */
  readonly path: readonly (string | number)[];
  readonly value: unknown;
  /** How many bytes of the file it takes. */
  readonly length: number;
}

/** What is read of a JSON file, by what it begins with. */
export interface JsonForm {
  /** Paths such as `$.data.*`: the values are given, and everything else is passed over. */
  readonly paths: readonly string[];
  /** Whether one document may follow another, as in NDJSON. */
  readonly isSequence: boolean;
}

/**
 * Reads values of a JSON file (RFC 8259), holding no more than one of them and what stands in one chunk.
 * @param forms what is read of an object and what of a list; null where the file may not begin so
 * @throws ImportFault for the first place that cannot be read, after the values before it: `EMPTY_FILE`, `NOT_JSON`,
 * `INVALID_JSON`, `VALUE_TOO_LONG`, `UNREADABLE`
 */
export async function* readJson(
  source: ImportSource,
  forms: Readonly<Record<keyof typeof BRACES, JsonForm | null>>,
): AsyncGenerator<JsonValue> {
  const { file } = source;
  let reading: JsonReading | null = null;
  let blankLines = 0;
  try {
    for await (const chunk of source.bytes()) {
      const form: JsonForm | 'blank' | 'other' | null = reading ? null : formOf(chunk, forms);
      if (form === 'blank') {
        blankLines += linesIn(chunk);
        continue;
      }
      if (form === 'other') throw ImportFault.ofLine(file, blankLines + 1, 'NOT_JSON', NOT_JSON);
      reading ??= new JsonReading(file, form as JsonForm, blankLines);
      // What was read before a fault counts.
      try {
        reading.write(chunk);
      } finally {
        yield* reading.take();
      }
    }
  } catch (error) {
    if (error instanceof ImportFault) throw error;
    const detail = `The file cannot be read any further: ${(error as Error).message}.`;
    throw ImportFault.ofLine(file, reading?.line ?? 1, 'UNREADABLE', detail);
  }
  if (!reading) throw ImportFault.ofLine(file, 1, 'EMPTY_FILE', 'The file is empty.');
  reading.end();
  yield* reading.take();
}

const NOT_JSON = 'The file is not JSON of the kind that is asked for.';
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

function formOf(
  chunk: Buffer,
  forms: Readonly<Record<keyof typeof BRACES, JsonForm | null>>,
): JsonForm | 'blank' | 'other' {
  const hasMark = chunk.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK);
  const rest = hasMark ? chunk.subarray(BYTE_ORDER_MARK.length) : chunk;
  const first = rest.find((byte) => byte > 0x20);
  if (first === undefined) return 'blank';
  const form = first === BRACES['{'] ? forms['{'] : first === BRACES['['] ? forms['['] : null;
  return form ?? 'other';
}

/** One reading under way. */
class JsonReading {
  private readonly tokenizer: Tokenizer;
  private readonly parser: TokenParser;
  private read: JsonValue[] = [];
  private depth = 0;
  /** Places in the file: of the chunk that is read, of the last token, of the end of the last value. */
  private chunkAt = 0;
  private tokenAt = 0;
  private valueAt = 0;
  private chunk: Buffer = Buffer.alloc(0);
  private linesBefore: number;

  constructor(
    private readonly file: string,
    { paths, isSequence }: JsonForm,
    blankLines: number,
  ) {
    this.linesBefore = blankLines;
    const separator = isSequence ? { separator: '' } : {};
    this.tokenizer = new Tokenizer({ stringBufferSize: STRING_BUFFER, ...separator });
    this.parser = new TokenParser({ paths: [...paths], keepStack: false, ...separator });
    this.tokenizer.onToken = (token) => {
      this.tokenAt = token.offset;
      if (token.token === TokenType.LEFT_BRACE || token.token === TokenType.LEFT_BRACKET) this.depth += 1;
      else if (token.token === TokenType.RIGHT_BRACE || token.token === TokenType.RIGHT_BRACKET)
        this.depth -= 1;
      // The parser looks through all that is open at every value.
      if (this.depth > MAX_DEPTH) throw this.fault('INVALID_JSON', 'Too much stands inside each other.');
      this.parser.write(token);
    };
    this.parser.onValue = ({ value, key, stack }) => {
      const path = [...stack.slice(1).map((above) => above.key), key].flatMap((part) => part ?? []);
      this.read.push({ path, value, length: this.tokenAt - this.valueAt });
      this.valueAt = this.tokenAt;
    };
    // Without handlers of their own both throw what is wrong.
    const fail = (error: Error): void => {
      throw error;
    };
    this.tokenizer.onError = fail;
    this.parser.onError = fail;
  }

  /** The line that is read, from 1. */
  get line(): number {
    const end = Math.max(0, this.tokenAt - this.chunkAt);
    return this.linesBefore + linesIn(this.chunk.subarray(0, end)) + 1;
  }

  write(chunk: Buffer): void {
    this.chunk = chunk;
    try {
      this.tokenizer.write(chunk);
    } catch (error) {
      throw this.faultOf(error);
    }
    this.chunkAt += chunk.length;
    this.linesBefore += linesIn(chunk);
    this.chunk = Buffer.alloc(0);
    if (this.chunkAt - this.valueAt > MAX_VALUE_BYTES) {
      const most = `${MAX_VALUE_BYTES / 1024 / 1024} MB`;
      throw this.fault('VALUE_TOO_LONG', `What follows is longer than ${most}.`);
    }
  }

  end(): void {
    if (this.depth > 0) throw this.fault('INVALID_JSON', 'The file ends too early.');
    try {
      if (!this.tokenizer.isEnded) this.tokenizer.end();
    } catch (error) {
      throw this.faultOf(error);
    }
  }

  take(): JsonValue[] {
    const { read } = this;
    this.read = [];
    return read;
  }

  private faultOf(error: unknown): ImportFault {
    if (error instanceof ImportFault) return error;
    const message = error instanceof Error ? error.message : String(error);
    const place = /chunk position "(\d+)"/.exec(message)?.[1];
    if (place !== undefined) this.tokenAt = this.chunkAt + Number(place);
    const what = message.split(' at chunk position ')[0]?.split(' in state ')[0] ?? message;
    return this.fault('INVALID_JSON', `The file is not JSON: ${what.replace(/\.$/, '')}.`);
  }

  private fault(code: string, detail: string): ImportFault {
    return ImportFault.ofLine(this.file, this.line, code, detail);
  }
}

function linesIn(bytes: Buffer): number {
  let lines = 0;
  for (let at = bytes.indexOf(LINE_FEED); at !== -1; at = bytes.indexOf(LINE_FEED, at + 1)) lines += 1;
  return lines;
}
