import type { Body } from './writing.js';
import { follow } from './partners.js';
import type { TestApp } from './test-app.js';

/** A story that is looked for in what a caller is given. Its words and pictures stand in no other. */
export interface Marked {
  readonly id: string;
  readonly slug: string;
  readonly url: string;
}

type Headers = Record<string, string>;

/** A way by which stories leave: what a caller is given by it, as one text. */
export interface WayOut {
  readonly name: string;
  /** What of a story there must be where the caller may have it. */
  readonly has: { readonly headline?: boolean; readonly body?: boolean; readonly pictures?: boolean };
  /** What is asked, which may be the same for all stories. */
  readonly question: (story: Marked) => string;
  readonly ask: (site: TestApp, caller: Headers, question: string) => Promise<string>;
}

/** What one caller is given: each question is asked once. */
export class Given {
  readonly #answers = new Map<string, Promise<string>>();

  constructor(
    private readonly site: TestApp,
    private readonly caller: Headers,
  ) {}

  by({ name, question, ask }: WayOut, story: Marked): Promise<string> {
    const asked = question(story);
    const key = `${name} ${asked}`;
    const answer = this.#answers.get(key) ?? ask(this.site, this.caller, asked);
    this.#answers.set(key, answer);
    return answer;
  }
}

const WHOLE = { headline: true, body: true, pictures: true } as const;
const SUMMARY = { headline: true, pictures: true } as const;
const HEADLINE = { headline: true } as const;

const STORY = `id headline dek excerpt tags { name } leadImage { url srcset } body { html text blocks }
  seo { jsonLd openGraph { image imageAlt } twitter { image } }`;

const rest = (name: string, path: (story: Marked) => string, has: WayOut['has']): WayOut => ({
  name: `GET ${name}`,
  has,
  question: path,
  ask: async (site, caller, asked) => (await site.text(asked, caller)).body,
});

const graphql = (
  name: string,
  query: string,
  has: WayOut['has'],
  variables: (story: Marked) => Body = () => ({}),
): WayOut => ({
  name: `GraphQL ${name}`,
  has,
  question: (story) => JSON.stringify(variables(story)),
  ask: async (site, caller, asked) =>
    JSON.stringify((await site.graphql(query, JSON.parse(asked) as Body, caller)).body),
});

/** Ways of the API by which a story, or a part of it, leaves. */
export const WAYS_OUT: readonly WayOut[] = [
  rest('/v1/articles', () => '/v1/articles?limit=100', SUMMARY),
  rest('/v1/articles?include=body', () => '/v1/articles?limit=100&include=body', WHOLE),
  rest('/v1/articles?ids', ({ id }) => `/v1/articles?ids=${id}&include=body`, WHOLE),
  rest('/v1/articles?sort=-updatedAt', () => '/v1/articles?limit=100&sort=-updatedAt&include=body', WHOLE),
  rest('/v1/articles/{id}', ({ id }) => `/v1/articles/${id}`, WHOLE),
  rest('/v1/articles/{slug}', ({ slug }) => `/v1/articles/${slug}`, WHOLE),
  rest('/v1/articles/{slug}/page', ({ slug }) => `/v1/articles/${slug}/page`, WHOLE),
  rest('/v1/articles/{slug}/related', ({ slug }) => `/v1/articles/${slug}/related?limit=20`, {}),
  rest('/v1/articles/{slug}/share', ({ slug }) => `/v1/articles/${slug}/share`, HEADLINE),
  rest('/v1/front', () => '/v1/front', {}),
  rest('/v1/search', () => '/v1/search?q=headline&limit=100&include=body', WHOLE),
  rest('/v1/suggest', ({ slug }) => `/v1/suggest?q=${slug.replaceAll('-', ' ')}`, HEADLINE),
  rest('/v1/tags', () => '/v1/tags?limit=100', {}),
  rest('/v1/resolve', ({ url }) => `/v1/resolve?url=${encodeURIComponent(url)}`, {}),
  rest('/v1/counts', ({ id }) => `/v1/counts?ids=${id}`, {}),
  rest('/oembed', ({ url }) => `/oembed?url=${encodeURIComponent(url)}`, HEADLINE),
  rest('/embed/{slug}', ({ slug }) => `/embed/${slug}`, SUMMARY),
  rest('/feeds/latest.rss', () => '/feeds/latest.rss?limit=100', WHOLE),
  rest('/feeds/latest.atom', () => '/feeds/latest.atom?limit=100', WHOLE),
  rest('/feeds/latest.json', () => '/feeds/latest.json?limit=100', WHOLE),
  rest('/v1/articles/{slug}/ninjs', ({ slug }) => `/v1/articles/${slug}/ninjs`, WHOLE),
  rest('/v1/ninjs', () => '/v1/ninjs?limit=100', WHOLE),
  rest('/v1/export/articles.ndjson', () => '/v1/export/articles.ndjson', WHOLE),
  {
    name: 'GET /v1/changes',
    has: WHOLE,
    question: () => '',
    ask: async (site, caller) => JSON.stringify((await follow(site, caller)).items),
  },
  graphql('articles', `{ articles(first: 50) { nodes { ${STORY} } } }`, WHOLE),
  graphql('article', `query ($id: ID) { article(id: $id) { ${STORY} } }`, WHOLE, ({ id }) => ({ id })),
  graphql(
    'articlePage',
    `query ($id: ID) { articlePage(id: $id) { article { ${STORY} } related { article { ${STORY} } } } }`,
    WHOLE,
    ({ id }) => ({ id }),
  ),
  graphql('node', `query ($id: ID!) { node(id: $id) { ... on Article { ${STORY} } } }`, WHOLE, ({ id }) => ({
    id,
  })),
  graphql(
    'search',
    `{ search(query: "headline", first: 50) { nodes { snippet article { ${STORY} } } } }`,
    WHOLE,
  ),
  graphql('changes', `{ changes(limit: 100) { items { article { ${STORY} } } } }`, WHOLE),
  graphql('section.articles', `{ sections { articles(first: 20) { nodes { ${STORY} } } } }`, {}),
  graphql('tags', '{ tags(first: 100) { nodes { name } } }', {}),
];
