import { afterAll, beforeAll, expect, it } from 'vitest';
import { ArticleScheduleService } from '../../src/articles/article-schedule.service.js';
import { sql } from '../../src/platform/database/sql.js';
import { ADMIN_KEY, TestApp } from '../support/test-app.js';

const admin = { authorization: `Bearer ${ADMIN_KEY}` };

let site: TestApp;
beforeAll(async () => {
  site = await TestApp.start();
  await site.post('/v1/sections', { name: 'World' }, admin);
  // Nothing works between requests from here on: what is visible is a fact of the clock.
  await site.app.get(ArticleScheduleService, { strict: false }).onApplicationShutdown();
});
afterAll(() => site.close());

it('a scheduled story appears at its time and goes at its end, to the millisecond, with nobody at work', async () => {
  const now = async () =>
    Number(
      (await site.database.query<{ ms: string }>(sql`select extract(epoch from now()) * 1000 as ms`))[0]?.ms,
    );
  const [publishAt, expiresAt] = [(await now()) + 2_000, (await now()) + 3_000];
  const made = await site.post<{ slug: string }>(
    '/v1/articles',
    {
      headline: 'At eight sharp',
      section: 'world',
      body: { text: 'Embargoed until now.' },
      expiresAt: new Date(expiresAt).toISOString(),
    },
    admin,
  );
  const published = await site.post(
    `/v1/articles/${made.body.slug}/publish`,
    { publishAt: new Date(publishAt).toISOString() },
    { ...admin, 'if-match': '"v1"' },
  );
  expect([published.status, published.body['status']]).toEqual([200, 'scheduled']);
  const seen: { before: number; after: number; status: number }[] = [];
  const look = async () => {
    const before = await now();
    const { status } = await site.get(`/v1/articles/${made.body.slug}`);
    seen.push({ before, status, after: await now() });
    return status;
  };
  while ((await look()) !== 200);
  while ((await look()) !== 404);
  // The limits are kept to the millisecond, as times are given.
  for (const { before, after, status } of seen) {
    if (after < Math.floor(publishAt) || before >= Math.ceil(expiresAt)) expect(status).toBe(404);
    if (before >= Math.ceil(publishAt) && after < Math.floor(expiresAt)) expect(status).toBe(200);
  }
  expect(seen.map(({ status }) => status)).toContain(200);
  const [announced] = await site.database.query<{ count: number }>(
    sql`select count(*)::int as count from change where kind in ('published', 'expired')`,
  );
  expect(announced?.count).toBe(0);
});
