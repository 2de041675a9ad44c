/**
 * The parts of a WordPress export (WXR 1.0 to 1.2) as they are read, all values as text. An element that is not there
 * is an empty text: exports leave out what they please.
 */

/** What an export says of its site. */
export interface WxrSite {
  readonly title: string;
  readonly link: string;
  readonly description: string;
  readonly language: string;
  readonly pubDate: string;
  readonly version: string;
  /** Address of the blog; for a blog in a folder or of a network with its path. */
  readonly blogUrl: string;
}

export interface WxrAuthor {
  readonly id: string;
  readonly login: string;
  readonly displayName: string;
  readonly firstName: string;
  readonly lastName: string;
}

/** A category, a tag or a term of another taxonomy. */
export interface WxrTerm {
  readonly id: string;
  readonly taxonomy: string;
  readonly slug: string;
  /** Slug of the term above. */
  readonly parent: string;
  readonly name: string;
  readonly description: string;
}

/** A term as an item refers to it. */
export interface WxrTermRef {
  readonly domain: string;
  readonly slug: string;
  readonly name: string;
}

export interface WxrComment {
  readonly id: string;
  readonly author: string;
  readonly email: string;
  readonly url: string;
  readonly date: string;
  readonly dateGmt: string;
  readonly content: string;
  readonly approved: string;
  readonly type: string;
  readonly parent: string;
}

/** A post, page, attachment or anything else with a row of its own in WordPress. */
export interface WxrItem {
  /** Number of the line where it begins, from 1. */
  readonly line: number;
  /** How much of the file it takes, in UTF-16 units. */
  readonly length: number;
  readonly title: string;
  readonly link: string;
  readonly guid: string;
  readonly pubDate: string;
  readonly creator: string;
  readonly content: string;
  readonly excerpt: string;
  readonly id: string;
  readonly date: string;
  readonly dateGmt: string;
  readonly modified: string;
  readonly modifiedGmt: string;
  readonly commentStatus: string;
  readonly name: string;
  readonly status: string;
  readonly parent: string;
  readonly menuOrder: string;
  readonly type: string;
  readonly password: string;
  readonly sticky: string;
  readonly attachmentUrl: string;
  readonly terms: readonly WxrTermRef[];
  /** Custom fields; of those with one key the last, but of former slugs all, a line each. */
  readonly meta: ReadonlyMap<string, string>;
  readonly comments: readonly WxrComment[];
  /** Comments beyond the most that a story may have. */
  readonly surplusComments: number;
}

export type WxrPart =
  | { readonly kind: 'site'; readonly site: WxrSite }
  | { readonly kind: 'author'; readonly author: WxrAuthor }
  | { readonly kind: 'term'; readonly term: WxrTerm }
  | { readonly kind: 'item'; readonly item: WxrItem };
