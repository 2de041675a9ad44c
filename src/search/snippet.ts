import { readsBodies } from '../articles/visibility.js';
import type { ViewerClass } from '../platform/api/viewer.js';
import { searchConfiguration } from '../words/search-language.js';
import { raw, sql, type Sql } from '../platform/database/sql.js';

/** Characters that no stored text has: they stand for the marks until everything else is escaped. */
const [OPEN, CLOSE] = [raw(`E'\\x01'`), raw(`E'\\x02'`)];

/**
 * `ts_headline` takes a millisecond for a page of text. Where a story is long, it gets this much, from a little before
 * the word on that comes up last: it is likely the rarest.
 */
const READ_CHARACTERS = raw('1200');
const CHARACTERS_BEFORE = raw('150');

const OPTIONS = sql`'MaxWords=35, MinWords=20, MaxFragments=1, StartSel=' || ${OPEN} || ', StopSel=' || ${CLOSE}`;

/**
 * A piece of the story around the words that were looked for, as HTML in which everything is escaped but the marks. Of a
 * body that the caller may not read there is the excerpt.
 * @param words a `tsquery`
 */
export function snippet(words: Sql, viewer: ViewerClass, { a, r }: { a: Sql; r: Sql }): Sql {
  const text =
    viewer === 'anonymous'
      ? sql`case when ${readsBodies(viewer)} then ${r}.text else ${r}.excerpt end`
      : sql`${r}.text`;
  return sql`(select ${marked(
    escaped(sql`ts_headline(${searchConfiguration(sql`${a}.language`)},
      ${around(sql`source.text`)}, words.query, ${OPTIONS})`),
  )}
    from (select translate(coalesce(nullif(${text}, ''), ${r}.dek, ''), ${OPEN} || ${CLOSE}, '') as text offset 0) source,
      (select ${words} as query) words)`;
}

/** The part of a text that is looked through. Most stems are the beginning of their word. */
const around = (text: Sql): Sql => sql`(select substr(${text},
    case when length(${text}) <= ${READ_CHARACTERS} then 1 else greatest(1, coalesce(max(nullif(strpos(lower(${text}), word), 0)), 1)
      - ${CHARACTERS_BEFORE}) end, ${READ_CHARACTERS})
  from unnest(tsvector_to_array(${lexemes(sql`words.query`)})) as word)`;

/** The words of a query that have to be there, as a `tsvector`: `querytree` leaves out what may not. */
const lexemes = (query: Sql): Sql =>
  sql`to_tsvector('simple', regexp_replace(querytree(${query}), '[''&|!<>()-]', ' ', 'g'))`;

const escaped = (html: Sql): Sql => sql`replace(replace(replace(replace(replace(${html},
  '&', '&amp;'), '<', '&lt;'), '>', '&gt;'), '"', '&quot;'), '''', '&#39;')`;

const marked = (html: Sql): Sql => sql`replace(replace(${html}, ${OPEN}, '<mark>'), ${CLOSE}, '</mark>')`;
