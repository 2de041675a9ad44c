import type { Random } from '../../support/random.js';

/** Words of a news site: a few come all the time and most once in a while, so that a search index has its real size. */
const WORDS = 25_000;
const COMMON =
  'the of and to in a that for on with as by at from it was were has had said will not but'.split(' ');
const COMMON_SHARE = 0.35;
const BEGINNINGS = 'b br c ch d dr f fl g gr h j k l m n p pl pr qu r s sh st t tr v w z'.split(' ');
const VOWELS = 'a e i o u ai ea io ou'.split(' ');
const ENDINGS = ['', '', 'n', 'r', 's', 't', 'l', 'nd', 'st', 'rk'];

/** Texts of made-up words. */
export class Vocabulary {
  readonly #words: readonly string[];

  constructor(private readonly random: Random) {
    const words = new Set<string>();
    while (words.size < WORDS) words.add(this.#newWord());
    this.#words = [...words];
  }

  words(least: number, most: number): string {
    return Array.from({ length: this.random.int(least, most) }, () => this.#word()).join(' ');
  }

  sentence(): string {
    return `${capitalised(this.words(7, 21))}.`;
  }

  /** Of three to five sentences. */
  paragraph(): string {
    return Array.from({ length: this.random.int(3, 5) }, () => this.sentence()).join(' ');
  }

  title(): string {
    return capitalised(this.words(5, 10));
  }

  /** By Zipf's law: the word of rank n comes about n times as rarely as the first. */
  #word(): string {
    if (this.random.chance(COMMON_SHARE)) return this.random.pick(COMMON);
    return this.#words[Math.floor(WORDS ** this.random.next()) - 1] as string;
  }

  #newWord(): string {
    const { random } = this;
    const syllable = (): string => random.pick(BEGINNINGS) + random.pick(VOWELS) + random.pick(ENDINGS);
    return Array.from({ length: random.int(1, 3) }, syllable).join('');
  }
}

export const capitalised = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
