/** What a feed holds, whatever the format that it is written in. */

export interface FeedImage {
  readonly url: string;
  readonly width: number | null;
  readonly height: number | null;
  readonly alt: string;
  readonly caption: string | null;
  readonly credit: string | null;
}

/** A story as a feed reads it. */
export interface FeedStory {
  readonly id: string;
  readonly url: string;
  readonly headline: string;
  readonly dek: string | null;
  readonly excerpt: string;
  readonly section: { readonly slug: string; readonly name: string };
  readonly authors: readonly { readonly name: string; readonly url: string }[];
  readonly tags: readonly { readonly slug: string; readonly name: string }[];
  readonly leadImage: FeedImage | null;
  readonly language: string;
  readonly publishedAt: string;
  readonly modifiedAt: string;
  readonly updatedAt: string;
  readonly rights: { readonly holder: string | null; readonly credit: string | null };
  /** HTML of the body; null where the caller gets no more than the excerpt. */
  readonly html: string | null;
  /** Plain text of the body; null where the caller gets no more than the excerpt, or it was not asked for. */
  readonly text: string | null;
}

/** What the whole feed is about. */
export interface FeedHead {
  readonly title: string;
  readonly description: string;
  /** Page of the site that the feed follows. */
  readonly home: string;
  readonly site: { readonly name: string; readonly url: string };
  readonly language: string;
  readonly copyright: string;
  readonly icon: string | null;
  /** When what is in it last changed. From the data, never the clock: the same feed is the same bytes. */
  readonly updatedAt: string;
}

/** Addresses of a page of a feed. */
export interface FeedLinks {
  /** The feed's first page, by which the feed is known. */
  readonly feed: string;
  readonly self: string;
  readonly next: string | null;
  /** WebSub hubs that are told when this page changes; none for any but the first as it is usually asked for. */
  readonly hubs: readonly string[];
  /** Where the API is. */
  readonly api: string;
}

export interface Feed extends FeedHead {
  readonly links: FeedLinks;
  readonly stories: readonly FeedStory[];
}

export const urnOf = (id: string): string => `urn:uuid:${id}`;

/** The later of two times as the API writes them. */
export const later = (one: string, other: string): string => (one > other ? one : other);

/** When readers last saw the story change. A story may have been finished long before it was published. */
export const changedAt = ({ publishedAt, modifiedAt }: FeedStory): string => later(publishedAt, modifiedAt);

/** The newest time of all, or `fallback` where there are none. */
export const newestOf = (times: readonly string[], fallback: string): string =>
  times.length === 0 ? fallback : times.reduce(later);

/** What must be said with a story of somebody else's. */
export const rightsOf = ({ rights: { holder, credit } }: FeedStory): string =>
  [...new Set([holder, credit])].filter(Boolean).join(' · ');

/** A story in short: its dek, or its first words; both where the feed does not have the story itself. */
export const summaryOf = ({ dek, excerpt, html }: FeedStory): string[] =>
  html === null ? [...new Set([dek, excerpt])].filter((text) => text !== null) : [dek ?? excerpt];

/** The address of the comments of a story, which leads to them whatever slug it has. */
export const commentFeedUrl = (id: string, api: string): string => `${api}/feeds/articles/${id}/comments.rss`;

/** Names the vocabularies that a category can be of. */
export const schemesOf = (api: string) => ({ section: `${api}/v1/sections`, tag: `${api}/v1/tags` });
