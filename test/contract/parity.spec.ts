import { GraphQLSchemaHost } from '@nestjs/graphql';
import { getNamedType, type GraphQLOutputType, type GraphQLSchema, isObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ArticlePage } from '../../src/article-page/article-page.view.js';
import { ArticleList } from '../../src/articles/article-list.view.js';
import { Article } from '../../src/articles/article.view.js';
import { Author, AuthorList } from '../../src/authors/author.view.js';
import { Comment, CommentList } from '../../src/comments/comment.view.js';
import { Front } from '../../src/front/front.view.js';
import { Resolution } from '../../src/lookups/resolution.view.js';
import { ArticleCounts } from '../../src/lookups/counts.view.js';
import type { ViewClass } from '../../src/platform/api/view.js';
import { sql } from '../../src/platform/database/sql.js';
import { RelatedStory } from '../../src/related-stories/related.view.js';
import { SearchList, Suggestion } from '../../src/search/search.view.js';
import { Section } from '../../src/sections/section.view.js';
import { Share } from '../../src/share-links/share.view.js';
import { Site } from '../../src/site/site.view.js';
import { Tag, TagList } from '../../src/tags/tag.view.js';
import { coverageOf } from '../support/coverage.js';
import { fullPageQuery } from '../support/full-page-query.js';
import { type GeneratedStory, generateSite } from '../support/generated-site.js';
import { getRoutes } from '../support/get-routes.js';
import { entrances } from '../support/permissions.js';
import { type Answered, TestApp } from '../support/test-app.js';
import { asRest, selectionOf, type SelectionOptions } from '../support/transports.js';

const STORIES = 200;
const SEED = 20_260_105;

/** Every GET route and the GraphQL field that gives the same; null for what has no shape of ours. */
const PAIRS: Readonly<Record<string, string | null>> = {
  '/v1/site': 'site',
  '/v1/front': 'front',
  '/v1/sections': 'sections',
  '/v1/sections/:slug': 'section',
  '/v1/sections/:slug/page': 'section',
  '/v1/authors': 'authors',
  '/v1/authors/:slug': 'author',
  '/v1/authors/:slug/page': 'author',
  '/v1/tags': 'tags',
  '/v1/tags/:slug': 'tag',
  '/v1/tags/:slug/page': 'tag',
  '/v1/articles': 'articles',
  '/v1/articles/:article': 'article',
  '/v1/articles/:article/page': 'articlePage',
  '/v1/articles/:article/related': 'article.related',
  '/v1/articles/:article/comments': 'article.comments',
  '/v1/articles/:article/share': 'article.share',
  '/v1/articles/:article/share/codes': 'shareCodes',
  '/v1/articles/:article/share/stats': 'shareStats',
  '/v1/share-codes/:code': 'shareCode',
  '/v1/placements/:id/stats': 'placementStats',
  '/v1/articles/:article/placements': 'article.placements',
  '/v1/comments/:id': 'node',
  '/v1/comments/:id/decisions': 'commentDecisions',
  '/v1/moderation/queue': 'moderationQueue',
  '/v1/moderation/bans': 'commentBans',
  '/v1/moderation/bans/:id': 'commentBan',
  '/v1/counts': 'counts',
  '/v1/resolve': 'resolve',
  '/v1/search': 'search',
  '/v1/suggest': 'suggest',
  // Uploading itself is REST alone: GraphQL has no way to send a file.
  '/v1/media': 'media',
  '/v1/media/:id': 'mediaImage',
  '/v1/sponsors': 'sponsors',
  '/v1/changes': 'changes',
  '/v1/partners': 'partners',
  '/v1/partners/:partner': 'partner',
  '/v1/partners/:partner/outdated': 'outdatedCopies',
  '/v1/sponsors/:sponsor': 'sponsor',
  '/v1/placements': 'placements',
  '/v1/placements/:id': 'placement',
  '/v1/webhooks': 'webhooks',
  '/v1/webhooks/:id': 'webhook',
  '/v1/webhooks/:id/deliveries': 'webhookDeliveries',
  // Its pairs are subscriptions.
  '/v1/live': null,
  // GraphQL has no streams: `articles` gives the same a page at a time.
  '/v1/export/articles.ndjson': null,
  '/media/:id': null,
  '/s/:code': null,
  '/s/:code/:network': null,
  '/s/:code/qr.svg': null,
  '/demo/pictures/:name.svg': null,
  '/': null,
  '/docs': null,
  '/docs/*': null,
  '/docs/assets/:file': null,
  '/docs/reference': null,
  '/v1/articles/:article/preview-tokens': 'previewTokens',
  '/v1/api-keys': 'apiKeys',
  '/v1/api-keys/:id': 'apiKey',
  '/v1/notifications/confirm/:token': null,
  '/v1/notifications/unsubscribe/:token': null,
  '/schema.graphql': null,
  // Their readers are browsers and consumers of oEmbed.
  '/oembed': null,
  '/embed/:article': null,
  '/feeds/latest': null,
  '/feeds/latest.:format': null,
  ...Object.fromEntries(
    ['sections', 'tags', 'authors'].flatMap((place) => [
      [`/feeds/${place}/:slug`, null],
      [`/feeds/${place}/:slug.:format`, null],
    ]),
  ),
  '/feeds/articles/:article/comments.rss': null,
  '/v1/ninjs': null,
  '/v1/articles/:article/ninjs': null,
  '/sitemap.xml': null,
  '/sitemap-news.xml': null,
  '/sitemap-:part.xml': null,
  '/robots.txt': null,
  '/openapi.json': null,
  '/health/live': null,
  '/health/ready': null,
  '/v1/articles/:article/related/choice': 'relatedChoice',
  '/v1/articles/:article/revisions': 'articleRevisions',
  '/v1/articles/:article/revisions/:number': 'articleRevision',
  '/v1/articles/:article/revisions/:number/diff': 'articleRevisionDiff',
};

