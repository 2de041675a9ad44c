import type { ReadContext } from '../platform/api/read-context.js';
import { field, type SelectedField } from '../platform/api/selection.js';
import { instant, sql, type Sql } from '../platform/database/sql.js';
import { siteJson } from '../site/site.query.js';

/** What every feed says of its site. */
export interface FeedSite {
  readonly site: {
    readonly name: string;
    readonly tagline: string | null;
    readonly url: string;
    readonly language: string;
    readonly copyrightNotice: string;
  };
  /** When the site's settings last changed. */
  readonly since: string;
}

/** One page of what a feed lists. */
export interface PageOfFeed<Item> {
  readonly items: readonly Item[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

export const PAGE_INFO: SelectedField = field('pageInfo', [field('hasNextPage'), field('endCursor')]);

const SITE = ['name', 'tagline', 'url', 'language', 'copyrightNotice'].map((name) => field(name));

/** The members of `FeedSite`, for an object that the statement builds. */
export const siteOfFeed = (read: ReadContext): Sql =>
  sql`'site', ${siteJson(SITE, read)}, 'since', (select ${instant(sql`site.updated_at`)} from site)`;
