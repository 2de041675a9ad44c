interface State<T> {
  readonly value: T;
  /** From when on somebody may have seen it. */
  readonly from: number;
  /** Since when it is committed; infinite while its write has no answer. */
  since: number;
}

/** The time between a question and its answer, by `performance.now()`. */
export interface Span {
  readonly asked: number;
  readonly received: number;
}

/** What something was and is, as far as whoever changes it can know when others see it. */
export class History<T> {
  readonly #states: State<T>[];

  constructor(value: T) {
    const always = Number.NEGATIVE_INFINITY;
    this.#states = [{ value, from: always, since: always }];
  }

  /** What it is, or is about to be. */
  get latest(): T {
    return (this.#states.at(-1) as State<T>).value;
  }

  /** What everybody sees by now. */
  get settled(): T {
    const now = performance.now();
    return (this.#states.findLast(({ since }) => since <= now) as State<T>).value;
  }

  /**
   * Notes a change before it is made.
   * @param from when it can be seen at the earliest, where the clock decides
   * @returns to be called when it is made
   */
  change(value: T, from = performance.now()): () => void {
    const state: State<T> = { value, from, since: Number.POSITIVE_INFINITY };
    this.#states.push(state);
    return () => (state.since = Math.max(performance.now(), from));
  }

  /**
   * How old an answer was when it was asked for: milliseconds since what it shows was no longer so, 0 when it was,
   * infinite for what has never been.
   */
  age(isShown: (value: T) => boolean, { asked, received }: Span): number {
    const place = this.#states.findLastIndex(({ value, from }) => from <= received && isShown(value));
    if (place === -1) return Number.POSITIVE_INFINITY;
    return Math.max(0, asked - (this.#states[place + 1]?.since ?? asked));
  }

  /** What it was one after the other lately, for whoever has to understand a failure. */
  recent(): T[] {
    return this.#states.slice(-3).map(({ value }) => value);
  }
}
