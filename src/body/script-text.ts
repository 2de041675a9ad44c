const pairs = (plain: string, raised: string): ReadonlyMap<string, string> => {
  const signs = [...raised];
  return new Map([...plain].map((character, index) => [character, signs[index] ?? '']));
};

/** Superscripts and subscripts of Unicode (UAX #15, compatibility mappings) that stand for themselves in prose. */
const SIGNS: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map([
  ['sup', pairs('0123456789+-\u2212=()ni', '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ')],
  ['sub', pairs('0123456789+-\u2212=()', '₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎')],
]);

export const isScript = (name: string): boolean => SIGNS.has(name);

/**
 * The text of a `sup` or `sub` in the characters that Unicode has for it, so that 10² and CO₂ say what they said; null
 * when it has not got all of them.
 */
export function scriptText(name: string, text: string): string | null {
  const signs = SIGNS.get(name);
  const raised = [...text].map((character) => (character.trim() === '' ? character : signs?.get(character)));
  return raised.includes(undefined) ? null : raised.join('');
}
