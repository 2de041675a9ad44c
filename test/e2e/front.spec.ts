import { afterAll, beforeAll, expect, it } from 'vitest';
import { sql } from '../../src/platform/database/sql.js';
import { TestApp } from '../support/test-app.js';

let site: TestApp;

const story = (slug: string, more: Record<string, unknown> = {}) => ({
  externalId: slug,
  slug,
  headline: slug,
  section: 'world',
  body: { text: 'Body.' },
  status: 'published',
  ...more,
});

const lead = async (): Promise<unknown> => {
  const { body } = await site.get<{ lead: { slug: string } | null }>('/v1/front?fields=lead.slug');
  const { body: graphql } = await site.graphql<{ front: { lead: { slug: string } | null } }>(
    '{ front { lead { slug } } }',
  );
  expect(graphql.data?.front.lead).toEqual(body.lead);
  return body.lead?.slug;
};

beforeAll(async () => {
  site = await TestApp.start();
});
afterAll(() => site.close());

it('is led by the newest featured story, else by the newest of all', async () => {
  await site.import([
    story('old', { publishedAt: '2020-01-01T00:00:00Z' }),
    story('new', { publishedAt: '2020-01-05T00:00:00Z' }),
  ]);
  expect(await lead()).toBe('new');
  await site.import([
    story('held', { publishedAt: '2020-01-02T00:00:00Z', featured: true }),
    story('held-since', { publishedAt: '2020-01-03T00:00:00Z', featured: true }),
    story('held-later', { publishedAt: '2099-01-01T00:00:00Z', featured: true }),
  ]);
  expect(await lead()).toBe('held-since');
  expect((await site.get('/v1/articles/held-since')).body).toMatchObject({ featured: true });
});

it('says what a page needs of the site in the same answer, in the words of the newsroom', async () => {
  const words = { skip: 'Zum Inhalt', nameField: 'Name', emailField: 'E-Mail', commentField: 'Kommentar' };
  await site.database.query(sql`update site set labels = ${JSON.stringify(words)}::jsonb`);
  const { body } = await site.get<any>('/v1/front?fields=site(name,apiUrl,labels(skip,more))');
  expect(body).toEqual({
    site: { name: 'Broadsheet', apiUrl: 'https://api.example', labels: { skip: 'Zum Inhalt', more: 'More' } },
  });
  const { body: page } = await site.get<any>('/v1/articles/new/page?fields=commentForm.fields(name,label)');
  expect(page.commentForm.fields).toEqual([
    { name: 'name', label: 'Name' },
    { name: 'email', label: 'E-Mail' },
    { name: 'website', label: 'Website' },
    { name: 'body', label: 'Kommentar' },
  ]);
});
