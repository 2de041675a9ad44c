import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { KeyRing } from '../../src/platform/secrets/key-ring.js';
import { sql } from '../../src/platform/database/sql.js';
import { aComment, added, storyOf } from '../support/comments.js';
import { callerWith } from '../support/moderation.js';
import { type Answered, TestApp } from '../support/test-app.js';

const UNKNOWN = '00000000-0000-7000-8000-000000000000';
const BANS = '/v1/moderation/bans';
const FIELDS = 'id kind network reason active createdBy createdAt expiresAt liftedBy liftedAt';

interface Ban {
  readonly id: string;
  readonly kind: string;
  readonly network: string | null;
  readonly active: boolean;
}
interface Bans {
  readonly items: Ban[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
  readonly totalCount: number | null;
}

let site: TestApp;
let moderator: { authorization: string };
let path: string;
beforeAll(async () => {
  site = await TestApp.start();
  moderator = await callerWith(site, ['comments:moderate'], 'Grace');
  ({ path } = await storyOf(site));
});
// The tests write comments, from a network that some of them ban.
beforeEach(() => site.database.query(sql`delete from comment_ban`));
afterAll(() => site.close());

const ban = <T = Ban>(input: Record<string, unknown>): Promise<Answered<T>> =>
  site.post<T>(BANS, { reason: 'Threats.', ...input }, moderator);
const lift = (id: string) => fetch(`${site.url}${BANS}/${id}`, { method: 'DELETE', headers: moderator });
const stored = async (id: string) =>
  (
    await site.database.query<{ kind: string; identity: Buffer | null; network: string | null }>(
      sql`select kind, identity_index as identity, network from comment_ban where id = ${id}`,
    )
  )[0];
const indexOf = (purpose: 'comment-email' | 'comment-subject', text: string) =>
  site.app.get(KeyRing, { strict: false }).index(purpose, text);

async function mutate<T>(query: string, variables: Record<string, unknown>): Promise<T> {
  const { body } = await site.graphql<T>(query, variables, moderator);
  expect(body.errors).toBeUndefined();
  return body.data as T;
}

describe('a ban', () => {
  it('of an e-mail address keeps an HMAC of it, and tells nobody which it is', async () => {
    const email = `${randomUUID()}@Secret.example`;
    const { status, headers, body } = await ban({ email, expiresAt: '2099-01-01T00:00:00Z' });
    expect([status, headers.get('location')]).toEqual([201, `https://api.example${BANS}/${body.id}`]);
    expect(body).toEqual({
      ...{ id: expect.any(String), kind: 'email', network: null, reason: 'Threats.', active: true },
      ...{ createdBy: 'Grace', createdAt: expect.any(String), expiresAt: '2099-01-01T00:00:00.000Z' },
      ...{ liftedBy: null, liftedAt: null },
    });
    const index = indexOf('comment-email', email.toLowerCase());
    expect(await stored(body.id)).toEqual({ kind: 'email', identity: index, network: null });
    const told = JSON.stringify((await site.get(BANS, moderator)).body);
    for (const secret of ['ecret.example', index.toString('hex'), index.toString('base64')])
      expect(told).not.toContain(secret);
  });

  it.each([
    ['192.0.2.77/24', '192.0.2.0/24'],
    ['10.1.2.3/8', '10.0.0.0/8'],
    ['2001:db8:1:2::3/48', '2001:db8:1::/48'],
    ['2001:db8::/16', '2001::/16'],
  ])('of the range %s is of %s', async (network, kept) => {
    const { status, body } = await ban({ network });
    expect([status, body.kind, body.network]).toEqual([201, 'network', kept]);
    expect((await stored(body.id))?.network).toBe(kept);
  });

  it('of an e-mail address holds, however that is written', async () => {
    await ban({ email: 'evil.man@example.org' });
    for (const email of ['Evil.Man@EXAMPLE.org', '\uff45vil.man@example.org', '"evil.man"@example.org']) {
      const { status, body } = await site.post<{ code: string }>(path, aComment({ email }));
      expect([status, body.code], email).toEqual([403, 'COMMENTER_BANNED']);
    }
  });

  it('of whoever wrote a comment says nothing of who that is', async () => {
    const email = `${randomUUID()}@secret.example`;
    const { id: commentId } = await added(site, path, { email, body: randomUUID() });
    const byEmail = await ban({ commentId, target: 'email' });
    expect(await stored(byEmail.body.id)).toMatchObject({
      kind: 'email',
      identity: indexOf('comment-email', email),
    });
    const byNetwork = await ban({ commentId, target: 'network' });
    expect(byNetwork.body).toMatchObject({ kind: 'network', network: '127.0.0.0/24' });
    const subject = indexOf('comment-subject', 'jwt:ada');
    await site.database.query(
      sql`update comment_identity set subject_index = ${subject} where comment_id = ${commentId}`,
    );
    const byReader = await ban({ commentId, target: 'reader' });
    expect(await stored(byReader.body.id)).toEqual({ kind: 'reader', identity: subject, network: null });
    for (const { body } of [byEmail, byNetwork, byReader]) {
      expect(JSON.stringify(body)).not.toMatch(/secret|127\.0\.0\.1/);
      expect(JSON.stringify(body)).not.toContain(commentId);
    }
  });

  it('needs one target that can be banned, a reason, and an end that is to come', async () => {
    const { id: commentId } = await added(site, path, { body: randomUUID() });
    await site.database.query(
      sql`update comment_identity set address_cipher = null where comment_id = ${commentId}`,
    );
    const before = await site.database.query(sql`select count(*) from comment_ban`);
    const faults: [Record<string, unknown>, string, string][] = [
      [{}, '', 'INVALID'],
      [{ email: 'ada@example.com', network: '192.0.2.0/24' }, '', 'INVALID'],
      [{ email: 'ada@example.com', commentId, target: 'email' }, '', 'INVALID'],
      [{ commentId }, '/target', 'REQUIRED'],
      [{ email: 'ada@example.com', target: 'email' }, '/target', 'INVALID'],
      [{ commentId, target: 'network' }, '/target', 'INVALID'],
      [{ commentId, target: 'reader' }, '/target', 'INVALID'],
      [{ commentId, target: 'name' }, '/target', 'INVALID'],
      [{ commentId: UNKNOWN, target: 'email' }, '/commentId', 'NOT_FOUND'],
      [{ commentId: 'nothing', target: 'email' }, '/commentId', 'INVALID'],
      [{ email: 'ada' }, '/email', 'INVALID_EMAIL'],
      [{ email: 'ada@example.com', reason: ' ' }, '/reason', 'REQUIRED'],
      [{ email: 'ada@example.com', expiresAt: '2020-01-01T00:00:00Z' }, '/expiresAt', 'INVALID'],
      ...['192.0.2.1', '192.0.2.0/25', '192.0.2.0/7', '0.0.0.0/0', '2001:db8::/49', '2001::/15', '::/0'].map(
        (network): [Record<string, unknown>, string, string] => [{ network }, '/network', 'INVALID'],
      ),
      ...[
        '::ffff:192.0.2.0/120',
        'fe80::%eth0/16',
        '192.0.2.0/024x',
        '192.0.2/24',
        'nothing',
        '192.0.2.0/24; drop',
      ].map((network): [Record<string, unknown>, string, string] => [{ network }, '/network', 'INVALID']),
    ];
    for (const [input, pointer, code] of faults) {
      const { status, body } = await ban<{ errors: object[] }>(input);
      expect([JSON.stringify(input), status]).toEqual([JSON.stringify(input), 422]);
      expect(body.errors, JSON.stringify(input)).toMatchObject([{ pointer, code }]);
    }
    expect(await site.database.query(sql`select count(*) from comment_ban`)).toEqual(before);
  });

  it('is lifted once, and stays for the record', async () => {
    const { body } = await ban({ network: '198.51.100.0/24' });
    expect((await lift(body.id)).status).toBe(204);
    const lifted = await site.get(`${BANS}/${body.id}`, moderator);
    expect(lifted.headers.get('cache-control')).toBe('private, no-store');
    expect(lifted.body).toMatchObject({ active: false, liftedBy: 'Grace', liftedAt: expect.any(String) });
    expect((await lift(body.id)).status).toBe(204);
    expect((await site.get(`${BANS}/${body.id}`, moderator)).body).toEqual(lifted.body);
    for (const id of [UNKNOWN, 'nothing']) {
      expect((await lift(id)).status).toBe(404);
      expect((await site.get(`${BANS}/${id}`, moderator)).body['code']).toBe('BAN_NOT_FOUND');
    }
  });
});

describe('the list of bans', () => {
  it('has those first that hold, newest first, page by page', async () => {
    const ids: string[] = [];
    for (let index = 0; index < 6; index += 1)
      ids.push((await ban({ network: `10.${index}.0.0/16` })).body.id);
    const [first = '', over = '', lifted = '', ...later] = ids;
    await lift(lifted);
    await site.database.query(sql`update comment_ban set expires_at = now() where id = ${over}`);
    // Of one moment, so that the id alone says which comes first.
    await site.database.query(
      sql`update comment_ban set created_at = '2026-01-01T00:00:00Z' where id = any(${later}::uuid[])`,
    );
    const expected = [first, ...later.sort().reverse(), lifted, over];
    const seen: string[] = [];
    let after = '';
    for (;;) {
      const { body, headers } = await site.get<Bans>(`${BANS}?limit=2&count=true${after}`, moderator);
      expect(headers.get('cache-control')).toBe('private, no-store');
      expect(body.totalCount).toBe(6);
      seen.push(...body.items.map(({ id }) => id));
      if (!body.pageInfo.hasNextPage) break;
      after = `&after=${body.pageInfo.endCursor}`;
    }
    expect(seen).toEqual(expected);
    const { commentBans } = await mutate<{ commentBans: { nodes: object[] } }>(
      `query { commentBans(first: 100) { nodes { ${FIELDS} } } }`,
      {},
    );
    const { body } = await site.get<Bans>(BANS, moderator);
    expect(commentBans.nodes).toEqual(body.items.map((item) => ({ ...item, kind: item.kind.toUpperCase() })));
  });
});

describe('bans in GraphQL', () => {
  it('are made and lifted as in REST', async () => {
    const { id: commentId } = await added(site, path, { body: randomUUID() });
    const { banCommenter } = await mutate<{ banCommenter: { commentBan: Ban; errors: object[] } }>(
      `mutation ($input: BanCommenterInput!) { banCommenter(input: $input) { commentBan { ${FIELDS} } errors { code } } }`,
      { input: { commentId, target: 'NETWORK', reason: 'Spam from there.' } },
    );
    expect(banCommenter).toMatchObject({
      commentBan: { kind: 'NETWORK', network: '127.0.0.0/24', createdBy: 'Grace', active: true },
      errors: [],
    });
    const { id } = banCommenter.commentBan;
    expect(await mutate(`query ($id: ID!) { commentBan(id: $id) { ${FIELDS} } }`, { id })).toEqual({
      commentBan: banCommenter.commentBan,
    });
    const LIFT = 'mutation ($id: ID!) { liftCommentBan(id: $id) { commentBan { active } errors { code } } }';
    expect(await mutate(LIFT, { id })).toEqual({
      liftCommentBan: { commentBan: { active: false }, errors: [] },
    });
    expect(await mutate(LIFT, { id: UNKNOWN })).toEqual({
      liftCommentBan: { commentBan: null, errors: [{ code: 'BAN_NOT_FOUND' }] },
    });
    expect(await mutate('query ($id: ID!) { commentBan(id: $id) { id } }', { id: 'nothing' })).toEqual({
      commentBan: null,
    });
    const refused = await mutate(
      'mutation { banCommenter(input: { network: "192.0.2.1/32", reason: "x" }) { commentBan { id } errors { pointer code } } }',
      {},
    );
    expect(refused).toEqual({
      banCommenter: { commentBan: null, errors: [{ pointer: '/network', code: 'INVALID' }] },
    });
  });
});

describe('bans', () => {
  it('are for moderators alone', async () => {
    const strangers = [
      [{}, 401, 'UNAUTHENTICATED'],
      [await callerWith(site, ['content:write']), 403, 'FORBIDDEN'],
    ] as const;
    for (const [headers, status, code] of strangers) {
      for (const [method, at] of [
        ['GET', BANS],
        ['GET', `${BANS}/${UNKNOWN}`],
        ['POST', BANS],
        ['DELETE', `${BANS}/${UNKNOWN}`],
      ]) {
        const answer = await fetch(`${site.url}${at}`, { method, headers: { ...headers } });
        expect([method, at, answer.status]).toEqual([method, at, status]);
      }
      for (const query of [
        '{ commentBans { nodes { id } } }',
        `{ commentBan(id: "${UNKNOWN}") { id } }`,
        'mutation { banCommenter(input: { email: "a@b.example", reason: "x" }) { errors { code } } }',
        `mutation { liftCommentBan(id: "${UNKNOWN}") { errors { code } } }`,
      ]) {
        const { body } = await site.graphql(query, {}, { ...headers });
        expect([query, body.errors?.[0]?.extensions.code]).toEqual([query, code]);
      }
    }
  });
});
