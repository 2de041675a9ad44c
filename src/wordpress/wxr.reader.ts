import { ImportFault } from '../imports/import-fault.js';
import type { ImportSource } from '../imports/import-source.js';
import type { WxrPart } from './wxr.js';
import { WxrParser } from './wxr-parser.js';
import { type MendedText, xmlText } from './xml-text.js';

/** What was passed over to read a file at all. */
export interface WxrMending extends MendedText {
  /** Breaches of XML that can only be meant in one way. */
  breaches: number;
}

export const noMending = (): WxrMending => ({ forbidden: 0, unreadable: false, blankLines: 0, breaches: 0 });

/**
 * Reads a WordPress export, a part at a time and holding no more than a few of them.
 * @throws ImportFault for the first place that cannot be read, after the parts before it
 */
export async function* readWxr(source: ImportSource, mended = noMending()): AsyncGenerator<WxrPart> {
  const parser = new WxrParser(source.file, () => mended.blankLines);
  let fault: unknown = null;
  try {
    for await (const text of xmlText(source.file, source.bytes(), mended)) {
      try {
        parser.write(text);
      } finally {
        mended.breaches = parser.forgiven;
        yield* parser.take();
      }
    }
    parser.end();
  } catch (error) {
    fault = error;
  }
  if (fault === null) return yield* parser.take();
  if (fault instanceof ImportFault) throw fault;
  const detail = `The file cannot be read any further: ${(fault as Error).message}.`;
  throw ImportFault.ofLine(source.file, parser.line, 'UNREADABLE', detail);
}
