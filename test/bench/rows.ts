/** What is measured, in this order: adding comments makes the pages larger, so it comes last. */
export const ROW_NAMES = [
  'rest',
  'graphql',
  'list',
  'deep',
  'front',
  'comments',
  'changes',
  'search',
  'search-common',
  'suggest',
  'rest-memory',
  'graphql-memory',
  'list-memory',
  'not-modified',
  'redirect',
  'comment',
] as const;
export type RowName = (typeof ROW_NAMES)[number];

/** Rows that are one statement of PostgreSQL. */
export const STATEMENT_ROWS = [
  'rest',
  'graphql',
  'list',
  'deep',
  'front',
  'comments',
  'changes',
  'search',
  'search-common',
  'suggest',
  'comment',
] as const satisfies readonly RowName[];
export type StatementRow = (typeof STATEMENT_ROWS)[number];

export const isStatementRow = (name: RowName): name is StatementRow =>
  (STATEMENT_ROWS as readonly RowName[]).includes(name);

interface Row {
  readonly title: string;
  /** Whether the product keeps answers while it is measured. Without it the statement alone is measured. */
  readonly product?: 'keeps' | 'reads';
  /** Share of what the bare handler reaches. */
  readonly aim?: number;
  /** Of an answer; 200 unless told. */
  readonly status?: number;
  /** File beside the code of the statement, for its plan. */
  readonly plan?: string;
}

export const ROWS: Readonly<Record<RowName, Row>> = {
  rest: { title: 'REST page', product: 'reads', aim: 0.85, plan: 'src/article-page/article-page.plan.txt' },
  graphql: { title: 'GraphQL page', product: 'reads', aim: 0.55 },
  list: { title: 'section list', product: 'reads', aim: 0.8 },
  deep: { title: 'page 1,000 of a list', product: 'reads' },
  front: { title: 'front', product: 'reads' },
  comments: { title: 'comments of a story', product: 'reads' },
  changes: { title: '100 entries of the change log' },
  search: { title: 'search for a name', product: 'reads', plan: 'src/search/search.plan.txt' },
  'search-common': { title: 'search for the commonest words', product: 'reads' },
  suggest: { title: 'suggestions', product: 'reads', plan: 'src/search/suggest.plan.txt' },
  'rest-memory': { title: 'REST page from memory', product: 'keeps', aim: 0.8 },
  'graphql-memory': { title: 'GraphQL page from memory', product: 'keeps', aim: 0.6 },
  'list-memory': { title: 'section list from memory', product: 'keeps' },
  'not-modified': { title: 'REST page, 304', product: 'keeps', status: 304 },
  redirect: { title: 'short link from memory', product: 'keeps', aim: 0.5, status: 302 },
  comment: { title: 'add comment', product: 'reads', aim: 0.4, status: 201 },
};

export const statusOf = (name: RowName): number => ROWS[name].status ?? 200;
