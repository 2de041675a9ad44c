import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from '../../src/platform/database/sql.js';
import { aStory } from '../support/comments.js';
import { ADMIN_KEY, TestApp } from '../support/test-app.js';

const admin = { authorization: `Bearer ${ADMIN_KEY}` };
const withToken = (token: string) => ({ 'preview-token': token });

interface Made {
  previewToken: { id: string; articleId: string; expiresAt: string };
  token: string;
}

let site: TestApp;
beforeAll(async () => {
  site = await TestApp.start();
  await site.import([
    aStory('live', { headline: 'As it is' }),
    aStory('draft', { status: 'draft', publishedAt: null, tags: ['not yet known'] }),
    aStory('later', { status: 'scheduled', publishAt: '2099-01-01T00:00:00Z', publishedAt: null }),
    aStory('gone', { status: 'retracted', notice: 'Withdrawn.' }),
  ]);
});
afterAll(() => site.close());

async function make(slug: string, input: object = {}): Promise<Made> {
  const answer = await site.post<Made>(`/v1/articles/${slug}/preview-tokens`, input, admin);
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body;
}
const revoke = async (id: string) =>
  (await fetch(`${site.url}/v1/preview-tokens/${id}`, { method: 'DELETE', headers: admin })).status;
const read = (slug: string, token: string) => site.get(`/v1/articles/${slug}`, withToken(token));

