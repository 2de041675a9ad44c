import type { EntityManager } from 'typeorm';
import { run } from '../platform/database/database.js';
import { raw, sql, type Sql } from '../platform/database/sql.js';
import type { Rarity, StoryFacts } from './related-score.js';
import { RELATED_WEIGHTS } from './related-weights.js';

const { terms, perTerm, byTerms, perTag, countedPerTag, assumedStories } = RELATED_WEIGHTS.candidates;

/** What a choice is made from. */
export interface Candidates {
  /** Ids of the stories that may stand beside each story. */
  readonly beside: ReadonlyMap<string, readonly string[]>;
  /** Of the stories at hand and of all candidates; those that are not published are missing. */
  readonly facts: ReadonlyMap<string, StoryFacts>;
  /** Of what the stories at hand have. */
  readonly rarity: Rarity;
}

/** Finds which stories may stand beside these: some hundreds for each, however many there are. */
export async function findCandidates(tx: EntityManager, ids: readonly string[]): Promise<Candidates> {
  const rows = await run<{ id: string; beside: string[] }>(tx, candidatesOf(ids));
  const beside = new Map(rows.map((row) => [row.id, row.beside]));
  const seen = [...new Set([...ids, ...rows.flatMap((row) => row.beside)])];
  const rarity = await rarityOf(tx, ids);
  const facts = await run<FactsRow>(tx, factsOf(seen, ids));
  return { beside, facts: new Map(facts.map((row) => [row.id, readFacts(row)])), rarity };
}

const count = (value: number): Sql => raw(String(value));

/** Pairs of a story and one that shares its weightiest terms, as far as an index gives them in the order of weight. */
const BY_TERMS = sql`
  select article_id, id from (
    select article_id, id, row_number() over (partition by article_id order by sum(share) desc, id desc) as place
    from (
      select asked.article_id, near.article_id as id, asked.weight * near.weight * asked.rarity as share
      from asked, lateral (select p.article_id, p.weight from related_posting p where p.term = asked.term
        order by p.weight desc, p.article_id desc limit ${count(perTerm)}) near
      where near.article_id <> asked.article_id
    ) hit group by article_id, id
  ) ranked where place <= ${count(byTerms)}`;

const BY_TAGS = sql`
  select mine.article_id, newest.article_id from mine
  join (select wanted.tag_id, near.article_id from (select distinct tag_id from mine) wanted,
    lateral (select t.article_id from article_tag t where t.tag_id = wanted.tag_id
      order by t.publish_at desc, t.article_id desc limit ${count(perTag)}) near) newest on newest.tag_id = mine.tag_id`;

/** Without what editors have said of a story: its pins, its exclusions, and what is never recommended. */
const candidatesOf = (ids: readonly string[]): Sql => sql`
  with mine as materialized (
    select article_id, tag_id from article_tag where article_id = any(${ids}::uuid[])
  ), asked as materialized (
    select article_id, term, weight, rarity from (
      select own.*, row_number() over (partition by own.article_id order by own.weight * own.rarity desc, own.term) as place
      from (select p.article_id, t.term, t.weight, ln(1 + corpus.stories::float8 / known.stories) as rarity
        from related_profile p join related_corpus corpus on corpus.language = p.language,
          unnest(p.terms, p.weights) as t (term, weight) join related_term known on known.term = t.term
        where p.article_id = any(${ids}::uuid[]) and known.stories > 1
          and known.stories * 2 < corpus.stories) own
    ) ranked where place <= ${count(terms)}
  ), near (article_id, id) as (${BY_TERMS} union ${BY_TAGS})
  select article_id as id, json_agg(id order by id) as beside from near
  where id <> article_id and id not in (select never.id from article never where never.never_recommend)
    and not exists (select from related_pin pin where pin.article_id = near.article_id and pin.related_id = near.id)
    and not exists (select from related_exclusion e where e.article_id = near.article_id and e.excluded_id = near.id)
  group by article_id`;

/** Facts as they are read: lists of terms are a line for each, since hundreds of long arrays take long to take apart. */
type FactsRow = Omit<StoryFacts, 'terms' | 'words' | 'weights'> & {
  readonly terms: string | null;
  readonly words: string | null;
  readonly weights: string | null;
};

/** @param ids those whose words are wanted as they are written */
const factsOf = (seen: readonly string[], ids: readonly string[]): Sql => sql`
  select a.id, a.section_id as "sectionId", s.name as section, a.translation_group as "translationGroup",
    extract(epoch from a.publish_at)::float8 / 86400 as day, coalesce(p.length, 0) as length,
    array_to_string(p.terms, chr(10)) as terms, array_to_string(p.weights, chr(10)) as weights,
    case when a.id = any(${ids}::uuid[]) then array_to_string(p.words, chr(10)) end as words,
    p.made_at as "madeAt", p.chosen_at as "chosenAt", p.whole, p.whole_of_tags as "wholeOfTags",
    (select coalesce(json_agg(json_build_object('id', tag.id, 'name', tag.name) order by tag.name, tag.id), '[]')
      from article_tag t join tag on tag.id = t.tag_id where t.article_id = a.id) as tags
  from article a join section s on s.id = a.section_id left join related_profile p on p.article_id = a.id
  where a.id = any(${seen}::uuid[]) and a.status = 'published'`;

const readFacts = (row: FactsRow): StoryFacts => ({
  ...row,
  terms: linesOf(row.terms),
  words: linesOf(row.words),
  weights: linesOf(row.weights).map(Number),
});

const linesOf = (text: string | null): string[] => (text ? text.split('\n') : []);

/** How rare the terms and tags of these stories are. */
async function rarityOf(tx: EntityManager, ids: readonly string[]): Promise<Rarity> {
  const words = await run<{ term: string; stories: number; all: number }>(
    tx,
    sql`select known.term, known.stories, own.stories as all
      from (select distinct t.term, corpus.stories from related_profile p
          join related_corpus corpus on corpus.language = p.language, unnest(p.terms) as t (term)
        where p.article_id = any(${ids}::uuid[])) own
      join related_term known on known.term = own.term`,
  );
  const tags = await run<{ id: string; stories: number; all: number }>(
    tx,
    sql`select wanted.tag_id as id, (select sum(stories)::int from related_corpus) as all,
        (select count(*)::int from (select from article_tag t where t.tag_id = wanted.tag_id
          limit ${count(countedPerTag)}) counted) as stories
      from (select distinct tag_id from article_tag where article_id = any(${ids}::uuid[])) wanted`,
  );
  const ofTerm = new Map(
    words.map(({ term, stories, all }) => [term, Math.max(0, Math.log(oddsAgainst(stories, all)))]),
  );
  const ofTag = new Map(
    tags.map(({ id, stories, all }) => [id, Math.log(1 + oddsAgainst(stories, all + assumedStories))]),
  );
  return { term: (term) => ofTerm.get(term) ?? 0, tag: (id) => ofTag.get(id) ?? 0 };
}

/** The odds that a story has not what `stories` of `all` have: BM25's, whose logarithm is how much it says to have it. */
const oddsAgainst = (stories: number, all: number): number =>
  (Math.max(all, stories) - stories + 0.5) / (stories + 0.5);
