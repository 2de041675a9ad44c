/** What the reader shows of the API's answers; openapi.json has all there is. */

export interface Link {
  readonly name: string;
  readonly url: string;
}

export interface Site {
  readonly name: string;
  readonly tagline: string | null;
  readonly url: string;
  readonly apiUrl: string;
  readonly language: string;
  readonly copyrightNotice: string;
  readonly navigation: readonly Link[];
  /** Every word that a page says of its own accord is the newsroom's. */
  readonly labels: Readonly<Record<Label, string>>;
}

export type Label =
  | ('home' | 'skip' | 'sections' | 'breadcrumbs' | 'search' | 'latest' | 'more' | 'related')
  | ('sponsored' | 'sensitive' | 'embed' | 'by' | 'published' | 'updated' | 'minutesToRead')
  | ('correction' | 'clarification' | 'update' | 'tags' | 'translations')
  | ('share' | 'shareSheet' | 'linkCopied')
  | ('comments' | 'moreComments' | 'moreReplies' | 'replyTo' | 'submitReply' | 'cancelReply')
  | ('commentPending' | 'commentDeleted' | 'commentFeatured' | 'commentsClosed')
  | ('required' | 'tooLong' | 'invalidEmail' | 'invalidUrl' | 'tooManyReplies')
  | ('noResults' | 'notFound' | 'gone' | 'tryAgain');

export interface Picture {
  readonly url: string;
  readonly width: number | null;
  readonly height: number | null;
  readonly alt: string;
  readonly caption: string | null;
  readonly credit: string | null;
  readonly srcset: string;
}

export interface Breadcrumb {
  readonly label: string;
  readonly url: string;
}

/** A story as lists show it. */
export interface Summary {
  readonly slug: string;
  readonly url: string;
  readonly headline: string;
  readonly dek: string | null;
  readonly excerpt: string;
  readonly section: Link;
  readonly authors: readonly Link[];
  readonly leadImage: Picture | null;
  readonly language: string;
  readonly publishedAt: string;
}

export interface Story extends Omit<Summary, 'excerpt'> {
  readonly modifiedAt: string;
  readonly readingMinutes: number;
  readonly sensitive: boolean;
  readonly tags: readonly Link[];
  readonly commentCount: number;
  readonly body: { readonly html: string };
  readonly corrections: readonly Correction[];
  readonly translations: readonly { readonly language: string; readonly url: string }[];
  readonly rights: { readonly credit: string | null };
  readonly seo: Seo;
}

export interface Correction {
  readonly kind: 'correction' | 'clarification' | 'update';
  readonly text: string;
  readonly at: string;
}

export interface Seo {
  readonly title: string;
  readonly description: string;
  readonly canonical: string;
  readonly openGraph: Readonly<Record<string, string | number | readonly string[] | null>>;
  readonly twitter: Readonly<Record<string, string | null>>;
  readonly oEmbed: { readonly json: string; readonly xml: string };
  readonly jsonLd: object;
}

export interface Placement {
  readonly position: { readonly kind: 'top' | 'before' | 'after' | 'end'; readonly blockKey: string | null };
  readonly sponsor: { readonly name: string };
  readonly label: string;
  readonly text: string | null;
  readonly image: Picture | null;
  readonly href: string;
  readonly rel: string;
}

export interface Share {
  readonly links: readonly { readonly network: string; readonly label: string; readonly url: string }[];
  readonly webShare: { readonly title: string; readonly text: string; readonly url: string };
}

export interface Comment {
  readonly id: string;
  readonly parentId: string | null;
  readonly author: {
    readonly name: string;
    readonly website: string | null;
    readonly badges: readonly string[];
  } & {
    readonly avatarSeed: string;
  };
  readonly html: string;
  readonly createdAt: string;
  readonly editedAt: string | null;
  readonly status: 'approved' | 'pending' | 'deleted';
  readonly featured: boolean;
  readonly replyCount: number;
  readonly repliesCursor: string | null;
  readonly permalink: string;
  /** Left out where they would stand too deep. */
  readonly replies?: readonly Comment[];
}

export interface CommentForm {
  readonly title: string;
  readonly notice: string;
  readonly fields: readonly FormField[];
  /** The field that people do not see. */
  readonly trap: { readonly name: string; readonly label: string };
  readonly open: boolean;
  readonly closedReason: string | null;
}

/** Work that stands before a comment: keys are derived until one begins with the prefix. */
export interface Challenge {
  readonly parameters: {
    readonly algorithm: string;
    /** In hexadecimal, as `salt` and `keyPrefix`. */
    readonly nonce: string;
    readonly salt: string;
    readonly cost: number;
    /** In bytes. */
    readonly keyLength: number;
    readonly keyPrefix: string;
  };
  readonly signature: string;
}

export interface FormField {
  readonly name: string;
  readonly label: string;
  readonly type: string;
  readonly required: boolean;
  /** Null where there is nothing to type. */
  readonly maxLength: number | null;
}

export interface List<Item> {
  readonly items: readonly Item[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

export interface StoryPage {
  readonly site: Site;
  readonly breadcrumbs: readonly Breadcrumb[];
  readonly article: Story;
  readonly placements: readonly Placement[];
  readonly related: readonly { readonly article: Summary }[];
  readonly share: Share;
  readonly comments: List<Comment>;
  readonly commentForm: CommentForm;
}

export interface FrontPage {
  readonly site: Site;
  readonly lead: Summary | null;
  readonly sections: readonly { readonly section: Link; readonly items: readonly Summary[] }[];
}

export interface Section extends Link {
  readonly slug: string;
  readonly description: string | null;
  readonly children: readonly Link[];
  readonly breadcrumbs: readonly Breadcrumb[];
}

export interface Author extends Link {
  readonly slug: string;
  readonly bio: string | null;
  readonly avatar: Picture | null;
  readonly links: readonly { readonly label: string; readonly url: string }[];
}

export interface Tag extends Link {
  readonly slug: string;
}

/** A page of stories about one thing, which has a name of its own in the answer. */
export type CollectionPage = { readonly site: Site; readonly articles: List<Summary> } & {
  readonly section?: Section;
  readonly author?: Author;
  readonly tag?: Tag;
};

/** What an address of the site leads to. */
export interface Resolution {
  readonly kind: string;
  readonly status: 'current' | 'moved' | 'gone';
  readonly canonical: string | null;
  readonly slug: string | null;
}