/** The mutation for every route that writes. */
const WRITES: Readonly<Record<string, string | null>> = {
  'POST /v1/api-keys': 'createApiKey',
  'DELETE /v1/api-keys/:id': 'revokeApiKey',
  'POST /v1/articles': 'createArticle',
  'PATCH /v1/articles/:article': 'updateArticle',
  'DELETE /v1/articles/:article': 'deleteArticle',
  'POST /v1/articles/:article/comments': 'addComment',
  'POST /v1/articles/:article/comments/challenge': 'commentChallenge',
  'POST /v1/articles/:article/corrections': 'correctArticle',
  'POST /v1/articles/:article/preview-tokens': 'createPreviewToken',
  'POST /v1/articles/:article/publish': 'publishArticle',
  'PUT /v1/articles/:article/related': 'arrangeRelated',
  'POST /v1/articles/:article/retract': 'retractArticle',
  'POST /v1/articles/:article/revisions/:number/restore': 'restoreArticleRevision',
  'POST /v1/articles/:article/unpublish': 'unpublishArticle',
  'POST /v1/articles/:article/share/codes': 'createShareCode',
  'DELETE /v1/share-codes/:code': 'endShareCode',
  'PATCH /v1/comments/:id': 'editComment',
  'DELETE /v1/comments/:id': 'deleteComment',
  'POST /v1/comments/:id/reactions': 'reactToComment',
  'POST /v1/comments/:id/flags': 'flagComment',
  'POST /v1/authors': 'createAuthor',
  'PATCH /v1/authors/:slug': 'updateAuthor',
  'DELETE /v1/authors/:slug': 'deleteAuthor',
  'POST /v1/comments/:id/approve': 'approveComment',
  'POST /v1/comments/:id/reject': 'rejectComment',
  'POST /v1/comments/:id/spam': 'spamComment',
  'POST /v1/comments/:id/feature': 'featureComment',
  'POST /v1/moderation/decisions': 'moderateComments',
  'POST /v1/moderation/decisions/:id/undo': 'undoDecision',
  'POST /v1/moderation/bans': 'banCommenter',
  'DELETE /v1/moderation/bans/:id': 'liftCommentBan',
  // GraphQL has no way to send a file.
  'POST /v1/media': null,
  'PATCH /v1/media/:id': 'updateImage',
  'DELETE /v1/media/:id': 'deleteImage',
  'POST /v1/notifications/confirm/:token': 'confirmNotifications',
  'POST /v1/notifications/unsubscribe/:token': 'unsubscribe',
  'DELETE /v1/preview-tokens/:id': 'revokePreviewToken',
  // Only answers, but must not be sent in an address.
  'POST /v1/privacy/export': 'exportReader',
  'POST /v1/privacy/erasure': 'eraseReader',
  'POST /v1/placements': 'createPlacement',
  'PATCH /v1/placements/:id': 'updatePlacement',
  'DELETE /v1/placements/:id': 'deletePlacement',
  'POST /v1/partners': 'createPartner',
  'PATCH /v1/partners/:partner': 'updatePartner',
  'DELETE /v1/partners/:partner': 'deletePartner',
  'POST /v1/sponsors': 'createSponsor',
  'PATCH /v1/sponsors/:sponsor': 'updateSponsor',
  'DELETE /v1/sponsors/:sponsor': 'deleteSponsor',
  'POST /v1/sections': 'createSection',
  'PATCH /v1/sections/:slug': 'updateSection',
  'DELETE /v1/sections/:slug': 'deleteSection',
  'PATCH /v1/site': 'updateSite',
  'POST /v1/tags': 'createTag',
  'PATCH /v1/tags/:slug': 'updateTag',
  'DELETE /v1/tags/:slug': 'deleteTag',
  'POST /v1/tags/:slug/merge': 'mergeTag',
  'POST /v1/webhooks': 'createWebhook',
  'PATCH /v1/webhooks/:id': 'updateWebhook',
  'DELETE /v1/webhooks/:id': 'deleteWebhook',
  'POST /v1/webhooks/:id/rotate-secret': 'rotateWebhookSecret',
  'POST /v1/webhooks/:id/replay': 'replayWebhook',
  'POST /v1/webhooks/:id/test': 'testWebhook',
  'POST /v1/webhooks/:id/deliveries/:delivery/retry': 'retryWebhookDelivery',
};

