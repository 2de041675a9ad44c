import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { run } from '../platform/database/database.js';
import { sql, type Sql } from '../platform/database/sql.js';
import { searchConfiguration } from './search-language.js';
import type { ArticleDraft } from './article-draft.js';

/** Keeps what lists and search are read from. Only published stories are in it; their time may still be to come. */
@Injectable()
export class ArticleIndexService {
  /**
   * Puts a story where its section, authors and tags list it, or takes it out of there.
   * @returns the cache tags of where it was listed before
   */
  async refresh(tx: EntityManager, id: string, draft: ArticleDraft, text: string): Promise<string[]> {
    const [before] = await run<{ tags: string[] }>(tx, withdrawal(id));
    if (draft.status === 'published') await this.list(tx, id, draft, text);
    return before?.tags ?? [];
  }

  private async list(tx: EntityManager, id: string, draft: ArticleDraft, text: string): Promise<void> {
    const { publishAt, section, authorIds, tagIds } = draft;
    await run(
      tx,
      sql`insert into article_listing (section_id, article_id, publish_at)
        select unnest(${section.path}::uuid[]), ${id}, ${publishAt}::timestamptz`,
    );
    await run(
      tx,
      sql`insert into article_author (author_id, article_id, position, publish_at)
        select l.id, ${id}::uuid, l.place, ${publishAt}::timestamptz
        from unnest(${authorIds}::uuid[]) with ordinality as l (id, place)`,
    );
    await run(
      tx,
      sql`insert into article_tag (tag_id, article_id, position, publish_at)
        select l.id, ${id}::uuid, l.place, ${publishAt}::timestamptz
        from unnest(${tagIds}::uuid[]) with ordinality as l (id, place)`,
    );
    await run(tx, searchEntry(id, draft, text));
  }
}

const withdrawal = (id: string) => sql`with sections as (
    delete from article_listing where article_id = ${id} returning 'section:' || section_id as tag
  ), authors as (
    delete from article_author where article_id = ${id} returning 'author:' || author_id as tag
  ), tags as (
    delete from article_tag where article_id = ${id} returning 'tag:' || tag_id as tag
  ), words as (
    delete from article_search where article_id = ${id}
  )
  select coalesce(array_agg(tag), '{}') as tags
  from (select tag from sections union all select tag from authors union all select tag from tags) listed`;

/** PostgreSQL refuses a document whose lexemes fill more than a megabyte; a long story is found by its beginning. */
const SEARCHED_CHARACTERS = 200_000;

/** The words of a story, by its language and just as they are written, headline first. */
function searchEntry(id: string, draft: ArticleDraft, text: string) {
  const vector = (configuration: Sql) => sql`
      setweight(to_tsvector(${configuration}, ${draft.headline}), 'A')
      || setweight(to_tsvector(${configuration}, ${draft.dek ?? ''}), 'B')
      || setweight(to_tsvector(${configuration}, ${text.slice(0, SEARCHED_CHARACTERS)}), 'D')`;
  const document = sql`${vector(searchConfiguration(sql`${draft.language}::text`))} || ${vector(sql`'simple'`)}`;
  return sql`insert into article_search (article_id, document) values (${id}, ${document})`;
}
