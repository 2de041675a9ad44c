import type { Losses } from './losses.js';

type Attributes = Readonly<Record<string, unknown>>;

const SAID: readonly (readonly [name: string, attributes: readonly string[]])[] = [
  ['alignment', ['align', 'textAlign', 'contentPosition', 'verticalAlignment']],
  [
    'colour',
    [
      'textColor',
      'backgroundColor',
      'gradient',
      'overlayColor',
      'customTextColor',
      'customBackgroundColor',
      'customOverlayColor',
    ],
  ],
  ['font size', ['fontSize', 'customFontSize', 'dropCap']],
];

/** Counts what a block says of its look. */
export function noteBlockStyles(attributes: Attributes, losses: Losses): void {
  for (const [style, names] of SAID) {
    if (names.some((name) => attributes[name] !== undefined) || saysInStyle(attributes['style'], style)) {
      losses.add('style', style);
    }
  }
}

function saysInStyle(style: unknown, name: string): boolean {
  if (typeof style !== 'object' || style === null) return false;
  if (name === 'colour') return 'color' in style;
  return name === 'font size' && 'typography' in style;
}
