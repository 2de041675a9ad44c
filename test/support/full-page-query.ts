import type { GraphQLSchema } from 'graphql';
import { ArticlePage } from '../../src/article-page/article-page.view.js';
import { selectionOf } from './transports.js';

/** GraphQL's `articlePage` with every field that REST's page has. */
export const fullPageQuery = (schema: GraphQLSchema): string =>
  `query Page($slug: String) { articlePage(slug: $slug) ${selectionOf(schema, 'ArticlePage', ArticlePage)} }`;
