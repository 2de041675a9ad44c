import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aStory } from '../support/comments.js';
import { TestApp } from '../support/test-app.js';
import { furnishNewsroom, published, send, writer } from '../support/writing.js';

let site: TestApp;

beforeAll(async () => {
  site = await TestApp.start({ RESPONSE_CACHE: 'on' });
  await furnishNewsroom(site);
  // What every second story says counts for nothing, so there have to be others.
  await site.import(Array.from({ length: 60 }, () => aStory(unique(), { headline: `About ${unique()}` })));
});
afterAll(() => site.close());

const unique = (): string => `s${randomUUID().slice(0, 8)}`;

describe('reasons', () => {
  const allow = (anonymousAccess: string) =>
    send(site, 'PATCH', '/v1/site', { anonymousAccess }, { version: '*' });

  it('name no word to those who may not read whole stories', async () => {
    const secret = unique();
    const name = `Zebulon Q${unique()}`;
    const text = `The ${secret} was found. Nobody but ${name} had looked for the ${secret}.`;
    const stories = [
      await published(site, { headline: `First ${unique()}`, excerpt: 'A matter.', body: { text } }),
      await published(site, {
        headline: `Second ${unique()}`,
        excerpt: 'A matter.',
        body: { text: `${text} ${unique()} ${unique()} ${unique()}.` },
      }),
    ];
    const path = `/v1/articles/${stories[0].id}`;
    const query = `{ article(id: "${stories[0].id}") { related { reasons { kind detail } } } }`;
    const answers = async (headers: Record<string, string> = {}): Promise<string[]> => [
      (await site.text(`${path}/related`, headers)).body,
      (await site.text(`${path}/page?fields=related`, headers)).body,
      JSON.stringify((await site.graphql(query, {}, headers)).body),
    ];
    for (const answer of await answers()) expect(answer).toContain(secret);
    await allow('excerpt');
    try {
      for (const answer of await answers()) {
        expect(answer).not.toContain(secret);
        expect(answer).not.toContain('Zebulon');
        expect(answer).toContain('Words of their texts');
      }
      for (const answer of await answers(writer)) expect(answer).toContain(secret);
    } finally {
      await allow('full');
    }
    for (const answer of await answers()) expect(answer).toContain(secret);
  });
});
