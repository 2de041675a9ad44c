/** Random choices that come out the same for the same seed, so that a failing test fails again. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 to 1, 1 excluded: mulberry32, https://gist.github.com/tommyettinger/46a874533244883189143505d203312c. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number between bounds, both included. */
  int(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  chance(share: number): boolean {
    return this.next() < share;
  }

  pick<T>(values: readonly T[]): T {
    return values[this.int(0, values.length - 1)] as T;
  }

  /** Some of the values, in their order. */
  some<T>(values: readonly T[], most: number): T[] {
    const wanted = this.int(0, most);
    const chosen = new Set<T>();
    for (let turn = 0; turn < wanted; turn += 1) chosen.add(this.pick(values));
    return values.filter((value) => chosen.has(value));
  }

  words(least: number, most: number): string {
    return Array.from({ length: this.int(least, most) }, () => this.pick(WORDS)).join(' ');
  }

  sentence(): string {
    const text = this.words(5, 16);
    return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
  }
}

const WORDS = [
  ...'the a of to in council river bridge minister harvest strike vote summit border market'.split(' '),
  ...'léopard naïve Zürich 東京 Москва “quoted” it’s AT&T <b> 100% \\ \' " emoji👩‍🚀 a/b C++ ½'.split(' '),
];
