import { Injectable } from '@nestjs/common';
import type { GraphQLResolveInfo } from 'graphql';
import { isOpenTo, visibleTo } from '../articles/visibility.js';
import { visibleAuthor } from '../authors/authors.query.js';
import type { ReadContext } from '../platform/api/read-context.js';
import { type Answer, ReadPlans } from '../platform/api/read-plans.js';
import { wholeSelection } from '../platform/api/rest-selection.js';
import type { Selection } from '../platform/api/selection.js';
import { jsonList, Shape } from '../platform/api/shape.js';
import type { ViewerClass } from '../platform/api/viewer.js';
import { raw, Slot, sql, type Sql } from '../platform/database/sql.js';
import { visibleTag } from '../tags/tags.query.js';
import { typedWords } from '../words/search-words.js';
import { Suggestion } from './search.view.js';
import { WORD_BY_WORD } from '../words/search-language.js';
import { beginsWith, folded, operand } from '../words/word-sql.js';

/** Of each kind that has a name. */
const MOST_NAMES = raw('3');
const MOST_HEADLINES = raw('5');
/** The last word may be completed to any of so many, those that most headlines have. */
const COMPLETIONS = raw('12');
/** Words with more stories are looked for in the newest ones only, of which so many are read. */
const READ_STORIES = raw('1000');
/** Several stories may have the same headline, which is suggested once: of so many stories. */
const READ_HEADLINES = raw('25');

const suggestionShape = new Shape<object>('Suggestion', {
  kind: () => sql`s.kind`,
  text: () => sql`s.text`,
  slug: () => sql`s.slug`,
});

@Injectable()
export class SuggestQuery {
  constructor(private readonly plans: ReadPlans) {}

  /** @throws DomainError INVALID_PARAMETER for a text that is blank */
  suggest(viewer: ViewerClass, text: string): Promise<Answer | null> {
    const slots = { ...typedWords(text, 'q') };
    return this.plans.rest(
      { key: 'suggest', viewer, selection: wholeSelection(Suggestion), slots, fixed: true },
      (chosen, read) => sql`${tables(viewer)}
        select json_build_object('items', ${suggestionsJson(chosen, read)})::text as json`,
    );
  }

  /** @throws DomainError INVALID_PARAMETER for a text that is blank */
  suggestInGraphql(
    info: GraphQLResolveInfo,
    viewer: ViewerClass,
    text: string,
  ): Promise<Suggestion[] | null> {
    const slots = { ...typedWords(text, 'query') };
    return this.plans.graphql(
      info,
      { viewer, slots },
      (chosen, read) => sql`${tables(viewer)} select ${suggestionsJson(chosen, read)}::text as json`,
    );
  }
}

function suggestionsJson(selection: Selection, read: ReadContext): Sql {
  const { viewer } = read;
  for (const tag of ['articles', 'authors', 'tags', 'any:article', 'any:tag', 'any:author'])
    read.tags.add(tag);
  const rows = sql`
    ${named('section', () => isOpenTo(viewer), 1)}
    union all ${named('author', (row) => visibleAuthor(row, viewer), 2)}
    union all ${named('tag', (row) => visibleTag(row, viewer), 3)}
    union all (select 'article', headline, slug, 4, row_number() over (order by publish_at desc, id desc) from (
      select distinct on (r.headline) r.headline, newest.*
      from newest join article_revision r on r.id = newest.published_revision_id
      order by r.headline, newest.publish_at desc, newest.id desc) once limit ${MOST_HEADLINES})`;
  return jsonList(
    suggestionShape.json({}, selection, read),
    sql`from (${rows}) s (kind, text, slug, place, number)`,
    sql`s.place, s.number`,
  );
}

