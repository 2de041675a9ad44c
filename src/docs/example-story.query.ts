import { Injectable } from '@nestjs/common';
import { visibleTo } from '../articles/visibility.js';
import { Database } from '../platform/database/database.js';
import { compile, sql } from '../platform/database/sql.js';
import { isUnavailable } from '../platform/http/unavailable.js';

/** The story of the demo site that the README and the guides speak of. */
export const DEMO_STORY = 'azerbaijan-claims-shusha-armenia-says-fighting-continues';

/** How far back a story that takes comments is looked for. */
const NEWEST = 50;

const a = sql`a`;
const statement = compile(sql`with newest as (
    select a.id, a.slug, a.comment_policy, a.publish_at from article a where ${visibleTo('anonymous', a)}
    order by a.publish_at desc, a.id desc limit ${NEWEST}
  ), demo as (
    select a.id, a.slug, a.comment_policy, a.publish_at from article a
    where a.slug = ${DEMO_STORY} and ${visibleTo('anonymous', a)}
  )
  select found.slug from (select * from demo union select * from newest) found, site
  order by found.slug = ${DEMO_STORY} desc, coalesce(found.comment_policy, site.comment_policy) <> 'closed' desc,
    found.publish_at desc, found.id desc limit 1`);

/** Finds a story for examples that can be run as they stand. */
@Injectable()
export class ExampleStoryQuery {
  #last: string | null = null;

  constructor(private readonly database: Database) {}

  /**
   * Slug of the demo site's story where it is visible, else of the newest one that takes comments, else of the newest;
   * null where readers can see none. While the database does not answer it is the one that was found last: the
   * documentation is there all the same.
   */
  async slug(): Promise<string | null> {
    try {
      const [story] = await this.database.read<{ slug: string }>(statement, { naming: 'fixed' });
      this.#last = story?.slug ?? null;
    } catch (error) {
      if (!isUnavailable(error)) throw error;
    }
    return this.#last;
  }
}
