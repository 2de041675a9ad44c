import type { MarkupLosses } from './markup-losses.js';

/** Elements inside a paragraph, whose style the block editor writes nowhere else. */
const INLINE = /^(?:a|b|big|del|em|font|i|ins|mark|s|small|span|strong|u)$/;
const STYLED = /\s(?:style|align|class|color|bgcolor|size|face)\s*=/i;

const STYLES: readonly (readonly [name: string, source: RegExp])[] = [
  ['alignment', /\balign\s*=|text-align\s*:|\balign(?:left|right|center)\b|float\s*:/i],
  ['colour', /[\s;"'](?:background(?:-color)?|color)\s*:|\s(?:bg)?color\s*=|\bhas-[\w-]+-color\b/i],
  ['font size', /font-size\s*:|\ssize\s*=|\bhas-[\w-]+-font-size\b/i],
  ['font', /font-family\s*:|\sface\s*=/i],
];

/** Elements that say how text looks, and nothing else. */
const PLAIN: ReadonlyMap<string, string> = new Map([
  ['center', 'alignment'],
  ['big', 'font size'],
  ['small', 'font size'],
  ['mark', 'colour'],
]);

/**
 * Counts what a tag says of its look. Of the block editor's own elements nothing is counted here, since their blocks
 * say the same.
 */
export function noteStyles(name: string, tag: string, losses: MarkupLosses, isClassic: boolean): void {
  const plain = PLAIN.get(name);
  if (plain !== undefined) losses.add('style', plain);
  if (!(isClassic || INLINE.test(name)) || !STYLED.test(tag)) return;
  for (const [style, source] of STYLES) if (source.test(tag)) losses.add('style', style);
}
