import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ADMIN_KEY, TestApp } from '../support/test-app.js';

const admin = { authorization: `Bearer ${ADMIN_KEY}` };
/** Whoever saves stories holds it: see `related-choice.ts`. */
const TURN = 0x72656c61;

let site: TestApp;
beforeAll(async () => {
  site = await TestApp.start({ DATABASE_POOL_SIZE: '2' });
  await site.post('/v1/sections', { name: 'World' }, admin);
});
afterAll(() => site.close());

it('writers who wait for a long import are told to come back, and readers are served in the end', async () => {
  const other = new Client({ connectionString: site.databaseUrl });
  await other.connect();
  const write = () =>
    site.post(
      '/v1/articles',
      { headline: 'In a queue', section: 'world', body: { text: 'One paragraph.' } },
      admin,
    );
  try {
    await other.query(`select pg_advisory_lock(${TURN})`);
    const answers = await Promise.all([write(), write()]);
    for (const { status, headers, body } of answers) {
      expect([status, body['code']]).toEqual([503, 'UNAVAILABLE']);
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    }
    expect((await site.get('/v1/front')).status).toBe(200);
  } finally {
    await other.end();
  }
  expect((await write()).status).toBe(201);
});
