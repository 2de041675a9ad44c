import unhomoglyph from 'unhomoglyph';

const IGNORABLE = /\p{Default_Ignorable_Code_Point}/gu;
/** Accents of Latin, Greek and Cyrillic letters, however many are piled up. */
const ACCENTS = /[\u0300-\u036F]/g;
/** Scripts that are written without spaces: each of their characters is taken for a word. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/gu;
const WORD = /[\p{L}\p{N}\p{M}]+/gu;

/** Capital I after a small letter, which looks like l. */
const CAPITAL_FOR_L = /(?<=\p{Ll})I/gu;
/** What stands for i: capital I, digits and strokes, and an l among capitals. */
const LOOKS_LIKE_I = /[I1|!]|(?<=\p{Lu})l|l(?=\p{Lu})/gu;

/** Small capitals, which Unicode does not call confusable with the letters that they are the shape of. */
const SMALL_CAPITALS = 'ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡʏᴢ';
const THEIR_LETTERS = 'abcdefghijklmnopqrstuvwyz';
const SMALL_CAPITAL = new RegExp(`[${SMALL_CAPITALS}]`, 'gu');

const skeleton = (text: string): string => unhomoglyph(text).toLowerCase();

const wordsIn = (text: string): string[] =>
  text.normalize('NFD').replace(ACCENTS, '').replace(UNSPACED, ' $& ').match(WORD) ?? [];

const visible = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(IGNORABLE, '')
    .replace(SMALL_CAPITAL, (letter) => THEIR_LETTERS.charAt(SMALL_CAPITALS.indexOf(letter)));

/**
 * The words of a text as it looks: of letters that look alike (UTS #39, confusables) only one is left, and there is
 * neither case nor accents. To be compared with texts that were folded too, and not to be read: m becomes rn. Linear
 * in the length of the text.
 */
export const foldedWords = (text: string): string[] =>
  wordsIn(skeleton(visible(text).replace(CAPITAL_FOR_L, 'l').toLowerCase()));

/**
 * The same for a text that somebody may have written so that it is read as another: `V1AGRA`, or a capital of another
 * script, which looks like a Latin letter only as a capital.
 */
export const disguisedWords = (text: string): string[] =>
  wordsIn(skeleton(skeleton(visible(text).replace(LOOKS_LIKE_I, 'i'))));

/** Both readings of a name, without what stands between its words; each once, none for a name without words. */
export const foldedNames = (name: string): string[] => [
  ...new Set([foldedWords(name), disguisedWords(name)].map((words) => words.join('')).filter(Boolean)),
];
