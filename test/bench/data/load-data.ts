import { Client } from 'pg';
import { Random } from '../../support/random.js';
import { CommentData } from './comment-data.js';
import { copyRows, type Row } from './copy.js';
import { fillRelated } from './related-data.js';
import { putBack, setAside } from './set-aside.js';
import { siteData } from './site-data.js';
import {
  BODY_WORDS,
  bodyRows,
  incomingRow,
  REVISION_TABLES,
  STORY_TABLES,
  storyBatches,
  type StoryData,
  TAKE_REVISIONS,
} from './story-data.js';

export interface DataSize {
  readonly articles: number;
  readonly comments: number;
  /** Whether there are stories beside each, which takes long to choose; there are when absent. */
  readonly related?: boolean;
}

const SEED = 20_201_108;
const BATCH = 2_000;
const SESSION = '-c synchronous_commit=off -c work_mem=64MB';

/**
 * Fills a migrated database with a site of this size. The same every time, but for ids and times. A batch of stories
 * is made, copied and forgotten before the next, so memory does not grow with the site.
 * @param say is told how far it is
 */
export async function loadData(url: string, size: DataSize, say: (text: string) => void): Promise<void> {
  const clients = [await connect(url), await connect(url)] as const;
  const [client] = clients;
  const timed = async (name: string, work: () => Promise<unknown>): Promise<void> => {
    const started = Date.now();
    await work();
    say(`  ${name}: ${((Date.now() - started) / 1_000).toFixed(0)} s`);
  };
  try {
    const aside = await setAside(client);
    const late = ({ table }: { table: string }): boolean => table === 'related_story';
    // What triggers would count story by story is counted at once when all are there.
    await client.query('alter table article_search disable trigger user');
    await timed('rows', () => copyAll(clients, size));
    await timed('words', () => client.query(WORDS));
    await client.query('alter table article_search enable trigger user');
    await timed('readers', () => client.query(READERS));
    // All of them: whoever chooses related stories says what is to happen when a row is there.
    await timed('keys', () => putBack(url, aside.keys));
    await timed('indexes', () =>
      putBack(
        url,
        aside.indexes.filter((one) => !late(one)),
      ),
    );
    await client.query('analyze');
    if (size.related !== false) await timed('related stories', () => fillRelated(client, url));
    await timed('references', () => putBack(url, [...aside.indexes.filter(late), ...aside.references]));
    await timed('vacuum', () => client.query('vacuum analyze'));
    await client.query('checkpoint').catch(() => undefined);
  } finally {
    await Promise.all(clients.map((one) => one.end()));
  }
}

/**
 * What moderation looks up: who wrote each comment, and what the last week's were recognised by. Statements that were
 * planned while these tables are empty would read them whole.
 */
const READERS = `
  insert into comment_identity (comment_id, email_cipher, email_index, created_at)
    select id, '\\x00', sha256(convert_to(author_name || (random() * 5000)::int, 'UTF8')), created_at from comment;
  insert into comment_fingerprint (comment_id, at, text_hash, simhash)
    select id, now() - random() * interval '7 days', substr(sha256(convert_to(id::text, 'UTF8')), 1, 16),
      (('x' || substr(md5(id::text), 1, 16))::bit(64))::bigint
    from (select id from comment order by id desc limit 100000) newest`;

async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url, options: SESSION });
  // A lost connection fails the query under way; nobody else need hear of it.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** Stories go over one connection, what was said under them over the other. */
async function copyAll([client, talk]: readonly [Client, Client], size: DataSize): Promise<void> {
  const random = new Random(SEED);
  const now = new Date();
  const site = siteData(random);
  await client.query(SITE_ROW);
  for (const [table, rows] of site.tables) await copyRows(client, table, rows);
  await client.query(REVISION_TABLES);
  await copyRows(client, 'body', bodyRows(random));
  await client.query(BODY_WORDS);
  const said = new CommentData(new Random(SEED + 1), size, now);
  for (const stories of storyBatches(random, site, { count: size.articles, size: BATCH, now })) {
    const { rows, counts } = said.next(stories);
    const stats = stories.map(({ id }) => statsRow(id, counts.get(id) ?? 0, random));
    await Promise.all([
      copyStories(client, stories, random),
      copyRows(talk, 'comment', rows).then(() => copyRows(talk, 'article_stats', stats)),
    ]);
  }
  await client.query(CHANGES);
  await client.query(`select setval('comment_label', $1)`, [size.comments]);
}

async function copyStories(client: Client, stories: readonly StoryData[], random: Random): Promise<void> {
  for (const [table, rowsOf] of STORY_TABLES) {
    await copyRows(
      client,
      table,
      stories.flatMap((story) => rowsOf(story, random)),
    );
  }
  await copyRows(
    client,
    'incoming',
    stories.map((story) => incomingRow(story, random)),
  );
  await client.query(TAKE_REVISIONS);
}

const statsRow = (article_id: string, comment_count: number, random: Random): Row => ({
  article_id,
  comment_count,
  share_count: random.int(0, 1_500),
});

const SITE_ROW = `insert into site (id, name, tagline, language, copyright_notice, labels, share_networks,
    comment_policy, anonymous_access, updated_at)
  values (1, 'The Bench', 'All the load that is fit to print', 'en', '© 2020, paradox. All rights reserved.', '{}',
    array['x', 'facebook', 'telegram', 'whatsapp', 'linkedin', 'reddit', 'email', 'copy'], 'open', 'full', now())`;

/** The words of headlines, with their stories, and those of bodies, each of which stands in many. */
const WORDS = `
  insert into search_word (word, in_title, stories)
    select word, true, ndoc from ts_stat('select title from article_search');
  insert into search_word (word, in_title, stories)
    select word, false, 0 from ts_stat('select words from body')
    where not exists (select from search_word known where known.word = ts_stat.word)`;

/** Each story came out once. */
const CHANGES = `insert into change (seq, at, kind, subject, subject_id, version, slug, tags)
  select nextval('change_seq'), a.publish_at, 'published', 'article', a.id, 1, a.slug,
    array['article:' || a.id, 'articles', 'articles:section:' || a.section_id]
  from (select * from article order by publish_at) a`;
