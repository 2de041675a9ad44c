import type { Client } from 'pg';
import { Random } from '../../support/random.js';
import { copyRows, type Row } from '../data/copy.js';
import { putBack, setAside } from '../data/set-aside.js';

const BATCH = 2_000;
/** A story's own terms: some of the matter that it is about, the rest as often as words are in general. */
const TERMS = 60;
const OF_ITS_MATTER = 12;
export const STORIES_A_MATTER = 40;
const VOCABULARY = 60_000;
/** Tags that there are, some on very many stories, and how many a story has at most. */
const TAGS = 2_000;
const TAGS_A_STORY = 3;

const random = new Random(11);

/** By Zipf's law: the logarithm of a word's rank is spread evenly. */
const anyWord = (): string => `w${Math.floor(Math.exp(random.next() * Math.log(VOCABULARY)))}`;

function wordsOf(matter: number): string[] {
  const words = new Set<string>();
  while (words.size < OF_ITS_MATTER) words.add(`m${matter}x${random.int(1, 2 * OF_ITS_MATTER)}`);
  while (words.size < TERMS) words.add(anyWord());
  return [...words];
}

/** Matters that stories are about, each about one: the n-th about the n-th of these, and again from the first on. */
const mattersOf = (stories: number): number => Math.max(1, Math.floor(stories / STORIES_A_MATTER));

/**
 * Makes sure that there are so many stories: with profiles as the product makes them, without the texts that it would
 * make them of, and without lists.
 */
export async function fill(client: Client, url: string, stories: number): Promise<void> {
  const { rows } = await client.query<{ count: number }>('select count(*)::int as count from article');
  if ((rows[0]?.count ?? 0) >= stories) return;
  const aside = await setAside(client);
  await client.query('alter table related_profile disable trigger user');
  await client.query(`
    insert into section (id, slug, name, path) select id, 'bench-' || n, 'Bench ' || n, array[id]
      from (select n, md5('section' || n)::uuid as id from generate_series(0, 9) n) made`);
  await client.query(`
    insert into tag (id, slug, name)
      select md5('tag' || n)::uuid, 'tag-' || n, 'Tag ' || n from generate_series(1, ${TAGS}) n`);
  for (let start = 0; start < stories; start += BATCH) {
    const count = Math.min(BATCH, stories - start);
    await insertStories(client, start, count);
    const { rows: ids } = await client.query<{ id: string }>(IDS, [start, count]);
    await copyRows(
      client,
      'related_profile',
      profilesOf(ids, start % mattersOf(stories), mattersOf(stories)),
    );
  }
  await client.query(COUNTS);
  await putBack(url, aside.keys);
  await putBack(url, aside.indexes);
  await putBack(url, aside.references);
  await client.query('alter table related_profile enable trigger user');
  await client.query('vacuum analyze');
}

const IDS = `select md5('story' || n)::uuid as id from generate_series($1::int, $1::int + $2::int - 1) n order by n`;

function profilesOf(ids: readonly { id: string }[], first: number, matters: number): Row[] {
  return ids.map(({ id }, index) => {
    const words = wordsOf((first + index) % matters);
    return {
      article_id: id,
      language: 'en',
      length: 300,
      terms: words.map((word) => `en:${word}`),
      words,
      weights: words.map((_, place) => (0.5 + 1.5 * (1 - place / TERMS) * random.next()).toFixed(4)),
      chosen_at: new Date(),
    };
  });
}

/** What the triggers of `related_profile` keep. */
const COUNTS = `
  insert into related_posting (term, weight, article_id)
    select t.term, t.weight, p.article_id from related_profile p, unnest(p.terms, p.weights) as t (term, weight)
    order by t.term, t.weight, p.article_id;
  insert into related_term (term, stories) select term, count(*) from related_posting group by term;
  insert into related_corpus (language, stories, length)
    select language, count(*), sum(length) from related_profile group by language;`;

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
      ), tagged as (
        insert into article_tag (tag_id, article_id, position, publish_at)
        select md5('tag' || tag.number)::uuid, id, min(place), at
        from story, generate_series(1, ${TAGS_A_STORY}) place, lateral (select floor(exp(ln(${TAGS})
          * (hashint8(n::bigint * ${TAGS_A_STORY} + place)::bigint + 2147483648) / 4294967296))::int as number) tag
        group by tag.number, id, at
      )
      insert into article (id, slug, section_id, status, publish_at, modified_at, updated_at, created_at,
        published_revision_id, language)
      select id, 'story-' || n, section_id, 'published', at, at, at, at, id, 'en' from story`,
    [start, count],
  );

/**
 * Stories beyond those, with whole texts, which the product has to read itself; those of an earlier run are gone.
 * @returns their ids
 */
export async function addStories(client: Client, stories: number, count: number): Promise<string[]> {
  const { rows: ids } = await client.query<{ id: string }>(IDS, [stories, count]);
  const added = ids.map(({ id }) => id);
  await client.query('delete from article where id = any($1::uuid[])', [added]);
  await insertStories(client, stories, count);
  const texts = Array.from({ length: count }, (_, index) => {
    const own = wordsOf(index % mattersOf(stories));
    return [...own, ...own.slice(0, OF_ITS_MATTER), ...Array.from({ length: 240 }, anyWord)].join(' ');
  });
  await client.query(
    `update article_revision r set text = t.text from unnest($1::uuid[], $2::text[]) as t (id, text) where r.id = t.id`,
    [added, texts],
  );
  return added;
}

/** Ids of the stories that are about the same as the first `count` that `addStories` adds. */
export async function idsBeside(client: Client, stories: number, count: number): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `select md5('story' || n)::uuid as id from generate_series(0, $1::int - 1) n where n % $2::int < $3::int order by n`,
    [stories, mattersOf(stories), count],
  );
  return rows.map(({ id }) => id);
}
