import type { MarkupLoss } from '../markup/markup-losses.js';
import type { Tally } from '../markup/tally.js';

/** Kinds of what does not survive the conversion of a post, by which the report lists them. */
export type GhostLoss = MarkupLoss | 'card' | 'field' | 'code injection' | 'author' | 'for members';

/** What one post loses, and what becomes something else. */
export interface GhostTallies {
  readonly lost: Tally<GhostLoss>;
  readonly changed: Tally;
}
