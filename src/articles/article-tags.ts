import type { EntityManager } from 'typeorm';
import { run } from '../platform/database/database.js';
import { join, sql, type Sql } from '../platform/database/sql.js';

/** Where lists show a story, or would: ids. */
export interface Places {
  /** Its section and those above it. */
  readonly sections: readonly string[];
  readonly authors: readonly string[];
  readonly tags: readonly string[];
}

/** Of a story that is in no list. */
export const NOWHERE: Places = { sections: [], authors: [], tags: [] };

/** Cache tags that evict nothing: they say to those who follow a section which stories stand in it. */
export const sectionTags = (sections: readonly string[]): string[] => sections.map((id) => `section:${id}`);

/** Cache tags of the lists of visible stories that have these places. */
export const listTags = ({ sections, authors, tags }: Places): string[] => [
  'articles',
  ...sections.map((id) => `articles:section:${id}`),
  ...authors.map((id) => `articles:author:${id}`),
  ...tags.map((id) => `articles:tag:${id}`),
];

/** `sectionTags` in SQL; `s` is the section of the story. */
export const sectionTagsOf = (s: Sql): Sql => sql`array(select 'section:' || id from unnest(${s}.path) id)`;

/** `listTags` in SQL; `r` is the revision that readers see. */
const listTagsOf = (s: Sql, r: Sql): Sql => sql`array['articles']
  || array(select 'articles:section:' || id from unnest(${s}.path) id)
  || array(select 'articles:author:' || id from unnest(${r}.author_ids) id)
  || array(select 'articles:tag:' || id from unnest(${r}.tag_ids) id)`;

const others: ((a: Sql) => Sql)[] = [];

/**
 * Names what else shows a story only while readers can see it, as rows with one column: the cache tag. Features that
 * stand around stories do so from their own folder, as they extend `articleShape`.
 */
export function alsoShownIn(tagsOf: (a: Sql) => Sql): void {
  others.push(tagsOf);
}

const otherTagsOf = (a: Sql): Sql =>
  sql`array(${join([sql`select null::text where false`, ...others.map((tagsOf) => tagsOf(a))], ' union all ')})`;

/** Cache tags of everything that changes when readers begin to see a story, or cease to. */
export const turnTagsOf = ({ a, s, r }: { a: Sql; s: Sql; r: Sql }): Sql =>
  sql`array['article:' || ${a}.id] || ${listTagsOf(s, r)} || ${sectionTagsOf(s)} || ${otherTagsOf(a)}`;

/** Cache tags of what shows these stories beside lists, by their ids. */
export async function otherTags(
  tx: EntityManager,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (ids.length === 0) return new Map();
  const rows = await run<{ id: string; tags: string[] }>(
    tx,
    sql`select a.id, ${otherTagsOf(sql`a`)} as tags from article a where a.id = any(${ids}::uuid[])`,
  );
  return new Map(rows.map(({ id, tags }) => [id, tags]));
}
