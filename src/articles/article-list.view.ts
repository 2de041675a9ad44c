import { listOf } from '../platform/api/list.view.js';
import { Article, ArticleSummary } from './article.view.js';

/** One page of a list of stories. */
export const ArticleList = listOf(
  'Article',
  () => Article,
  () => ArticleSummary,
);
