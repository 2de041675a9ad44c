import { int, oneOf, text } from '../platform/http/query.js';
import { oEmbedFormatUnknown } from './embed.errors.js';
import { SMALLEST } from './oembed.js';

/** More than any screen has. */
const MOST_PIXELS = 100_000;

/** What consumers of oEmbed ask with. They add parameters of their own, which say nothing here. */
export const OEMBED_PARAMETERS = {
  url: text({ description: 'An address of a story: any that it has or had, or its short link.', max: 2_000 }),
  format: oneOf({
    values: ['json', 'xml'],
    default: 'json',
    refusal: oEmbedFormatUnknown,
    description: 'Format of the answer. Any other than these is 501.',
  }),
  maxwidth: int({
    min: SMALLEST.width,
    max: MOST_PIXELS,
    description: 'The most that the page may be wide, in pixels.',
  }).optional(),
  maxheight: int({
    min: SMALLEST.height,
    max: MOST_PIXELS,
    description: 'The most that it may be high.',
  }).optional(),
} as const;

/** The parameters that are known, and whether there were others. */
export function knownParameters(query: unknown): { known: Record<string, unknown>; areAll: boolean } {
  const given = Object.entries((query ?? {}) as object);
  const known = given.filter(([name]) => Object.hasOwn(OEMBED_PARAMETERS, name));
  return { known: Object.fromEntries(known), areAll: known.length === given.length };
}
