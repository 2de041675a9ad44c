import {
  askedConfiguration,
  type ArticleFilter,
  RANKED_MATCHES,
  searchConditions,
  spanLimits,
} from '../articles/article-filter.js';
import { spans } from '../articles/article-spans.js';
import { visibleTo } from '../articles/visibility.js';
import type { ViewerClass } from '../platform/api/viewer.js';
import { join, raw, sql, type Sql } from '../platform/database/sql.js';
import { rank, rankInFull } from '../words/rank.js';
import { folded, operand } from '../words/word-sql.js';
import { allTerms, wordsQuery } from '../words/words-query.js';

/**
 * Of the matches that are ranked, so many are by their whole text, which has to be fetched and unpacked for each: the best by headline,
 * dek and tags. The others stand behind them.
 */
const READ_WHOLE = raw('500');
const NOT_READ_WHOLE = raw('0.01');
/** What `ts_rank` says of one word that stands once in a body. */
const ONCE_IN_BODY = raw('0.06');

/** With fewer hits, words that are much like those in the query are looked for too. */
const FEW_HITS = raw('5');
const FUZZY_MATCHES = raw('200');
/** A word of so many letters may be misspelt. */
const LEAST_LETTERS = raw('4');
/** The same where the query has hits as it is. */
const LEAST_LETTERS_BESIDE_HITS = raw('6');
/** From here on there may be two mistakes. */
const LONG_WORD = raw('8');
const LONGEST_WORD = raw('63');
const LIKE_WORDS = raw('4');
const CORRECTED_TERMS = raw('8');

/** The newest story counts for as much more, and one that is older by a month for a third of that. */
const RECENCY = raw('0.3');
const SECONDS_OF_RECENCY = raw('2592000');
/** In these; beyond that nothing is left that a number could hold. */
const LONGEST_RECENCY = raw('500');
/** What was found for another word stands behind all that was found for the right one. */
const FUZZY = raw('0.01');

const SPANS = sql`spans`;

export interface SearchedFor {
  readonly given: ReadonlySet<keyof ArticleFilter>;
  readonly viewer: ViewerClass;
  /** When the first page was asked for: nothing newer is found. */
  readonly at: Sql;
}

/**
 * `with …` that leaves two tables: `ranked (id, score, publish_at, places)` of what was found, and `extent (more)`, one
 * row that says whether there is more than that. The query comes in the slots of `TermColumns`.
 */
export function searchTables({ given, viewer, at }: SearchedFor): Sql {
  const conditions = searchConditions(given);
  const where = join([visibleTo(viewer, sql`a`), sql`a.publish_at <= ${at}`, ...conditions], ' and ');
  return sql`with recursive ${wordsQuery(askedConfiguration(given))},
    ${spans(SPANS, spanLimits(given, at))},
    candidates as materialized (
      select newest.* from spans, ${newest(sql`(select loose from query)`, where)} limit ${RANKED_MATCHES} + 1
    ),
    found as materialized (
      select * from candidates
      where (select loose_is_exact from query) or document @@ (select exact from query) limit ${RANKED_MATCHES}
    ),
    ${conditions.length === 0 ? sql`hits as materialized (select count(*) as count from found)` : hitsAnywhere(viewer, at)},
    corrected as materialized (${corrected}),
    fuzzy as materialized (
      select newest.* from spans, ${newest(sql`(select query from corrected)`, where)}
      where (select query from corrected) is not null and newest.id not in (select id from found)
      limit ${FUZZY_MATCHES}
    ),
    glanced_at as materialized (
      select *, row_number() over (order by at_a_glance desc, id desc) as place
      from (select *, ${score(atAGlance, at)} as at_a_glance from found) best
    ),
    ranked as materialized (
      select id, publish_at, places, case when place <= ${READ_WHOLE}
        then ${score(rankInFull(sql`document`, WHOLE_QUERY), at)}
        else at_a_glance * ${NOT_READ_WHOLE} end as score
      from glanced_at
      union all
      select id, publish_at, places, ${score(rank(sql`document`, sql`(select query from corrected)`), at)} * ${FUZZY}
      from fuzzy
    ),
    extent as materialized (
      select (select is_cut from query) or (select count(*) > ${RANKED_MATCHES} from candidates) as more
    )`;
}

