import { invalidParameter } from '../platform/api/errors.js';

/** What people type, taken apart: PostgreSQL makes a query of it. */
export interface SearchWords {
  /** All of them must be there. Of one group, any one. */
  readonly groups: readonly (readonly Term[])[];
  /** None of these may be there. */
  readonly without: readonly Term[];
}

export interface Term {
  /** A word, or several that stand together. */
  readonly text: string;
  /** `prefix`: the beginning of a word. */
  readonly kind: 'word' | 'phrase' | 'prefix';
}

/** The terms as three columns, which a statement takes whatever their number. */
export interface TermColumns {
  /** Number of the group; -1 for what may not be there. */
  readonly groups: number[];
  readonly kinds: Term['kind'][];
  readonly texts: string[];
}

/** More than anybody types. */
const MOST_TERMS = 50;
/** A beginning of a word stands for up to a hundred words. */
const MOST_BEGINNINGS = 5;
/** Almost any story has a word that begins with a given letter. */
const LEAST_BEGINNING = 2;

/** Quotation marks as keyboards and telephones write them. */
const QUOTES = /[“”„‟«»]/g;
/** A minus sign, and what it goes with: words in quotes, of which the closing ones may be missing, or a word. */
const TERM = /(-*)(?:"([^"]*)"?|([^\s"]+))/g;
const HAS_WORD = /[\p{L}\p{N}]/u;
/** A letter of a script without spaces between words: stories have each as a word of its own, see the migration. */
const UNSPACED =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/gu;

/**
 * Takes a query apart as it is typed in search engines: `"a phrase"`, `-not`, `one OR other`, `begin*` (two letters or
 * more). Anything else is words; whatever is typed has a meaning, and no sign of it reaches PostgreSQL as syntax.
 * @param name of the parameter
 * @throws DomainError INVALID_PARAMETER for a query that names nothing to look for, or too many words or beginnings
 */
export function searchWords(query: string, name: string): SearchWords {
  const groups: Term[][] = [];
  const without: Term[] = [];
  let alternative = false;
  for (const [, minus = '', phrase, word = ''] of query
    .normalize('NFC')
    .replace(QUOTES, '"')
    .matchAll(TERM)) {
    if (word === 'OR' && minus === '') {
      alternative = groups.length > 0;
      continue;
    }
    const term = phrase === undefined ? termOf(word) : phraseOf(phrase);
    if (!HAS_WORD.test(term.text)) continue;
    if (minus !== '') without.push(term);
    else if (alternative) groups.at(-1)?.push(term);
    else groups.push([term]);
    alternative = false;
  }
  if (query.trim() === '') throw invalidParameter(name, `${name} is empty.`);
  if (groups.length === 0 && without.length > 0) {
    throw invalidParameter(name, `${name} says what to leave out, and nothing to look for.`);
  }
  const terms = [...groups.flat(), ...without];
  if (terms.length > MOST_TERMS) {
    throw invalidParameter(name, `${name} has more than ${MOST_TERMS} words.`);
  }
  if (terms.filter(({ kind }) => kind === 'prefix').length > MOST_BEGINNINGS) {
    throw invalidParameter(name, `${name} has more than ${MOST_BEGINNINGS} beginnings of words.`);
  }
  return { groups, without };
}

const phraseOf = (text: string): Term => ({ kind: 'phrase', text: text.replaceAll(UNSPACED, ' $& ') });

function termOf(word: string): Term {
  const text = word.replace(/\*+$/, '');
  if (text.replaceAll(UNSPACED, '') === '') return phraseOf(text);
  const isPrefix = text !== word && [...text].length >= LEAST_BEGINNING;
  return { kind: isPrefix ? 'prefix' : 'word', text };
}

export function termColumns({ groups, without }: SearchWords): TermColumns {
  const rows = [
    ...groups.flatMap((terms, group) => terms.map((term) => ({ ...term, group }))),
    ...without.map((term) => ({ ...term, group: -1 })),
  ];
  return {
    groups: rows.map(({ group }) => group),
    kinds: rows.map(({ kind }) => kind),
    texts: rows.map(({ text, kind }) => (kind === 'prefix' ? text : quoted(text))),
  };
}

/** One operand of a `tsquery`, whatever it holds: PostgreSQL takes the words out of it. */
const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;

/** What somebody who is still typing has typed. PostgreSQL takes it apart as it does headlines. */
export interface TypedWords {
  readonly typed: string;
  /** Whether the last word is written to its end, which a space says. */
  readonly isClosed: boolean;
}

/** @throws DomainError INVALID_PARAMETER for a text that is blank */
export function typedWords(text: string, name: string): TypedWords {
  if (text.trim() === '') throw invalidParameter(name, `${name} is empty.`);
  return { typed: text.normalize('NFC'), isClosed: /\s$/.test(text) };
}
