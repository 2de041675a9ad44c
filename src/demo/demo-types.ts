import type { Labels } from '../site/site.view.js';

/**
 * Shapes of the demo site's content. Everything refers to everything else by slug or external id, never by a
 * database id, so that the content is plain data. Times are RFC 3339, UTC, with milliseconds and `Z`.
 */
export interface DemoSite {
  site: DemoSiteSettings;
  /** A parent always comes before its children. */
  sections: DemoSection[];
  authors: DemoAuthor[];
  tags: DemoTag[];
  sponsors: DemoSponsor[];
  placements: DemoPlacement[];
  articles: DemoArticle[];
}

export interface DemoSiteSettings {
  name: string;
  tagline: string;
  /** BCP 47 language tag. */
  language: string;
  copyrightNotice: string;
  /** Only those that differ from the usual ones. */
  labels: Partial<Labels>;
  shareNetworks: string[];
  commentPolicy: 'open' | 'closed';
  commentsCloseAfterDays: number | null;
  anonymousAccess: 'full' | 'excerpt' | 'none';
  /** Section slugs, in the order of the menu. */
  navigation: string[];
}

export interface DemoSection {
  slug: string;
  name: string;
  description: string;
  /** Slug of the section this one belongs to; absent for a top section. */
  parent?: string;
}

export interface DemoAuthor {
  slug: string;
  name: string;
  bio: string;
  avatar?: DemoImage;
  links: { label: string; url: string }[];
}

export interface DemoTag {
  slug: string;
  name: string;
}

export interface DemoSponsor {
  slug: string;
  name: string;
  url: string;
  /** Whether this sponsor may stand on stories marked sensitive. */
  allowedOnSensitive: boolean;
}

type DemoPlacementRule =
  | { kind: 'top' }
  | { kind: 'end' }
  /** After the first paragraph that brings the count of words read to `words` or more. */
  | { kind: 'afterWords'; words: number }
  /** After every `blocks` blocks, at most `max` times. */
  | { kind: 'everyBlocks'; blocks: number; max: number };

export interface DemoPlacement {
  slot: 'top' | 'inText' | 'end';
  /** Sponsor slug. */
  sponsor: string;
  /** Section slug, its descendants included; absent for the whole site. */
  section?: string;
  rule: DemoPlacementRule;
  label: string;
  text: string;
  href: string;
  startsAt?: string;
  endsAt?: string;
}

interface DemoImage {
  /** Path of this API, such as `/demo/pictures/mountain-road.svg`; in a body too. */
  url: string;
  alt: string;
  /** Pixels. */
  width?: number;
  /** Pixels. */
  height?: number;
  caption?: string;
  credit?: string;
}

type DemoBody = { html: string } | { markdown: string } | { text: string };

type DemoArticleStatus = 'draft' | 'scheduled' | 'published' | 'expired' | 'unpublished';

/** One story in the shape that the NDJSON import takes, with its own kind of picture and the pinned related stories. */
export interface DemoArticle {
  externalId: string;
  status: DemoArticleStatus;
  headline: string;
  /** Section slug. */
  section: string;
  slug: string;
  dek: string;
  excerpt?: string;
  body: DemoBody;
  /** Author slugs, in the order of the byline. */
  authors: string[];
  /** Tag slugs. */
  tags: string[];
  leadImage?: DemoImage;
  /** BCP 47 language tag. */
  language: string;
  /** Null for a story that was never published. */
  publishedAt: string | null;
  modifiedAt?: string;
  expiresAt?: string;
  publishAt?: string;
  sensitive?: boolean;
  comments?: DemoComment[];
  /** Absolute URLs under which the story was found before. */
  formerUrls?: string[];
  /** Slugs of the stories pinned as related, in order. */
  relatedPins?: string[];
}

export interface DemoComment {
  externalId: string;
  /** Null for the beginning of a thread. */
  parentExternalId?: string | null;
  name: string;
  website?: string;
  /** Plain text; an empty line begins a paragraph. */
  body: string;
  createdAt: string;
  status: 'approved' | 'pending';
}