describe('a preview token', () => {
  it.each(['draft', 'later'])(
    'shows the story %s alone and with its page, by header and parameter',
    async (slug) => {
      const { token } = await make(slug);
      for (const path of [`/v1/articles/${slug}`, `/v1/articles/${slug}/page`]) {
        expect((await site.get(path)).status, path).toBe(404);
        const answers = [await site.get(path, withToken(token)), await site.get(`${path}?preview=${token}`)];
        for (const { status, headers, body } of answers) {
          expect(status, JSON.stringify(body)).toBe(200);
          expect(headers.get('cache-control')).toBe('private, no-store');
          expect(headers.get('referrer-policy')).toBe('no-referrer');
          expect(headers.get('vary')).toContain('Preview-Token');
        }
        expect(answers[0]?.body).toEqual(answers[1]?.body);
      }
    },
  );

  it('shows the draft of the next version, while readers keep the one that is published', async () => {
    const { body: live } = await site.get<{ version: number }>('/v1/articles/live', admin);
    const patched = await fetch(`${site.url}/v1/articles/live`, {
      method: 'PATCH',
      headers: { ...admin, 'content-type': 'application/json', 'if-match': `"v${live.version}"` },
      body: JSON.stringify({ headline: 'As it will be' }),
    });
    expect(patched.status).toBe(200);
    const { token } = await make('live');
    expect((await read('live', token)).body['headline']).toBe('As it will be');
    expect((await site.get('/v1/articles/live')).body['headline']).toBe('As it is');
    const page = await site.get<{ article: { headline: string } }>(`/v1/articles/live/page?preview=${token}`);
    expect(page.body.article.headline).toBe('As it will be');
  });

  it('does so in GraphQL', async () => {
    const { token } = await make('draft');
    const { body } = await site.graphql(
      `query($token: String) {
        article(slug: "draft", preview: $token) { slug status tags { name } }
        articlePage(slug: "draft", preview: $token) { article { slug } related { score } share { url } }
      }`,
      { token },
    );
    expect(body.errors).toBeUndefined();
    expect(body.data).toMatchObject({
      article: { slug: 'draft', status: 'DRAFT', tags: [{ name: 'not yet known' }] },
      articlePage: { article: { slug: 'draft' } },
    });
    const without = await site.graphql('{ article(slug: "draft") { slug } }');
    expect(without.body.data).toEqual({ article: null });
  });

  it('shows that story and no other, and nothing once it is wrong, over or revoked', async () => {
    const { token, previewToken } = await make('draft');
    const expired = await make('draft', { expiresIn: 60 });
    await site.database.query(
      sql`update preview_token set expires_at = now() where id = ${expired.previewToken.id}::uuid`,
    );
    const answers = [
      await read('later', token),
      await read('live', token),
      await read('nothing-at-all', token),
      await read('draft', `${token}x`),
      await read('draft', expired.token),
    ];
    expect(await revoke(previewToken.id)).toBe(204);
    answers.push(await read('draft', token));
    for (const { status, body } of answers) {
      expect([status, body['code']]).toEqual([401, 'INVALID_PREVIEW_TOKEN']);
      expect(body['detail']).toBe(answers[0]?.body['detail']);
    }
    expect(await revoke(previewToken.id)).toBe(404);
    const { body } = await site.graphql('{ article(slug: "draft", preview: "x") { slug } }');
    expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'INVALID_PREVIEW_TOKEN' });
  });

  it.each(['none', 'excerpt'])('opens that story alone where the site gives readers %s', async (access) => {
    await site.import([
      aStory('beside-it', {
        tags: ['shared'],
        body: { text: 'All of it.\n\nAnd more.' },
        excerpt: 'A part.',
      }),
      aStory('opened', {
        tags: ['shared'],
        status: 'draft',
        publishedAt: null,
        body: { text: 'All of the draft.' },
      }),
    ]);
    const { token } = await make('opened');
    const allow = async (anonymousAccess: string) => {
      const { headers } = await site.get('/v1/site', admin);
      const answer = await fetch(`${site.url}/v1/site`, {
        method: 'PATCH',
        headers: { ...admin, 'content-type': 'application/json', 'if-match': headers.get('etag') as string },
        body: JSON.stringify({ anonymousAccess }),
      });
      expect(answer.status, await answer.text()).toBe(200);
    };
    await allow(access);
    try {
      const STORY = 'headline body { text } related { article { slug body { text } } }';
      const { body } = await site.graphql<{ article: { body: object; related: { article: object }[] } }>(
        `query($token: String) {
          article(slug: "opened", preview: $token) { ${STORY} }
          articlePage(slug: "opened", preview: $token) { article { ${STORY} } related { article { slug body { text } } } }
        }`,
        { token },
      );
      expect(body.errors).toBeUndefined();
      expect(body.data?.article.body).toEqual({ text: 'All of the draft.' });
      expect(JSON.stringify(body)).not.toContain('All of it.');
      const page = await site.get('/v1/articles/opened/page', withToken(token));
      expect(page.status).toBe(200);
      expect(JSON.stringify(page.body)).toContain('All of the draft.');
      if (access === 'none') expect(page.body['related']).toEqual([]);
    } finally {
      await allow('full');
    }
  });

  it('is made for a while, an hour when nothing else is said', async () => {
    const lasts = async (input: object) => {
      const { previewToken } = await make('draft', input);
      return (Date.parse(previewToken.expiresAt) - Date.now()) / 1_000;
    };
    expect(Math.abs((await lasts({})) - 3_600)).toBeLessThan(30);
    expect(Math.abs((await lasts({ expiresIn: 120 })) - 120)).toBeLessThan(30);
    for (const expiresIn of [59, 604_801, 'long']) {
      const { status, body } = await site.post('/v1/articles/draft/preview-tokens', { expiresIn }, admin);
      expect([status, body['code']]).toEqual([422, 'INVALID_INPUT']);
    }
  });

  it('is kept as a hash, listed without its text, and gone with its story', async () => {
    await site.import([aStory('short-lived', { status: 'draft', publishedAt: null })]);
    const { token, previewToken } = await make('short-lived');
    const { body } = await site.get('/v1/articles/short-lived/preview-tokens', admin);
    expect(body).toEqual({ items: [previewToken] });
    const [row] = await site.database.query<{ row: string }>(
      sql`select t::text as row from preview_token t where id = ${previewToken.id}::uuid`,
    );
    expect(row?.row).not.toContain(token.slice(4));
  });

  it('is not made for a story that is not there or was retracted', async () => {
    const answers = [
      await site.post('/v1/articles/nothing/preview-tokens', {}, admin),
      await site.post('/v1/articles/gone/preview-tokens', {}, admin),
    ];
    expect(answers.map(({ body }) => body['code'])).toEqual(['ARTICLE_NOT_FOUND', 'ARTICLE_RETRACTED']);
  });

  it('is made, listed and revoked in GraphQL', async () => {
    const created = await site.graphql<{ createPreviewToken: Made }>(
      `mutation { createPreviewToken(input: { articleId: "draft", expiresIn: 300 }) {
        previewToken { id articleId createdBy createdAt expiresAt } token errors { code }
      } }`,
      {},
      admin,
    );
    const { previewToken, token } = created.body.data!.createPreviewToken;
    expect((await read('draft', token)).status).toBe(200);
    const listed = await site.graphql<{ previewTokens: object[] }>(
      '{ previewTokens(articleId: "draft") { id articleId createdBy createdAt expiresAt } }',
      {},
      admin,
    );
    expect(listed.body.data?.previewTokens).toContainEqual(previewToken);
    const revoked = await site.graphql(
      'mutation($id: ID!) { revokePreviewToken(id: $id) { id errors { code } } }',
      { id: previewToken.id },
      admin,
    );
    expect(revoked.body.data).toEqual({ revokePreviewToken: { id: previewToken.id, errors: [] } });
    expect((await read('draft', token)).status).toBe(401);
  });
});
