import { Injectable } from '@nestjs/common';
import type { GraphQLResolveInfo } from 'graphql';
import PQueue from 'p-queue';
import { type ArticleFilter, givenFilters, SHARED_TAGS } from '../articles/article-filter.js';
import { articleJson } from '../articles/article.query.js';
import type { Sort } from '../platform/api/cursor.js';
import { invalidParameter } from '../platform/api/errors.js';
import { listSql } from '../platform/api/list-sql.js';
import { type PageRequest, readPage, slotted } from '../platform/api/page-request.js';
import type { ReadContext } from '../platform/api/read-context.js';
import { type Answer, ReadPlans } from '../platform/api/read-plans.js';
import { listSelection, selectFields } from '../platform/api/rest-selection.js';
import type { Selection } from '../platform/api/selection.js';
import { Shape } from '../platform/api/shape.js';
import type { ViewerClass } from '../platform/api/viewer.js';
import { sql, type Sql } from '../platform/database/sql.js';
import { searchBusy } from './search.errors.js';
import { facetsShape, facetTable } from './facets.js';
import { searchedWords, searchTables } from './search-statement.js';
import { searchWords, termColumns } from '../words/search-words.js';
import { SearchHit, SearchHitWithBody, SearchList } from './search.view.js';
import { snippet } from './snippet.js';

export interface SearchRequest {
  readonly viewer: ViewerClass;
  /** What somebody typed. */
  readonly words: string;
  /** Without `q`. */
  readonly filter: ArticleFilter;
  readonly page: PageRequest;
}

const BEST_FIRST: Sort = {
  name: 'search',
  key: sql`ranked.score`,
  id: sql`ranked.id`,
  descending: true,
  type: 'number',
  isFrozen: true,
};

const hitShape = new Shape<{ id: Sql; score: Sql }>('SearchHit', {
  article: ({ id }, { children }, read) => articleJson(id, children, read),
  snippet: ({ id }, _, read) => {
    const row = { a: read.alias('art'), r: read.alias('rev') };
    return sql`(select ${snippet(searchedWords, read.viewer, row)} from article ${row.a}
      join article_revision ${row.r} on ${row.r}.id = ${row.a}.published_revision_id where ${row.a}.id = ${id})`;
  },
  // The clock changes what comes after that.
  score: ({ score }) => sql`round(${score}::numeric, 4)::float8`,
});

/** A search may take PostgreSQL a tenth of a second: the other connections are for who reads pages meanwhile. */
const AT_A_TIME = 4;
/** Beyond that callers are better off coming again, or have gone. */
const WAITING = 1_000;
const LONGEST_WAIT_MS = 5_000;

@Injectable()
export class SearchQuery {
  private readonly turns = new PQueue({ concurrency: AT_A_TIME });

  constructor(private readonly plans: ReadPlans) {}

  /** @throws DomainError INVALID_PARAMETER, INVALID_CURSOR, CURSOR_MISMATCH */
  search(
    request: SearchRequest & { fields?: readonly string[]; body: boolean; count: boolean },
  ): Promise<Answer | null> {
    const { viewer, fields, body, count } = request;
    const { form, slots, compose } = searchPlan(request, count, 'q');
    const selection = listSelection(SearchList, selectFields(body ? SearchHitWithBody : SearchHit, fields));
    const key = `search ${form} ${fields} ${body} ${count}`;
    return this.inTurn(() => this.plans.rest({ viewer, key, selection, slots }, compose));
  }

  /** @throws DomainError INVALID_PARAMETER, INVALID_CURSOR, CURSOR_MISMATCH */
  searchInGraphql(info: GraphQLResolveInfo, request: SearchRequest): Promise<object | null> {
    const { form, slots, compose } = searchPlan(request, true, 'query');
    return this.inTurn(() => this.plans.graphql(info, { viewer: request.viewer, slots, form }, compose));
  }

  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.turns.size >= WAITING) throw searchBusy();
    const asked = performance.now();
    return this.turns.add(() => {
      if (performance.now() - asked > LONGEST_WAIT_MS) throw searchBusy();
      return work();
    });
  }
}

/** @param name what the caller calls the words */
function searchPlan({ words, filter, page: asked }: SearchRequest, counted: boolean, name: string) {
  if (filter.q !== undefined && filter.q !== null) {
    throw invalidParameter('filter.q', 'The words of a search are its query; leave q out of the filter.');
  }
  const columns = termColumns(searchWords(words, name));
  const given = givenFilters(filter);
  const values = Object.fromEntries(given.map((one) => [one, filter[one]]));
  const { page, slots, form } = slotted(readPage(asked, BEST_FIRST, { words, ...values }));
  const at = page.after ? sql`${page.after.at}::timestamptz` : sql`date_trunc('milliseconds', now())`;
  const compose = (selection: Selection, read: ReadContext): Sql => {
    // What is found, and in which order, may follow from anything in a story; facets show the names of others.
    for (const tag of ['articles', 'any:article', 'any:tag', 'any:author']) read.tags.add(tag);
    if (given.includes('sharedWithin')) for (const tag of SHARED_TAGS) read.tags.add(tag);
    const source = {
      from: sql`from ranked`,
      where: sql`true`,
      sort: BEST_FIRST,
      at,
      item: (id: Sql, inner: Selection, score: Sql) => hitShape.json({ id, score }, inner, read),
      members: {
        facets: (inner: Selection) => facetsShape.json({}, inner, read),
        approximate: () => sql`(select more from extent)`,
        totalCount: () => (counted ? sql`(select count(*) from ranked)` : sql`null`),
        totalCountExact: () => (counted ? sql`(select not more from extent)` : sql`null`),
      },
    };
    return sql`${searchTables({ given: new Set(given), viewer: read.viewer, at })}, ${facetTable}
      select ${listSql(source, page, selection)}::text as json`;
  };
  return { form: `${given.join()} ${form}`, slots: { ...slots, ...values, ...columns }, compose };
}
