import { GraphQLSchemaHost } from '@nestjs/graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from '../../src/platform/database/sql.js';
import { fullPageQuery } from '../support/full-page-query.js';
import { generateSite } from '../support/generated-site.js';
import { StatementLog } from '../support/statements.js';
import { TestApp } from '../support/test-app.js';

let site: TestApp;
let log: StatementLog;
/** The story with the most comments. */
let story: { id: string; slug: string; comment: string };

beforeAll(async () => {
  site = await TestApp.start({ GRAPHQL_MAX_COST: '1000000' });
  await generateSite(site, 120, 7);
  const [row] = await site.database.query<typeof story>(sql`select a.id, a.slug, c.id as comment
    from article a join article_stats s on s.article_id = a.id
      join comment c on c.article_id = a.id and c.status = 'approved' and c.parent_id is null and c.reply_count > 0
    order by s.comment_count desc, a.id, c.id limit 1`);
  story = row as typeof story;
  log = new StatementLog();
});
afterAll(async () => {
  log.stop();
  await site.close();
});

/** The statements behind an answer, of which a failed test shows the beginnings. */
async function ofRest(path: string): Promise<string[]> {
  const statements = await log.during(async () => expect((await site.get(path)).status).toBe(200));
  return statements.map((text) => text.slice(0, 100));
}

async function ofGraphql(query: string, variables: Record<string, unknown> = {}): Promise<string[]> {
  const statements = await log.during(async () => {
    const { body } = await site.graphql(query, variables);
    expect(body.errors).toBeUndefined();
  });
  return statements.map((text) => text.slice(0, 100));
}

describe('one read is one statement', () => {
  it('in REST, whatever the number of rows', async () => {
    const one = `/v1/articles/${story.slug}`;
    const paths = [
      ...[one, `${one}/page`, `${one}/related?limit=100`, `${one}/share`, `/v1/articles/${story.id}/page`],
      ...[`${one}/placements`, `${one}/page?fields=share,placements`],
      ...[`${one}/comments?limit=1`, `${one}/comments?limit=100`, `${one}/comments?parent=${story.comment}`],
      ...[`${one}/comments?around=${story.comment}`, `/v1/comments/${story.comment}`],
      ...['/v1/articles?limit=1', '/v1/articles?limit=10', '/v1/articles?limit=100&include=body&count=true'],
      ...[
        '/v1/articles?q=council&sort=relevance',
        `/v1/articles?ids=${story.id}`,
        '/v1/articles?section=world&tag=trade',
      ],
      ...[
        '/v1/front',
        '/v1/site',
        '/v1/sections',
        '/v1/sections/europe',
        '/v1/sections/world/page?limit=10',
        '/v1/authors',
        '/v1/authors/chen-wei',
        '/v1/authors/chen-wei/page',
        '/v1/tags/trade/page?count=true&fields=articles.items.headline',
      ],
      ...['/v1/tags?limit=100', '/v1/tags/trade', `/v1/counts?ids=${story.id}`],
    ];
    for (const path of paths) expect(await ofRest(path), path).toHaveLength(1);
  });

  it('with sponsor slots, and just the same without', async () => {
    const read = async (): Promise<number> => {
      const pages = ['/page', '/page?fields=share,placements', '/placements'];
      for (const path of pages) expect(await ofRest(`/v1/articles/${story.id}${path}`), path).toHaveLength(1);
      const query =
        '{ articles(first: 20) { nodes { share { url } placements { label href image { url } } } } }';
      expect(await ofGraphql(query)).toHaveLength(1);
      const { body } = await site.get<{ items: unknown[] }>(`/v1/articles/${story.id}/placements`);
      return body.items.length;
    };
    expect(await read()).toBeGreaterThan(0);
    await site.database.query(sql`update placement set ends_at = now() where ends_at is null`);
    expect(await read()).toBe(0);
    await site.database.query(sql`update placement set ends_at = null`);
  });

  it('in feeds, ninjs, sitemaps and pages of other sites', async () => {
    const paths = [
      ...['/feeds/latest.rss?limit=1', '/feeds/latest.rss?limit=100', '/feeds/sections/world.atom'],
      ...['/feeds/tags/trade.json', '/feeds/authors/chen-wei', '/sitemap.xml', '/sitemap-news.xml'],
      ...[`/feeds/articles/${story.slug}/comments.rss?limit=100`, '/sitemap-stories-2026-01.xml'],
      ...[
        '/v1/ninjs?limit=100',
        '/v1/ninjs?section=world&sort=-updatedAt',
        `/v1/articles/${story.slug}/ninjs`,
      ],
      `/embed/${story.slug}`,
      `/embed/${story.id}`,
    ];
    for (const path of paths) {
      const sent = await log.during(async () => expect((await site.text(path)).status).toBe(200));
      expect(sent, path).toHaveLength(1);
    }
  });

  it('in GraphQL, whatever is selected below the root', async () => {
    const { schema } = site.app.get(GraphQLSchemaHost, { strict: false });
    const { slug } = story;
    expect(await ofGraphql(fullPageQuery(schema), { slug })).toHaveLength(1);
    const threads =
      'comments(first: 20) { nodes { text replies { nodes { text replies { nodes { text } } } } } }';
    const nested = `nodes { headline ${threads} related { article { headline authors { name }
      related(first: 2) { article { headline share { url } placements { label } } } } } }`;
    for (const first of [1, 10, 100]) {
      const query = `query ($first: Int) { articles(first: $first) { ${nested} totalCount pageInfo { hasNextPage } } }`;
      expect(await ofGraphql(query, { first })).toHaveLength(1);
    }
    expect(
      await ofGraphql('{ front { lead { headline } sections { section { name } items { headline } } } }'),
    ).toHaveLength(1);
    expect(await ofGraphql('{ authors { nodes { name avatar { url } } } }')).toHaveLength(1);
    const twice = `query ($slug: String) { article(slug: $slug) { newest: comments(sort: NEWEST) { nodes { id } }
      best: comments(sort: BEST, first: 2) { edges { cursor node { id } } } } }`;
    expect(await ofGraphql(twice, { slug })).toHaveLength(1);
  });

  it('but for node, which first finds out what the id belongs to', async () => {
    const query =
      'query ($id: ID!) { node(id: $id) { id ... on Article { headline related { article { headline } } } } }';
    expect(await ofGraphql(query, { id: story.id })).toHaveLength(2);
  });

  it('and one more to say why a story is not there', async () => {
    expect(await log.during(() => site.get('/v1/articles/nowhere/page'))).toHaveLength(2);
  });
});