/** Those that begin with what was typed first, short ones before long ones. Only these are asked whether they are visible. */
const named = (kind: 'section' | 'author' | 'tag', visible: (row: Sql) => Sql, place: number): Sql => sql`
  (select ${raw(`'${kind}'`)}, x.name, x.slug, ${raw(String(place))}, row_number() over (order by x.number) from (
    select x.id, x.name, x.slug, x.number from (
      select x.id, x.name, x.slug, row_number() over (
        order by not starts_with(${folded(sql`x.name`)}, ${folded(sql`typed.begun`)}), length(x.name), x.name, x.id) as number
      from ${raw(kind)} x, typed where to_tsvector(${WORD_BY_WORD}, x.name) @@ typed.query order by number offset 0) x
    where ${visible(sql`x`)} limit ${MOST_NAMES}) x)`;

/** A letter of two bytes or fewer begins too many words; of scripts that have more, it may be one. */
const IS_TELLING = sql`(length(begun.word) > 1 or octet_length(begun.word) > 2)`;

/** A compound or an address that ends with the word that is begun is no more written to its end than that. */
const IS_BEGUN_TOO = sql`l.word <> begun.word and right(l.word, length(begun.word)) = begun.word and l.word ~ '[^[:alnum:]]'`;

/**
 * `typed`, one row: what was typed as a query of names and of headlines, the words of it that are complete, and the one
 * that is begun. PostgreSQL takes it apart as it does headlines, or `covid-1` and `o'br` would find nothing.
 */
const typed = sql`lexeme as materialized (
    select word, place = max(place) over () and not ${new Slot('isClosed')}::boolean as is_begun
    from unnest(to_tsvector(${WORD_BY_WORD}, ${new Slot('typed')})) as l (word, places),
      lateral (select max(place) from unnest(places) as place) last (place)
  ),
  typed as materialized (
    select string_agg(${operand(sql`l.word`)} || case when l.is_begun then ':*' else '' end, ' & ')::tsquery as query,
      string_agg(${operand(sql`l.word`)} || case when l.is_begun then ':*A' else ':A' end, ' & ')::tsquery as in_headline,
      array_agg(l.word) filter (where not l.is_begun) as complete,
      coalesce(max(begun.word), '') as begun, coalesce(bool_or(${IS_TELLING}), false) as is_telling
    from lexeme l left join (select word from lexeme where is_begun) begun on true
    where begun.word is null or not (${IS_BEGUN_TOO})
  )`;

/**
 * `newest`: stories with these words in their headline. Where the complete words or what may become of the last one are
 * rare, their stories are looked up; where all are common, the newest stories are gone through.
 */
const tables = (viewer: ViewerClass): Sql => sql`with ${typed},
  completion as materialized (
    select word, stories from search_word, typed
    where is_telling and in_title and stories > 0 and ${beginsWith(sql`word`, sql`begun`)}
    order by stories desc, word limit ${COMPLETIONS}
  ),
  rarest as materialized (
    (select string_agg(${inHeadline(sql`word`)}, ' & ')::tsquery as query, min(coalesce(stories, 0)) as stories
      from typed, unnest(complete) as given (word) left join search_word using (word) having count(*) > 0)
    union all
    (select string_agg(${inHeadline(sql`word`)}, ' | ')::tsquery, coalesce(sum(stories), 0)
      from completion having (select is_telling from typed))
    order by stories limit 1
  ),
  matched as materialized (
    select article_id from (
      select article_id, title from article_search
      where (select stories <= ${READ_STORIES} from rarest) and title @@ (select query from rarest) offset 0) m
    where title @@ (select in_headline from typed)
  ),
  newest as materialized (
    (select ${STORY} from matched m join article a on a.id = m.article_id
      where ${visibleTo(viewer, sql`a`)} order by a.publish_at desc, a.id desc limit ${READ_HEADLINES})
    union all
    (select ${STORY} from (
        select ${STORY} from article a where ${visibleTo(viewer, sql`a`)}
        order by a.publish_at desc, a.id desc limit ${READ_STORIES}) a
      where (select stories > ${READ_STORIES} from rarest) and exists (
        select 1 from article_search m where m.article_id = a.id and m.title @@ (select in_headline from typed) offset 0)
      limit ${READ_HEADLINES})
  )`;

const STORY = sql`a.id, a.slug, a.publish_at, a.published_revision_id`;

const inHeadline = (word: Sql): Sql => sql`${operand(word)} || ':A'`;
