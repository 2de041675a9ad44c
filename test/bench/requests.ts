import type { RowName } from './options.js';

/** A request as `autocannon` takes it. */
export interface BenchRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What a reader sends; a captured statement is recognised by these texts. */
export const COMMENT = {
  name: 'Bench Reader',
  email: 'reader@example.org',
  body: 'What a story. Who would have thought that it would end like this? See https://example.org/more for more.',
};

const JSON_HEADERS = { 'content-type': 'application/json' };

/** The request of a row for a story, or for a section where the row lists one. */
export function requestOf(row: RowName, slug: string, query: string): BenchRequest {
  switch (row) {
    case 'rest':
      return { method: 'GET', path: `/v1/articles/${slug}/page` };
    case 'graphql':
      return {
        method: 'POST',
        path: '/graphql',
        headers: JSON_HEADERS,
        body: JSON.stringify({ query, variables: { slug } }),
      };
    case 'list':
      return { method: 'GET', path: `/v1/articles?section=${slug}` };
    case 'comment':
      return {
        method: 'POST',
        path: `/v1/articles/${slug}/comments`,
        headers: JSON_HEADERS,
        body: JSON.stringify(COMMENT),
      };
  }
}
