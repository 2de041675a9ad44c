import { text } from '../platform/http/query.js';

export const WORDS =
  'Words to find: all of them, in any order. "quotes" keep words together, `-not` leaves stories out, `OR` between two words takes either, `begin*` any word that begins so.';
export const TYPED = 'What was typed so far; the last word may be incomplete.';

/** Texts that are looked for, in UTF-16 code units at most. */
export const wordsParameter = text({ description: WORDS, max: 500 });
export const typedParameter = text({ description: TYPED, max: 100 });
