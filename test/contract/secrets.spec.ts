import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from '../../src/platform/database/sql.js';
import { aStory } from '../support/comments.js';
import { openGetRoutes } from '../support/get-routes.js';
import { ADMIN_KEY, TestApp } from '../support/test-app.js';

/**
 * Words that stand nowhere but in what readers may not see: a draft, the next version of a published story, and an
 * internal note. Whatever is asked for in whatever way, none of them may be in an answer.
 */
const SECRET = 'zyxwvq';
const secret = (what: string): string => `${SECRET}${what}`;
const admin = { authorization: `Bearer ${ADMIN_KEY}` };

let site: TestApp;
let readers: Record<string, string>;
/** Everything that an answer might be asked for by. */
const names = { articles: [] as string[], tags: [] as string[], ids: [] as string[] };

beforeAll(async () => {
  site = await TestApp.start();
  await site.import([
    aStory('live', { tags: ['known'], authors: ['Ada'] }),
    aStory('beside', { tags: ['known'], authors: ['Ada'], note: `Note ${secret('noteone')}` }),
  ]);
  const draft = await site.post<{ id: string; slug: string }>(
    '/v1/articles',
    {
      headline: `A ${secret('headline')} draft`,
      slug: secret('slug'),
      section: 'world',
      dek: secret('dek'),
      excerpt: secret('excerpt'),
      body: { html: `<p>${secret('body')}</p>` },
      tags: ['known'],
      newTags: [secret('tag')],
      seo: { title: secret('seo'), description: secret('seotext') },
      note: secret('note'),
      canonicalUrl: `https://elsewhere.example/${secret('canonical')}`,
    },
    admin,
  );
  expect(draft.status, JSON.stringify(draft.body)).toBe(201);
  const live = await site.get<{ id: string; version: number }>('/v1/articles/live', admin);
  const next = await fetch(`${site.url}/v1/articles/live`, {
    method: 'PATCH',
    headers: { ...admin, 'content-type': 'application/json', 'if-match': `"v${live.body.version}"` },
    body: JSON.stringify({
      headline: secret('nextheadline'),
      body: { text: secret('nextbody') },
      newTags: [secret('nexttag')],
      note: secret('nextnote'),
    }),
  });
  expect(next.status, await next.clone().text()).toBe(200);
  await site.post(`/v1/articles/live/comments`, {
    name: 'Reader',
    email: `${secret('reader')}@mail.example`,
    body: 'Well said.',
  });
  const { body: key } = await site.post<{ key: string }>(
    '/v1/api-keys',
    { name: 'reader', scopes: ['content:read', 'comments:moderate', 'syndication:read', 'webhooks:manage'] },
    admin,
  );
  readers = { authorization: `Bearer ${key.key}` };
  const tags = await site.database.query<{ id: string; slug: string }>(sql`select id, slug from tag`);
  const stories = await site.database.query<{ id: string; slug: string }>(sql`select id, slug from article`);
  const comments = await site.database.query<{ id: string }>(sql`select id from comment`);
  names.articles = stories.flatMap(({ id, slug }) => [id, slug]);
  names.tags = tags.map(({ slug }) => slug);
  names.ids = [...stories, ...tags, ...comments].map(({ id }) => id);
});
afterAll(() => site.close());

/** A route with each of what may stand in the place of its parameters. */
function filled(route: string): string[] {
  const fills: Record<string, string[]> = {
    ':article': names.articles,
    ':id': names.ids,
    ':slug': ['world', 'ada', ...names.tags],
    ':format': ['rss', 'atom', 'json'],
    ':part': ['sections', 'authors', '2026-01', 'latest'],
    ':name': ['errors', 'favicon.svg'],
  };
  return Object.entries(fills).reduce(
    (paths, [place, values]) =>
      paths.flatMap((path) =>
        path.includes(place) ? values.map((value) => path.replace(place, value)) : [path],
      ),
    [route],
  );
}

const QUESTIONS = () => [
  ...['headline', 'dek', 'body', 'tag', 'note', 'nextbody', 'nextheadline'].map(
    (word) => `/v1/articles?q=${secret(word)}&include=body&count=true`,
  ),
  ...names.tags.map((tag) => `/v1/articles?tag=${tag}&include=body&count=true`),
  `/v1/articles?ids=${names.articles.filter((name) => /^[0-9a-f-]{36}$/.test(name)).join()}&include=body`,
  ...['-updatedAt', '-commentCount', '-shareCount', 'publishedAt'].map(
    (sort) => `/v1/articles?sort=${sort}&include=body`,
  ),
  `/v1/counts?ids=${names.ids.join()}`,
  ...[
    `/world/${secret('slug')}`,
    `/tag/${secret('tag')}`,
    `https://elsewhere.example/${secret('canonical')}`,
  ].flatMap((url) => ['/v1/resolve', '/oembed'].map((path) => `${path}?url=${encodeURIComponent(url)}`)),
];

/** An answer without what the caller said itself, which it may be told again. */
async function answerTo(path: string, headers: Record<string, string>): Promise<string> {
  const response = await fetch(`${site.url}${path}`, { headers, redirect: 'manual' });
  const text = `${[...response.headers].join('\n')}\n${await response.text()}`;
  const said = [path, decodeURIComponent(path), path.split('?')[0] as string];
  return said.reduce((rest, own) => rest.replaceAll(own, ''), text);
}

describe('what readers may not see', () => {
  it('is in no answer to an anonymous caller, and none to one who only reads', async () => {
    const paths = [...openGetRoutes(site).flatMap(filled), ...QUESTIONS()];
    expect(paths.length).toBeGreaterThan(100);
    for (const headers of [{}, readers]) {
      for (const path of paths) {
        const text = await answerTo(path, headers);
        const words = new Set(text.match(new RegExp(`${SECRET}\\w*`, 'g')));
        // A problem tells what it is about.
        const own = new Set(path.match(new RegExp(`${SECRET}\\w*`, 'g')));
        expect(
          [...words].filter((word) => !own.has(word)),
          path,
        ).toEqual([]);
      }
    }
  });

  it('is in no answer of GraphQL', async () => {
    const STORY =
      'id slug headline dek excerpt tags { name } body { text html blocks } seo { title description canonical jsonLd } related { article { headline } } comments { nodes { text author { name } } }';
    const query = `query($ids: [ID!]!) {
      articles { nodes { ${STORY} } }
      tags { nodes { name } }
      front { lead { headline } sections { items { headline } } }
      counts(ids: $ids) { id }
      search: articles(filter: { q: "${secret('body')}" }) { totalCount nodes { slug } }
      ${names.ids.map((id, place) => `n${place}: node(id: "${id}") { id __typename ... on Article { headline body { text } } ... on Tag { name } }`).join('\n')}
      ${names.articles.map((name, place) => `a${place}: article(${/^[0-9a-f-]{36}$/.test(name) ? 'id' : 'slug'}: "${name}") { headline body { text } tags { name } }`).join('\n')}
    }`;
    for (const headers of [{}, readers]) {
      const { body } = await site.graphql(query, { ids: names.ids }, headers);
      expect(body.data, JSON.stringify(body.errors)).not.toBeNull();
      expect(JSON.stringify(body)).not.toContain(SECRET);
    }
  });

  it('is there for those who write', async () => {
    for (const name of [secret('slug'), 'live']) {
      const { body } = await site.get(`/v1/articles/${name}`, admin);
      expect(JSON.stringify(body)).toContain(SECRET);
      expect(JSON.stringify(body)).not.toContain(secret('reader'));
    }
  });
});
