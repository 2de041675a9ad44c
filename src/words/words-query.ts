import { Slot, sql, raw, type Sql } from '../platform/database/sql.js';
import { WORD_BY_WORD } from './search-language.js';
import { beginsWith, operand } from './word-sql.js';

/** A beginning stands for so many words, those that most headlines have. */
const WORDS_OF_PREFIX = raw('100');

/**
 * What somebody typed, in the slots of `TermColumns`, as tables of a `with`: `term`, a row for each, and `query`, one row:
 * - `positive`: what has to be there, `either`: any of it,
 * - `exact`: the whole query,
 * - `loose`: what an index can tell. It knows nothing of the order of words, and words that begin in some way are found
 *   by looking up each, so those that are not wanted are not looked up.
 * - `is_cut`: whether more words begin as was typed than are looked for.
 * @param configuration how words are stemmed; they are found as they are written too
 */
export const wordsQuery = (configuration: Sql): Sql => sql`
  term as materialized (
    select t.place, t.kind, t.text, t.kind <> 'prefix' and numnode(own.query) = 0 as is_stop_word,
      begun.is_cut, case when t.kind = 'prefix' then begun.words else nullif((own.query || simple.query)::text, '') end as words
    from unnest(${new Slot('groups')}::int[], ${new Slot('kinds')}::text[], ${new Slot('texts')}::text[])
        as t (place, kind, text),
      lateral (select case when t.kind <> 'prefix' then to_tsquery(${configuration}, t.text) end as query) own,
      lateral (select case when t.kind <> 'prefix' then to_tsquery(${WORD_BY_WORD}, t.text) end as query) simple,
      lateral (select begun.* from (select) one left join lateral (${begunWords}) begun on true) begun
  ),
  parts as materialized (
    select coalesce((${allTerms(sql`words`, IS_MEANT)}), '')::tsquery as positive,
      coalesce((select string_agg(words, ' | ') from term where place >= 0 and ${IS_MEANT}), '')::tsquery as either,
      (select string_agg(words, ' | ') from term where place < 0)::tsquery as negative,
      exists (select from term where place >= 0 and is_cut) as is_cut
  ),
  query as materialized (
    select positive, either, is_cut, exact, loose, loose::text = exact::text as loose_is_exact
    from parts, lateral (
      select case when negative is null then positive else positive && !!negative end as exact,
        case when negative is null or negative::text ~ '<|:[*]' then unordered else unordered && !!negative end as loose
      from (select regexp_replace(positive::text, '<(-|[0-9]+)>', '&', 'g')::tsquery as unordered) u) q
  )`;

/** Words that are in every sentence are passed over, unless there are no others. */
const IS_MEANT = sql`(not is_stop_word or (select bool_and(is_stop_word) from term where place >= 0))`;

/** The terms as one query: of each group any, and all groups. */
export function allTerms(words: Sql, condition: Sql): Sql {
  return sql`
  select string_agg(alternatives, ' & ') from (
    select '(' || string_agg(${words}, ' | ') || ')' as alternatives from term
    where place >= 0 and ${condition} group by place) terms`;
}

/**
 * `words`, `is_cut` of a term `t` that is the beginning of a word. What is typed together may be several words, of which
 * the last one is begun (`covid-1`). What may not be there is not looked up, so it need not be told word by word.
 */
const begunWords = sql`
  select concat_ws(' & ', typed.complete, case when t.place < 0 then ${operand(sql`typed.begun`)} || ':*'
      else coalesce(known.words, ${operand(sql`typed.begun`)}) end) as words, known.is_cut
  from (
    select max(lexeme) filter (where back = 1) as begun,
      string_agg(${operand(sql`lexeme`)}, ' & ') filter (where back > 1) as complete
    from (select lexeme, row_number() over (order by positions[cardinality(positions)] desc) as back
      from unnest(to_tsvector(${WORD_BY_WORD}, t.text))) parsed
  ) typed, lateral (
    select '(' || string_agg(${operand(sql`word`)}, ' | ') filter (where number <= ${WORDS_OF_PREFIX}) || ')' as words,
      count(*) > ${WORDS_OF_PREFIX} as is_cut
    from (select word, row_number() over (order by stories desc, word) as number from search_word
      where t.place >= 0 and ${beginsWith(sql`word`, sql`typed.begun`)}
      order by number limit ${WORDS_OF_PREFIX} + 1) beginning
  ) known
  where t.kind = 'prefix' and typed.begun is not null`;
