/** What has to be undone, the last first, however the run ends. */
export class UndoList {
  readonly #steps: (() => Promise<void>)[] = [];
  #undoing: Promise<void> | null = null;

  get undoing(): boolean {
    return this.#undoing !== null;
  }

  push(step: () => Promise<void>): void {
    this.#steps.push(step);
  }

  run(): Promise<void> {
    return (this.#undoing ??= this.#runAll());
  }

  async #runAll(): Promise<void> {
    for (let step = this.#steps.pop(); step; step = this.#steps.pop()) await step();
  }
}