/** Fields of a page that have no value in any story: no challenge is set, the motto neither, pages are not counted. */
const ALWAYS_NULL = [
  'commentForm.challenge',
  'comments.totalCount',
  'comments.totalCountExact',
  'site.tagline',
];

/** Fields of a page that are null in one story and not in another. */
const SOMETIMES_NULL = [
  'article.dek',
  'article.leadImage',
  ...['caption', 'credit', 'focalPoint', 'height', 'width'].map((name) => `article.leadImage.${name}`),
  ...['credit', 'embargoUntil', 'holder'].map((name) => `article.rights.${name}`),
  ...['expirationTime', 'image', 'imageAlt', 'imageHeight', 'imageWidth', 'locale'].map(
    (name) => `article.seo.openGraph.${name}`,
  ),
  ...['twitter.image', 'twitter.imageAlt'].map((name) => `article.seo.${name}`),
  'commentForm.closedReason',
  ...['author.website', 'editedAt', 'parentId', 'repliesCursor'].map((name) => `comments.items.${name}`),
  'comments.pageInfo.endCursor',
  ...['image', 'position.blockKey', 'sponsor.url', 'text'].map((name) => `placements.${name}`),
  'related.article.dek',
  'related.article.leadImage',
  ...['caption', 'credit', 'focalPoint', 'height', 'width'].map(
    (name) => `related.article.leadImage.${name}`,
  ),
  'related.score',
  'share.links.instanceUrl',
];

