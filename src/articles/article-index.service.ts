import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { run } from '../platform/database/database.js';
import { sql, type Sql } from '../platform/database/sql.js';
import type { Places } from './article-tags.js';
import { searchConfiguration } from '../words/search-language.js';

/**
 * Keeps what lists and search are read from, made from stories as they are stored. Only published stories are in it;
 * their time may still be to come.
 */
@Injectable()
export class ArticleIndexService {
  /**
   * Takes stories out of every list and of search.
   * @returns where each was listed, by its id
   */
  async withdraw(tx: EntityManager, ids: readonly string[]): Promise<ReadonlyMap<string, Places>> {
    if (ids.length === 0) return new Map();
    const rows = await run<Places & { id: string }>(
      tx,
      sql`with sections as (
          delete from article_listing where article_id = any(${ids}::uuid[])
          returning article_id, 'section' as kind, section_id as place
        ), authors as (
          delete from article_author where article_id = any(${ids}::uuid[])
          returning article_id, 'author', author_id
        ), tags as (
          delete from article_tag where article_id = any(${ids}::uuid[])
          returning article_id, 'tag', tag_id
        ), words as (
          delete from article_search where article_id = any(${ids}::uuid[])
        )
        select article_id as id, coalesce(array_agg(place) filter (where kind = 'section'), '{}') as sections,
          coalesce(array_agg(place) filter (where kind = 'author'), '{}') as authors,
          coalesce(array_agg(place) filter (where kind = 'tag'), '{}') as tags
        from (select * from sections union all select * from authors union all select * from tags) listed
        group by article_id`,
    );
    return new Map(rows.map(({ id, ...places }) => [id, places]));
  }

  /** Puts those of the stories that are published where their sections, authors and tags list them, and into search. */
  async list(tx: EntityManager, ids: readonly string[]): Promise<void> {
    await run(tx, listing(ids));
    await run(tx, searched(ids));
  }

  /** Makes what search finds stories by anew, where something that they name has another name or is another one. */
  async searchAgain(tx: EntityManager, ids: readonly string[]): Promise<void> {
    await run(tx, sql`delete from article_search where article_id = any(${ids}::uuid[])`);
    await run(tx, searched(ids));
  }

  /** Lets search find stories by their sections, authors and tags as they are listed now. */
  async placeAgain(tx: EntityManager, ids: readonly string[]): Promise<void> {
    await run(
      tx,
      sql`update article_search found set places = ${PLACES} from article a
        where found.article_id = a.id and a.id = any(${ids}::uuid[])`,
    );
  }
}

const PUBLISHED = sql`article a join article_revision r on r.id = a.published_revision_id`;
const amongPublished = (ids: readonly string[]): Sql =>
  sql`a.id = any(${ids}::uuid[]) and a.status = 'published'`;

const listing = (ids: readonly string[]): Sql => sql`with story as (
    select a.id, a.publish_at, s.path, r.author_ids, r.tag_ids
    from ${PUBLISHED} join section s on s.id = a.section_id where ${amongPublished(ids)}
  ), sections as (
    insert into article_listing (section_id, article_id, publish_at)
    select unnest(path), id, publish_at from story
  ), authors as (
    insert into article_author (author_id, article_id, position, publish_at)
    select l.id, story.id, l.place, story.publish_at
    from story, unnest(story.author_ids) with ordinality as l (id, place)
  )
  insert into article_tag (tag_id, article_id, position, publish_at)
  select l.id, story.id, l.place, story.publish_at
  from story, unnest(story.tag_ids) with ordinality as l (id, place)`;

const TAGS = sql`array(select t.name from tag t where t.id = any(r.tag_ids) order by t.name)`;

/** The words of a story, by its language and just as they are written, headline first; of a long one the beginning. */
const searchDocument = sql`search_document(${searchConfiguration(sql`a.language`)},
  r.headline, r.dek, tags.names, r.text)`;

/** The words that are suggested while somebody types, and that mistyped ones are held against. */
const titleWords = sql`search_title(r.headline, tags.names)`;

/** Ids of all that a search can be narrowed by: where a story is listed. */
const PLACES = sql`array(select section_id from article_listing where article_id = a.id
  union all select author_id from article_author where article_id = a.id
  union all select tag_id from article_tag where article_id = a.id)`;

/** `lead` is the document without the body: small enough to rank by in great numbers. */
const searched = (ids: readonly string[]): Sql => sql`
  insert into article_search (article_id, document, lead, title, places, spans)
  select id, document, ts_filter(document, '{a,b,c}'), title, places, spans
  from (
    select a.id, ${searchDocument} as document, ${titleWords} as title, ${PLACES} as places,
      search_spans(a.publish_at) as spans
    from ${PUBLISHED}, lateral (select ${TAGS} as names) tags where ${amongPublished(ids)} offset 0) story`;
