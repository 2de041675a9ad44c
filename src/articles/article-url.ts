import type { ReadContext } from '../platform/api/read-context.js';
import { join, literal, sql, type Sql } from '../platform/database/sql.js';

/** What an address of a story is made of: the tables `article` and `section`. */
export interface UrlRow {
  readonly a: Sql;
  readonly s: Sql;
}

const PLACEHOLDER = /(\{[a-z]+\})/;

/** The address of a story on the site, put together by the database from `SITE_URL` and `ARTICLE_URL_PATTERN`. */
export const articleUrl = (row: UrlRow, read: ReadContext): Sql => addressOf(row, read, (part) => part);

/** The address that a story is known by: its own on the site, unless it was somewhere else before. */
export const canonicalUrl = (row: UrlRow, read: ReadContext): Sql =>
  sql`coalesce(${row.a}.canonical_url, ${articleUrl(row, read)})`;

/** `articleUrl` percent-encoded, as a value in the query of another address. What fills the pattern needs no encoding. */
export const encodedArticleUrl = (row: UrlRow, read: ReadContext): Sql =>
  addressOf(row, read, encodeURIComponent);

function addressOf({ a, s }: UrlRow, read: ReadContext, written: (part: string) => string): Sql {
  // A draft has no date yet, but it has an address.
  const datePart = (format: string) =>
    sql`to_char(coalesce(${a}.publish_at, ${a}.created_at) at time zone 'UTC', ${literal(format)})`;
  const values: Readonly<Record<string, Sql>> = {
    '{section}': sql`${s}.slug`,
    '{slug}': sql`${a}.slug`,
    '{id}': sql`${a}.id`,
    '{year}': datePart('YYYY'),
    '{month}': datePart('MM'),
    '{day}': datePart('DD'),
  };
  const parts = `${read.addresses.site}${read.addresses.articlePattern}`.split(PLACEHOLDER).filter(Boolean);
  return sql`(${join(
    parts.map((part) => values[part] ?? literal(written(part))),
    ' || ',
  )})`;
}

/** A text as part of an address, in one line. */
export const inAddress = (text: string): string => encodeURIComponent(text.replace(/\s+/g, ' '));

const escapePattern = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');

/** The slug or id inside an address that the pattern made; null when the address was not made by it. */
export function matchArticleUrl(
  url: string,
  site: string,
  pattern: string,
): { slug?: string; id?: string } | null {
  const source = pattern
    .split(PLACEHOLDER)
    .map((part) => (PLACEHOLDER.test(part) ? `(?<${part.slice(1, -1)}>[^/?#]+)` : escapePattern(part)))
    .join('');
  const groups = new RegExp(`^${escapePattern(site)}${source}/?$`).exec(url)?.groups;
  return groups ? { slug: groups['slug'], id: groups['id'] } : null;
}
