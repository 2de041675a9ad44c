import type { EntityManager } from 'typeorm';
import { searchConfiguration } from '../words/search-language.js';
import { run } from '../platform/database/database.js';
import { literal, raw, sql, type Sql } from '../platform/database/sql.js';
import { RELATED_WEIGHTS } from './related-weights.js';

const { headline, dek, body, name, bodyCharacters, nameCharacters, kept, saturation, lengthNormalisation } =
  RELATED_WEIGHTS.terms;

/**
 * Makes anew what these stories are about, and forgets it of those that are not published. The caller has the turn
 * alone: the counts of terms are of all stories.
 */
export async function profile(tx: EntityManager, articleIds: readonly string[]): Promise<void> {
  await run(tx, sql`delete from related_profile where article_id = any(${articleIds}::uuid[])`);
  await run(tx, profilesOf(articleIds));
}

const number = (value: number): Sql => raw(`${value}::float8`);

/** BM25's inverse document frequency of a term that `stories` of `all` have. */
const rarity = (stories: Sql, all: Sql): Sql => sql`ln(1 + (${all} - ${stories} + 0.5) / (${stories} + 0.5))`;

/** A run of Chinese, Japanese or Thai signs: kana, ideographs, Thai. Korean is written with spaces. */
const UNSPACED = literal(
  String.raw`([\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]{2,})`,
);

/**
 * Terms of one field with how often they count, and as they are written: the plain configuration has each word at the
 * place where the language's own has its stem.
 */
const termsOf = (text: Sql, times: number): Sql => sql`
  select stem.lexeme, ${number(times)} * cardinality(stem.positions) as times, plain.lexeme as word
  from unnest(to_tsvector(story.configuration, ${text})) stem
  left join (select lexeme, unnest(positions) as place from unnest(to_tsvector('simple', ${text}))) plain
    on plain.place = stem.positions[1]
  where stem.lexeme !~ ${UNSPACED}`;

/**
 * Of scripts without spaces, where whole sentences would be one word, each pair of neighbouring signs is a term, as search
 * engines do it (Lucene's CJKBigramFilter).
 */
const pairsOf = (text: Sql, times: number): Sql => sql`
  select substr(run[1], place, 2) as lexeme, ${number(times)} * count(*) as times, substr(run[1], place, 2) as word
  from regexp_matches(${text}, ${UNSPACED}, 'g') run, generate_series(1, length(run[1]) - 1) place
  group by substr(run[1], place, 2)`;

const fieldOf = (text: Sql, times: number): Sql =>
  sql`${termsOf(text, times)} union all ${pairsOf(text, times)}`;

/** Stands before the words of a name, so that it is a term of its own kind. No word begins with it. */
export const NAME_SIGN = '=';

/**
 * Runs of words with capitals inside a sentence: after a small letter or a comma, so that the first word of a sentence
 * is none. German writes every noun like that, so there it takes two.
 */
const CAPITALISED = String.raw`[[:upper:]](?:[’'][[:upper:]])?[[:alpha:]-]+`;
const NAME = String.raw`(?<=[[:lower:][:digit:],;)] )${CAPITALISED}(?: ${CAPITALISED})`;

/** The names in a text; none where the most words have capitals, as in a headline, or a script has no capitals. */
const namesOf = (text: Sql): Sql => sql`
  select ${literal(NAME_SIGN)} || lower(found.name) as lexeme, ${number(name)} * count(*) as times, min(found.name) as word
  from (select match[1] as name from (select left(${text}, ${raw(String(nameCharacters))}) as text) start,
    regexp_matches(start.text, case when story.language = 'de' then ${literal(`(${NAME}+)`)}
      else ${literal(`(${NAME}*)`)} end, 'g') match
    where (select count(*) from regexp_matches(start.text, '\\m[[:upper:]]', 'g')) * 2
      < (select count(*) from regexp_matches(start.text, '\\m[[:alpha:]]', 'g'))) found
  group by lower(found.name)`;

/** Single letters and small numbers say nothing; what is longer than any word is an address or noise. */
const IS_TERM = sql`length(lexeme) between 2 and 40 and lexeme !~ '^[-+]?[0-9]{1,3}$'`;

/**
 * The weightiest terms of each story: as often as it has them, saturated and by its length (BM25), times how rare they
 * are among the stories so far. Only which are kept depends on that: their weights are without it.
 */
const profilesOf = (ids: readonly string[]): Sql => sql`
  with story as materialized (
    select a.id, split_part(lower(a.language), '-', 1) as language, r.headline, coalesce(r.dek, '') as dek,
      search_readable(left(r.text, ${raw(String(bodyCharacters))})) as body, ${searchConfiguration(sql`a.language`)} as configuration
    from article a join article_revision r on r.id = a.published_revision_id
    where a.id = any(${ids}::uuid[]) and a.status = 'published'
  ), found as materialized (
    select story.id, story.language, field.lexeme, sum(field.times) as times, min(field.word) as word
    from story, lateral (
      ${fieldOf(sql`story.headline`, headline)} union all ${fieldOf(sql`story.dek`, dek)}
      union all ${fieldOf(sql`story.body`, body)}
      union all ${namesOf(sql`story.dek || ' ' || story.body`)}) field
    where ${IS_TERM} group by story.id, story.language, field.lexeme
  ), long as (
    select id, language, coalesce(sum(times) filter (where left(lexeme, 1) <> ${literal(NAME_SIGN)}), 0) as length
    from found group by id, language
  ), usual as (
    select language, sum(stories) as stories, sum(length) / sum(stories) as length
    from (select language, stories, length from related_corpus where stories > 0
      union all select language, count(*), sum(length) from long group by language) counted
    group by language
  ), weighed as (
    select found.id, found.language || ':' || found.lexeme as term, coalesce(found.word, found.lexeme) as word,
      usual.stories, (found.times * ${number(saturation + 1)} / (found.times + ${number(saturation)}
        * (${number(1 - lengthNormalisation)} + ${number(lengthNormalisation)} * long.length / greatest(usual.length, 1))))::real as weight
    from found join long on long.id = found.id join usual on usual.language = found.language
  ), ranked as (
    select weighed.*, row_number() over (partition by id
      order by weight * ${rarity(sql`coalesce(known.stories, 0)`, sql`weighed.stories`)} desc, weighed.term) as place
    from weighed left join related_term known on known.term = weighed.term
  ), chosen as (
    select id, array_agg(term order by place) as terms, array_agg(word order by place) as words,
      array_agg(weight order by place) as weights
    from ranked where place <= ${raw(String(kept))} group by id
  )
  insert into related_profile (article_id, language, length, terms, words, weights)
  select story.id, story.language, coalesce(long.length, 0), coalesce(chosen.terms, '{}'),
    coalesce(chosen.words, '{}'), coalesce(chosen.weights, '{}')
  from story left join long on long.id = story.id left join chosen on chosen.id = story.id order by story.id`;
