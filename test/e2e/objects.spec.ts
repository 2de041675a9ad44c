import { afterAll, beforeAll, expect, it } from 'vitest';
import { objectOf } from '../../src/platform/api/shape.js';
import { literal, raw, sql } from '../../src/platform/database/sql.js';
import { DEFAULT_LABELS } from '../../src/site/labels.js';
import { TestApp } from '../support/test-app.js';

let site: TestApp;
beforeAll(async () => (site = await TestApp.start()));
afterAll(() => site.close());

/** Values that an object might be taken apart at. */
const VALUES = ['1', 'null', `'{"a" : {}}'::json`, `', {}'::text`, `'"}'::text`, `'[{}]'::json`];
const WRITTEN = ['1', 'null', '{"a" : {}}', '", {}"', '"\\"}"', '[{}]'];

it.each([0, 1, 50, 51, 100, 101, 250])(
  'an object has %d members in their order, as json_build_object has them',
  async (count) => {
    const numbers = Array.from({ length: count }, (_, index) => index);
    const members = numbers.map((n) => sql`${literal(`m${n}`)}, ${raw(VALUES[n % VALUES.length] as string)}`);
    const [row] = await site.database.query<{ json: string }>(sql`select ${objectOf(members)}::text as json`);
    const written = numbers.map((n) => `"m${n}" : ${WRITTEN[n % WRITTEN.length]}`);
    expect(row?.json).toBe(`{${written.join(', ')}}`);
  },
);

it('the labels of the site are all there, in both transports', async () => {
  const names = Object.keys(DEFAULT_LABELS);
  expect(names.length).toBeGreaterThan(50);
  const { body } = await site.get<{ labels: object }>('/v1/site');
  expect(body.labels).toEqual(DEFAULT_LABELS);
  const asked = `{ site { labels { ${names.toReversed().join(' ')} } } }`;
  const answer = await site.graphql<{ site: { labels: object } }>(asked);
  expect(Object.entries(answer.body.data?.site.labels ?? {})).toEqual(
    Object.entries(DEFAULT_LABELS).toReversed(),
  );
});
