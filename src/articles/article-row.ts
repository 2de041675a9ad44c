import type { ReadContext } from '../platform/api/read-context.js';
import { join, sql, type Sql } from '../platform/database/sql.js';

/**
 * A story in a statement: the tables that its fields are read from. Each is joined by its primary key, so PostgreSQL
 * drops those that the selection does not use.
 */
export class ArticleRow {
  /** `article` */
  readonly a: Sql;
  /** `article_revision`: what readers see of it. */
  readonly r: Sql;
  /** `section` */
  readonly s: Sql;
  /** `image`: the lead image. */
  readonly lead: Sql;
  /** `article_stats` */
  readonly stats: Sql;
  /** `site` */
  readonly site: Sql;
  readonly #shared = new Map<string, { alias: Sql; expression: Sql }>();

  constructor(private readonly read: ReadContext) {
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

  /** `article … join …`. To be composed after the fields, since it brings what they share. */
  from(): Sql {
    const { a, r, s, lead, stats, site } = this;
    const shared = [...this.#shared.values()].map(
      ({ alias, expression }) => sql` left join lateral (select ${expression} as value) ${alias} on true`,
    );
    return sql`article ${a}
      left join article_revision ${r} on ${r}.id = ${a}.published_revision_id
      left join section ${s} on ${s}.id = ${a}.section_id
      left join image ${lead} on ${lead}.id = ${r}.lead_image_id
      left join article_stats ${stats} on ${stats}.article_id = ${a}.id
      left join site ${site} on ${site}.id = 1${shared.length > 0 ? join(shared, '') : sql``}`;
  }
}
