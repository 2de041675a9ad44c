import { TextDecoder } from 'node:util';
import { ImportFault } from '../imports/import-fault.js';

/** What was mended in the text of a file before it could be read as XML. */
export interface MendedText {
  /** Characters that XML forbids and that were left out. */
  forbidden: number;
  /** Whether some bytes were no text in the encoding that the file declares. */
  unreadable: boolean;
  /** Lines before the first markup. */
  blankLines: number;
}

/** Enough for any XML declaration. */
const SNIFFED_BYTES = 1024;
/** Characters that cannot stand in XML 1.0 (https://www.w3.org/TR/xml/#charsets), and controls that had better not. */
const FORBIDDEN = /[^\P{Cc}\t\n\r]|[\uFFFE\uFFFF]/gu;
const REPLACEMENT = '\uFFFD';
const ZIP = Buffer.from('PK\x03\x04', 'latin1');

/**
 * The text of an XML file, without the characters that XML forbids and without white space before its beginning, both
 * of which exports have. Its encoding is that of its byte order mark or of its declaration, or else UTF-8
 * (https://www.w3.org/TR/xml/#sec-guessing).
 * @throws ImportFault `EMPTY_FILE`, `NOT_WXR` for an archive, `INVALID_ENCODING` for an encoding that nobody knows
 */
export async function* xmlText(
  file: string,
  bytes: AsyncIterable<Buffer>,
  mended: MendedText,
): AsyncGenerator<string> {
  const decoded = decode(file, bytes);
  let hasBegun = false;
  for await (const chunk of decoded) {
    let text = chunk;
    if (!hasBegun) {
      text = chunk.replace(/^\s+/, '');
      mended.blankLines += chunk.slice(0, chunk.length - text.length).split('\n').length - 1;
      hasBegun = text !== '';
    }
    mended.unreadable ||= text.includes(REPLACEMENT);
    const legal = text.replace(FORBIDDEN, '');
    mended.forbidden += text.length - legal.length;
    if (legal !== '') yield legal;
  }
  if (!hasBegun) throw ImportFault.ofLine(file, 1, 'EMPTY_FILE', 'The file is empty.');
}

async function* decode(file: string, bytes: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let start: Buffer | null = Buffer.alloc(0);
  let decoder: TextDecoder | null = null;
  for await (const chunk of bytes) {
    if (decoder === null && start) {
      start = Buffer.concat([start, chunk]);
      if (start.length < SNIFFED_BYTES) continue;
      decoder = decoderOf(file, start);
      yield decoder.decode(start, { stream: true });
      start = null;
    } else if (decoder) yield decoder.decode(chunk, { stream: true });
  }
  decoder ??= decoderOf(file, start ?? Buffer.alloc(0));
  yield decoder.decode(start ?? undefined);
}

function decoderOf(file: string, start: Buffer): TextDecoder {
  if (start.subarray(0, ZIP.length).equals(ZIP)) {
    throw ImportFault.ofLine(file, 1, 'NOT_WXR', 'The file is a ZIP archive; unpack it first.');
  }
  const label = encodingOf(start);
  try {
    return new TextDecoder(label);
  } catch {
    throw ImportFault.ofLine(file, 1, 'INVALID_ENCODING', `There is no encoding ${label}.`);
  }
}

function encodingOf(start: Buffer): string {
  const [first, second] = start;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (first === 0x3c && second === 0) return 'utf-16le';
  if (first === 0 && second === 0x3c) return 'utf-16be';
  const declaration = /^[^<]{0,500}<\?xml\s[^>]*?\bencoding\s*=\s*["']([\w.:-]{1,40})["']/.exec(
    start.subarray(0, SNIFFED_BYTES).toString('latin1'),
  );
  const declared = declaration?.[1] ?? 'utf-8';
  // Bytes in which the declaration itself can be read are not of UTF-16, whatever it says.
  return /^(utf-?16|ucs-?2)/i.test(declared) ? 'utf-8' : declared;
}
