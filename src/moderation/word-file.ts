import { readFile, stat } from 'node:fs/promises';
import { Logger } from '@nestjs/common';
import { parseWords, WordMatcher } from './word-list.js';

/** How often it is looked whether the file has changed. */
const LOOK_AGAIN_MS = 5_000;

interface ReadList {
  readonly matcher: WordMatcher;
  /** When the file that it was read from was changed. */
  readonly changed: number;
}

/**
 * The list in a file, which may be changed while the program runs. When it cannot be read or understood any more, the
 * last list that could be holds, and the log says so, once for each fault.
 */
export class WordFile {
  readonly #logger = new Logger(WordFile.name);
  #lookAt = 0;
  #looking: Promise<void> | null = null;
  #fault: string | null = null;

  private constructor(
    private readonly path: string,
    private list: ReadList,
    private readonly lookAgainMs: number,
  ) {}

  /** @throws Error with one line that names the setting, for a file that cannot be read or understood */
  static async open(path: string, lookAgainMs = LOOK_AGAIN_MS): Promise<WordFile> {
    try {
      return new WordFile(path, await read(path), lookAgainMs);
    } catch (error) {
      throw new Error(`COMMENT_WORDS_FILE cannot be used: ${(error as Error).message}`, { cause: error });
    }
  }

  async matcher(): Promise<WordMatcher> {
    if (performance.now() >= this.#lookAt) {
      this.#looking ??= this.#look().finally(() => (this.#looking = null));
      await this.#looking;
    }
    return this.list.matcher;
  }

  /** Does not throw. */
  async #look(): Promise<void> {
    try {
      const { mtimeMs } = await stat(this.path);
      if (mtimeMs !== this.list.changed) this.list = await read(this.path);
      this.#fault = null;
    } catch (error) {
      const fault = (error as Error).message;
      if (fault !== this.#fault) {
        this.#logger.error(`COMMENT_WORDS_FILE cannot be used, and the list of before holds: ${fault}`);
      }
      this.#fault = fault;
    }
    this.#lookAt = performance.now() + this.lookAgainMs;
  }
}

/** The time is asked first: what is written meanwhile is read again. */
async function read(path: string): Promise<ReadList> {
  const { mtimeMs: changed } = await stat(path);
  return { matcher: new WordMatcher(parseWords(await readFile(path, 'utf8'))), changed };
}
