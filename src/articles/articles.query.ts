import { Injectable } from '@nestjs/common';
import type { GraphQLResolveInfo } from 'graphql';
import { invalidParameter } from '../platform/api/errors.js';
import { listSql } from '../platform/api/list-sql.js';
import { type PageRequest, readPage, slotted } from '../platform/api/page-request.js';
import { type Answer, ReadPlans } from '../platform/api/read-plans.js';
import type { ReadContext } from '../platform/api/read-context.js';
import { listSelection, selectFields, wholeSelection } from '../platform/api/rest-selection.js';
import type { Selection } from '../platform/api/selection.js';
import type { ViewerClass } from '../platform/api/viewer.js';
import { Slot, sql, type Sql } from '../platform/database/sql.js';
import { searchWords, termColumns } from '../words/search-words.js';
import { type ArticleFilter, articleRows, type ArticleSort, givenFilters } from './article-filter.js';
import { ArticleList } from './article-list.view.js';
import { ArticleLookup } from './article-lookup.js';
import type { Seen } from './article-sights.service.js';
import { ArticleRow } from './article-row.js';
import { articleNotFound } from './article.errors.js';
import { articleJson, articleShape } from './article.query.js';
import { Article, ArticleSummary, ArticleSummaryWithBody } from './article.view.js';

export interface ArticleListRequest {
  readonly viewer: ViewerClass;
  readonly filter: ArticleFilter;
  readonly sort?: ArticleSort | null;
  readonly page: PageRequest;
}

@Injectable()
export class ArticlesQuery {
  constructor(
    private readonly plans: ReadPlans,
    private readonly lookup: ArticleLookup,
  ) {}

  /**
   * @throws DomainError ARTICLE_NOT_FOUND, ARTICLE_RETRACTED; ArticleMoved for an old slug
   */
  one(seen: Seen, reference: string, fields?: readonly string[]): Promise<Answer> {
    return this.lookup.rest(
      {
        ...seen,
        reference,
        key: `article ${fields}`,
        selection: selectFields(Article, fields),
        fixed: !fields,
      },
      (row, selection, read) => articleShape.json(row, selection, read),
    );
  }

  /** @throws DomainError ARTICLE_NOT_FOUND, ARTICLE_RETRACTED */
  oneInGraphql(info: GraphQLResolveInfo, seen: Seen, reference: string): Promise<Article> {
    return this.lookup.graphql(info, { ...seen, reference }, (row, selection, read) =>
      articleShape.json(row, selection, read),
    );
  }

  /** The working copy of a story, whatever became of it, for the answer to who has just written it. */
  async written(id: string, selection: Selection = wholeSelection(Article)): Promise<Article> {
    const request = {
      key: `written article ${JSON.stringify(selection)}`,
      ...{ viewer: 'reader' as const, selection, slots: { id } },
    };
    const answer = await this.plans.rest(request, writtenArticle);
    if (!answer) throw articleNotFound();
    return JSON.parse(answer.json) as Article;
  }

  /** @throws DomainError INVALID_PARAMETER, INVALID_CURSOR, CURSOR_MISMATCH */
  list(
    request: ArticleListRequest & { fields?: readonly string[]; body: boolean; count: boolean },
  ): Promise<Answer | null> {
    const view = request.body ? ArticleSummaryWithBody : ArticleSummary;
    const plan = articleListPlan(request, request.count);
    return this.plans.rest(
      {
        viewer: request.viewer,
        key: `articles ${plan.form} ${request.fields} ${request.body} ${request.count}`,
        selection: listSelection(ArticleList, selectFields(view, request.fields)),
        slots: plan.slots,
      },
      plan.compose,
    );
  }

  listInGraphql(info: GraphQLResolveInfo, request: ArticleListRequest): Promise<object | null> {
    const { slots, form, compose } = articleListPlan(request, true);
    return this.plans.graphql(info, { viewer: request.viewer, slots, form }, compose);
  }
}

function writtenArticle(selection: Selection, read: ReadContext): Sql {
  const row = new ArticleRow(read, 'working');
  return sql`select ${articleShape.json(row, selection, read)}::text as json
    from ${row.from()} where ${row.a}.id = ${new Slot('id')}::uuid`;
}

/**
 * How a list of stories is read: `list` is its SQL, in a statement that is given these slots.
 * @param itemOf JSON of the story with an id
 */
export function articleListPlan(
  { viewer, filter, sort, page: request }: ArticleListRequest,
  counted: boolean,
  itemOf: (id: Sql, selection: Selection, read: ReadContext) => Sql = articleJson,
) {
  const order = sort ?? '-publishedAt';
  if (order === 'relevance' && !filter.q) {
    throw invalidParameter('sort', 'Only a list with q can be sorted by relevance.');
  }
  const given = givenFilters(filter);
  const values = Object.fromEntries(given.map((name) => [name, filter[name]]));
  const rows = articleRows(filter, order, viewer);
  const sized = { ...request, first: request.first ?? (request.last ? null : (filter.ids?.length ?? null)) };
  const { page, slots, form } = slotted(readPage(sized, rows.sort, values));
  const list = (selection: Selection, read: ReadContext): Sql => {
    const item = (id: Sql, inner: Selection) => itemOf(id, inner, read);
    return listSql({ ...rows.source(), item, marks: rows.dependencies(read) }, page, selection, counted);
  };
  return {
    slots: { ...slots, ...values, ...(filter.q ? termColumns(searchWords(filter.q, 'q')) : {}) },
    form: `${order} ${given.join()} ${form}`,
    list,
    compose: (selection: Selection, read: ReadContext): Sql =>
      sql`select ${list(selection, read)}::text as json`,
  };
}
