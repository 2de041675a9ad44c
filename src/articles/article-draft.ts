import type { BodyInput } from '../body/body.js';
import type { OwnImages } from '../body/own-images.js';

/** A story as it is handed in to be saved, with everything it refers to already found. */
export interface ArticleDraft {
  readonly externalId: string | null;
  /** The id that a new story is to have, if no other has it; one is made when there is none. */
  readonly id?: string | null;
  readonly headline: string;
  /** The slug that was asked for; one is made from the headline when there is none. */
  readonly slug: string | null;
  /** Whether a slug that another story has is replaced by one like it; otherwise the story is refused. */
  readonly slugIsWish: boolean;
  readonly dek: string | null;
  /** Made from the text when there is none. */
  readonly excerpt: string | null;
  readonly body: BodyInput;
  /** The site's own pictures that the body names. */
  readonly images?: OwnImages;
  readonly section: { readonly id: string; readonly path: readonly string[] };
  readonly authorIds: readonly string[];
  readonly tagIds: readonly string[];
  readonly leadImageId: string | null;
  readonly language: string;
  readonly status: 'draft' | 'published' | 'unpublished' | 'retracted';
  /** Null for a published story: when it was published before, or now. */
  readonly publishAt: Date | null;
  readonly expiresAt: Date | null;
  readonly firstPublishedAt: Date | null;
  readonly modifiedAt: Date;
  readonly sensitive: boolean;
  readonly featured: boolean;
  readonly commentPolicy: 'open' | 'firstTime' | 'premoderated' | 'closed' | null;
  /** Days after its publication in which it takes comments; null as in its section, or on the site. */
  readonly commentsCloseAfterDays: number | null;
  readonly canonicalUrl: string | null;
  readonly rights: {
    readonly syndicate: boolean;
    readonly holder: string | null;
    readonly credit: string | null;
    readonly embargoUntil: Date | null;
  };
  readonly seo: { readonly title: string | null; readonly description: string | null };
  readonly retractionNotice: string | null;
  /** Null for a retracted story: when it was retracted before, or now. */
  readonly retractedAt?: Date | null;
  /** What it shares with the same story in other languages; null as it is. */
  readonly translationGroup?: string | null;
  /** Null as it is. */
  readonly neverRecommend?: boolean | null;
  readonly note: string | null;
  /** Tells this draft from any other: the same hash means that nothing has to be saved. */
  readonly hash: string;
}

/** Who saves, and when. */
export interface Saving {
  readonly actor: string;
  readonly now: Date;
}

/** What saving a story came to. */
export interface SavedArticle {
  readonly id: string;
  readonly slug: string;
  readonly outcome: 'created' | 'updated' | 'unchanged';
}
