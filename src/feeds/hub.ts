import { Logger } from '@nestjs/common';
import { GrowingRest } from '../platform/following/growing-rest.js';
import { postOutside } from '../platform/http/outside-call.js';

/**
 * Hubs are the operator's own choice, as caches in front are, and often in the same network: any address will do. What it
 * answers is of no interest beyond its status.
 */
const LIMITS = { timeoutMs: 10_000, maxBytes: 65_536, allowPrivate: true };
const FIRST_REST_MS = 1_000;
const LONGEST_REST_MS = 300_000;
const HEADERS = {
  'content-type': 'application/x-www-form-urlencoded',
  'user-agent': 'Broadsheet (WebSub publisher)',
};

/** Refusals that say nothing of the topic: later the same may be taken. */
const PASSING: ReadonlySet<number> = new Set([408, 425, 429]);

/** Tells one WebSub hub which feeds changed. */
export class Hub {
  readonly #logger = new Logger(Hub.name);
  readonly #rest = new GrowingRest(FIRST_REST_MS, LONGEST_REST_MS);
  readonly #host: string;

  constructor(private readonly url: string) {
    this.#host = new URL(url).host;
  }

  /** Milliseconds until it is worth trying again; 0 for a hub that answers. */
  get rest(): number {
    return this.#rest.left;
  }

  /**
   * Says that a feed changed. W3C's recommendation leaves the way to the hub and the publisher; all hubs know this one, by
   * one of the two names of the topic.
   * @returns whether the hub took it, or will never take it; does not throw
   */
  async ping(topic: string, signal: AbortSignal): Promise<boolean> {
    const form = new URLSearchParams({ 'hub.mode': 'publish', 'hub.url': topic, 'hub.topic': topic });
    try {
      const { status } = await postOutside(this.url, form.toString(), HEADERS, { ...LIMITS, signal });
      const isRefused = status >= 400 && status < 500 && !PASSING.has(status);
      if (isRefused) this.#logger.warn(`${this.#host} does not take ${topic}: it answered with ${status}.`);
      else if (status < 200 || status > 299) throw new Error(`it answered with ${status}`);
    } catch (error) {
      if (!signal.aborted && this.#rest.failed()) {
        this.#logger.warn(`${this.#host} is not told of feeds: ${(error as Error).message}. Trying again.`);
      }
      return false;
    }
    if (this.#rest.answered()) this.#logger.warn(`${this.#host} is told of feeds again.`);
    return true;
  }
}
