import { DomainError } from '../platform/api/errors.js';

/** One thing that is wrong with a line. `pointer` is a JSON Pointer (RFC 6901) into it, null for the line itself. */
export interface FaultReason {
  readonly pointer: string | null;
  readonly code: string;
  readonly detail: string;
}

/** Why an import stopped: the file, the line (counted from 1) and everything that is wrong with it. */
export class ImportFault extends Error {
  constructor(
    readonly file: string,
    readonly line: number,
    readonly reasons: readonly FaultReason[],
  ) {
    super(reasons.map((reason) => `${printable(file)}:${line}: ${sentence(reason)}`).join('\n'));
    this.name = 'ImportFault';
  }

  /** A fault of the line as a whole. */
  static ofLine(file: string, line: number, code: string, detail: string): ImportFault {
    return new ImportFault(file, line, [{ pointer: null, code, detail }]);
  }

  /** What the application refused a line for; errors that are no refusals keep their message. */
  static from(file: string, line: number, error: unknown): ImportFault {
    if (error instanceof DomainError) {
      const { code, message: detail } = error;
      return new ImportFault(
        file,
        line,
        error.errors.length > 0 ? error.errors : [{ pointer: null, code, detail }],
      );
    }
    const detail = error instanceof Error ? error.message : String(error);
    return ImportFault.ofLine(file, line, 'INTERNAL_ERROR', detail);
  }
}

const sentence = ({ pointer, detail }: FaultReason): string =>
  printable(pointer ? `${pointer}: ${detail}` : detail);

/** Text from a file as one line that no terminal takes for a command. */
export const printable = (text: string): string =>
  text.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, (character) => (/\s/.test(character) ? ' ' : '\uFFFD'));
