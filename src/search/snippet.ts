import { ifReadsBodies } from '../articles/visibility.js';
import type { ViewerClass } from '../platform/api/viewer.js';
import { searchConfiguration, WORD_BY_WORD } from '../words/search-language.js';
import { raw, sql, type Sql } from '../platform/database/sql.js';

/** They stand for the marks until everything else is escaped. A story may have such characters: they are taken out first. */
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
  const text = ifReadsBodies(viewer, sql`${r}.text`, sql`${r}.excerpt`);
  const headline = (configuration: Sql): Sql =>
    sql`ts_headline(${configuration}, part.text, words.query, ${OPTIONS})`;
  // A word may be there as it is typed and be another one in the language of the story.
  return sql`(select ${marked(
    escaped(sql`case when strpos(own.html, ${OPEN}) > 0 or not part.has_word then own.html
      else ${headline(WORD_BY_WORD)} end`),
  )}
    from (select translate(coalesce(nullif(${text}, ''), ${r}.dek, ''), ${OPEN} || ${CLOSE}, '') as text offset 0) source,
      (select ${words} as query) words, lateral (${PART}) part,
      lateral (select ${headline(searchConfiguration(sql`${a}.language`))} as html offset 0) own)`;
}

/** The words of a query that have to be there, as a `tsvector`: `querytree` leaves out what may not. */
const lexemes = (query: Sql): Sql =>
  sql`to_tsvector('simple', regexp_replace(querytree(${query}), '[''&|!<>()-]', ' ', 'g'))`;

/** Where a word stands: as the beginning of one if it can be, as it is written if it can be; null where it does not. */
const PLACE = sql`coalesce(nullif(strpos(' ' || lowered, ' ' || word), 0), nullif(strpos(lowered, word), 0),
  nullif(strpos(' ' || unaccent(lowered), ' ' || word), 0))`;

/** The part of a text that is looked through, and whether a word was seen. Most stems are the beginning of their word. */
const PART = sql`
  select substr(source.text, case when length(source.text) <= ${READ_CHARACTERS} then 1
      else greatest(1, coalesce(max(place), 1) - ${CHARACTERS_BEFORE}) end, ${READ_CHARACTERS}) as text,
    max(place) is not null as has_word
  from (select lower(source.text) as lowered offset 0) l,
    unnest(tsvector_to_array(${lexemes(sql`words.query`)})) as word,
    lateral (select ${PLACE} as place) p`;

const escaped = (html: Sql): Sql => sql`replace(replace(replace(replace(replace(${html},
  '&', '&amp;'), '<', '&lt;'), '>', '&gt;'), '"', '&quot;'), '''', '&#39;')`;

const marked = (html: Sql): Sql => sql`replace(replace(${html}, ${OPEN}, '<mark>'), ${CLOSE}, '</mark>')`;
