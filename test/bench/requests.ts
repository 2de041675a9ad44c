import type { Sample } from './data/sample.js';
import type { RowName } from './rows.js';

/** A request as `autocannon` takes it. */
export interface BenchRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What differs from request to request of a row, and is sent to PostgreSQL. */
export type Parts = Readonly<Record<string, string>>;

export interface BenchCase {
  readonly request: BenchRequest;
  readonly parts: Parts;
}

/** Stands for words that are others in each request: what was said before is held. */
export const OTHER_WORDS = '{words}';

/** What a reader sends; a captured statement is recognised by these texts. */
export const COMMENT = {
  name: 'Bench Reader',
  email: 'reader@example.org',
  body: `What a story. ${OTHER_WORDS} See https://example.org/more for more.`,
};

/** `fetch` asks for compressed answers unless told; the load generator does not. */
export const PLAIN = { 'accept-encoding': 'identity' };

/** Who comes by a short link is told by what is sent with it. */
const BROWSER = {
  'user-agent': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36',
  referer: 'https://social.example/',
};

const JSON_HEADERS = { 'content-type': 'application/json' };
/** The word of a search, as its statement is told. */
export const searchedWord = ({ word }: Parts): string => `'${word}'`;

export const SEARCH = '/v1/search?q=';
export const SUGGEST = '/v1/suggest?q=';
/** They are in nearly every story, in its headline or its body. */
const COMMON_WORDS = ['government', 'minister', 'court', 'climate'];
const DEEP_PAGE = '/v1/articles?limit=10&after=';

const get = (path: string): BenchRequest => ({ method: 'GET', path });
const post = (path: string, body: unknown): BenchRequest => ({
  method: 'POST',
  path,
  headers: JSON_HEADERS,
  body: JSON.stringify(body),
});

/** The requests of a row. `query` is the GraphQL query of a whole page. */
export function casesOf(row: RowName, sample: Sample, query: string): BenchCase[] {
  const { slugs, sectionSlugs, names, places, positions, codes } = sample;
  switch (row) {
    case 'rest':
    case 'rest-memory':
    case 'not-modified':
      return slugs.map((slug) => ({ request: get(`/v1/articles/${slug}/page`), parts: { slug } }));
    case 'graphql':
    case 'graphql-memory':
      return slugs.map((slug) => ({
        request: post('/graphql', { query, variables: { slug } }),
        parts: { slug },
      }));
    case 'list':
    case 'list-memory':
      return sectionSlugs.map((slug) => ({ request: get(`/v1/articles?section=${slug}`), parts: { slug } }));
    case 'deep':
      return places.map(({ cursor, ...parts }) => ({ request: get(DEEP_PAGE + cursor), parts }));
    case 'front':
      return [{ request: get('/v1/front'), parts: {} }];
    case 'comments':
      return slugs.map((slug) => ({ request: get(`/v1/articles/${slug}/comments`), parts: { slug } }));
    case 'changes':
      return positions.map((position) => ({
        request: get(`/changes?after=${position}`),
        parts: { position },
      }));
    case 'search':
      return names.map((word) => ({ request: get(SEARCH + word), parts: { word } }));
    case 'search-common':
      return COMMON_WORDS.map((word) => ({ request: get(SEARCH + word), parts: { word } }));
    case 'suggest':
      return names.map((name) => {
        const begun = name.slice(0, 3);
        return { request: get(SUGGEST + begun), parts: { begun, typed: `'${begun}':*` } };
      });
    case 'redirect':
      return codes.map((code) => ({
        request: { ...get(`/s/${code}`), headers: BROWSER },
        parts: { code },
      }));
    case 'comment':
      return slugs.map((slug, place) => ({
        request: post(`/v1/articles/${slug}/comments`, { ...COMMENT, email: `reader-${place}@example.org` }),
        parts: { slug, name: COMMENT.name, body: COMMENT.body },
      }));
  }
}
