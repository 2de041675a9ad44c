import { Injectable } from '@nestjs/common';
import type { GraphQLResolveInfo } from 'graphql';
import type { Seen } from '../articles/article-sights.service.js';
import { ArticleLookup } from '../articles/article-lookup.js';
import type { ArticleRow } from '../articles/article-row.js';
import { articleShape, articleSubject, breadcrumbsJson, READERS } from '../articles/article.query.js';
import { commentFormJson } from '../comments/comment-form.query.js';
import { commentListJson, commentsPage } from '../comments/comment.query.js';
import type { CommentSort } from '../comments/comment.view.js';
import { placementsJson } from '../placements/placement.query.js';
import { checkSize } from '../platform/api/page-request.js';
import type { Answer } from '../platform/api/read-plans.js';
import { selectFields } from '../platform/api/rest-selection.js';
import { Shape } from '../platform/api/shape.js';
import { relatedEdge } from '../related-stories/related-edge.query.js';
import { type Narrowing, openNarrowing, RELATED } from '../related-stories/related.query.js';
import { shareJson } from '../share-links/share.query.js';
import { siteJson } from '../site/site.query.js';
import { ArticlePage } from './article-page.view.js';

const pageShape = new Shape<ArticleRow>(
  'ArticlePage',
  {
    site: (_, { children }, read) => siteJson(children, read),
    breadcrumbs: (row, { children }, read) => breadcrumbsJson(row, children, read),
    article: (row, { children }, read) => articleShape.json(row, children, read),
    placements: (row, { children }, read) => placementsJson(row, children, read),
    commentForm: (row, { children }, read) => commentFormJson(row, children, read),
  },
  articleSubject,
);
pageShape.extend({ related: relatedEdge }, RELATED);
pageShape.extend(
  {
    share: (row, { children }, read) => shareJson(row, children, read),
    comments: (row, { key, args, children }, read) =>
      // In REST a page's comments are not counted: the story's commentCount says how many there are.
      commentListJson(row, commentsPage(args), children, read, key !== 'comments'),
  },
  READERS,
);

export interface ArticlePageRequest {
  readonly seen: Seen;
  /** Id or slug. */
  readonly reference: string;
  readonly commentSort?: CommentSort;
  readonly commentLimit?: number;
  readonly relatedLimit?: number;
  readonly relatedNarrowing: Narrowing;
  readonly fields?: readonly string[];
}

/** The main job: a whole page in one round trip. */
@Injectable()
export class ArticlePageQuery {
  constructor(private readonly lookup: ArticleLookup) {}

  /** @throws DomainError ARTICLE_NOT_FOUND, ARTICLE_RETRACTED, INVALID_PARAMETER; ArticleMoved for an old slug */
  rest(request: ArticlePageRequest): Promise<Answer> {
    const { seen, reference, commentSort, commentLimit, relatedLimit, relatedNarrowing, fields } = request;
    checkSize(commentLimit, 'comments.limit');
    checkSize(relatedLimit, 'related.limit');
    const { form, narrowing, slots } = openNarrowing(relatedNarrowing);
    const usual = !commentSort && !commentLimit && !relatedLimit && !form && !fields;
    const selection = selectFields(ArticlePage, fields).map((part) => {
      if (part.name === 'comments') return { ...part, args: { sort: commentSort, first: commentLimit } };
      return part.name === 'related' ? { ...part, args: { first: relatedLimit, narrowing } } : part;
    });
    const key = `page ${commentSort} ${commentLimit} ${relatedLimit} ${form} ${fields}`;
    return this.lookup.rest(
      { ...seen, reference, key, selection, slots, fixed: usual },
      (row, chosen, read) => pageShape.json(row, chosen, read),
    );
  }

  /** @throws DomainError ARTICLE_NOT_FOUND, ARTICLE_RETRACTED, INVALID_PARAMETER, INVALID_CURSOR, CURSOR_MISMATCH */
  graphql(info: GraphQLResolveInfo, seen: Seen, reference: string): Promise<ArticlePage> {
    return this.lookup.graphql(info, { ...seen, reference }, (row, selection, read) =>
      pageShape.json(row, selection, read),
    );
  }
}
