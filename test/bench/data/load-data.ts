import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { RelatedService } from '../../../src/related-stories/related.service.js';
import { Random } from '../../support/random.js';
import { commentData } from './comment-data.js';
import { copyRows, type Row } from './copy.js';
import { siteData } from './site-data.js';
import { STORY_TABLES, type StoryData, storyData } from './story-data.js';

export interface LoadedData {
  readonly slugs: readonly string[];
  readonly sectionSlugs: readonly string[];
}

const RELATED_CHUNK = 1_000;

/** Fills a migrated database with a site of this size. The same every time, but for ids and times. */
export async function loadData(
  url: string,
  { articles, comments }: { articles: number; comments: number },
): Promise<LoadedData> {
  const random = new Random(20_201_108);
  const now = new Date();
  const site = siteData(random);
  const stories = storyData(random, site, articles, now);
  const said = commentData(random, stories, comments, now);
  const client = new Client({ connectionString: url });
  // A lost connection fails the query under way; nobody else need hear of it.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('begin');
    await client.query(SITE_ROW);
    for (const [table, rows] of site.tables) await copyRows(client, table, rows);
    for (const [table, rowsOf] of STORY_TABLES) {
      await copyRows(
        client,
        table,
        rowsOfAll(stories, (story) => rowsOf(story, random)),
      );
    }
    await copyRows(client, 'comment', said.rows);
    await copyRows(
      client,
      'article_stats',
      stories.map(({ id }) => statsRow(id, said.counts.get(id) ?? 0, random)),
    );
    await client.query(`select setval('comment_label', $1)`, [comments]);
    await client.query(SEARCH);
    await client.query('commit');
    await client.query('analyze');
    await chooseRelated(url, stories);
    await client.query('vacuum analyze');
    await client.query('checkpoint').catch(() => undefined);
  } finally {
    await client.end();
  }
  return {
    slugs: stories.map(({ slug }) => slug),
    sectionSlugs: site.sections.map(({ slug }) => slug),
  };
}

function* rowsOfAll(
  stories: readonly StoryData[],
  rowsOf: (story: StoryData) => readonly Row[],
): Generator<Row> {
  for (const story of stories) yield* rowsOf(story);
}

const statsRow = (article_id: string, comment_count: number, random: Random): Row => ({
  article_id,
  comment_count,
  share_count: random.int(0, 1_500),
});

async function chooseRelated(url: string, stories: readonly StoryData[]): Promise<void> {
  const source = await new DataSource({ type: 'postgres', url }).initialize();
  try {
    const related = new RelatedService();
    for (let start = 0; start < stories.length; start += RELATED_CHUNK) {
      const ids = stories.slice(start, start + RELATED_CHUNK).map(({ id }) => id);
      await source.transaction((tx) => related.choose(tx, ids));
    }
  } finally {
    await source.destroy();
  }
}

const SITE_ROW = `insert into site (id, name, tagline, language, copyright_notice, labels, share_networks,
    comment_policy, anonymous_access, updated_at)
  values (1, 'The Bench', 'All the load that is fit to print', 'en', '© 2020, paradox. All rights reserved.', '{}',
    array['x', 'facebook', 'telegram', 'whatsapp', 'linkedin', 'reddit', 'email', 'copy'], 'open', 'full', now())`;

/** Bodies are shared by many stories, so that each is analysed once. */
const SEARCH = `insert into article_search (article_id, document)
  with body as (
    select md5(text) as key, to_tsvector('english', min(text)) || to_tsvector('simple', min(text)) as document
    from article_revision group by md5(text)
  )
  select r.article_id, setweight(to_tsvector('english', r.headline), 'A') || setweight(body.document, 'D')
  from article_revision r join body on body.key = md5(r.text)`;
