import { askedConfiguration, type ArticleFilter, searchConditions } from '../articles/article-filter.js';
import { visibleTo } from '../articles/visibility.js';
import type { ViewerClass } from '../platform/api/viewer.js';
import { join, raw, Slot, sql, type Sql } from '../platform/database/sql.js';
import { beginsWith, folded, operand, PLAIN_WORDS } from './word-sql.js';

/** Only the newest matches are ranked. */
const RANKED_MATCHES = raw('5000');
/**
 * Of these, so many are ranked by their whole text, which has to be fetched and unpacked for each: the best by headline,
 * dek and tags. The others stand behind them.
 */
const READ_WHOLE = raw('500');
const NOT_READ_WHOLE = raw('0.01');
/** What `ts_rank` says of one word that stands once in a body. */
const ONCE_IN_BODY = raw('0.06');
/** Of a phrase, whose words are looked up before their order is, so many of the newest stories with all words are read. */
const READ_MATCHES = raw('10000');
/** With fewer hits, words that are much like those in the query are looked for too. */
const FEW_HITS = raw('5');
const FUZZY_MATCHES = raw('200');
/** A word of so many letters may have another sign in one place; one of six or more, in two. */
const LETTERS_A_MISTAKE = raw('3');
const MOST_MISTAKES = raw('2');
const LEAST_LETTERS = raw('4');
const LIKE_WORDS = raw('4');
/** A prefix stands for so many words, those that most headlines have. */
const WORDS_OF_PREFIX = raw('50');

/** Weights of body, tags, dek and headline. */
const WEIGHTS = raw("'{0.1, 0.2, 0.4, 1.0}'");
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
  const where = join(
    [visibleTo(viewer, sql`a`), sql`a.publish_at <= ${at}`, ...searchConditions(given)],
    ' and ',
  );
  return sql`with recursive ${query(askedConfiguration(given))},
    ${spans(at)},
    candidates as materialized (
      select newest.* from spans, ${newest(sql`(select loose from query)`, where)}
      limit (select case when loose_is_exact then ${RANKED_MATCHES} + 1 else ${READ_MATCHES} end from query)
    ),
    found as materialized (
      select * from candidates
      where (select loose_is_exact from query) or document @@ (select exact from query) limit ${RANKED_MATCHES} + 1
    ),
    ${corrected},
    fuzzy as materialized (
      select newest.* from spans, ${newest(sql`(select query from corrected)`, where)}
      where (select query from corrected) is not null and newest.id not in (select id from found)
      limit ${FUZZY_MATCHES}
    ),
    glanced_at as materialized (
      select *, row_number() over (order by at_a_glance desc, id desc) as place
      from (select *, ${score(atAGlance, at)} as at_a_glance from found limit ${RANKED_MATCHES}) best
    ),
    ranked as materialized (
      select id, publish_at, places, case when place <= ${READ_WHOLE}
        then ${score(rank(sql`document`, sql`(select positive from query)`), at)}
        else at_a_glance * ${NOT_READ_WHOLE} end as score
      from glanced_at
      union all
      select id, publish_at, places, ${score(rank(sql`document`, sql`(select query from corrected)`), at)} * ${FUZZY}
      from fuzzy
    ),
    extent as materialized (
      select (select count(*) > ${RANKED_MATCHES} from found)
        or not (select loose_is_exact from query) and (select count(*) = ${READ_MATCHES} from candidates) as more
    )`;
}

/** What to mark in a snippet. */
export const searchedWords = sql`(select case when c.query is null then q.positive else q.positive || c.query end
  from query q, corrected c)`;

/**
 * `query`, one row: `positive` is what has to be there, `either` any of its words, `exact` the whole query, and `loose`
 * what an index can tell: it knows nothing of the order of words.
 */
const query = (configuration: Sql): Sql => sql`
  term as materialized (
    select t.place, t.kind, t.text,
      case t.kind when 'prefix' then ${wordsOfPrefix(sql`t.text`)} else nullif((own.query || simple.query)::text, '') end
        as words,
      t.kind <> 'prefix' and numnode(own.query) = 0 as is_stop_word
    from unnest(${new Slot('groups')}::int[], ${new Slot('kinds')}::text[], ${new Slot('texts')}::text[])
        as t (place, kind, text),
      lateral (select case when t.kind <> 'prefix' then to_tsquery(${configuration}, t.text) end as query) own,
      lateral (select case when t.kind <> 'prefix' then to_tsquery(${PLAIN_WORDS}, t.text) end as query) simple
  ),
  parts as materialized (
    select coalesce((${allOf(sql`words`, IS_MEANT)}), '')::tsquery as positive,
      coalesce((select string_agg(words, ' | ') from term where place >= 0 and ${IS_MEANT}), '')::tsquery as either,
      (select string_agg(words, ' | ') from term where place < 0)::tsquery as negative
  ),
  query as materialized (
    select positive, either, exact, loose, loose::text = exact::text as loose_is_exact
    from parts, lateral (
      select case when negative is null then positive else positive && !!negative end as exact,
        case when negative is null or negative::text like '%<%' then unordered else unordered && !!negative end as loose
      from (select regexp_replace(positive::text, '<(-|[0-9]+)>', '&', 'g')::tsquery as unordered) u) q
  )`;

