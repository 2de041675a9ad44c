import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { crc32 } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SCOPES } from '../../src/platform/api/viewer.js';
import { sql } from '../../src/platform/database/sql.js';
import { ADMIN_KEY, TestApp } from '../support/test-app.js';

const admin = { authorization: `Bearer ${ADMIN_KEY}` };
const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
const IN_AN_HOUR = () => new Date(Date.now() + 3_600_000).toISOString();

interface Made {
  apiKey: { id: string; prefix: string; name: string; scopes: string[] } & Record<string, unknown>;
  key: string;
}

let site: TestApp;
let other: TestApp;
beforeAll(async () => {
  site = await TestApp.start();
  other = await TestApp.start({}, { databaseUrl: site.databaseUrl });
});
afterAll(async () => {
  await other.close();
  await site.close();
});

const make = async (scopes: readonly string[], more: Record<string, unknown> = {}): Promise<Made> => {
  const answer = await site.post<Made>('/v1/api-keys', { name: 'Wire desk', scopes, ...more }, admin);
  expect(answer.status).toBe(201);
  return answer.body;
};
const revoke = (id: string) => fetch(`${site.url}/v1/api-keys/${id}`, { method: 'DELETE', headers: admin });
/** Asks for what only `admin` may have: 200, or why not. */
const tries = async (key: string, at = site) => (await at.get('/v1/api-keys', bearer(key))).status;

describe('a key', () => {
  it('is shown once, and kept as nothing that could be used', async () => {
    const { apiKey, key } = await make(['content:read'], { expiresAt: IN_AN_HOUR(), rateLimit: 100 });
    expect(key).toMatch(/^bsk_[0-9A-Za-z]{46}$/);
    expect(apiKey).toMatchObject({
      name: 'Wire desk',
      prefix: key.slice(0, 12),
      scopes: ['content:read'],
      rateLimit: 100,
      createdBy: 'admin',
      lastUsedAt: null,
      revokedAt: null,
    });
    const read = await site.get(`/v1/api-keys/${apiKey.id}`, admin);
    expect(read.body).toEqual(apiKey);
    const dump = await site.database.query<{ row: string }>(
      sql`select t::text as row from (select * from api_key) t union all select t::text from change t`,
    );
    for (const { row } of dump) expect(row).not.toContain(key.slice(12));
  });

  it('ends in a checksum that scanners know it by', async () => {
    const { key } = await make(['admin']);
    const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
    const sum = [...key.slice(44)].reduce((value, digit) => value * 62 + digits.indexOf(digit), 0);
    expect(sum).toBe(crc32(key.slice(4, 44)));
    const wrong = `${key.slice(0, -1)}${key.endsWith('a') ? 'b' : 'a'}`;
    expect(await tries(key)).toBe(200);
    expect(await tries(wrong)).toBe(401);
  });

  it('is refused by every process as soon as it is revoked', async () => {
    const { apiKey, key } = await make(['admin']);
    expect(await tries(key)).toBe(200);
    expect(await tries(key, other)).toBe(200);
    expect((await revoke(apiKey.id)).status).toBe(204);
    expect(await tries(key)).toBe(401);
    expect(await tries(key, other)).toBe(401);
    const first = await site.get(`/v1/api-keys/${apiKey.id}`, admin);
    expect((await revoke(apiKey.id)).status).toBe(204);
    expect((await site.get(`/v1/api-keys/${apiKey.id}`, admin)).body).toEqual(first.body);
    expect(first.body['revokedAt']).toEqual(expect.any(String));
  });

  it('is refused when its time is over, by the clock of the database', async () => {
    const { apiKey, key } = await make(['admin'], { expiresAt: IN_AN_HOUR() });
    expect(await tries(key)).toBe(200);
    await site.database.query(sql`update api_key set expires_at = now() where id = ${apiKey.id}::uuid`);
    expect(await tries(key)).toBe(401);
  });

  it('remembers when it was used', async () => {
    const { apiKey, key } = await make(['admin']);
    await tries(key);
    const { body } = await site.get(`/v1/api-keys/${apiKey.id}`, admin);
    expect(Date.now() - Date.parse(body['lastUsedAt'] as string)).toBeLessThan(60_000);
  });

  it.each(SCOPES)('with the scope %s alone gets as far as that', async (scope) => {
    const { key } = await make([scope]);
    expect(await tries(key)).toBe(scope === 'admin' ? 200 : 403);
    expect((await site.get('/v1/site', bearer(key))).status).toBe(200);
  });

  it('says which scope is missing', async () => {
    const { key } = await make(['content:read']);
    const { headers, body } = await site.get('/v1/api-keys', bearer(key));
    expect(body['code']).toBe('FORBIDDEN');
    expect(headers.get('www-authenticate')).toBe(
      'Bearer realm="broadsheet", error="insufficient_scope", scope="admin"',
    );
  });

  it.each([
    [{ scopes: ['admin'] }, '/name', 'REQUIRED'],
    [{ name: ' ', scopes: ['admin'] }, '/name', 'REQUIRED'],
    [{ name: 'x', scopes: [] }, '/scopes', 'TOO_SHORT'],
    [{ name: 'x', scopes: ['content:all'] }, '/scopes', 'INVALID'],
    [{ name: 'x', scopes: ['admin'], expiresAt: '2020-01-01T00:00:00Z' }, '/expiresAt', 'INVALID'],
    [{ name: 'x', scopes: ['admin'], expiresAt: 'tomorrow' }, '/expiresAt', 'INVALID'],
    [{ name: 'x', scopes: ['admin'], rateLimit: 0 }, '/rateLimit', 'INVALID'],
    [{ name: 'x', scopes: ['admin'], secret: 'mine' }, '/secret', 'UNKNOWN_FIELD'],
  ])('is not made of %j', async (input, pointer, code) => {
    const { status, body } = await site.post('/v1/api-keys', input, admin);
    expect(status).toBe(422);
    expect(body['errors']).toMatchObject([{ pointer, code }]);
  });

  it.each(['nothing', '00000000-0000-7000-8000-000000000000'])('is not found as %s', async (id) => {
    expect((await site.get(`/v1/api-keys/${id}`, admin)).body['code']).toBe('API_KEY_NOT_FOUND');
    expect((await revoke(id)).status).toBe(404);
  });

  it('is listed, newest first, page by page', async () => {
    const made = [await make(['admin']), await make(['admin'])];
    const page = await site.get<{ items: { id: string }[]; pageInfo: { endCursor: string } }>(
      '/v1/api-keys?limit=1&fields=id',
      admin,
    );
    expect(page.body.items).toEqual([{ id: made[1]?.apiKey.id }]);
    const { endCursor } = page.body.pageInfo;
    const next = await site.get(`/v1/api-keys?limit=1&fields=id&after=${endCursor}`, admin);
    expect(next.body['items']).toEqual([{ id: made[0]?.apiKey.id }]);
  });
});

