import { v7 as uuidv7 } from 'uuid';
import type { Random } from '../../support/random.js';
import type { Row } from './copy.js';
import { sentence } from './prose.js';

/** Slug, name and, where there is one, the section above. */
const SECTIONS = [
  ['world', 'World', null],
  ['europe', 'Europe', 'world'],
  ['middle-east', 'Middle East', 'world'],
  ['asia', 'Asia', 'world'],
  ['business', 'Business', null],
  ['markets', 'Markets', 'business'],
  ['technology', 'Technology', null],
  ['science', 'Science', null],
  ['culture', 'Culture', null],
  ['film', 'Film', 'culture'],
  ['sport', 'Sport', null],
  ['football', 'Football', 'sport'],
] as const;

export interface SectionData {
  readonly id: string;
  readonly slug: string;
  /** Ids of the sections from the top down to this one. */
  readonly path: readonly string[];
}

export interface SiteData {
  readonly sections: readonly SectionData[];
  readonly authorIds: readonly string[];
  readonly tagIds: readonly string[];
  readonly imageIds: readonly string[];
  /** What is to be copied, in an order that the foreign keys allow. */
  readonly tables: readonly (readonly [table: string, rows: readonly Row[]])[];
}

/** Everything of the site but its stories. */
export function siteData(random: Random): SiteData {
  const images = Array.from({ length: 500 }, (_, index) => image(random, index));
  const imageIds = images.map(({ id }) => id);
  const authors = Array.from({ length: 50 }, (_, index) => ({
    id: uuidv7(),
    slug: `author-${index}`,
    name: `Author Number${index}`,
    bio: sentence(random),
    avatar_id: random.pick(imageIds),
    links: JSON.stringify([{ label: 'Mastodon', url: `https://social.example/@author${index}` }]),
  }));
  const tags = Array.from({ length: 300 }, (_, index) => ({
    id: uuidv7(),
    slug: `tag-${index}`,
    name: `Tag ${index}`,
  }));
  const { sections, rows } = sectionRows(random);
  return {
    sections,
    authorIds: authors.map(({ id }) => id),
    tagIds: tags.map(({ id }) => id),
    imageIds,
    tables: [['image', images], ['section', rows], ['author', authors], ['tag', tags], ...sponsorTables()],
  };
}

function image(random: Random, index: number) {
  return {
    id: uuidv7(),
    url: `https://images.example/2020/11/picture-${index}.jpg`,
    width: 1600,
    height: 900,
    alt: sentence(random),
    caption: sentence(random),
    credit: 'Example Pictures',
    focal_x: 0.5,
    focal_y: 0.25,
  };
}

function sectionRows(random: Random): { sections: SectionData[]; rows: Row[] } {
  const bySlug = new Map<string, SectionData>();
  const rows = SECTIONS.map(([slug, name, parent], position) => {
    const above = parent === null ? undefined : bySlug.get(parent);
    const id = uuidv7();
    bySlug.set(slug, { id, slug, path: [...(above?.path ?? []), id] });
    return {
      id,
      parent_id: above?.id ?? null,
      slug,
      name,
      description: sentence(random),
      path: bySlug.get(slug)?.path ?? [],
      position,
      navigation_position: above ? null : position,
    };
  });
  return { sections: [...bySlug.values()], rows };
}

function sponsorTables(): SiteData['tables'] {
  const sponsors = ['Gentle Bank', 'Loud Airlines', 'Third Motors'].map((name, index) => ({
    id: uuidv7(),
    slug: `sponsor-${index}`,
    name,
    url: `https://sponsor${index}.example/`,
    allow_sensitive: index === 0,
  }));
  const rules = [
    { slot: 'banner', rule: 'top', amount: null, most: 1 },
    { slot: 'inline', rule: 'afterWords', amount: 200, most: 1 },
    { slot: 'inline', rule: 'everyBlocks', amount: 4, most: 2 },
  ];
  const placements = rules.map((rule, index) => ({
    id: uuidv7(),
    sponsor_id: sponsors[index]?.id ?? null,
    ...rule,
    position: index,
    label: 'Sponsored',
    text: 'A message from our sponsor.',
    href: `https://sponsor${index}.example/offer`,
  }));
  const codes = placements.map(({ id }, index) => ({
    code: `advert2${'abc'.charAt(index)}`,
    placement_id: id,
    created_at: new Date(),
  }));
  return [
    ['sponsor', sponsors],
    ['placement', placements],
    ['share_code', codes],
  ];
}
