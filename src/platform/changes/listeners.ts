/** Those who want to hear of something. One that fails does not keep it from the others. */
export class Listeners<Event extends readonly unknown[]> {
  readonly #listeners = new Set<(...event: Event) => void>();

  /** @param onFailure takes what a listener throws */
  constructor(private readonly onFailure: (error: unknown) => void) {}

  get count(): number {
    return this.#listeners.size;
  }

  /** @returns takes the listener out again; further calls do nothing */
  add(listener: (...event: Event) => void): () => void {
    // The same function may be given twice: each is a listener of its own.
    const own = (...event: Event): void => listener(...event);
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  }

  emit(...event: Event): void {
    for (const listener of this.#listeners) {
      try {
        listener(...event);
      } catch (error) {
        this.onFailure(error);
      }
    }
  }
}
