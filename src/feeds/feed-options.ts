/** Injection token of `FeedOptions`. */
export const FEED_OPTIONS = Symbol('FEED_OPTIONS');

export interface FeedOptions {
  /** WebSub hubs that are told which feeds changed. */
  readonly hubs: readonly string[];
  /** Whether this process tells them. */
  readonly background: boolean;
}
