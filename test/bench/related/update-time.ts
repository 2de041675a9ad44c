import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { RelatedService } from '../../../src/related-stories/related.service.js';
import { processorMilliseconds } from '../processes.js';
import { Random } from '../../support/random.js';

const MEASURED = 60;
const WARM_UPS = 10;
const BATCH = 1_000;
/** A story's own terms: some of the matter that it is about, the rest as often as words are in general. */
const TERMS = 60;
const OF_ITS_MATTER = 12;
const STORIES_A_MATTER = 40;
const VOCABULARY = 60_000;

/**
 * Measures what a published story costs among so many: making out what it is about, choosing for it and for those in
 * whose lists it belongs, as far as that is not left to the background; and reading its list.
 * @returns a line with milliseconds
 */
export async function updateTime(url: string, stories: number): Promise<string> {
  const client = new Client({ connectionString: url, options: '-c synchronous_commit=off' });
  await client.connect();
  // One connection, so that it is known which process works.
  const source = await new DataSource({ type: 'postgres', url, extra: { max: 1 } }).initialize();
  try {
    await fill(client, stories);
    const ids = await fillMeasured(client, stories);
    const related = new RelatedService();
    const [{ pid }] = await source.query<[{ pid: number }]>('select pg_backend_pid() as pid');
    const worked = (): number => (processorMilliseconds(pid) ?? NaN) + process.cpuUsage().user / 1_000;
    const updates: number[] = [];
    const reads: number[] = [];
    let before = 0;
    for (const [place, id] of ids.entries()) {
      if (place === WARM_UPS) before = worked();
      updates.push(await timed(() => source.transaction((tx) => related.follow(tx, [id]))));
      reads.push(await timed(() => client.query(READ, [id])));
    }
    const told = (times: number[]): string => {
      const sorted = times.slice(WARM_UPS).toSorted((a, b) => a - b);
      const at = (share: number): string => (sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(1);
      return `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms`;
    };
    const each = ((worked() - before) / MEASURED).toFixed(1);
    return `Among ${stories} stories: a published story ${told(updates)}, ${each} ms of processors; reading its list ${told(reads)}.`;
  } finally {
    await source.destroy();
    await client.end();
  }
}

const READ = {
  name: 'read',
  text: `select story.related_id from related_story story join article other on other.id = story.related_id
    where story.article_id = $1 and other.status = 'published' and other.publish_at <= now()
      and (other.expires_at is null or other.expires_at > now()) order by story.rank limit 5`,
} as const;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

const random = new Random(11);

/** By Zipf's law: the logarithm of a word's rank is spread evenly. */
const anyWord = (): string => `w${Math.floor(Math.exp(random.next() * Math.log(VOCABULARY)))}`;

function wordsOf(matter: number): string[] {
  const words = new Set<string>();
  while (words.size < OF_ITS_MATTER) words.add(`m${matter}x${random.int(1, 2 * OF_ITS_MATTER)}`);
  while (words.size < TERMS) words.add(anyWord());
  return [...words];
}

/** Profiles as the product makes them, without the texts that it would make them of. */
async function fill(client: Client, stories: number): Promise<void> {
  await client.query(`
    insert into section (id, slug, name, path) select id, 'bench-' || n, 'Bench ' || n, array[id]
      from (select n, md5('section' || n)::uuid as id from generate_series(0, 9) n) made`);
  for (let start = 0; start < stories; start += BATCH) {
    const count = Math.min(BATCH, stories - start);
    await insertStories(client, start, count);
    const matters = Math.max(1, Math.floor(stories / STORIES_A_MATTER));
    const terms = Array.from({ length: count }, (_, index) =>
      wordsOf((start + index) % matters).map((word) => `en:${word}`),
    );
    const weights = terms.map((own) =>
      own.map((_, place) => 0.5 + 1.5 * (1 - place / TERMS) * random.next()),
    );
    await client.query(
      `insert into related_profile (article_id, language, length, terms, words, weights, chosen_at)
        select md5('story' || (s.value ->> 'n'))::uuid, 'en', 300, t.terms, t.terms, t.weights, clock_timestamp()
        from json_array_elements($1::json) s, lateral (select
          array(select json_array_elements_text(s.value -> 'terms')) as terms,
          array(select json_array_elements_text(s.value -> 'weights')::real) as weights) t`,
      [
        JSON.stringify(
          terms.map((own, index) => ({ n: start + index, terms: own, weights: weights[index] })),
        ),
      ],
    );
  }
  await client.query('vacuum analyze');
}

const insertStories = (client: Client, start: number, count: number): Promise<unknown> =>
  client.query(
    `with story as (
        select n, md5('story' || n)::uuid as id, md5('section' || n % 10)::uuid as section_id,
          now() - (n % 1000) * interval '6 hours' - interval '1 minute' as at
        from generate_series($1::int, $1::int + $2::int - 1) n
      ), revision as (
        insert into article_revision (id, article_id, number, headline, headline_uri, excerpt, blocks, html, text, word_count,
          reading_minutes, gaps, content_hash, section_id, author_ids, tag_ids, created_by, created_at)
        select id, id, 1, 'Story ' || n, '', '', '[]', '', '', 0, 1, '[]', '', section_id, '{}', '{}', 'bench', at from story
      ), listed as (
        insert into article_listing (section_id, article_id, publish_at) select section_id, id, at from story
      )
      insert into article (id, slug, section_id, status, publish_at, modified_at, updated_at, created_at,
        published_revision_id, language)
      select id, 'story-' || n, section_id, 'published', at, at, at, at, id, 'en' from story`,
    [start, count],
  );

/** Stories with whole texts, which the product has to read itself. */
async function fillMeasured(client: Client, stories: number): Promise<string[]> {
  const matters = Math.max(1, Math.floor(stories / STORIES_A_MATTER));
  const count = MEASURED + WARM_UPS;
  await insertStories(client, stories, count);
  const texts = Array.from({ length: count }, (_, index) => {
    const own = wordsOf(index % matters);
    return [...own, ...own.slice(0, OF_ITS_MATTER), ...Array.from({ length: 240 }, anyWord)].join(' ');
  });
  const { rows } = await client.query<{ id: string }>(
    `update article_revision r set text = t.text from unnest($1::text[]) with ordinality as t (text, place)
      where r.id = md5('story' || ($2::int + t.place - 1))::uuid returning r.id`,
    [texts, stories],
  );
  return rows.map(({ id }) => id);
}
