import { askedConfiguration, type ArticleFilter, searchConditions } from '../articles/article-filter.js';
import { visibleTo } from '../articles/visibility.js';
import type { ViewerClass } from '../platform/api/viewer.js';
import { join, raw, sql, type Sql } from '../platform/database/sql.js';
import { spans } from '../words/spans.js';
import { folded, operand } from '../words/word-sql.js';
import { allTerms, wordsQuery } from '../words/words-query.js';

/** Only the newest matches are ranked; of a phrase, the newest stories with all of its words are read. */
const RANKED_MATCHES = raw('5000');
/**
 * Of these, so many are ranked by their whole text, which has to be fetched and unpacked for each: the best by headline,
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

/** Weights of body, tags, dek and headline. */
const WEIGHTS = raw("'{0.1, 0.2, 0.4, 1.0}'");
/** What it adds that words stand close together, of which `ts_rank` says most of any words that are all there. */
const TOGETHER = raw('0.1');
/** The newest story counts for as much more, and one that is older by a month for a third of that. */
const RECENCY = raw('0.3');
const SECONDS_OF_RECENCY = raw('2592000.0');
/** What was found for another word stands behind all that was found for the right one. */
const FUZZY = raw('0.01');

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
    ${spans(at)},
    candidates as materialized (
      select newest.* from spans, ${newest(sql`(select loose from query)`, where)} limit ${RANKED_MATCHES} + 1
    ),
    found as materialized (
      select * from candidates
      where (select loose_is_exact from query) or document @@ (select exact from query) limit ${RANKED_MATCHES}
    ),
    hits as materialized (${conditions.length === 0 ? sql`select count(*) as count from found` : hitsAnywhere(viewer)}),
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
        then ${score(inFull(sql`(select either from query)`, sql`(select positive from query)`), at)}
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
const hitsAnywhere = (viewer: ViewerClass): Sql => sql`
  select case when (select count(*) from found) >= ${FEW_HITS} then ${FEW_HITS}
    else (select count(*) from (
      select from article_search m join article a on a.id = m.article_id
      where m.document @@ (select loose from query) and ${visibleTo(viewer, sql`a`)} limit ${FEW_HITS}) anywhere)
    end as count`;

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

/** One row, the query with such words beside those it has; null if it need not be. */
const corrected = sql`
  select case when (select count from hits) < ${FEW_HITS} and not exists (select 1 from term where kind <> 'word' or place < 0)
    then (${allTerms(sql`concat_ws(' | ', words, ${likeWords})`, sql`words is not null and not is_stop_word`)})::tsquery end as query`;

/** The matches of a span of time, `newest (id, document, lead, places, publish_at)`, latest first. */
const newest = (words: Sql, where: Sql): Sql => sql`lateral (
  select a.id, m.document, m.lead, m.places, a.publish_at
  from article_search m join article a on a.id = m.article_id
  where m.spans @> array[spans.span] and m.document @@ ${words} and ${where}
  order by a.publish_at desc) newest`;

const rank = (document: Sql, words: Sql): Sql => sql`ts_rank(${WEIGHTS}, ${document}, ${words})`;

/** How often and where its words stand counts for most: `ts_rank` calls all stories with all words much the same. */
const inFull = (either: Sql, positive: Sql): Sql =>
  sql`(${rank(sql`document`, either)} + ${TOGETHER} * ${rank(sql`document`, positive)})`;

const atAGlance = sql`greatest(${rank(sql`lead`, sql`(select either from query)`)}, ${ONCE_IN_BODY})`;

const score = (ranked: Sql, at: Sql): Sql => sql`(${ranked}
  * (1 + ${RECENCY} * exp(-greatest(extract(epoch from ${at} - publish_at), 0) / ${SECONDS_OF_RECENCY})))::float8`;
