import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from '../../src/platform/database/sql.js';
import { callerWith } from '../support/moderation.js';
import { TestApp } from '../support/test-app.js';
import { type Body, drafted, furnishNewsroom, published, send, writer } from '../support/writing.js';

let site: TestApp;
let story: Body;
beforeAll(async () => {
  site = await TestApp.start();
  await furnishNewsroom(site);
  story = await published(site, { headline: 'The harbour opens again', slug: 'harbour' });
});
afterAll(() => site.close());

const codesOf = (slug: string): string => `/v1/articles/${slug}/share/codes`;
const create = (body: unknown, slug = 'harbour') => send(site, 'POST', codesOf(slug), body);
const ask = async (query: string): Promise<Body> => (await site.graphql(query, {}, writer)).body;
const countOfCodes = async (): Promise<number> =>
  Number((await site.database.query<{ n: string }>(sql`select count(*) as n from share_code`))[0]?.n);

describe('a short link for a campaign', () => {
  it('leads to the story, says which campaign it is, and ends', async () => {
    const { status, headers, body } = await create({
      campaign: 'Newsletter May',
      expiresAt: '2099-01-01T00:00:00Z',
    });
    expect([status, headers.get('location')]).toEqual([
      201,
      `https://api.example/v1/share-codes/${body.code}`,
    ]);
    expect(body).toEqual({
      ...{ code: expect.stringMatching(/^[2-9A-HJ-NP-Za-km-z]{8}$/), articleId: story.id },
      ...{
        shortUrl: `https://api.example/s/${body.code}`,
        qrUrl: `https://api.example/s/${body.code}/qr.svg`,
      },
      ...{ campaign: 'Newsletter May', active: true, visits: 0 },
      ...{ createdAt: expect.any(String), expiresAt: '2099-01-01T00:00:00.000Z' },
    });
    const led = await site.text(`/s/${body.code}`, { 'user-agent': 'Mozilla/5.0' });
    expect(led.status).toBe(302);
    const target = new URL(led.headers.get('location') ?? '');
    expect(target.origin + target.pathname).toBe(story.url);
    expect(target.searchParams.get('utm_campaign')).toBe('Newsletter May');
    expect((await send(site, 'DELETE', `/v1/share-codes/${body.code}`)).status).toBe(204);
    expect((await site.get(`/s/${body.code}`)).body).toMatchObject({ code: 'SHARE_CODE_NOT_FOUND' });
    expect((await send(site, 'GET', `/v1/share-codes/${body.code}`)).body.active).toBe(false);
    // Whoever ends it again finds it ended.
    expect((await send(site, 'DELETE', `/v1/share-codes/${body.code}`)).status).toBe(204);
  });

  it('is the same in GraphQL', async () => {
    const fields = 'code articleId shortUrl qrUrl campaign active visits createdAt expiresAt';
    const made = await ask(
      `mutation { createShareCode(input: { articleId: "harbour", campaign: "poster" }) { shareCode { ${fields} } errors { code } } }`,
    );
    const { shareCode, errors } = made.data.createShareCode;
    expect([errors, shareCode.campaign, shareCode.expiresAt]).toEqual([[], 'poster', null]);
    const { body: list } = await send(site, 'GET', `${codesOf('harbour')}?count=true&limit=2`);
    const { data } = await ask(`{
      shareCodes(articleId: "harbour", first: 2) { nodes { ${fields} } totalCount pageInfo { hasNextPage endCursor } }
      shareCode(code: "${shareCode.code}") { ${fields} } none: shareCode(code: "nothing") { code } }`);
    expect(data.shareCodes).toEqual({
      ...{ nodes: list.items, totalCount: list.totalCount, pageInfo: list.pageInfo },
    });
    expect(list.items[0]).toEqual(shareCode);
    expect([data.shareCode, data.none]).toEqual([shareCode, null]);
    const next = await send(site, 'GET', `${codesOf('harbour')}?limit=2&after=${list.pageInfo.endCursor}`);
    expect(next.body.items.at(-1).campaign).toBeNull();
    const ended = await ask(
      `mutation { endShareCode(code: "${shareCode.code}") { shareCode { active } errors { code } } }`,
    );
    expect(ended.data.endShareCode).toEqual({ shareCode: { active: false }, errors: [] });
  });

  it.each([
    ['no campaign', {}, '/campaign'],
    ['an empty campaign', { campaign: '  ' }, '/campaign'],
    ['a campaign of a thousand characters', { campaign: 'x'.repeat(1_000) }, '/campaign'],
    ['a campaign of two lines', { campaign: 'a\r\nb' }, '/campaign'],
    ['a campaign that turns what follows', { campaign: 'a\u202eb' }, '/campaign'],
    ['an end that has passed', { campaign: 'late', expiresAt: '2020-01-01T00:00:00Z' }, '/expiresAt'],
    ['an end that is no time', { campaign: 'late', expiresAt: 'soon' }, '/expiresAt'],
    ['a code of its own', { campaign: 'vain', code: 'mine' }, '/code'],
  ])('is refused with %s, and nothing is stored', async (_, body, pointer) => {
    const before = await countOfCodes();
    const refused = await create(body);
    expect([refused.status, refused.body.code]).toEqual([422, 'INVALID_INPUT']);
    expect(refused.body.errors.map((error: Body) => error.pointer)).toEqual([pointer]);
    expect(await countOfCodes()).toBe(before);
  });

  it('is not made for a story that is not there, nor ended where it is the usual one', async () => {
    expect((await create({ campaign: 'a' }, 'nowhere')).body.code).toBe('ARTICLE_NOT_FOUND');
    const [usual] = (await send(site, 'GET', `${codesOf('harbour')}?limit=100`)).body.items.slice(-1);
    const refused = await send(site, 'DELETE', `/v1/share-codes/${usual.code}`);
    expect([refused.status, refused.body.errors[0].code]).toEqual([422, 'INVALID']);
    for (const code of ['nothing', '%00', '%F0%9F%98%80', "a'b"]) {
      expect((await send(site, 'DELETE', `/v1/share-codes/${code}`)).body.code, code).toMatch(
        /^(SHARE_CODE_NOT_FOUND|INVALID_PARAMETER)$/,
      );
      expect((await send(site, 'GET', `/v1/share-codes/${code}`)).status, code).toBeLessThan(500);
    }
  });

  it('is made once where many ask with one Idempotency-Key, and two hundred times at most', async () => {
    const { slug } = await drafted(site, { headline: 'A story with many links', slug: 'many-links' });
    const key = { headers: { 'idempotency-key': 'one-link' } };
    const asked = await Promise.all(
      Array.from({ length: 5 }, () => send(site, 'POST', codesOf(slug), { campaign: 'once' }, key)),
    );
    const made = asked.filter(({ status }) => status === 201).map(({ body }) => body.code);
    expect(new Set(made).size).toBe(1);
    const rest = await Promise.all(
      Array.from({ length: 210 }, (_, n) => create({ campaign: `c${n}` }, slug)),
    );
    expect(rest.filter(({ status }) => status === 201)).toHaveLength(198);
    // The story has its usual link, and the one above.
    const refused = rest.find(({ status }) => status !== 201);
    expect([refused?.status, refused?.body.code]).toEqual([409, 'TOO_MANY_SHARE_CODES']);
  });

  it('is for those who write', async () => {
    const moderator = await callerWith(site, ['comments:moderate'], 'Grace');
    for (const path of [codesOf('harbour'), '/v1/articles/harbour/share/stats', '/v1/share-codes/x']) {
      expect((await site.get(path)).status, path).toBe(401);
      expect((await site.get(path, moderator)).status, path).toBe(403);
    }
  });
});

