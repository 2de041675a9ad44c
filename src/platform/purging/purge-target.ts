import { Logger } from '@nestjs/common';
import { GrowingRest } from '../following/growing-rest.js';

/** Something that takes purges: a cache that keeps answers by the keys of their `Surrogate-Key`. */
export interface PurgeAddress {
  readonly method: 'PURGE' | 'POST';
  readonly url: string;
}

/** Fastly takes 256 keys at a time. A key has eight characters, so the header stays below 3 KB. */
const KEYS_A_REQUEST = 250;
const TIMEOUT_MS = 5_000;
const FIRST_REST_MS = 500;
const LONGEST_REST_MS = 30_000;

/**
 * Sends purges to one target. One that does not answer, or refuses, is left alone for a while that grows with every
 * failure, and the log says so once.
 */
export class PurgeTarget {
  readonly #logger = new Logger(PurgeTarget.name);
  readonly #host: string;
  readonly #rest = new GrowingRest(FIRST_REST_MS, LONGEST_REST_MS);

  /** @param headers what the target wants to see, such as a token; never logged */
  constructor(
    private readonly address: PurgeAddress,
    private readonly headers: Readonly<Record<string, string>>,
  ) {
    this.#host = new URL(address.url).host;
  }

  /** Milliseconds until it is worth trying again; 0 for a target that answers. */
  get rest(): number {
    return this.#rest.left;
  }

  /** Purges everything that carries one of the keys. @returns whether all of it was done; does not throw */
  async purge(keys: ReadonlySet<string>, signal: AbortSignal): Promise<boolean> {
    const all = [...keys];
    try {
      for (let index = 0; index < all.length; index += KEYS_A_REQUEST) {
        await this.#send(all.slice(index, index + KEYS_A_REQUEST), signal);
      }
    } catch (error) {
      if (!signal.aborted) this.#failed(error as Error);
      return false;
    }
    this.#answered();
    return true;
  }

  async #send(keys: readonly string[], signal: AbortSignal): Promise<void> {
    const response = await fetch(this.address.url, {
      method: this.address.method,
      headers: { ...this.headers, 'surrogate-key': keys.join(' ') },
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    // Read to its end, so that the connection serves the next purge.
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`it answered with ${response.status}`);
  }

  #failed({ message, cause }: Error): void {
    if (!this.#rest.failed()) return;
    const reason = cause instanceof Error ? cause.message : message;
    this.#logger.warn(`${this.#host} is not purged: ${reason}. Trying again until it is.`);
  }

  #answered(): void {
    if (this.#rest.answered()) this.#logger.warn(`${this.#host} is purged again.`);
  }
}
