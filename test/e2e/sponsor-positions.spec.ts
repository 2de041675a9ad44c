import { afterAll, beforeAll, expect, it } from 'vitest';
import { sql } from '../../src/platform/database/sql.js';
import { PlacementsService } from '../../src/placements/placements.service.js';
import { furnish } from '../support/generated-site.js';
import { Random } from '../support/random.js';
import { faultsOfSlots, type SeenBlock, type SeenSlot, type SoldSlot } from '../support/slot-rules.js';
import { TestApp } from '../support/test-app.js';

const STORIES = 240;
const ROUNDS = 6;
const TREE = {
  world: ['world'],
  europe: ['world', 'europe'],
  balkans: ['world', 'europe', 'balkans'],
  sport: ['sport'],
} as const;
const SECTIONS = Object.keys(TREE) as (keyof typeof TREE)[];
const TAGS = ['rivers', 'bridges', 'trade'];
const LANGUAGES = ['en', 'en-GB', 'de-AT', 'zh-Hant-TW'];

let site: TestApp;
/** What was imported, by id. */
const stories = new Map<string, ReturnType<typeof storyOf>>();

beforeAll(async () => {
  site = await TestApp.start({ GRAPHQL_MAX_COST: '1000000' });
  await furnish(site);
  const random = new Random(30);
  const lines = Array.from({ length: STORIES }, (_, index) => storyOf(random, index));
  const made = await site.import(lines);
  lines.forEach((line, index) => stories.set(made[index]?.id as string, line));
});
afterAll(() => site.close());

function storyOf(random: Random, index: number) {
  return {
    ...{ externalId: `story-${index}`, status: 'published', headline: `Story ${index}` },
    ...{ publishedAt: '2026-01-05T06:00:00.000Z', section: random.pick(SECTIONS) },
    ...{ tags: random.some(TAGS, 2), language: random.pick(LANGUAGES), sensitive: random.chance(0.2) },
    // Now and then a body of one block, or of nothing but what no slot may stand beside.
    body: { blocks: blocksOf(random, random.chance(0.15) ? 1 : random.int(2, 24), random.chance(0.1)) },
  };
}

const WORDS = 'river bridge council vote harvest border summit market'.split(' ');
const words = (random: Random, least: number, most: number): string =>
  Array.from({ length: random.int(least, most) }, () => random.pick(WORDS)).join(' ');

function blocksOf(random: Random, count: number, isBare: boolean): object[] {
  const span = (text: string) => [{ _type: 'span', text, marks: [] }];
  const block = (style: string, text: string) => ({ _type: 'block', style, children: span(text) });
  const cell = { _type: 'cell', children: span('cell') };
  const kinds = [
    () => block(random.pick(['h2', 'h3']), words(random, 1, 4)),
    () => block('blockquote', words(random, 3, 9)),
    () => ({
      _type: 'image',
      url: 'https://x.example/a.png',
      alt: '',
      ...(random.chance(0.5) && { caption: 'cap' }),
    }),
    () => ({ _type: 'embed', url: 'https://www.youtube.com/watch?v=dQw4w9WgXcQ' }),
    () => ({ _type: 'table', rows: [{ _type: 'row', cells: [cell] }] }),
    () => ({ _type: 'code', code: 'let river' }),
    () => ({ _type: 'divider' }),
    () => block('normal', random.pick(['* * *', '—'])),
    () => ({
      ...block('normal', words(random, 1, 5)),
      ...{ listItem: random.pick(['bullet', 'number']), level: random.int(1, 3) },
    }),
  ];
  return Array.from({ length: count }, () =>
    isBare || random.chance(0.4) ? random.pick(kinds)() : block('normal', words(random, 1, 40)),
  );
}

