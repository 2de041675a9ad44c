import { join, literal, sql, type Sql } from '../platform/database/sql.js';

/**
 * Text search configurations by language, as PostgreSQL calls them. Ours are the same with `story_` before the name, and
 * take accents off. Anything in another language is taken word by word.
 */
const CONFIGURATIONS: Readonly<Record<string, string>> = {
  ar: 'arabic',
  da: 'danish',
  de: 'german',
  el: 'greek',
  en: 'english',
  es: 'spanish',
  fi: 'finnish',
  fr: 'french',
  hu: 'hungarian',
  it: 'italian',
  nl: 'dutch',
  no: 'norwegian',
  pt: 'portuguese',
  ro: 'romanian',
  ru: 'russian',
  sv: 'swedish',
  tr: 'turkish',
};

/** Words just as they are written, but for accents and capitals: also those of the table of words and of names. */
export const WORD_BY_WORD = sql`'story_simple'`;

/** The `regconfig` for a language tag (BCP 47). */
export function searchConfiguration(language: Sql): Sql {
  const branches = Object.entries(CONFIGURATIONS).map(
    ([tag, configuration]) => sql`when ${literal(tag)} then ${literal(`story_${configuration}`)}`,
  );
  return sql`(case split_part(lower(${language}), '-', 1) ${join(branches, ' ')} else ${WORD_BY_WORD} end)::regconfig`;
}
