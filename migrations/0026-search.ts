import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Text search configurations by language, as PostgreSQL has them. */
const LANGUAGES: Readonly<Record<string, string>> = {
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

/** The same configurations, which take accents off before a word is stemmed. */
const CONFIGURATIONS = [...Object.values(LANGUAGES), 'simple']
  .map(
    (name) => `
      create text search configuration story_${name} (copy = ${name});
      alter text search configuration story_${name} alter mapping for word, hword, hword_part
        with unaccent, ${name === 'simple' ? 'simple' : `${name}_stem`};`,
  )
  .join('');

/** `a` is the story, `r` its revision. */
const configurationOf = (prefix: string): string => `(case split_part(lower(a.language), '-', 1)
  ${Object.entries(LANGUAGES)
    .map(([tag, name]) => `when '${tag}' then '${prefix}${name}'`)
    .join(' ')} else '${prefix}simple' end)::regconfig`;

/**
 * PostgreSQL refuses a document whose lexemes fill more than a megabyte. A byte of text makes seven at most, in two
 * configurations: of `abc-def` there are the compound and its parts, each with four bytes for its place. (Letters that
 * are words of their own add a little.) Headline and dek are 8,000 bytes at most, and the places of words that come again
 * fill 64 kB.
 */
const BODY_BYTES = 100_000;
const TAGS_BYTES = 20_000;

/** A number that nobody writes. It is a word in every configuration, so it keeps what is around it from being a phrase. */
const NUMBER = '0'.repeat(20);
const GAP = ` ${NUMBER}`.repeat(4);

/**
 * Letters of Thai, Lao, Burmese, Khmer, Japanese and Chinese, which are written without spaces: to PostgreSQL a whole
 * sentence is one word. Beside that, each letter is a word of its own, so that words can be looked for as phrases.
 */
const UNSPACED =
  '[\\u0E00-\\u0EFF\\u1000-\\u109F\\u1780-\\u17FF\\u3005-\\u3007\\u3041-\\u30FF\\u31F0-\\u31FF\\u3400-\\u4DBF\\u4E00-\\u9FFF\\uF900-\\uFAFF\\uFF66-\\uFF9F\\U00020000-\\U000323AF]';
const OTHERS = UNSPACED.replace('[', '[^');

const FUNCTIONS = `
  -- A page of letters and signs without a space takes PostgreSQL's parser seconds, and is no word.
  create function search_readable(story text) returns text
    language sql immutable parallel safe
    return regexp_replace(story, '[!-~]{250,}', ' ', 'g');

  create function search_beginning(story text, bytes integer) returns text
    language sql immutable parallel safe
    return case when octet_length(story) <= bytes then story else (
      select left(story, max(characters - greatest(0, octet_length(left(story, characters)) - bytes)))
      from unnest(array[bytes, bytes * 2 / 3, bytes / 2, bytes / 3, bytes / 4]) characters) end;

  create function search_characters(story text) returns text
    language sql immutable parallel safe
    return case when octet_length(story) > length(story) and story ~ '${UNSPACED}' then '${GAP}' || regexp_replace(
      regexp_replace(story, '${OTHERS}+', ' ${NUMBER} ', 'g'), '${UNSPACED}', ' \\& ', 'g') else '' end;

  create function search_gaps(names text[]) returns text
    language sql immutable parallel safe
    return search_beginning(array_to_string(names, '${GAP} '), ${TAGS_BYTES});

  create function search_part(configuration regconfig, story text) returns tsvector
    language sql immutable parallel safe
    return to_tsvector(configuration, search_readable(story) || search_characters(story) || '${GAP}');

  create function search_vector(configuration regconfig, headline text, dek text, tags text[], body text) returns tsvector
    language sql immutable parallel safe
    return setweight(search_part(configuration, headline), 'A')
      || setweight(search_part(configuration, coalesce(dek, '')), 'B')
      || setweight(search_part(configuration, search_gaps(tags)), 'C')
      || setweight(search_part(configuration, search_beginning(body, ${BODY_BYTES})), 'D');

  create function search_document(configuration regconfig, headline text, dek text, tags text[], body text)
    returns tsvector
    language sql immutable parallel safe
    return ts_delete(search_vector(configuration, headline, dek, tags, body)
      || search_vector('story_simple', headline, dek, tags, body), '${NUMBER}');

  create function search_title(headline text, tags text[]) returns tsvector
    language sql immutable parallel safe
    return ts_delete(setweight(to_tsvector('story_simple', headline || '${GAP}'), 'A')
      || setweight(to_tsvector('story_simple', search_gaps(tags)), 'C'), '${NUMBER}');`;

const TAGS = `array(select t.name from tag t where t.id = any(r.tag_ids) order by t.name)`;

/** A document as it was before. */
const untagged = (configuration: string): string =>
  `search_vector(${configuration}, r.headline, r.dek, '{}', r.text)`;

const PLACES = `array(select section_id from article_listing where article_id = a.id
  union all select author_id from article_author where article_id = a.id
  union all select tag_id from article_tag where article_id = a.id)`;

const PUBLISHED = `article a join article_revision r on r.id = a.published_revision_id`;
const ARE_PUBLISHED = `a.status = 'published'`;

/**
 * Search: words without accents, those of tags among them, and everything that a search is narrowed by in one index. A
 * story stands in spans of time, of a week and of 4, 16, 64 and 256: the newest matches of a word are found span by span,
 * without all the others. The words of the archive are kept by themselves, for prefixes and for words that are mistyped.
 */
export class Search1764800000026 implements MigrationInterface {
  name = 'Search1764800000026';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create extension if not exists unaccent;
      create extension if not exists pg_trgm;
      create extension if not exists fuzzystrmatch;
      ${CONFIGURATIONS}
      ${FUNCTIONS}

      create table search_word (
        word text collate "C" not null,
        in_title boolean not null,
        stories integer not null,
        constraint search_word_pkey primary key (word)
      );
      create index search_word_similar on search_word using gin (word gin_trgm_ops) where in_title;

      drop table article_search;
      create table article_search (
        article_id uuid not null,
        document tsvector not null,
        lead tsvector not null,
        title tsvector not null,
        places uuid[] not null,
        spans integer[] not null,
        constraint article_search_pkey primary key (article_id),
        constraint article_search_article foreign key (article_id) references article (id) on delete cascade
      );

      create function search_week(moment timestamptz) returns integer
        language sql immutable parallel safe
        return floor(extract(epoch from moment) / 604800)::integer;

      create function search_span(level integer, week integer) returns integer
        language sql immutable parallel safe
        return level * 1000000 + (week >> 2 * level);

      create function search_spans(moment timestamptz) returns integer[]
        language sql immutable parallel safe
        return array(select search_span(level, search_week(moment)) from generate_series(0, 4) level);

      create function count_search_words() returns trigger language plpgsql as $$
      begin
        if tg_op = 'INSERT' then
          insert into search_word as known (word, in_title, stories)
            select lexeme, true, count(*) from added, unnest(added.title) group by lexeme order by lexeme
            on conflict (word) do update set in_title = true, stories = known.stories + excluded.stories;
          insert into search_word (word, in_title, stories)
            select distinct lexeme, false, 0 from added, unnest(added.document) order by lexeme
            on conflict (word) do nothing;
        else
          update search_word known set stories = known.stories - gone.stories
            from (select lexeme, count(*) as stories from removed, unnest(removed.title) group by lexeme) gone
            where known.word = gone.lexeme;
        end if;
        return null;
      end $$;
      insert into article_search (article_id, document, lead, title, places, spans)
        select id, document, ts_filter(document, '{a,b,c}'), title, places, spans
        from (
          select a.id, search_document(${configurationOf('story_')}, r.headline, r.dek, tags.names, r.text) as document,
            search_title(r.headline, tags.names) as title,
            ${PLACES} as places, search_spans(a.publish_at) as spans
          from ${PUBLISHED}, lateral (select ${TAGS} as names) tags where ${ARE_PUBLISHED} offset 0) story;
      insert into search_word (word, in_title, stories)
        select word, true, ndoc from ts_stat('select title from article_search');
      insert into search_word (word, in_title, stories)
        select word, false, 0 from ts_stat('select document from article_search') on conflict (word) do nothing;
      create trigger article_search_added after insert on article_search
        referencing new table as added for each statement execute function count_search_words();
      create trigger article_search_removed after delete on article_search
        referencing old table as removed for each statement execute function count_search_words();

      create index article_search_words on article_search using gin (document, title, places, spans)
        with (fastupdate = off);

      create index section_words on section using gin (to_tsvector('story_simple', name));
      create index author_words on author using gin (to_tsvector('story_simple', name));
      create index tag_words on tag using gin (to_tsvector('story_simple', name));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    const names = [...Object.values(LANGUAGES), 'simple'];
    await runner.query(`
      drop index section_words, author_words, tag_words;
      drop table article_search;
      drop function search_title(text, text[]);
      drop function search_document(regconfig, text, text, text[], text);
      drop function count_search_words();
      drop function search_spans(timestamptz);
      drop function search_span(integer, integer);
      drop function search_week(timestamptz);
      drop table search_word;
      ${names.map((name) => `drop text search configuration story_${name};`).join(' ')}

      create table article_search (
        article_id uuid not null primary key references article (id) on delete cascade,
        document tsvector not null
      );
      create index article_search_document on article_search using gin (document);
      insert into article_search (article_id, document)
        select a.id, ts_delete(${untagged(configurationOf(''))} || ${untagged(`'simple'`)}, '${NUMBER}')
        from ${PUBLISHED} where ${ARE_PUBLISHED};
      drop function search_vector(regconfig, text, text, text[], text);
      drop function search_part(regconfig, text);
      drop function search_gaps(text[]);
      drop function search_characters(text);
      drop function search_beginning(text, integer);
      drop function search_readable(text);
    `);
  }
}
