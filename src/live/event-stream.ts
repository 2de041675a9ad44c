import { subscriberTooSlow } from './live.errors.js';

/** Events that may wait for one subscriber: some megabytes of memory at most, minutes of a busy newsroom. */
const MAX_WAITING = 1_000;

export interface EventStreamOptions<Event, Value> {
  /** Makes of an event what the subscriber gets; null leaves it out. Called when the subscriber is ready for it. */
  readonly prepare: (event: Event) => Promise<Value | null>;
  /** Called once, when the subscriber is gone or given up. */
  readonly onEnd: () => void;
}

/**
 * The events of one subscription, in order, for the GraphQL executor to take one by one. Not an async generator: the
 * `return` of one waits for a pending `next`, so a subscriber who leaves while nothing happens would never be let go.
 *
 * When more than 1,000 events wait, the stream lets go of them and ends with `SUBSCRIBER_TOO_SLOW`.
 */
export class EventStream<Event, Value> implements AsyncIterableIterator<Value> {
  #waiting: Event[] = [];
  #failure: unknown = null;
  #ended = false;
  #wake: () => void = () => undefined;

  constructor(private readonly options: EventStreamOptions<Event, Value>) {}

  push(event: Event): void {
    if (this.#ended) return;
    this.#waiting.push(event);
    if (this.#waiting.length > MAX_WAITING) this.fail(subscriberTooSlow(MAX_WAITING));
    this.#wake();
  }

  /** Ends the stream: lets go of what waits, and has the next `next` throw this. */
  fail(failure: unknown): void {
    if (this.#ended) return;
    this.#failure = failure;
    this.#end();
  }

  /** @throws DomainError SUBSCRIBER_TOO_SLOW, once; whatever `prepare` throws, which ends the stream */
  async next(): Promise<IteratorResult<Value>> {
    for (;;) {
      while (!this.#ended && this.#waiting.length === 0) {
        await new Promise<void>((resolve) => (this.#wake = resolve));
      }
      const value = this.#ended ? null : await this.#prepareNext();
      if (this.#failure !== null) throw this.#takeFailure();
      if (this.#ended) return { done: true, value: undefined };
      if (value !== null) return { done: false, value };
    }
  }

  return(): Promise<IteratorResult<Value>> {
    this.#end();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async #prepareNext(): Promise<Value | null> {
    try {
      return await this.options.prepare(this.#waiting.shift() as Event);
    } catch (error) {
      this.fail(error);
      return null;
    }
  }

  #takeFailure(): unknown {
    const failure = this.#failure;
    this.#failure = null;
    return failure;
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#waiting = [];
    this.options.onEnd();
    this.#wake();
  }
}
