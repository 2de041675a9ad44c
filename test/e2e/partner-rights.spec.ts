import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from '../../src/platform/database/sql.js';
import { aPartner, keyFor } from '../support/partners.js';
import { TestApp } from '../support/test-app.js';
import { Given, type Marked, WAYS_OUT } from '../support/ways-out.js';
import { send } from '../support/writing.js';

const MINUTE = 60_000;

interface Story {
  readonly name: string;
  readonly section: string;
  readonly language: string;
  readonly ageMinutes: number;
  readonly rights?: Record<string, unknown>;
}

const STORIES: readonly Story[] = [
  { name: 'alder', section: 'World', language: 'en', ageMinutes: 300 },
  { name: 'birch', section: 'World', language: 'en-GB', ageMinutes: 5 },
  { name: 'cedar', section: 'World', language: 'de', ageMinutes: 300 },
  { name: 'dogwood', section: 'Sport', language: 'en', ageMinutes: 300 },
  { name: 'elder', section: 'Sport', language: 'de', ageMinutes: 5 },
  { name: 'fig', section: 'World', language: 'en', ageMinutes: 300, rights: { syndicate: false } },
  {
    name: 'gorse',
    section: 'World',
    language: 'en',
    ageMinutes: 300,
    rights: { embargoUntil: '2099-01-01T00:00:00Z' },
  },
];

interface Rights {
  readonly sections?: readonly string[];
  readonly languages?: readonly string[];
  readonly embargoMinutes?: number;
  readonly content?: 'full' | 'excerpt';
  readonly media?: boolean;
}

/** Every kind of right by itself, all of them, and none. */
const RIGHTS: Readonly<Record<string, Rights>> = {
  'all rights': {},
  'one section': { sections: ['sport'] },
  'the section above': { sections: ['news'] },
  'one language': { languages: ['en'] },
  'an embargo': { embargoMinutes: 60 },
  excerpts: { content: 'excerpt' },
  'no pictures': { media: false },
  'little of everything': {
    ...{ sections: ['news'], languages: ['EN'], embargoMinutes: 60, content: 'excerpt', media: false },
  },
};

/** What a partner may have, said once more and in other words than the program says it. */
const mayHave = ({ sections = [], languages = [], embargoMinutes = 0 }: Rights, story: Story): boolean =>
  story.rights === undefined &&
  (sections.length === 0 ||
    sections.includes(story.section.toLowerCase()) ||
    (sections.includes('news') && story.section === 'World')) &&
  (languages.length === 0 || languages.some((one) => story.language.split('-')[0] === one.toLowerCase())) &&
  story.ageMinutes >= embargoMinutes;

let site: TestApp;
const marked = new Map<string, Marked>();

beforeAll(async () => {
  site = await TestApp.start();
  const now = Date.now();
  await send(site, 'POST', '/v1/sections', { name: 'News' });
  await send(site, 'POST', '/v1/sections', { name: 'World', parent: 'news' });
  const picture = (what: string, name: string): string => `https://pictures.example/${what}-${name}.jpg`;
  await site.import(
    STORIES.map(({ name, section, language, ageMinutes, rights }) => ({
      externalId: name,
      headline: `Headline of ${name}`,
      excerpt: 'Only the first words.',
      ...{ section, language, rights, tags: [`Topic ${name}`] },
      leadImage: { url: picture('lead', name), alt: 'What it shows' },
      body: {
        html: `<p>Words that open it.</p><figure><img src="${picture('body', name)}" alt="What it shows">
          <figcaption>Two lines<br>of caption</figcaption></figure>
          <p>Deep inside stands hidden${name}.</p>`,
      },
      publishedAt: new Date(now - ageMinutes * MINUTE).toISOString(),
    })),
    new Date(now),
  );
  const rows = await site.database.query<Marked>(sql`select id, slug, external_id as url from article`);
  for (const { id, slug, url: name } of rows) {
    const { section } = STORIES.find((story) => story.name === name) as Story;
    marked.set(name, { id, slug, url: `https://site.example/${section.toLowerCase()}/${slug}` });
  }
});
afterAll(() => site.close());

describe.each(Object.entries(RIGHTS))('a partner with %s', (_, rights) => {
  let given: Given;
  beforeAll(async () => {
    const { caller } = await aPartner(site, { ...rights });
    given = new Given(site, caller);
  });

  it.each(WAYS_OUT)('has no more, and no less, by $name', async (way) => {
    const { has } = way;
    for (const story of STORIES) {
      const { name } = story;
      const text = await given.by(way, marked.get(name) as Marked);
      const may = mayHave(rights, story);
      const isWhole = may && rights.content !== 'excerpt';
      const found = {
        headline: text.includes(`Headline of ${name}`),
        tag: text.includes(`Topic ${name}`),
        body: text.includes(`hidden${name}`),
        pictures: new RegExp(`pictures.example/(?:lead|body)-${name}`).test(text),
      };
      const expected = {
        headline: may && (has.headline ?? found.headline),
        tag: may && found.tag,
        body: isWhole && (has.body ?? found.body),
        pictures: may && rights.media !== false && (has.pictures ?? found.pictures),
      };
      expect({ name, ...found }).toEqual({ name, ...expected });
    }
  });
});

describe('a key of the house for syndication', () => {
  it('has what may be handed on, whole', async () => {
    const caller = await keyFor(site, ['syndication:read']);
    const given = new Given(site, caller);
    for (const way of WAYS_OUT) {
      const { has } = way;
      for (const { name, rights } of STORIES) {
        const text = await given.by(way, marked.get(name) as Marked);
        const found = [text.includes(`Headline of ${name}`), text.includes(`hidden${name}`)];
        const may = rights === undefined;
        expect([way.name, name, ...found]).toEqual([
          ...[way.name, name, may && (has.headline ?? found[0]), may && (has.body ?? found[1])],
        ]);
      }
    }
  });
});

describe('the end of a partner', () => {
  const soon = () => new Date(Date.now() + 3_600_000).toISOString();

  it('is the end of its keys', async () => {
    const { id, caller } = await aPartner(site, { endsAt: soon() });
    expect((await site.get('/v1/articles', caller)).status).toBe(200);
    await site.database.query(sql`update partner set ends_at = now() where id = ${id}::uuid`);
    expect((await site.get('/v1/articles', caller)).status).toBe(401);
  });

  it('comes when it is deleted, and what it had is forgotten', async () => {
    const { id, version, caller } = await aPartner(site);
    await site.get('/v1/articles?include=body', caller);
    expect((await send(site, 'DELETE', `/v1/partners/${id}`, undefined, { version })).status).toBe(204);
    expect((await site.get('/v1/articles', caller)).status).toBe(401);
    expect(await site.database.query(sql`select 1 from partner_copy where partner_id = ${id}::uuid`)).toEqual(
      [],
    );
  });
});
