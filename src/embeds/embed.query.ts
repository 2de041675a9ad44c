import { Injectable } from '@nestjs/common';
import { ArticleLookup } from '../articles/article-lookup.js';
import { articleShape } from '../articles/article.query.js';
import { type Answer, ReadPlans } from '../platform/api/read-plans.js';
import type { ReadContext } from '../platform/api/read-context.js';
import { field, type Selection } from '../platform/api/selection.js';
import type { ViewerClass } from '../platform/api/viewer.js';
import { sql } from '../platform/database/sql.js';
import { siteJson } from '../site/site.query.js';

/** What a page in another site says of its own. */
export interface EmbedSite {
  readonly name: string;
  readonly url: string;
  readonly language: string;
  readonly labels: {
    readonly by: string;
    readonly readOn: string;
    readonly sensitive: string;
    readonly notFound: string;
    readonly gone: string;
  };
}

export interface EmbedImage {
  readonly url: string;
  readonly width: number | null;
  readonly height: number | null;
  readonly alt: string;
  readonly srcset: string;
  readonly focalPoint: { readonly x: number; readonly y: number } | null;
}

/** A story as other sites show it: what anonymous callers may read of it, without its body. */
export interface EmbedStory {
  readonly id: string;
  readonly headline: string;
  readonly dek: string | null;
  readonly language: string;
  readonly publishedAt: string;
  readonly sensitive: boolean;
  readonly section: { readonly name: string };
  readonly authors: readonly { readonly name: string; readonly url: string }[];
  readonly leadImage: EmbedImage | null;
  readonly seo: { readonly canonical: string };
}

export interface EmbedData {
  readonly story: EmbedStory;
  readonly site: EmbedSite;
  /** What it was made from. */
  readonly tags: Answer['tags'];
}

const fields = (...names: string[]): Selection => names.map((name) => field(name));

const STORY: Selection = [
  ...fields('id', 'headline', 'dek', 'language', 'publishedAt', 'sensitive'),
  field('section', fields('name')),
  field('authors', fields('name', 'url')),
  field('leadImage', [
    ...fields('url', 'width', 'height', 'alt', 'srcset'),
    field('focalPoint', fields('x', 'y')),
  ]),
  field('seo', fields('canonical')),
];
const SITE: Selection = [
  ...fields('name', 'url', 'language'),
  field('labels', fields('by', 'readOn', 'sensitive', 'notFound', 'gone')),
];

/** Reads what stands in pages of other sites, in one statement. */
@Injectable()
export class EmbedQuery {
  constructor(
    private readonly lookup: ArticleLookup,
    private readonly plans: ReadPlans,
  ) {}

  /**
   * @param reference id or slug of the story
   * @throws DomainError ARTICLE_NOT_FOUND, ARTICLE_RETRACTED; ArticleMoved for an old slug
   */
  async story(viewer: ViewerClass, reference: string): Promise<EmbedData> {
    const { json, tags } = await this.lookup.rest(
      { viewer, reference, key: 'embed', selection: STORY, fixed: true },
      (row, selection, read) =>
        sql`json_build_object('story', ${articleShape.json(row, selection, read)}, 'site', ${siteJson(SITE, read)})`,
    );
    return { ...(JSON.parse(json) as Pick<EmbedData, 'story' | 'site'>), tags };
  }

  /** The site alone, for a story that is not there. */
  async site(viewer: ViewerClass): Promise<EmbedSite> {
    const answer = await this.plans.rest(
      { key: 'embed site', viewer, selection: SITE, fixed: true },
      (selection, read: ReadContext) => sql`select ${siteJson(selection, read)}::text as json`,
    );
    return JSON.parse(answer?.json ?? 'null') as EmbedSite;
  }
}
