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
    union all (select 'article', r.headline, newest.slug, 4, row_number() over (order by newest.publish_at desc, newest.id)
      from newest join article_revision r on r.id = newest.published_revision_id)`;
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

/**
 * `typed`, one row: what was typed as a query, and the last word. `newest`: stories with these words in their headline.
 * Where one of the words is rare, its stories are looked up; where all are common, the newest stories are gone through.
 */
const tables = (viewer: ViewerClass): Sql => sql`with typed as materialized (
    select to_tsquery(${WORD_BY_WORD}, ${new Slot('typed')}) as query,
      tsvector_to_array(to_tsvector(${WORD_BY_WORD}, ${new Slot('complete')})) as complete,
      ${folded(sql`${new Slot('begun')}::text`)} as begun
  ),
  completion as materialized (
    select word, stories from search_word, typed
    where begun <> '' and in_title and stories > 0 and ${beginsWith(sql`word`, sql`begun`)}
    order by stories desc, word limit ${COMPLETIONS}
  ),
  wanted as materialized (
    select case when begun = '' then complete.query when complete.query is null then begun.query
        else complete.query && begun.query end as query,
      least(complete.stories, begun.stories) as stories
    from typed,
      lateral (select string_agg(${inHeadline(sql`word`)}, ' & ')::tsquery as query, min(coalesce(stories, 0)) as stories
        from unnest(typed.complete) as given (word) left join search_word using (word)) complete,
      lateral (select string_agg(${inHeadline(sql`word`)}, ' | ')::tsquery as query, sum(stories) as stories
        from completion) begun
  ),
  newest as materialized (
    (select ${STORY} from article_search m join article a on a.id = m.article_id
      where (select stories <= ${READ_STORIES} from wanted) and m.title @@ (select query from wanted)
        and ${visibleTo(viewer, sql`a`)}
      order by a.publish_at desc, a.id desc limit ${MOST_HEADLINES})
    union all
    (select ${STORY} from (
        select ${STORY} from article a where ${visibleTo(viewer, sql`a`)}
        order by a.publish_at desc, a.id desc limit ${READ_STORIES}) a
      where (select stories > ${READ_STORIES} from wanted) and exists (
        select 1 from article_search m where m.article_id = a.id and m.title @@ (select query from wanted) offset 0)
      limit ${MOST_HEADLINES})
  )`;

const STORY = sql`a.id, a.slug, a.publish_at, a.published_revision_id`;

const inHeadline = (word: Sql): Sql => sql`${operand(word)} || ':A'`;
