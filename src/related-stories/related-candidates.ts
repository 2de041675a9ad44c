import type { EntityManager } from 'typeorm';
import { run } from '../platform/database/database.js';
import { raw, sql, type Sql } from '../platform/database/sql.js';
import type { Rarity, StoryFacts } from './related-score.js';
import { RELATED_WEIGHTS } from './related-weights.js';

const { terms, perTerm, byTerms, perTag, byTags, countedPerTag, assumedStories } = RELATED_WEIGHTS.candidates;

/** What a choice is made from. */
export interface Candidates {
  /** Ids of the stories that have something in common with each story. */
  readonly beside: ReadonlyMap<string, readonly string[]>;
  /** Those of them that editors do not want beside it, or that stand there already. */
  readonly barred: ReadonlyMap<string, ReadonlySet<string>>;
  /** Of the stories at hand and of all candidates; those that are not published are missing. */
  readonly facts: ReadonlyMap<string, StoryFacts>;
  /** Of what the stories at hand have. */
  readonly rarity: Rarity;
}

/** Finds which stories may stand beside these: some hundreds for each, however many there are. */
export async function findCandidates(tx: EntityManager, ids: readonly string[]): Promise<Candidates> {
  const { rarity, tags } = await rarityOf(tx, ids);
  const rows = await run<{ id: string; beside: string[]; barred: string[] }>(tx, candidatesOf(ids, tags));
  const beside = new Map(rows.map((row) => [row.id, row.beside]));
  const seen = [...new Set([...ids, ...rows.flatMap((row) => row.beside)])];
  const facts = await run<FactsRow>(tx, factsOf(seen, ids));
  const barred = new Map(rows.map((row) => [row.id, new Set(row.barred)]));
  return { beside, barred, facts: new Map(facts.map((row) => [row.id, readFacts(row)])), rarity };
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

/** Pairs of a story and one that shares its tags: of the newest of each tag those with the rarest, the newest first. */
const BY_TAGS = sql`
  select article_id, id from (
    select mine.article_id, newest.id, row_number() over (partition by mine.article_id
      order by sum(newest.rarity) desc, max(newest.publish_at) desc, newest.id desc) as place
    from mine join (select wanted.id as tag_id, wanted.rarity, near.article_id as id, near.publish_at from wanted,
      lateral (select t.article_id, t.publish_at from article_tag t where t.tag_id = wanted.id
        order by t.publish_at desc, t.article_id desc limit ${count(perTag)}) near) newest on newest.tag_id = mine.tag_id
    where newest.id <> mine.article_id group by mine.article_id, newest.id
  ) ranked where place <= ${count(byTags)}`;

/**
 * What editors have said of a story holds for its own list alone: it may still stand in those of its pins. A pin that does
 * not stand for good leaves its place to a computed one meanwhile.
 */
const candidatesOf = (ids: readonly string[], tags: readonly RareTag[]): Sql => sql`
  with mine as materialized (
    select article_id, tag_id from article_tag where article_id = any(${ids}::uuid[])
  ), wanted as materialized (
    select * from unnest(${tags.map(({ id }) => id)}::uuid[], ${tags.map(({ rarity }) => rarity)}::float8[])
      as tag (id, rarity)
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
  select article_id as id, json_agg(id order by id) as beside,
    coalesce(json_agg(id) filter (where id in (select never.id from article never where never.never_recommend)
      or exists (select from related_pin pin where pin.article_id = near.article_id and pin.related_id = near.id
        and pin.starts_at is null and pin.ends_at is null)
      or exists (select from related_exclusion e where e.article_id = near.article_id and e.excluded_id = near.id)), '[]') as barred
  from near where id <> article_id group by article_id`;

/** Facts as they are read: lists of terms are a line for each, since hundreds of long arrays take long to take apart. */
type FactsRow = Omit<StoryFacts, 'terms' | 'words' | 'weights' | 'tags'> & {
  readonly tags: string | null;
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
    tagged.tags, coalesce(stats.comment_count + stats.share_count, 0) as echo
  from article a join section s on s.id = a.section_id left join related_profile p on p.article_id = a.id
  left join (select article_id, string_agg(tag_id::text, chr(10)) as tags from article_tag
    where article_id = any(${seen}::uuid[]) group by article_id) tagged on tagged.article_id = a.id
  left join article_stats stats on stats.article_id = a.id
  where a.id = any(${seen}::uuid[]) and a.status = 'published'`;

function readFacts(row: FactsRow): StoryFacts {
  return {
    ...row,
    tags: linesOf(row.tags),
    terms: linesOf(row.terms),
    words: linesOf(row.words),
    weights: linesOf(row.weights).map(Number),
  };
}

const linesOf = (text: string | null): string[] => (text ? text.split('\n') : []);

interface RareTag {
  readonly id: string;
  readonly name: string;
  readonly rarity: number;
}

/** How rare the terms and tags of these stories are. */
async function rarityOf(
  tx: EntityManager,
  ids: readonly string[],
): Promise<{ rarity: Rarity; tags: RareTag[] }> {
  const words = await run<Counted & { term: string }>(
    tx,
    sql`select known.term, known.stories, own.stories as all
      from (select distinct t.term, corpus.stories from related_profile p
          join related_corpus corpus on corpus.language = p.language, unnest(p.terms) as t (term)
        where p.article_id = any(${ids}::uuid[])) own
      join related_term known on known.term = own.term`,
  );
  const tagged = await run<Counted & { id: string; name: string }>(
    tx,
    sql`select tag.id, tag.name, (select coalesce(sum(stories), 0)::int from related_corpus) as all,
        (select count(*)::int from (select from article_tag t where t.tag_id = tag.id
          limit ${count(countedPerTag)}) counted) as stories
      from tag where tag.id in (select tag_id from article_tag where article_id = any(${ids}::uuid[]))
      order by tag.name, tag.id`,
  );
  const ofTerm = new Map(
    words.map(({ term, ...counted }) => [term, Math.max(0, Math.log(oddsAgainst(counted)))]),
  );
  const tags = tagged.map(({ id, name, stories, all }) => ({
    id,
    name,
    rarity: Math.log(1 + oddsAgainst({ stories, all: all + assumedStories })),
  }));
  const ofTag = new Map(tags.map((tag) => [tag.id, tag]));
  return { rarity: { term: (term) => ofTerm.get(term) ?? 0, tags: ofTag }, tags };
}

/** How many stories have something, of all that might. */
interface Counted {
  readonly stories: number;
  readonly all: number;
}

/** The odds that a story has not what `stories` of `all` have: BM25's, whose logarithm is how much it says to have it. */
const oddsAgainst = ({ stories, all }: Counted): number =>
  (Math.max(all, stories) - stories + 0.5) / (stories + 0.5);
