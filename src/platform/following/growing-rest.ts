/** How long somebody who does not answer is left alone: longer with every failure. */
export class GrowingRest {
  #failures = 0;
  #until = 0;

  constructor(
    private readonly firstMs: number,
    private readonly longestMs: number,
  ) {}

  /** Milliseconds until it is worth trying again; 0 for who answers. */
  get left(): number {
    return Math.max(0, this.#until - performance.now());
  }

  /** @returns whether this is the first failure since the last answer */
  failed(): boolean {
    const growing = Math.min(this.firstMs * 2 ** this.#failures, this.longestMs);
    // Some more or less, so that many processes do not come back all at once.
    this.#until = performance.now() + growing * (0.5 + Math.random() / 2);
    this.#failures += 1;
    return this.#failures === 1;
  }

  /** @returns whether there were failures since the last answer */
  answered(): boolean {
    const hadFailed = this.#failures > 0;
    this.#failures = 0;
    this.#until = 0;
    return hadFailed;
  }
}