/** Sells some slots, and none beside them. */
async function sell(random: Random, count: number): Promise<SoldSlot[]> {
  const service = site.app.get(PlacementsService, { strict: false });
  await site.database.query(sql`delete from placement`);
  const idsOf = async (table: 'section' | 'tag') => {
    const query = table === 'section' ? sql`select id, slug from section` : sql`select id, slug from tag`;
    const rows = await site.database.query<{ id: string; slug: string }>(query);
    return new Map(rows.map(({ id, slug }) => [slug, id]));
  };
  const [sections, tags] = [await idsOf('section'), await idsOf('tag')];
  return site.database.transaction(async (tx) => {
    const sponsors = new Map<boolean, string>();
    for (const allowSensitive of [true, false]) {
      const slug = `sponsor-${allowSensitive}-${random.int(0, 1e9)}`;
      sponsors.set(
        allowSensitive,
        await service.addSponsor(tx, { slug, name: slug, url: null, allowSensitive }),
      );
    }
    const slots = Array.from({ length: count }, () => soldSlot(random));
    const now = Date.now();
    const ids = await service.addPlacements(
      tx,
      slots.map(({ rule, amount, most, minWords, languages, allowSensitive, runs, ...slot }) => ({
        ...{ rule, most, minWords, languages: [...languages], position: random.int(0, 3) },
        ...{ amount: rule === 'top' || rule === 'end' ? null : amount, slot: 'any', label: 'Sponsored' },
        ...{ text: 'Buy', imageId: null, href: 'https://x.example/', startsAt: null },
        sponsorId: sponsors.get(allowSensitive) as string,
        sectionIds: slot.sections.map((slug) => sections.get(slug) as string),
        tagIds: slot.tags.map((slug) => tags.get(slug) as string),
        endsAt: runs ? null : new Date(now - 1_000),
      })),
      new Date(),
    );
    const rows = await tx.query<{ id: string }[]>('select id from placement order by position, id');
    return rows.map(({ id }) => ({ ...(slots[ids.indexOf(id)] as SoldSlot), id }));
  });
}

function soldSlot(random: Random): SoldSlot {
  const rule = random.pick(['top', 'end', 'afterWords', 'afterWords', 'everyBlocks'] as const);
  const some = <T>(values: readonly T[]) => (random.chance(0.2) ? random.some(values, 2) : []);
  return {
    ...{ id: '', rule, amount: random.int(1, rule === 'afterWords' ? 150 : 7) },
    most: rule === 'everyBlocks' ? random.int(1, 5) : 1,
    minWords: random.chance(0.2) ? random.int(1, 300) : 0,
    ...{ sections: some(SECTIONS), tags: some(TAGS), languages: some(['en', 'EN-gb', 'de', 'zh-Hant']) },
    ...{ allowSensitive: random.chance(0.5), runs: random.chance(0.9) },
  };
}

interface Seen {
  readonly id: string;
  readonly body: { readonly blocks: readonly SeenBlock[] };
  readonly placements: readonly SeenSlot[];
}

async function read(): Promise<Seen[]> {
  const query = `query ($after: String) { articles(first: 100, after: $after) {
    nodes { id body { blocks } placements { id position { kind blockKey } } } pageInfo { hasNextPage endCursor } } }`;
  const seen: Seen[] = [];
  for (let hasNextPage = true, after: string | null = null; hasNextPage;) {
    const { body }: { body: { data: any } } = await site.graphql<any>(query, { after });
    seen.push(...body.data.articles.nodes);
    ({ hasNextPage, endCursor: after } = body.data.articles.pageInfo);
  }
  return seen.map((story) => ({
    ...story,
    placements: story.placements.map(({ id, position: { kind, blockKey } }) => ({
      id,
      position: { kind: kind.toLowerCase(), blockKey },
    })),
  }));
}

it('no story breaks a rule of where slots stand, whatever was sold', async () => {
  const random = new Random(31);
  const kinds = new Map<string, number>();
  for (let round = 0; round < ROUNDS; round += 1) {
    const sold = await sell(random, [2, 5, 12, 25, 40, 60][round] as number);
    const seen = await read();
    expect(seen).toHaveLength(STORIES);
    for (const { id, body, placements } of seen) {
      const line = stories.get(id) as ReturnType<typeof storyOf>;
      const { language, sensitive, tags, section } = line;
      const story = { blocks: body.blocks, language, sensitive, tags, sections: TREE[section] };
      expect(faultsOfSlots(story, sold, placements), `round ${round}, ${line.externalId}`).toEqual([]);
      for (const { position } of placements) kinds.set(position.kind, (kinds.get(position.kind) ?? 0) + 1);
    }
  }
  // What never stands anywhere breaks no rule.
  for (const kind of ['top', 'after', 'end']) expect(kinds.get(kind), kind).toBeGreaterThan(300);
}, 60_000);
