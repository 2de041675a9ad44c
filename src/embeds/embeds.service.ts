import { Injectable } from '@nestjs/common';
import { ResolutionQuery } from '../lookups/resolution.query.js';
import { DomainError } from '../platform/api/errors.js';
import type { Answer } from '../platform/api/read-plans.js';
import type { ViewerClass } from '../platform/api/viewer.js';
import { tagOf } from '../platform/cache/tag.js';
import { type EmbedPage, missingPage, storyPage } from './embed-page.js';
import { type EmbedData, EmbedQuery, type EmbedSite } from './embed.query.js';

interface PageAnswer extends EmbedPage {
  readonly status: number;
  /** What it was made from. */
  readonly tags: Answer['tags'];
}

/** Stories for pages of other sites. */
@Injectable()
export class EmbedsService {
  constructor(
    private readonly stories: EmbedQuery,
    private readonly resolutions: ResolutionQuery,
  ) {}

  /**
   * The story that an address leads to.
   * @param url as `ResolutionQuery` takes it
   * @throws DomainError INVALID_PARAMETER, URL_NOT_FOUND, ARTICLE_RETRACTED
   */
  async storyAt(viewer: ViewerClass, url: string): Promise<EmbedData> {
    const { slug, madeFrom } = await this.resolutions.story(viewer, url);
    const data = await this.stories.story(viewer, slug);
    return { ...data, tags: data.tags && [...data.tags, ...madeFrom.map(tagOf)] };
  }

  /**
   * The page of a story, or one that says that there is none.
   * @throws ArticleMoved for an old slug
   */
  async page(viewer: ViewerClass, reference: string): Promise<PageAnswer> {
    try {
      const data = await this.stories.story(viewer, reference);
      return { ...storyPage(data), status: 200, tags: data.tags };
    } catch (error) {
      const page = await this.missing(viewer, error);
      if (!page) throw error;
      return page;
    }
  }

  /** The page that says that a story is not there; null for any other failure. */
  async missing(viewer: ViewerClass, error: unknown): Promise<PageAnswer | null> {
    if (!(error instanceof DomainError) || !MISSING.has(error.status)) return null;
    const page = missing(await this.stories.site(viewer), error);
    return { ...page, status: error.status, tags: error.tags?.map(tagOf) };
  }
}

const MISSING: ReadonlySet<number> = new Set([404, 410]);

function missing(site: EmbedSite, { status, extra }: DomainError): EmbedPage {
  const { notFound, gone } = site.labels;
  const { notice } = extra;
  return status === 410
    ? missingPage(site, gone, typeof notice === 'string' ? notice : null)
    : missingPage(site, notFound);
}
