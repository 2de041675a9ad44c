import { AhoCorasick } from '@monyone/aho-corasick';
import { disguisedWords, foldedWords } from './folded-text.js';
import { VERDICTS } from './phase.js';

const ACTIONS = ['hold', 'spam', 'reject'] as const;
/** What a term of the list does to a comment that has it. */
export type WordAction = (typeof ACTIONS)[number];

export interface ListedWord {
  /** As it stands in the list. */
  readonly term: string;
  readonly action: WordAction;
}

const MOST_TERMS = 5_000;
const LONGEST_TERM = 100;
/** Terms that stand in terms are all found at once, so this bounds what one place of a text can cost. */
const MOST_WORDS = 10;

/**
 * Reads a list: a term a line, which holds a comment unless `spam:` or `reject:` stands before it. Empty lines and those
 * that begin with # say nothing.
 * @throws Error for more than 5,000 terms, one of more than ten words or 100 characters, or one without letters
 */
export function parseWords(text: string): ListedWord[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const words = lines.filter((line) => line !== '' && !line.startsWith('#')).map(wordOf);
  if (words.length > MOST_TERMS) throw new Error(`A word list has ${MOST_TERMS} terms at most.`);
  return words;
}

function wordOf(line: string): ListedWord {
  const [, action = 'hold', term = ''] = /^(?:(hold|spam|reject):\s*)?(.*)$/.exec(line) ?? [];
  const words = foldedWords(term).length;
  if (term.length > LONGEST_TERM || words === 0 || words > MOST_WORDS) {
    throw new Error('Each term of a word list has one to ten words, and 100 characters at most.');
  }
  return { term, action: action as WordAction };
}

/**
 * Finds the terms of a list in texts, as whole words, by the Aho-Corasick automaton: in time that is linear in the length
 * of the text, however many terms there are.
 */
export class WordMatcher {
  readonly #byKey = new Map<string, ListedWord>();
  readonly #automaton: AhoCorasick;

  constructor(words: readonly ListedWord[]) {
    for (const word of words) {
      const key = keyOf(foldedWords(word.term));
      const known = this.#byKey.get(key);
      if (!known || isStricter(word, known)) this.#byKey.set(key, word);
    }
    this.#automaton = new AhoCorasick([...this.#byKey.keys()]);
  }

  /** The strictest of the terms that are found, and how many there are; null for none. */
  find(text: string): { readonly word: ListedWord; readonly count: number } | null {
    const plain = keyOf(foldedWords(text));
    const disguised = keyOf(disguisedWords(text));
    const keys = new Set([plain, disguised].flatMap((key) => this.#keysIn(key)));
    const found = [...keys].map((key) => this.#byKey.get(key) as ListedWord);
    const [first, ...others] = found;
    if (!first) return null;
    const word = others.reduce(
      (strictest, other) => (isStricter(other, strictest) ? other : strictest),
      first,
    );
    return { word, count: found.length };
  }

  #keysIn(text: string): string[] {
    return this.#automaton.matchInText(text).map(({ keyword }) => keyword);
  }
}

/** With a space on both sides, so that only whole words match. */
const keyOf = (words: readonly string[]): string => ` ${words.join(' ')} `;

const isStricter = (one: ListedWord, other: ListedWord): boolean =>
  VERDICTS.indexOf(one.action) > VERDICTS.indexOf(other.action);