describe('keys in GraphQL', () => {
  const run = <T>(query: string, variables = {}, headers = admin) =>
    site.graphql<T>(query, variables, headers);

  it('are made, listed and revoked as in REST', async () => {
    const created = await run<{ createApiKey: Made & { errors: object[] } }>(
      `mutation($input: CreateApiKeyInput!) { createApiKey(input: $input) { apiKey { id name scopes } key errors { code } } }`,
      { input: { name: 'App', scopes: ['CONTENT_READ', 'ADMIN'] } },
    );
    const { apiKey, key, errors } = created.body.data!.createApiKey;
    expect(errors).toEqual([]);
    expect(apiKey).toEqual({ id: expect.any(String), name: 'App', scopes: ['CONTENT_READ', 'ADMIN'] });
    expect(await tries(key)).toBe(200);
    const listed = await run<{ apiKeys: { nodes: object[] } }>(
      '{ apiKeys(first: 1) { nodes { id name scopes } } }',
    );
    expect(listed.body.data?.apiKeys.nodes).toEqual([apiKey]);
    const one = await run('query($id: ID!) { apiKey(id: $id) { id name scopes } }', { id: apiKey.id });
    expect(one.body.data).toEqual({ apiKey });
    const REVOKE =
      'mutation($id: ID!) { revokeApiKey(id: $id) { apiKey { revokedAt } errors { code pointer } } }';
    const revoked = await run(REVOKE, { id: apiKey.id });
    expect(revoked.body.data).toEqual({
      revokeApiKey: { apiKey: { revokedAt: expect.any(String) }, errors: [] },
    });
    expect(await tries(key)).toBe(401);
    const unknown = await run(REVOKE, { id: 'nothing' });
    expect(unknown.body.data).toEqual({
      revokeApiKey: { apiKey: null, errors: [{ code: 'API_KEY_NOT_FOUND', pointer: '' }] },
    });
  });

  it('say in the payload what is wrong with an input', async () => {
    const { body } = await run(
      'mutation { createApiKey(input: { name: "", scopes: [] }) { key errors { pointer code } } }',
    );
    expect(body.data).toEqual({
      createApiKey: {
        key: null,
        errors: [
          { pointer: '/name', code: 'REQUIRED' },
          { pointer: '/scopes', code: 'TOO_SHORT' },
        ],
      },
    });
  });

  it('are for admins alone', async () => {
    const { key } = await make(['content:write']);
    for (const [headers, code] of [
      [{}, 'UNAUTHENTICATED'],
      [bearer(key), 'FORBIDDEN'],
    ] as const) {
      const { body } = await run('{ apiKeys { nodes { id } } }', {}, headers as typeof admin);
      expect(body.errors?.[0]?.extensions).toMatchObject({ code });
    }
  });
});