describe('statistics of visits', () => {
  it('tell days, networks, links, people and programs apart, in both transports', async () => {
    const { id } = await published(site, { headline: 'A story that is followed', slug: 'followed' });
    const usual = (await send(site, 'GET', codesOf('followed'))).body.items[0].code;
    const { code } = (await create({ campaign: 'print' }, 'followed')).body;
    const visit = (of: string, daysAgo: number, network: string, visitor: string, visits: number) =>
      site.database.query(sql`insert into share_visit values (${of},
        (now() at time zone 'UTC')::date - ${daysAgo}::int, ${network}, ${visitor}, ${visits})`);
    await visit(usual, 0, 'x', 'human', 5);
    await visit(usual, 0, 'link', 'bot', 2);
    await visit(usual, 1, 'x', 'human', 1);
    await visit(usual, 1, 'facebook', 'unknown', 4);
    await visit(code, 1, 'link', 'human', 3);
    await visit(usual, 40, 'x', 'human', 100);
    await site.database.query(
      sql`insert into share_referrer values (${usual}, 'news.example', 2), (${code}, 'news.example', 3)`,
    );
    await site.database.query(
      sql`insert into share_unique values (${id}, (now() at time zone 'UTC')::date, 3)`,
    );

    const { status, headers, body } = await send(site, 'GET', '/v1/articles/followed/share/stats?days=3');
    expect([status, headers.get('cache-control')]).toEqual([200, 'private, no-store']);
    const quiet = { human: 0, bot: 0, unknown: 0 };
    expect(body.totals).toEqual({ human: 9, bot: 2, unknown: 4 });
    expect(body.byDay).toMatchObject([
      { ...quiet, visitors: 0, byNetwork: [] },
      {
        ...{ human: 4, bot: 0, unknown: 4, visitors: 0 },
        byNetwork: [
          { ...quiet, network: 'link', human: 3 },
          { ...quiet, network: 'x', human: 1 },
          { ...quiet, network: 'facebook', unknown: 4 },
        ],
      },
      {
        ...{ human: 5, bot: 2, unknown: 0, visitors: 3 },
        byNetwork: [
          { ...quiet, network: 'x', human: 5 },
          { ...quiet, network: 'link', bot: 2 },
        ],
      },
    ]);
    expect([body.byDay[0].day, body.byDay[2].day]).toEqual([body.from, body.to]);
    expect(body.byNetwork[0]).toEqual({ network: 'x', human: 6, bot: 0, unknown: 0 });
    expect(body.byCode).toEqual([
      { code: usual, campaign: null, human: 6, bot: 2, unknown: 4 },
      { code, campaign: 'print', human: 3, bot: 0, unknown: 0 },
    ]);
    expect(body.referrers).toEqual([{ domain: 'news.example', visits: 5 }]);

    const counts = 'human bot unknown';
    const { data } = await ask(`{ shareStats(articleId: "followed", days: 3) { from to totals { ${counts} }
      byDay { day ${counts} visitors byNetwork { network ${counts} } } byNetwork { network ${counts} }
      byCode { code campaign ${counts} } referrers { domain visits } } }`);
    expect(data.shareStats).toEqual(body);
    expect((await send(site, 'GET', '/v1/articles/followed/share/stats')).body.byDay).toHaveLength(30);
    expect(
      (await send(site, 'GET', '/v1/articles/followed/share/stats?days=366&fields=totals')).body,
    ).toEqual({
      totals: { human: 109, bot: 2, unknown: 4 },
    });
  });

  it('refuse days that they do not have, and slots that are not there', async () => {
    for (const days of ['0', '367', 'x', '-1', '1e2']) {
      const { body } = await send(site, 'GET', `/v1/articles/harbour/share/stats?days=${days}`);
      expect(body.code, days).toBe('INVALID_PARAMETER');
    }
    const { errors } = await ask('{ shareStats(articleId: "harbour", days: 0) { from } }');
    expect(errors[0].extensions.code).toBe('INVALID_PARAMETER');
    for (const id of ['x', story.id]) {
      expect((await send(site, 'GET', `/v1/placements/${id}/stats`)).body.code).toBe('PLACEMENT_NOT_FOUND');
    }
  });
});

