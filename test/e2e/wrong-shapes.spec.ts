import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN_KEY, TestApp } from '../support/test-app.js';

const admin = { authorization: `Bearer ${ADMIN_KEY}` };
const story = { headline: 'A story', section: 'world', body: { text: 'One paragraph.' } };

let site: TestApp;
beforeAll(async () => {
  site = await TestApp.start();
  await site.post('/v1/sections', { name: 'World' }, admin);
});
afterAll(() => site.close());

describe('a body of the wrong shape', () => {
  it.each([
    ['/v1/articles', { ...story, rights: [{ syndicate: false }] }, '/rights', 'INVALID'],
    ['/v1/articles', { ...story, rights: [] }, '/rights', 'INVALID'],
    ['/v1/articles', { ...story, seo: [{ title: 'x' }] }, '/seo', 'INVALID'],
    ['/v1/articles', { ...story, body: ['x'] }, '/body', 'INVALID'],
    ['/v1/authors', { name: 'Ada', links: [[]] }, '/links', 'INVALID'],
    [
      '/v1/authors',
      { name: 'Ada', links: [[{ label: 'x', url: 'https://x.example' }]] },
      '/links',
      'INVALID',
    ],
    ['/v1/tags', { name: 'Votes', toString: 1 }, '/toString', 'UNKNOWN_FIELD'],
    ['/v1/articles', { ...story, seo: { valueOf: 'x' } }, '/seo/valueOf', 'UNKNOWN_FIELD'],
  ])('is refused at %s: %j', async (path, body, pointer, code) => {
    const answer = await site.post(path, body, admin);
    expect([answer.status, answer.body['code']]).toEqual([422, 'INVALID_INPUT']);
    expect(answer.body['errors']).toMatchObject([{ pointer, code }]);
  });

  it('keeps the words of Markdown that is nested deeply, or says so', async () => {
    const list = Array.from({ length: 20 }, (_, depth) => `${'  '.repeat(depth)}- item${depth}z`).join('\n');
    const markdown = `Before.\n\n${list}\n\nAfter.`;
    const { status, body } = await site.post<{ body: { text: string } }>(
      '/v1/articles',
      { ...story, body: { markdown } },
      admin,
    );
    expect(status).toBe(201);
    for (const word of ['Before.', 'item0z', 'item19z', 'After.']) expect(body.body.text).toContain(word);
  });
});