describe('the limit of a key', () => {
  it('is its own, and that of all keys otherwise', async () => {
    const limited = await TestApp.start(
      { RATE_LIMITS: 'on', API_KEY_RATE_LIMIT: '3' },
      { databaseUrl: site.databaseUrl },
    );
    try {
      const own = await make(['admin'], { rateLimit: 1 });
      const usual = await make(['admin']);
      const first = await limited.get('/v1/site', bearer(own.key));
      expect(first.headers.get('ratelimit')).toMatch(/^"key";r=0;t=\d+$/);
      const refused = await limited.get('/v1/site', bearer(own.key));
      expect([refused.status, refused.body['code']]).toEqual([429, 'RATE_LIMITED']);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      const others = [];
      for (let call = 0; call < 4; call += 1)
        others.push((await limited.get('/v1/site', bearer(usual.key))).status);
      expect(others).toEqual([200, 200, 200, 429]);
      expect((await limited.get('/v1/site')).status).toBe(200);
    } finally {
      await limited.close();
    }
  });
});

describe('a token of an identity provider', () => {
  const ISSUER = 'https://login.example';
  let provider: Server;
  let keys: { jwks: object; down: boolean };
  let sign: (
    claims: JWTPayload,
    options?: { issuer?: string; audience?: string; expires?: string },
  ) => Promise<string>;
  let guarded: TestApp;
  let stranger: CryptoKey;

  beforeAll(async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    stranger = (await generateKeyPair('ES256')).privateKey;
    keys = { jwks: { keys: [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256' }] }, down: false };
    provider = createServer((_, response) => {
      if (keys.down) response.writeHead(500);
      response.end(JSON.stringify(keys.jwks));
    });
    await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
    const { port } = provider.address() as AddressInfo;
    sign = (claims, { issuer = ISSUER, audience = 'broadsheet', expires = '5m' } = {}) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'ES256', kid: 'one' })
        .setIssuer(issuer)
        .setAudience(audience)
        .setExpirationTime(expires)
        .sign(privateKey);
    const settings = {
      JWT_ISSUER: ISSUER,
      JWT_AUDIENCE: 'broadsheet',
      JWKS_URL: `http://127.0.0.1:${port}/keys`,
    };
    guarded = await TestApp.start(settings, { databaseUrl: site.databaseUrl });
  });
  afterAll(async () => {
    await guarded.close();
    provider.closeAllConnections();
    await new Promise((resolve) => provider.close(resolve));
  });

  it.each([
    [{ scope: 'openid admin' }, 200],
    [{ scp: ['admin'] }, 200],
    [{ permissions: ['admin'] }, 200],
    [{ scope: 'content:write' }, 403],
    [{ scope: 'administrator' }, 403],
    [{}, 403],
  ])('with %j gets as far as its scopes', async (claims, status) => {
    expect(await tries(await sign({ sub: 'ada', ...claims }), guarded)).toBe(status);
  });

  it('is refused from elsewhere, for others, over, without a subject, and signed by a stranger', async () => {
    const claims = { sub: 'ada', scope: 'admin' };
    const forged = new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: 'one' }).setIssuer(ISSUER);
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.`;
    const tokens = [
      await sign(claims, { issuer: 'https://evil.example' }),
      await sign(claims, { audience: 'another' }),
      await sign(claims, { expires: '1 minute ago' }),
      await sign({ scope: 'admin' }),
      await forged.setAudience('broadsheet').setExpirationTime('5m').sign(stranger),
      unsigned,
      'a.b.c',
    ];
    for (const token of tokens) {
      const { status, headers, body } = await guarded.get('/v1/api-keys', bearer(token));
      expect([status, body['code']], token).toEqual([401, 'UNAUTHENTICATED']);
      expect(headers.get('www-authenticate')).toContain('error="invalid_token"');
    }
  });

  it('is refused where no provider is configured', async () => {
    expect(await tries(await sign({ sub: 'ada', scope: 'admin' }))).toBe(401);
  });

  it('is not judged while the keys cannot be had', async () => {
    keys.down = true;
    const cold = await TestApp.start(
      {
        JWT_ISSUER: ISSUER,
        JWT_AUDIENCE: 'broadsheet',
        JWKS_URL: `http://127.0.0.1:${(provider.address() as AddressInfo).port}/`,
      },
      { databaseUrl: site.databaseUrl },
    );
    try {
      const { status, body } = await cold.get(
        '/v1/api-keys',
        bearer(await sign({ sub: 'ada', scope: 'admin' })),
      );
      expect([status, body['code']]).toEqual([503, 'UNAVAILABLE']);
    } finally {
      keys.down = false;
      await cold.close();
    }
  });
});
