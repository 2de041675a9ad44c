/** A sleep that others can end. */
export class Alarm {
  #isRung = false;
  #end: (() => void) | null = null;

  /** Ends the sleep, or the next one when nobody sleeps. */
  ring(): void {
    this.#isRung = true;
    this.#end?.();
  }

  async sleep(milliseconds: number): Promise<void> {
    if (!this.#isRung) {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        this.#end = resolve;
        timer = setTimeout(resolve, milliseconds);
      });
      clearTimeout(timer);
      this.#end = null;
    }
    this.#isRung = false;
  }
}
