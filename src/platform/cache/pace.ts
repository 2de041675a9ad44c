/**
 * Does something for each of many subjects, at most once in an interval for each: at once when it was quiet, and once
 * more at the end of the interval when something happened meanwhile.
 */
export class Pace {
  /** Of subjects for which it was done within the interval: whether it has to be done again at its end. */
  readonly #recent = new Map<string, { isDue: boolean; timer: NodeJS.Timeout }>();

  constructor(
    private readonly intervalMs: number,
    private readonly act: (subject: string) => void,
  ) {}

  touch(subject: string): void {
    const recent = this.#recent.get(subject);
    if (recent) {
      recent.isDue = true;
      return;
    }
    const timer = setTimeout(() => this.#over(subject), this.intervalMs).unref();
    this.#recent.set(subject, { isDue: false, timer });
    this.act(subject);
  }

  /** Forgets what is still to be done. */
  clear(): void {
    for (const { timer } of this.#recent.values()) clearTimeout(timer);
    this.#recent.clear();
  }

  #over(subject: string): void {
    const isDue = this.#recent.get(subject)?.isDue;
    this.#recent.delete(subject);
    if (isDue) this.touch(subject);
  }
}
