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
  readonly rarity: Rarity;
}

/** Finds which stories may stand beside these: some hundreds for each, however many there are. */
export async function findCandidates(tx: EntityManager, ids: readonly string[]): Promise<Candidates> {
  const rows = await run<{ id: string; beside: string[] }>(tx, candidatesOf(ids));
  const beside = new Map(rows.map((row) => [row.id, row.beside]));
  const seen = [...new Set([...ids, ...rows.flatMap((row) => row.beside)])];
  const facts = await run<StoryFacts>(tx, factsOf(seen));
  const rarity = await rarityOf(tx, facts);
  return { beside, facts: new Map(facts.map((fact) => [fact.id, fact])), rarity };
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

const factsOf = (ids: readonly string[]): Sql => sql`
  select a.id, a.section_id as "sectionId", s.name as section, a.translation_group as "translationGroup",
    extract(epoch from a.publish_at)::float8 / 86400 as day, coalesce(p.language, '') as language,
    coalesce(p.length, 0) as length, to_json(coalesce(p.terms, '{}')) as terms, to_json(coalesce(p.words, '{}')) as words,
    to_json(coalesce(p.weights, '{}')) as weights, p.made_at as "madeAt", p.chosen_at as "chosenAt",
    (select coalesce(json_agg(json_build_object('id', tag.id, 'name', tag.name) order by tag.name, tag.id), '[]')
      from article_tag t join tag on tag.id = t.tag_id where t.article_id = a.id) as tags
  from article a join section s on s.id = a.section_id left join related_profile p on p.article_id = a.id
  where a.id = any(${ids}::uuid[]) and a.status = 'published'`;

/** How rare the terms and tags of these stories are. */
async function rarityOf(tx: EntityManager, facts: readonly StoryFacts[]): Promise<Rarity> {
  const words = [...new Set(facts.flatMap((fact) => fact.terms))];
  const tags = [...new Set(facts.flatMap((fact) => fact.tags.map(({ id }) => id)))];
  const corpora = await run<{ language: string; stories: number }>(
    tx,
    sql`select language, stories from related_corpus`,
  );
  const known = await run<{ term: string; stories: number }>(
    tx,
    sql`select term, stories from related_term where term = any(${words})`,
  );
  const tagged = await run<{ id: string; stories: number }>(
    tx,
    sql`select wanted.id, (select count(*)::int from (select from article_tag t where t.tag_id = wanted.id
        limit ${count(countedPerTag)}) counted) as stories
      from unnest(${tags}::uuid[]) as wanted (id)`,
  );
  const all = new Map(corpora.map(({ language, stories }) => [language, stories]));
  const ofTerm = new Map(known.map(({ term, stories }) => [term, stories]));
  const ofTag = new Map(tagged.map(({ id, stories }) => [id, stories]));
  const published = corpora.reduce((sum, { stories }) => sum + stories, 0);
  return {
    term: (term, language) =>
      Math.max(0, Math.log(oddsAgainst(ofTerm.get(term) ?? 1, all.get(language) ?? 1))),
    tag: (id) => Math.log(1 + oddsAgainst(ofTag.get(id) ?? 1, published + assumedStories)),
  };
}

/** The odds that a story has not what `stories` of `all` have: BM25's, whose logarithm is how much it says to have it. */
const oddsAgainst = (stories: number, all: number): number =>
  (Math.max(all, stories) - stories + 0.5) / (stories + 0.5);
