import { Injectable } from '@nestjs/common';
import type { Answer } from '../platform/api/read-plans.js';
import { wholeSelection } from '../platform/api/rest-selection.js';
import { field } from '../platform/api/selection.js';
import type { ViewerClass } from '../platform/api/viewer.js';
import { ArticleLookup } from './article-lookup.js';
import { articleShape } from './article.query.js';
import { Seo } from './seo.view.js';

export interface ArticleHead {
  readonly seo: Seo;
  /** What it was made from. */
  readonly tags: Answer['tags'];
}

/** Reads what the head of a page about a story says. */
@Injectable()
export class ArticleHeadQuery {
  constructor(private readonly lookup: ArticleLookup) {}

  /**
   * @param reference id or slug of a story that the viewer may see
   * @throws DomainError ARTICLE_NOT_FOUND, ARTICLE_RETRACTED; ArticleMoved for an old slug
   */
  async of(viewer: ViewerClass, reference: string): Promise<ArticleHead> {
    const { json, tags } = await this.lookup.rest(
      { viewer, reference, key: 'head', selection: [field('seo', wholeSelection(Seo))], fixed: true },
      (row, selection, read) => articleShape.json(row, selection, read),
    );
    const { seo } = JSON.parse(json) as { seo: Seo };
    return { seo, tags };
  }
}
