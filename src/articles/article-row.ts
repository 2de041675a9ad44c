import type { ReadContext } from '../platform/api/read-context.js';
import { join, sql, type Sql } from '../platform/database/sql.js';
import { ifHasMedia } from './visibility.js';

/** Which of a story's revisions is read. */
export type Sight = 'listed' | 'working' | 'kept';

/**
 * A story in a statement: the tables that its fields are read from. Each is joined by its primary key, so PostgreSQL
 * drops those that the selection does not use.
 */
export class ArticleRow {
  /** `article` */
  readonly a: Sql;
  /** `article_revision`: what readers see of it, or the working copy. */
  readonly r: Sql;
  /** `section` */
  readonly s: Sql;
  /** `image`: the lead image. */
  readonly lead: Sql;
  /** `article_stats` */
  readonly stats: Sql;
  /** `site` */
  readonly site: Sql;
  /** Whether it is read by those who see all of it. */
  readonly isWorking: boolean;
  readonly #shared = new Map<string, { alias: Sql; expression: Sql }>();

  /**
   * @param sight `listed`: what readers see of it; `working`: the draft of its next version where there is one, for
   * those who write; `kept`: what a copy of the site is to have, which is the first of a published story and the second
   * of any other
   */
  constructor(
    private readonly read: ReadContext,
    private readonly sight: Sight = 'listed',
  ) {
    this.isWorking = sight !== 'listed';
    this.a = read.alias('art');
    this.r = read.alias('rev');
    this.s = read.alias('sec');
    this.lead = read.alias('img');
    this.stats = read.alias('stat');
    this.site = read.alias('site');
  }

  /** The value of an expression that several fields use: it is computed once, however many ask for it. */
  shared(expression: Sql): Sql {
    const key = JSON.stringify([expression.strings, expression.values]);
    const known = this.#shared.get(key);
    const alias = known?.alias ?? this.read.alias('once');
    if (!known) this.#shared.set(key, { alias, expression });
    return sql`${alias}.value`;
  }

  /** `from …` of who signs the story: rows of `signed (author_id, position)`. */
  signatures(): Sql {
    return this.sight === 'listed'
      ? sql`from article_author signed where signed.article_id = ${this.a}.id`
      : sql`from unnest(${this.r}.author_ids) with ordinality as signed (author_id, position)`;
  }

  /** `from …` of the story's subjects: rows of `tagged (tag_id, position)`. */
  subjects(): Sql {
    return this.sight === 'listed'
      ? sql`from article_tag tagged where tagged.article_id = ${this.a}.id`
      : sql`from unnest(${this.r}.tag_ids) with ordinality as tagged (tag_id, position)`;
  }

  /** When the story last changed. Those who write see when its draft did. */
  updatedAt(): Sql {
    const { a, r } = this;
    return this.sight !== 'working' ? sql`${a}.updated_at` : sql`greatest(${a}.updated_at, ${r}.created_at)`;
  }

  /** Null for those who have stories without their pictures, so that it stands nowhere around the story either. */
  private leadImageId(): Sql {
    return ifHasMedia(this.read.viewer, sql`${this.r}.lead_image_id`);
  }

  private revisionId(): Sql {
    const { a } = this;
    const newest = sql`coalesce(${a}.draft_revision_id, ${a}.published_revision_id)`;
    switch (this.sight) {
      case 'listed':
        return sql`${a}.published_revision_id`;
      case 'working':
        return newest;
      case 'kept':
        return sql`case when ${a}.status = 'published' then ${a}.published_revision_id else ${newest} end`;
    }
  }

  /** `article … join …`. To be composed after the fields, since it brings what they share. */
  from(): Sql {
    const { a, r, s, lead, stats, site } = this;
    const isListed = this.sight === 'listed';
    const revisionId = this.revisionId();
    const shared = [...this.#shared.values()].map(
      ({ alias, expression }) => sql` left join lateral (select ${expression} as value) ${alias} on true`,
    );
    return sql`article ${a}
      left join article_revision ${r} on ${r}.id = ${revisionId}
      left join section ${s} on ${s}.id = ${isListed ? a : r}.section_id
      left join image ${lead} on ${lead}.id = ${this.leadImageId()}
      left join article_stats ${stats} on ${stats}.article_id = ${a}.id
      left join site ${site} on ${site}.id = 1${shared.length > 0 ? join(shared, '') : sql``}`;
  }
}