/** What to mark in a snippet. */
export const searchedWords = sql`(select case when c.query is null then q.positive else q.positive || c.query end
  from query q, corrected c)`;

/** Whether a word is misspelt does not depend on what a search is narrowed by: to narrow it must not find more. */
const hitsAnywhere = (viewer: ViewerClass, at: Sql): Sql => sql`${spans(sql`anywhere`, { at })},
  hits as materialized (
    select case when (select count(*) from found) >= ${FEW_HITS} then ${FEW_HITS}
      else (select count(*) from (
        select from anywhere, lateral (
          select from article_search m join article a on a.id = m.article_id
          where m.spans @> array[anywhere.span] and m.document @@ (select loose from query)
            and ${visibleTo(viewer, sql`a`)} and a.publish_at <= ${at}) hit
        limit ${FEW_HITS}) few)
      end as count
  )`;

/**
 * Words of headlines and tags that are spelt much like that of a term; two neighbours that changed places are one mistake.
 * A word that stands in headlines itself is none.
 */
const likeWords = sql`(select string_agg(${operand(sql`word`)}, ' | ') from (
    select alike.word from (select ${folded(sql`btrim(term.text, '''')`)} as typed offset 0) t, lateral (
      select word, stories, in_title, 1 as mistakes from search_word where word = any(array(
        select overlay(typed placing reverse(substr(typed, place, 2)) from place for 2)
        from generate_series(1, length(typed) - 1) place))
      union
      select word, stories, in_title, levenshtein_less_equal(word, typed, 2) from search_word
      where word % typed and in_title and length(word) <= ${LONGEST_WORD}) alike
    where length(typed) <= ${LONGEST_WORD}
      and length(typed) >= case (select count from hits) when 0 then ${LEAST_LETTERS} else ${LEAST_LETTERS_BESIDE_HITS} end
      and in_title and stories > 0
      and mistakes between 1 and case when length(typed) >= ${LONG_WORD} and (select count from hits) = 0 then 2 else 1 end
      and not exists (select from search_word known where known.word = typed and known.in_title and known.stories > 0)
    group by alike.word order by min(mistakes), max(stories) desc, alike.word limit ${LIKE_WORDS}) alike)`;

/** Each word is held against those of the archive, so not whole sentences; and who asks for more than words knows how. */
const MAY_BE_MISSPELT = sql`(select count(*) <= ${CORRECTED_TERMS} and bool_and(kind = 'word' and place >= 0) from term)`;

/** One row, the query with such words beside those it has; null if it need not be. */
const corrected = sql`
  select case when (select count from hits) < ${FEW_HITS} and ${MAY_BE_MISSPELT}
    then (${allTerms(sql`concat_ws(' | ', words, ${likeWords})`, sql`words is not null and not is_stop_word`)})::tsquery end as query`;

/** The matches of a span of time, `newest (id, document, lead, places, publish_at)`, latest first. */
const newest = (words: Sql, where: Sql): Sql => sql`lateral (
  select a.id, m.document, m.lead, m.places, a.publish_at
  from article_search m join article a on a.id = m.article_id
  where m.spans @> array[spans.span] and m.document @@ ${words} and ${where}
  order by a.publish_at desc) newest`;

const WHOLE_QUERY = { either: sql`(select either from query)`, positive: sql`(select positive from query)` };

const atAGlance = sql`greatest(${rank(sql`lead`, WHOLE_QUERY.either)}, ${ONCE_IN_BODY})`;

const score = (ranked: Sql, at: Sql): Sql => sql`(${ranked} * (1 + ${RECENCY} * exp(-least(
  greatest(extract(epoch from ${at} - publish_at)::float8, 0) / ${SECONDS_OF_RECENCY}, ${LONGEST_RECENCY}))))::float8`;
