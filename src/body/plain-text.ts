const ELLIPSIS = '…';
/** A word longer than this is cut, and so is text without spaces. */
const LONG_WORD = 40;
/** Marks that belong to the character before them: combining marks, joiners and variation selectors. */
const CONTINUES = /^[\p{M}\u200D\p{Emoji_Modifier}]/u;

/** The place at or before `place` where a character that a reader sees ends. */
function characterEnd(text: string, place: number): number {
  let end = place;
  while (end > 0 && continues(text, end)) end -= 1;
  return end > 0 ? end : place;
}

function continues(text: string, place: number): boolean {
  const code = text.charCodeAt(place);
  if (code >= 0xdc00 && code <= 0xdfff) return true;
  return text[place - 1] === '\u200D' || CONTINUES.test(text.slice(place, place + 2));
}

/**
 * The beginning of a text on one line, at most `max` UTF-16 code units long with its ellipsis. It is cut at the end
 * of a word, or within one when the last space is far back (a very long word, or a script without spaces).
 */
export function excerptOf(text: string, max = 200): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= max) return line;
  const room = max - ELLIPSIS.length;
  const space = line.lastIndexOf(' ', room);
  const cut = space > 0 && room - space <= LONG_WORD ? space : characterEnd(line, room);
  return line.slice(0, cut).replace(/[\s,;:.\u2013\u2014-]{1,10}$/u, '') + ELLIPSIS;
}