describe('what is shared most', () => {
  it('is listed over some hours, as well as over all time', async () => {
    const stories = await Promise.all(
      ['quiet', 'rising', 'steady'].map((slug) =>
        published(site, { headline: `A ${slug} story`, slug, tags: ['bridges'] }),
      ),
    );
    const [quiet, rising, steady] = stories.map(({ id }) => id);
    const hour = (id: string, hoursAgo: number, visits: number) =>
      site.database.query(sql`insert into share_hour
        values (date_trunc('hour', now()) - ${hoursAgo}::int * interval '1 hour', ${id}, ${visits})`);
    await hour(rising, 0, 7);
    await hour(steady, 0, 2);
    await hour(steady, 30, 20);
    await site.database.query(sql`update article_stats set share_count = 50 where article_id = ${quiet}`);
    const listed = async (query: string): Promise<string[]> =>
      (await send(site, 'GET', `/v1/articles?tag=bridges&${query}`)).body.items.map(({ id }: Body) => id);
    expect(await listed('sort=-shareCount&sharedWithin=24')).toEqual([rising, steady]);
    expect(await listed('sort=-shareCount&sharedWithin=48')).toEqual([steady, rising]);
    expect((await listed('sort=-shareCount'))[0]).toBe(quiet);
    expect((await listed('sharedWithin=24')).toSorted()).toEqual([rising, steady].toSorted());
    const { data } =
      await ask(`{ articles(filter: { tag: "bridges", sharedWithin: 48 }, orderBy: SHARE_COUNT_DESC, first: 1) {
      nodes { id } pageInfo { endCursor } } }`);
    expect(data.articles.nodes).toEqual([{ id: steady }]);
    const after = `&after=${data.articles.pageInfo.endCursor}`;
    expect(await listed(`sort=-shareCount&sharedWithin=48${after}`)).toEqual([rising]);
    const other = await send(
      site,
      'GET',
      `/v1/articles?tag=bridges&sort=-shareCount&sharedWithin=24${after}`,
    );
    expect(other.body.code).toBe('CURSOR_MISMATCH');
    for (const hours of ['0', '745', 'day']) {
      expect((await send(site, 'GET', `/v1/articles?sharedWithin=${hours}`)).body.code).toBe(
        'INVALID_PARAMETER',
      );
    }
    const found = await send(site, 'GET', '/v1/search?q=story&tag=bridges&sharedWithin=24');
    expect(found.body.items).toHaveLength(2);
  });
});
