import type { Tally } from './tally.js';

/** Kinds of what does not survive the conversion of a post, by which the report lists them. */
export type LossKind =
  | 'block'
  | 'shortcode'
  | 'element'
  | 'style'
  | 'layout'
  | 'link'
  | 'image'
  | 'media'
  | 'frame'
  | 'page break'
  | 'post format'
  | 'custom field'
  | 'taxonomy'
  | 'seo variable'
  | 'featured image'
  | 'text';

/** Counts what one post loses. */
export type Losses = Tally<LossKind>;