/** Words that are in every sentence are passed over, unless there are no others. */
const IS_MEANT = sql`(not is_stop_word or (select bool_and(is_stop_word) from term where place >= 0))`;

/** The terms as one query: of each group any, and all groups. */
const allOf = (words: Sql, condition: Sql): Sql => sql`
  select string_agg(alternatives, ' & ') from (
    select '(' || string_agg(${words}, ' | ') || ')' as alternatives from term
    where place >= 0 and ${condition} group by place) terms`;

/** Words of the archive that begin so; where there are none, what no story has. */
const wordsOfPrefix = (text: Sql): Sql => sql`coalesce((
    select string_agg(${operand(sql`word`)}, ' | ') from (
      select word from search_word where ${beginsWith(sql`word`, folded(text))} order by stories desc, word limit ${WORDS_OF_PREFIX}) beginning),
  ${operand(folded(text))})`;

const likeWords = sql`(select string_agg(${operand(sql`word`)}, ' | ') from (
    select word from (
      select word, stories, levenshtein_less_equal(word, typed, ${MOST_MISTAKES}) as mistakes,
        least(length(typed) / ${LETTERS_A_MISTAKE}, ${MOST_MISTAKES}) as allowed
      from search_word, lateral (select ${folded(sql`btrim(term.text, '''')`)} as typed) t
      where in_title and stories > 0 and length(typed) >= ${LEAST_LETTERS} and length(word) < 64 and length(typed) < 64
        and word % typed offset 0) near
    where mistakes between 1 and allowed
    order by mistakes, stories desc, word limit ${LIKE_WORDS}) alike)`;

/** `corrected`, one row: the query with words of headlines and tags that are much like those it has; null if it need not be. */
const corrected = sql`
  corrected as materialized (
    select case when (select count(*) from found) < ${FEW_HITS} and not exists (select 1 from term where kind <> 'word' or place < 0)
      then (select (${allOf(sql`concat_ws(' | ', words, ${likeWords})`, sql`words is not null and not is_stop_word`)})::tsquery) end as query
  )`;

/** Weeks of the spans that stories are found by: of each length one, see `search_spans` in the migration. */
const SPAN_LEVELS = raw('4');

/**
 * The spans of time that have published stories, latest first, as many as are asked for. A span is no longer than all
 * before it: what is common is found in a few weeks, what is rare in a few steps through the whole archive, and never
 * are many more matches read than are asked for.
 */
const spans = (at: Sql): Sql => {
  const latest = (
    condition: Sql,
  ): Sql => sql`(select floor(extract(epoch from publish_at) / 604800)::int from article
    where status = 'published' and publish_at ${condition} order by publish_at desc limit 1)`;
  return sql`spans (span, first, behind) as (
    select newest.week, newest.week, newest.week + 1 from (select ${latest(sql`<= ${at}`)} as week) newest
    union all
    select search_span(longest.level, next.week), (next.week >> 2 * longest.level) << 2 * longest.level, spans.behind
    from spans, lateral (select ${latest(sql`< to_timestamp(spans.first * 604800.0)`)} as week offset 0) next,
      lateral (select max(level) as level from generate_series(0, ${SPAN_LEVELS}) level
        where 1 << 2 * level <= spans.behind - spans.first
          and ((next.week >> 2 * level) + 1) << 2 * level <= spans.first) longest
    where next.week is not null
  )`;
};

/** The matches of a span of time, `newest (id, document, lead, places, publish_at)`, latest first. */
const newest = (words: Sql, where: Sql): Sql => sql`lateral (
  select a.id, m.document, m.lead, m.places, a.publish_at
  from article_search m join article a on a.id = m.article_id
  where m.spans @> array[spans.span] and m.document @@ ${words} and ${where}
  order by a.publish_at desc) newest`;

const rank = (document: Sql, words: Sql): Sql => sql`ts_rank(${WEIGHTS}, ${document}, ${words})`;

const atAGlance = sql`greatest(${rank(sql`lead`, sql`(select either from query)`)}, ${ONCE_IN_BODY})`;

const score = (ranked: Sql, at: Sql): Sql => sql`(${ranked}
  * (1 + ${RECENCY} * exp(-greatest(extract(epoch from ${at} - publish_at), 0) / ${SECONDS_OF_RECENCY})))::float8`;