type Members = Record<string, unknown>;
interface List extends Members {
  readonly items: (Members & { readonly id: string; readonly slug: string })[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

let site: TestApp;
let schema: GraphQLSchema;
let stories: GeneratedStory[];

beforeAll(async () => {
  site = await TestApp.start({ GRAPHQL_MAX_COST: '100000' });
  schema = site.app.get(GraphQLSchemaHost, { strict: false }).schema;
  stories = await generateSite(site, STORIES, SEED);
  await site.database.query(sql`update site set comments_close_after_days = 36500`);
});
afterAll(() => site.close());

async function rest<T = Members>(path: string): Promise<T> {
  const { status, body } = await site.get<T>(path);
  expect(status, JSON.stringify(body)).toBe(200);
  return body;
}

/** What GraphQL answers to a root field, as REST would put it. */
async function graphql<T = Members>(query: string, variables: Members = {}, field?: string): Promise<T> {
  const { body } = await site.graphql<Members>(query, variables);
  expect(body.errors).toBeUndefined();
  const root = field ?? Object.keys(body.data ?? {})[0] ?? '';
  const type = schema.getQueryType()?.getFields()[root]?.type as GraphQLOutputType;
  return asRest(schema, type, body.data?.[root]) as T;
}

const select = (typeName: string, view: ViewClass, options?: SelectionOptions): string =>
  selectionOf(schema, typeName, view, options);

const path = (story: GeneratedStory | undefined, rest = ''): string =>
  `/v1/articles/${encodeURIComponent(story?.slug ?? '')}${rest}`;

/** Some of the stories, from all over the site. */
const sample = (): GeneratedStory[] => stories.filter((_, index) => index % 9 === 0);

describe('the transports', () => {
  it('have a counterpart for each other, route by route', () => {
    expect(getRoutes(site)).toEqual(Object.keys(PAIRS).sort());
    for (const field of Object.values(PAIRS)) {
      const [root = '', edge] = field?.split('.') ?? [];
      if (!root) continue;
      const definition = schema.getQueryType()?.getFields()[root];
      expect(definition, field ?? '').toBeDefined();
      const type = getNamedType(definition?.type as GraphQLOutputType);
      if (edge) expect(isObjectType(type) && type.getFields()[edge], field ?? '').toBeTruthy();
    }
    const known = new Set(Object.values(PAIRS).map((field) => field?.split('.')[0]));
    expect(Object.keys(schema.getQueryType()?.getFields() ?? {}).filter((name) => !known.has(name))).toEqual(
      [],
    );
  });

  it('can write the same, for the same callers', () => {
    const found = entrances(site.app);
    const writes = found.flatMap(({ route, needs }) =>
      route && route.method !== 'GET' ? [[`${route.method} ${route.path}`, needs] as const] : [],
    );
    expect(writes.map(([name]) => name).sort()).toEqual(Object.keys(WRITES).sort());
    const mutations = new Map(
      found.flatMap(({ kind, name, needs }) => (kind === 'Mutation' ? [[name, needs]] : [])),
    );
    for (const [name, needs] of writes) {
      const mutation = WRITES[name];
      if (mutation) expect([mutation, mutations.get(mutation)]).toEqual([mutation, needs]);
    }
    expect([...mutations.keys()].sort()).toEqual(Object.values(WRITES).filter(Boolean).sort());
  });
});

describe('the article page', () => {
  it('is the same in REST and in GraphQL for every generated story', async () => {
    const query = fullPageQuery(schema);
    const pages: unknown[] = [];
    for (const { slug } of stories) {
      const page = await rest(`/v1/articles/${encodeURIComponent(slug)}/page`);
      expect(await graphql(query, { slug }), slug).toEqual(page);
      pages.push(page);
    }
    // What never comes up in any story would be compared with nothing.
    const { empty, blockTypes, unset, values } = coverageOf(pages, ArticlePage);
    expect(empty).toEqual(ALWAYS_NULL);
    expect(unset).toEqual(SOMETIMES_NULL);
    expect(blockTypes).toEqual(['block', 'code', 'divider', 'embed', 'image', 'table']);
    expect(values('placements.position.kind')).toEqual(['after', 'end', 'top']);
    expect(values('comments.items.status')).toEqual(['approved', 'deleted']);
    expect(values('related.source')).toEqual(['computed', 'pinned']);
    expect(values('article.corrections.kind')).toEqual(['clarification', 'correction', 'update']);
  }, 120_000);

  it('is the same with every order and size of its parts', async () => {
    for (const sort of ['newest', 'oldest', 'best', 'controversial']) {
      const args = { comments: `(sort: ${sort.toUpperCase()}, first: 3)`, related: '(first: 2)' };
      const query = `query ($slug: String) { articlePage(slug: $slug) ${select('ArticlePage', ArticlePage, { args })} }`;
      for (const story of sample()) {
        const parameters = `/page?comments.sort=${sort}&comments.limit=3&related.limit=2`;
        expect(await graphql(query, { slug: story.slug })).toEqual(await rest(path(story, parameters)));
      }
    }
  });
});

describe('single resources', () => {
  it('are the same: site, front, counts', async () => {
    expect(await graphql(`{ site ${select('Site', Site)} }`)).toEqual(await rest('/v1/site'));
    expect(await graphql(`{ front ${select('Front', Front)} }`)).toEqual(await rest('/v1/front'));
    const ids = stories
      .slice(0, 60)
      .map(({ id }) => id)
      .reverse();
    const query = `query ($ids: [ID!]!) { counts(ids: $ids) ${select('ArticleCounts', ArticleCounts)} }`;
    expect({ items: await graphql(query, { ids }) }).toEqual(await rest(`/v1/counts?ids=${ids.join()}`));
  });

  it('are the same: the story by slug and by id, its related stories and share links', async () => {
    const whole = select('Article', Article);
    const edges = `related(first: 4) ${select('RelatedStory', RelatedStory)} share ${select('Share', Share)}`;
    for (const story of sample()) {
      const expected = await rest(path(story));
      const bySlug = `query ($slug: String) { article(slug: $slug) ${whole} }`;
      expect(await graphql(bySlug, { slug: story.slug })).toEqual(expected);
      expect(await graphql(`query ($id: ID) { article(id: $id) ${whole} }`, { id: story.id })).toEqual(
        expected,
      );
      expect(await rest(`/v1/articles/${story.id}`)).toEqual(expected);
      const node = `query ($id: ID!) { node(id: $id) { ... on Article ${whole} } }`;
      const { body } = await site.graphql<{ node: unknown }>(node, { id: story.id });
      expect(asRest(schema, schema.getType('Article') as GraphQLOutputType, body.data?.node)).toEqual(
        expected,
      );
      const around = await graphql(`query ($slug: String) { article(slug: $slug) { ${edges} } }`, {
        slug: story.slug,
      });
      expect(around['related']).toEqual((await rest<List>(path(story, '/related?limit=4'))).items);
      expect(around['share']).toEqual(await rest(path(story, '/share')));
    }
  });

  it('are the same: sections, authors and tags', async () => {
    const { items: authors } = await rest<List>('/v1/authors');
    const { items: tags } = await rest<List>('/v1/tags');
    expect([authors.length, tags.length]).toEqual([5, 7]);
    for (const { slug } of authors) {
      const query = `query ($slug: String!) { author(slug: $slug) ${select('Author', Author)} }`;
      expect(await graphql(query, { slug })).toEqual(await rest(`/v1/authors/${encodeURIComponent(slug)}`));
    }
    for (const { slug } of tags) {
      const query = `query ($slug: String!) { tag(slug: $slug) ${select('Tag', Tag)} }`;
      expect(await graphql(query, { slug })).toEqual(await rest(`/v1/tags/${encodeURIComponent(slug)}`));
    }
    for (const slug of ['world', 'europe', 'balkans', 'sport', 'football', 'culture']) {
      const query = `query ($slug: String!) { section(slug: $slug) ${select('Section', Section)} }`;
      expect(await graphql(query, { slug })).toEqual(await rest(`/v1/sections/${slug}`));
    }
    const own =
      'id slug name url description parent { id slug name url } breadcrumbs { label url kind } position navigationPosition commentPolicy commentsCloseAfterDays version';
    const tree = `{ sections { ${own} children { ${own} children { ${own} children { id } } } } }`;
    expect(await graphql(tree)).toEqual((await rest<List>('/v1/sections')).items);
  });

  it('are the same: every comment', async () => {
    const rows = await site.database.query<{ id: string }>(sql`select id from comment order by id`);
    const query = `query ($id: ID!) { node(id: $id) { ... on Comment ${select('Comment', Comment)} } }`;
    const statuses = new Set<number>();
    for (const { id } of rows.filter((_, index) => index % 7 === 0)) {
      const answer = await site.get(`/v1/comments/${id}`);
      const { body } = await site.graphql<{ node: unknown }>(query, { id });
      const node = asRest(schema, schema.getType('Comment') as GraphQLOutputType, body.data?.node);
      expect(node).toEqual(answer.status === 200 ? answer.body : null);
      statuses.add(answer.status);
    }
    expect([...statuses].sort()).toEqual([200, 404]);
  });

  it('are the same: what addresses lead to', async () => {
    const query = `query ($url: String!) { resolve(url: $url) ${select('Resolution', Resolution)} }`;
    const { url } = await rest<{ url: string }>(path(stories[3]));
    const wrongSection = url.replace(/\/[^/]+\/([^/]+)$/, '/elsewhere/$1');
    for (const address of [
      url,
      wrongSection,
      '/',
      '/world',
      '/author/chen-wei/',
      '/tag/trade',
      'https://old.example/node/7?lang=en',
      '/node/8?lang=en',
    ]) {
      const expected = await rest(`/v1/resolve?url=${encodeURIComponent(address)}`);
      expect(await graphql(query, { url: address }), address).toEqual(expected);
    }
  });
});

describe('lists', () => {
  const FILTERS: readonly Members[] = [
    {},
    { section: 'world' },
    { section: 'europe', tag: 'trade' },
    { author: 'chen-wei' },
    { tag: 'elections', language: 'DE' },
    { q: 'harvest -"vote summit"' },
    { publishedAfter: '2026-01-05T08:00:00Z', publishedBefore: '2026-01-05T20:00:00.000Z' },
    { updatedAfter: '2020-01-01T00:00:00.000Z', section: 'sport' },
    { section: 'nowhere' },
  ];
  const ORDERS: Readonly<Record<string, string>> = {
    '-publishedAt': 'PUBLISHED_AT_DESC',
    publishedAt: 'PUBLISHED_AT_ASC',
    '-updatedAt': 'UPDATED_AT_DESC',
    '-commentCount': 'COMMENT_COUNT_DESC',
    '-shareCount': 'SHARE_COUNT_DESC',
  };
  const articles =
    () => `query ($filter: ArticleFilter, $orderBy: ArticleOrder, $first: Int, $after: String) {
    articles(filter: $filter, orderBy: $orderBy, first: $first, after: $after)
      ${select('ArticleConnection', ArticleList, { counted: true })} }`;

  async function walk(filter: Members, sort: string, orderBy: string): Promise<number> {
    let after: string | null = null;
    let seen = 0;
    const query = articles();
    for (let page = 0; page < 5; page += 1) {
      const parameters = new URLSearchParams({
        ...(filter as Record<string, string>),
        sort,
        limit: '7',
        count: 'true',
      });
      if (after) parameters.set('after', after);
      const expected = await rest<List>(`/v1/articles?${parameters.toString()}`);
      expect(await graphql(query, { filter, orderBy, first: 7, after })).toEqual(expected);
      seen += expected.items.length;
      after = expected.pageInfo.endCursor;
      if (!expected.pageInfo.hasNextPage) break;
    }
    return seen;
  }

  it.each(FILTERS)('of stories are the same in every order: %j', async (filter) => {
    for (const [sort, orderBy] of Object.entries(ORDERS)) {
      const seen = await walk(filter, sort, orderBy);
      expect(seen > 0).toBe(filter['section'] !== 'nowhere');
    }
    if (filter['q']) expect(await walk(filter, 'relevance', 'RELEVANCE')).toBeGreaterThan(0);
  });

  it.each([
    ['section', 'world', 'Section', Section],
    ['author', 'chen-wei', 'Author', Author],
    ['tag', 'trade', 'Tag', Tag],
  ])('on the page of one %s are what GraphQL gives for its parts', async (name, slug, type, view) => {
    const fields = select(type, view);
    const stories = select('ArticleConnection', ArticleList, { counted: true });
    const query = `query ($filter: ArticleFilter, $after: String) { site ${select('Site', Site)}
      ${name}(slug: "${slug}") ${fields} articles(filter: $filter, first: 7, after: $after) ${stories} }`;
    let after: string | null = null;
    for (let page = 0; page < 3; page += 1) {
      const { body } = await site.graphql<Members>(query, { filter: { [name]: slug }, after });
      const parts = ['site', name, 'articles'].map((root) => {
        const type = schema.getQueryType()?.getFields()[root]?.type as GraphQLOutputType;
        return [root, asRest(schema, type, body.data?.[root])] as const;
      });
      const parameters: string = `count=true&limit=7${after ? `&after=${after}` : ''}`;
      const path: string = `/v1/${name}s/${slug}/page?${parameters}`;
      const { headers, body: answer }: Answered<{ articles: List }> = await site.get(path);
      expect(answer).toEqual(Object.fromEntries(parts));
      after = answer.articles.pageInfo.endCursor;
      const next = `<https://api.example${path.replace(/&after=.*/, '')}&after=${after}>; rel="next"`;
      expect(headers.get('link')).toBe(next);
    }
  });

  it('of given stories, and all but given ones, are the same', async () => {
    const ids = [5, 190, 2, 77].map((index) => stories[index]?.id ?? '');
    const byIds = await graphql(articles(), { filter: { ids }, first: 3 });
    const expected = await rest<List>(`/v1/articles?ids=${ids.join()}&limit=3&count=true`);
    expect(expected.items.map(({ id }) => id)).toEqual(ids.slice(0, 3));
    expect(byIds).toEqual(expected);
    const others = await rest<List>(`/v1/articles?exclude=${ids.join()}&count=true`);
    expect(others['totalCount']).toBe(STORIES - ids.length);
    expect(await graphql(articles(), { filter: { exclude: ids } })).toEqual(others);
  });

  it('of authors and tags are the same, page by page', async () => {
    const kinds = [
      { name: 'authors', type: 'AuthorConnection', view: AuthorList },
      { name: 'tags', type: 'TagConnection', view: TagList },
    ];
    for (const { name, type, view } of kinds) {
      let after: string | null = null;
      const query = `query ($after: String) { ${name}(first: 2, after: $after) ${select(type, view, { counted: true })} }`;
      do {
        const cursor: string = after ? `&after=${after}` : '';
        const expected: List = await rest<List>(`/v1/${name}?limit=2&count=true${cursor}`);
        expect(await graphql(query, { after })).toEqual(expected);
        after = expected.pageInfo.hasNextPage ? expected.pageInfo.endCursor : null;
      } while (after);
    }
  });

  it('of comments are the same in every order, page by page, and so are those of replies', async () => {
    const connection = select('CommentConnection', CommentList, { counted: true });
    let threads = 0;
    for (const story of sample()) {
      for (const sort of ['newest', 'oldest', 'best', 'controversial']) {
        let after: string | null = null;
        const query = `query ($slug: String, $after: String) { article(slug: $slug) {
          comments(sort: ${sort.toUpperCase()}, first: 2, after: $after) ${connection} } }`;
        do {
          const cursor: string = after ? `&after=${after}` : '';
          const list: List = await rest<List>(
            path(story, `/comments?sort=${sort}&limit=2&count=true${cursor}`),
          );
          const { comments } = await graphql<{ comments: unknown }>(query, { slug: story.slug, after });
          expect(comments).toEqual(list);
          for (const { id, repliesCursor } of list.items)
            threads += await sameReplies(story, id, repliesCursor);
          after = list.pageInfo.hasNextPage ? list.pageInfo.endCursor : null;
        } while (after);
      }
    }
    expect(threads).toBeGreaterThan(0);
  });

  it.each([{ q: 'council' }, { q: 'the', section: 'world' }, { q: '"of the" OR minis*' }, { q: 'concil' }])(
    'of what is found are the same, page by page: %j',
    async ({ q, ...filter }) => {
      const connection = select('SearchConnection', SearchList, { counted: true });
      const query = `query ($q: String!, $filter: ArticleFilter, $after: String) {
        search(query: $q, filter: $filter, first: 3, after: $after) ${connection} }`;
      const parameters = new URLSearchParams({ q, ...(filter as object), limit: '3', count: 'true' });
      const first = await rest<List>(`/v1/search?${parameters.toString()}`);
      expect(first.items.length).toBeGreaterThan(0);
      // Each first page is as of its own moment, which makes a difference to scores and cursors.
      const bare = ({ items, pageInfo, ...others }: List) => ({
        ...others,
        items: items.map(({ score, ...item }) => ({ ...item, score: Number(score).toFixed(5) })),
        hasNextPage: pageInfo.hasNextPage,
      });
      expect(bare(await graphql(query, { q, filter }))).toEqual(bare(first));
      for (let { pageInfo } = first, page = 0; pageInfo.hasNextPage && page < 3; page += 1) {
        parameters.set('after', pageInfo.endCursor ?? '');
        const next: List = await rest<List>(`/v1/search?${parameters.toString()}`);
        expect(await graphql(query, { q, filter, after: pageInfo.endCursor })).toEqual(next);
        ({ pageInfo } = next);
      }
    },
  );

  it('of suggestions are the same', async () => {
    const query = `query ($q: String!) { suggest(query: $q) ${select('Suggestion', Suggestion)} }`;
    for (const q of ['co', 'wor', 'chen w']) {
      const expected = await rest<{ items: object[] }>(`/v1/suggest?q=${q}`);
      expect(expected.items.length).toBeGreaterThan(0);
      expect(await graphql(query, { q })).toEqual(expected.items);
    }
  });

  /** Compares what follows the first replies of a comment; how many pages there were. */
  async function sameReplies(story: GeneratedStory, parent: string, after: unknown): Promise<number> {
    if (!after) return 0;
    const query = `query ($id: ID!, $after: String) { node(id: $id) { ... on Comment {
      replies(first: 2, after: $after) ${select('CommentConnection', CommentList, { counted: true })} } } }`;
    const expected = await rest<List>(
      path(story, `/comments?parent=${parent}&limit=2&count=true&after=${String(after)}`),
    );
    const { body } = await site.graphql<{ node: { replies: unknown } }>(query, { id: parent, after });
    expect(body.errors).toBeUndefined();
    const type = schema.getType('CommentConnection') as GraphQLOutputType;
    expect(asRest(schema, type, body.data?.node.replies)).toEqual(expected);
    return 1;
  }
});

describe('mistakes', () => {
  const ARTICLES = (args: string) => `{ articles(${args}) { nodes { id } } }`;

  it('have the same code and the same words', async () => {
    await site.import([
      {
        externalId: 'gone',
        status: 'retracted',
        slug: 'gone',
        headline: 'Gone',
        section: 'world',
        body: { text: 'x' },
        notice: 'Wrong',
      },
    ]);
    const foreign = (await rest<List>('/v1/articles?limit=1&sort=publishedAt')).pageInfo.endCursor ?? '';
    const long = 'A'.repeat(1_900);
    const pairs: [string, string, string][] = [
      ['/v1/articles/nowhere', '{ article(slug: "nowhere") { id } }', 'ARTICLE_NOT_FOUND'],
      [
        '/v1/articles/nowhere/page',
        '{ articlePage(slug: "nowhere") { article { id } } }',
        'ARTICLE_NOT_FOUND',
      ],
      ['/v1/articles/gone', '{ article(slug: "gone") { id } }', 'ARTICLE_RETRACTED'],
      ['/v1/articles/gone/page', '{ articlePage(slug: "gone") { article { id } } }', 'ARTICLE_RETRACTED'],
      ['/v1/resolve?url=/no/where', '{ resolve(url: "/no/where") { slug } }', 'URL_NOT_FOUND'],
      ['/v1/resolve?url=http://%5B', '{ resolve(url: "http://[") { slug } }', 'INVALID_PARAMETER'],
      ['/v1/counts?ids=7', '{ counts(ids: ["7"]) { id } }', 'INVALID_PARAMETER'],
      ['/v1/articles?ids=7', ARTICLES('filter: { ids: ["7"] }'), 'INVALID_PARAMETER'],
      ['/v1/articles?sort=relevance', ARTICLES('orderBy: RELEVANCE'), 'INVALID_PARAMETER'],
      ['/v1/articles?limit=0', ARTICLES('first: 0'), 'INVALID_PARAMETER'],
      ['/v1/articles?limit=-1', ARTICLES('first: -1'), 'INVALID_PARAMETER'],
      ['/v1/articles?limit=101', ARTICLES('first: 101'), 'INVALID_PARAMETER'],
      ['/v1/authors?limit=0', '{ authors(first: 0) { nodes { id } } }', 'INVALID_PARAMETER'],
      ['/v1/tags?limit=101', '{ tags(first: 101) { nodes { id } } }', 'INVALID_PARAMETER'],
      ['/v1/articles?after=garbage', ARTICLES('after: "garbage"'), 'INVALID_CURSOR'],
      [`/v1/articles?after=${long}`, ARTICLES(`after: "${long}"`), 'INVALID_CURSOR'],
      [`/v1/articles?after=${foreign}`, ARTICLES(`after: "${foreign}"`), 'CURSOR_MISMATCH'],
      [
        `/v1/authors?after=${foreign}`,
        `{ authors(after: "${foreign}") { nodes { id } } }`,
        'CURSOR_MISMATCH',
      ],
      [
        '/v1/articles?publishedAfter=2026-01-01T00:00:00',
        ARTICLES('filter: { publishedAfter: "2026-01-01T00:00:00" }'),
        'INVALID_PARAMETER',
      ],
    ];
    for (const [url, query, code] of pairs) {
      const { body: problem } = await site.get<{ code: string; detail: string; notice?: string }>(url);
      const { body } = await site.graphql(query);
      const [error] = body.errors ?? [];
      expect([url, problem.code], query).toEqual([url, code]);
      expect([query, error?.extensions.code], url).toEqual([query, code]);
      if (code === 'ARTICLE_RETRACTED')
        expect([problem.notice, error?.extensions]).toMatchObject(['Wrong', { notice: 'Wrong' }]);
    }
  });

  it('in a name that is not there: REST says 404, GraphQL gives null', async () => {
    for (const [one, many] of [
      ['section', 'sections'],
      ['author', 'authors'],
      ['tag', 'tags'],
    ] as const) {
      const { status, body } = await site.get(`/v1/${many}/nowhere`);
      expect([status, body['code']]).toEqual([404, `${one.toUpperCase()}_NOT_FOUND`]);
      expect((await site.graphql(`{ ${one}(slug: "nowhere") { id } }`)).body).toEqual({
        data: { [one]: null },
      });
    }
  });
});
