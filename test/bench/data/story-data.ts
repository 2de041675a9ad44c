import { v7 as uuidv7 } from 'uuid';
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
  /** Number of its body. */
  readonly body: number;
}

/** Preparing a body takes milliseconds; this many different ones are shared by all stories. */
const BODIES = 200;
const BODY_CHARACTERS = 5_000;
const MINUTE = 60_000;
const YEARS = 2;

/** Published stories, oldest first, spread over two years; so many at a time that no more need be remembered. */
export function* storyBatches(
  random: Random,
  site: SiteData,
  { count, size, now }: { count: number; size: number; now: Date },
): Generator<StoryData[]> {
  const step = (YEARS * 365 * 24 * 60 * MINUTE) / count;
  for (let start = 0; start < count; start += size) {
    yield Array.from({ length: Math.min(size, count - start) }, (_, offset) => {
      const index = start + offset;
      const publishedAt = new Date(now.getTime() - MINUTE - Math.round((count - index) * step));
      return story(random, site, { index, publishedAt });
    });
  }
}

function story(
  random: Random,
  site: SiteData,
  { index, publishedAt }: { index: number; publishedAt: Date },
): StoryData {
  const title = headline(random);
  return {
    id: uuidv7({ msecs: publishedAt.getTime() }),
    slug: `${title.toLowerCase().replace(/[^a-z]+/g, '-')}-${index}`,
    publishedAt,
    revisionId: uuidv7({ msecs: publishedAt.getTime() }),
    headline: title,
    section: random.pick(site.sections),
    authorIds: distinct(random, site.authorIds, random.int(1, 2)),
    tagIds: distinct(random, site.tagIds, random.int(3, 5)),
    imageId: random.pick(site.imageIds),
    body: random.int(0, BODIES - 1),
  };
}

function distinct(random: Random, values: readonly string[], count: number): string[] {
  const chosen = new Set<string>();
  while (chosen.size < count) chosen.add(random.pick(values));
  return [...chosen];
}

/** The tables that stories are copied into. */
export const STORY_TABLES: readonly (readonly [
  table: string,
  rows: (story: StoryData, random: Random) => Row[],
])[] = [
  ['article', (story) => [article(story)]],
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

/** Codes have letters in the place of the digits that look like others. */
const shareCode = (slug: string, article_id: string, created_at: Date): Row => ({
  code: `c${slug.slice(slug.lastIndexOf('-') + 1).padStart(7, '0')}`
    .replaceAll('0', 'x')
    .replaceAll('1', 'y'),
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

/**
 * Revisions are put together by PostgreSQL: a body is sent once, and its compressed form is copied from row to row. The
 * same holds for the words of the search.
 */
export const REVISION_TABLES = `
  create temporary table body (number integer primary key, excerpt text, blocks json, html text, text text,
    word_count integer, reading_minutes integer, gaps jsonb, words tsvector);
  create temporary table incoming (id uuid, article_id uuid, headline text, headline_uri text, dek text, body integer,
    section_id uuid, author_ids uuid[], tag_ids uuid[], lead_image_id uuid, created_at timestamptz);`;

/** To be run when the bodies are there. */
export const BODY_WORDS = `
  update body set words = setweight(to_tsvector('story_english', text) || to_tsvector('story_simple', text), 'D');
  analyze body;`;

export const TAKE_REVISIONS = `
  insert into article_revision (id, article_id, number, headline, headline_uri, dek, excerpt, blocks, html, text,
    word_count, reading_minutes, gaps, content_hash, section_id, author_ids, tag_ids, lead_image_id, created_by, created_at)
  select i.id, i.article_id, 1, i.headline, i.headline_uri, i.dek, b.excerpt, b.blocks, b.html, b.text,
    b.word_count, b.reading_minutes, b.gaps, i.article_id, i.section_id, i.author_ids, i.tag_ids, i.lead_image_id,
    'bench', i.created_at
  from incoming i join body b on b.number = i.body order by i.created_at;
  insert into article_search (article_id, document, lead, title, places, spans)
  select article_id, lead || words, lead, title, places, spans
  from (
    select i.article_id, b.words, setweight(to_tsvector('story_simple', i.headline), 'A') as title,
      setweight(to_tsvector('story_english', i.headline) || to_tsvector('story_simple', i.headline), 'A')
        || setweight(to_tsvector('story_english', i.dek) || to_tsvector('story_simple', i.dek), 'B') as lead,
      (select path from section where id = i.section_id) || i.author_ids || i.tag_ids as places,
      search_spans(i.created_at) as spans
    from incoming i join body b on b.number = i.body order by i.created_at offset 0) story;
  truncate incoming;`;

export const bodyRows = (random: Random): Row[] =>
  Array.from({ length: BODIES }, (_, number) => {
    const body = storyBody(random, BODY_CHARACTERS);
    return {
      number,
      excerpt: excerptOf(body.text),
      blocks: JSON.stringify(body.blocks),
      html: body.html,
      text: body.text,
      word_count: body.wordCount,
      reading_minutes: body.readingMinutes,
      gaps: JSON.stringify(body.gaps),
    };
  });

export const incomingRow = (story: StoryData, random: Random): Row => ({
  id: story.revisionId,
  article_id: story.id,
  headline: story.headline,
  headline_uri: encodeURIComponent(story.headline),
  dek: sentence(random),
  body: story.body,
  section_id: story.section.id,
  author_ids: story.authorIds,
  tag_ids: story.tagIds,
  lead_image_id: story.imageId,
  created_at: story.publishedAt,
});
