import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aStory } from '../support/comments.js';
import { ADMIN_KEY, TestApp } from '../support/test-app.js';

const admin = { authorization: `Bearer ${ADMIN_KEY}` };
const DAY = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY).toISOString();

let site: TestApp;
beforeAll(async () => {
  site = await TestApp.start();
  await site.import([
    aStory('now', { tags: ['vote'] }),
    aStory('tomorrow', { status: 'scheduled', publishAt: inDays(1), publishedAt: null, tags: ['vote'] }),
    aStory('until-tomorrow', { expiresAt: inDays(1) }),
    aStory('draft', { status: 'draft', publishedAt: null }),
  ]);
});
afterAll(() => site.close());

const slugsAt = async (asOf?: string): Promise<string[]> => {
  const path = `/v1/articles?fields=slug${asOf ? `&asOf=${asOf}` : ''}`;
  const { body } = await site.get<{ items: { slug: string }[] }>(path, admin);
  return body.items.map(({ slug }) => slug).sort();
};

describe('asOf', () => {
  it('shows what readers will see then, and leaves the present alone', async () => {
    expect(await slugsAt()).toEqual(['now', 'until-tomorrow']);
    expect(await slugsAt(inDays(2))).toEqual(['now', 'tomorrow']);
    expect(await slugsAt('2026-01-01T00:00:00Z')).toEqual([]);
    expect(await slugsAt()).toEqual(['now', 'until-tomorrow']);
  });

  it('goes by the millisecond', async () => {
    const { body } = await site.get<{ publishedAt: string }>(
      `/v1/articles/tomorrow?asOf=${inDays(2)}`,
      admin,
    );
    const at = Date.parse(body.publishedAt);
    const statusAt = async (time: number) =>
      (await site.get(`/v1/articles/tomorrow?asOf=${new Date(time).toISOString()}`, admin)).status;
    expect([await statusAt(at - 1), await statusAt(at)]).toEqual([404, 200]);
  });

  it('holds for a story, its page, the front and both transports', async () => {
    const asOf = inDays(2);
    const story = await site.get(`/v1/articles/tomorrow?asOf=${asOf}`, admin);
    expect(story.body).toMatchObject({ slug: 'tomorrow', status: 'published' });
    const page = await site.get<{ article: object; related: { article: { slug: string } }[] }>(
      `/v1/articles/now/page?asOf=${asOf}`,
      admin,
    );
    expect(page.status).toBe(200);
    const front = await site.get<{ lead: { slug: string } }>(`/v1/front?asOf=${asOf}`, admin);
    expect(front.body.lead.slug).toBe('tomorrow');
    const { body } = await site.graphql(
      `query($asOf: DateTime) {
        article(slug: "tomorrow", asOf: $asOf) { slug status }
        articlePage(slug: "tomorrow", asOf: $asOf) { article { slug } }
        articles(asOf: $asOf) { nodes { slug } }
        front(asOf: $asOf) { lead { slug } }
      }`,
      { asOf },
      admin,
    );
    expect(body.errors).toBeUndefined();
    expect(body.data).toMatchObject({
      article: { slug: 'tomorrow', status: 'PUBLISHED' },
      articlePage: { article: { slug: 'tomorrow' } },
      front: { lead: { slug: 'tomorrow' } },
    });
  });

  it('is kept by nobody', async () => {
    for (const path of ['/v1/articles/now', '/v1/articles/now/page', '/v1/articles', '/v1/front']) {
      const { headers, status } = await site.get(`${path}?asOf=${inDays(2)}`, admin);
      expect([status, headers.get('cache-control')], path).toEqual([200, 'private, no-store']);
    }
  });

  it('never shows a draft', async () => {
    expect((await site.get(`/v1/articles/draft?asOf=${inDays(900)}`, admin)).status).toBe(404);
  });

  it('is for those who write', async () => {
    const asOf = inDays(2);
    const { body: made } = await site.post<{ key: string }>(
      '/v1/api-keys',
      { name: 'reader', scopes: ['content:read'] },
      admin,
    );
    const reader = { authorization: `Bearer ${made.key}` };
    for (const path of ['/v1/articles/now', '/v1/articles/now/page', '/v1/articles', '/v1/front']) {
      expect((await site.get(`${path}?asOf=${asOf}`)).status, path).toBe(401);
      expect((await site.get(`${path}?asOf=${asOf}`, reader)).status, path).toBe(403);
    }
    const query = 'query($asOf: DateTime) { articles(asOf: $asOf) { nodes { slug } } }';
    const codes = [];
    for (const headers of [{}, reader]) {
      const { body } = await site.graphql(query, { asOf }, headers as Record<string, string>);
      codes.push(body.errors?.[0]?.extensions['code']);
    }
    expect(codes).toEqual(['UNAUTHENTICATED', 'FORBIDDEN']);
  });

  it('is refused when it is no time', async () => {
    const { status, body } = await site.get('/v1/articles?asOf=soon', admin);
    expect([status, body['code']]).toEqual([400, 'INVALID_PARAMETER']);
  });
});
