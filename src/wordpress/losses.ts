import type { MarkupLoss } from '../markup/markup-losses.js';
import type { Tally } from '../markup/tally.js';

/** Kinds of what does not survive the conversion of a post, by which the report lists them. */
export type LossKind =
  | MarkupLoss
  | 'block'
  | 'shortcode'
  | 'layout'
  | 'post format'
  | 'custom field'
  | 'taxonomy'
  | 'seo variable'
  | 'featured image';

/** Counts what one post loses. */
export type Losses = Tally<LossKind>;
