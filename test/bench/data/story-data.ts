import { v7 as uuidv7 } from 'uuid';
import type { PreparedBody } from '../../../src/body/body.js';
import { excerptOf } from '../../../src/body/plain-text.js';
import type { Random } from '../../support/random.js';
import type { Row } from './copy.js';
import { headline, sentence, storyBody } from './prose.js';
import type { SectionData, SiteData } from './site-data.js';

export interface StoryData {
  readonly id: string;
  readonly slug: string;
  readonly publishedAt: Date;
  readonly revisionId: string;
  readonly headline: string;
  readonly section: SectionData;
  readonly authorIds: readonly string[];
  readonly tagIds: readonly string[];
  readonly imageId: string;
  readonly body: PreparedBody;
}

/** Preparing a body takes milliseconds; this many different ones are shared by all stories. */
const BODIES = 200;
const BODY_CHARACTERS = 5_000;
const MINUTE = 60_000;
const YEARS = 2;

/** Published stories, oldest first, spread over two years. */
export function storyData(random: Random, site: SiteData, count: number, now: Date): StoryData[] {
  const bodies = Array.from({ length: BODIES }, () => storyBody(random, BODY_CHARACTERS));
  const step = (YEARS * 365 * 24 * 60 * MINUTE) / count;
  return Array.from({ length: count }, (_, index) => {
    const publishedAt = new Date(now.getTime() - MINUTE - Math.round((count - index) * step));
    const title = headline(random);
    const slug = `${title.toLowerCase().replace(/[^a-z]+/g, '-')}-${index}`;
    return {
      id: uuidv7({ msecs: publishedAt.getTime() }),
      slug,
      publishedAt,
      revisionId: uuidv7({ msecs: publishedAt.getTime() }),
      headline: title,
      section: random.pick(site.sections),
      authorIds: distinct(random, site.authorIds, random.int(1, 2)),
      tagIds: distinct(random, site.tagIds, random.int(3, 5)),
      imageId: random.pick(site.imageIds),
      body: random.pick(bodies),
    };
  });
}

function distinct(random: Random, values: readonly string[], count: number): string[] {
  const chosen = new Set<string>();
  while (chosen.size < count) chosen.add(random.pick(values));
  return [...chosen];
}

/** The tables of the stories, in an order that the foreign keys allow within one transaction. */
export const STORY_TABLES: readonly (readonly [
  table: string,
  rows: (story: StoryData, random: Random) => Row[],
])[] = [
  ['article', (story) => [article(story)]],
  ['article_revision', (story, random) => [revision(story, random)]],
  ['article_alias', ({ slug, id, publishedAt }) => [{ slug, article_id: id, since: publishedAt }]],
  [
    'article_listing',
    ({ section, ...story }) => section.path.map((section_id) => ({ section_id, ...placeOf(story) })),
  ],
  [
    'article_author',
    (story) => story.authorIds.map((author_id, position) => ({ author_id, position, ...placeOf(story) })),
  ],
  [
    'article_tag',
    (story) => story.tagIds.map((tag_id, position) => ({ tag_id, position, ...placeOf(story) })),
  ],
  ['share_code', ({ slug, id, publishedAt }) => [shareCode(slug, id, publishedAt)]],
  [
    'share_count',
    ({ id }, random) =>
      ['x', 'facebook', 'telegram'].map((network) => ({
        article_id: id,
        network,
        visits: random.int(1, 500),
      })),
  ],
];

const placeOf = ({ id, publishedAt }: Pick<StoryData, 'id' | 'publishedAt'>) => ({
  article_id: id,
  publish_at: publishedAt,
});

const shareCode = (slug: string, article_id: string, created_at: Date): Row => ({
  code: `c${slug.slice(slug.lastIndexOf('-') + 1).padStart(7, '0')}`,
  article_id,
  created_at,
});

const article = ({ id, slug, section, publishedAt, revisionId }: StoryData): Row => ({
  id,
  slug,
  section_id: section.id,
  status: 'published',
  publish_at: publishedAt,
  first_published_at: publishedAt,
  modified_at: publishedAt,
  updated_at: publishedAt,
  created_at: publishedAt,
  published_revision_id: revisionId,
  draft_revision_id: null,
  language: 'en',
});

function revision(story: StoryData, random: Random): Row {
  const { body } = story;
  return {
    id: story.revisionId,
    article_id: story.id,
    number: 1,
    headline: story.headline,
    headline_uri: encodeURIComponent(story.headline),
    dek: sentence(random),
    excerpt: excerptOf(body.text),
    blocks: JSON.stringify(body.blocks),
    html: body.html,
    text: body.text,
    word_count: body.wordCount,
    reading_minutes: body.readingMinutes,
    gaps: JSON.stringify(body.gaps),
    content_hash: story.id,
    section_id: story.section.id,
    author_ids: story.authorIds,
    tag_ids: story.tagIds,
    lead_image_id: story.imageId,
    created_by: 'bench',
    created_at: story.publishedAt,
  };
}
