import type { Losses } from './losses.js';
import type { MediaIndex } from './media-index.js';
import type { WxrItem } from './wxr.js';

/** What the body of a post is converted with. */
export interface PostContext {
  readonly item: WxrItem;
  /** Address of the blog, from which relative addresses count. */
  readonly base: string;
  readonly media: MediaIndex;
  /** Content of the reusable blocks, by id. */
  readonly reusable: ReadonlyMap<string, string>;
  readonly losses: Losses;
}
