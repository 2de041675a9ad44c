import { Inject, Injectable } from '@nestjs/common';
import { ArticleRow } from '../articles/article-row.js';
import { articleUrl, matchArticleUrl } from '../articles/article-url.js';
import { bareHost, permalinkOf } from '../articles/permalink.js';
import { isUuid } from '../platform/api/uuid.js';
import { visibleTo } from '../articles/visibility.js';
import { hearsOf } from '../partners/hearing.js';
import { visibleAuthor } from '../authors/authors.query.js';
import { visibleTag } from '../tags/tags.query.js';
import { SHARE_NETWORKS } from '../share-links/share-networks.js';
import { idBySlug } from '../platform/api/former-slugs.js';
import { DomainError, invalidParameter } from '../platform/api/errors.js';
import { ADDRESSES, type Addresses, ReadContext } from '../platform/api/read-context.js';
import type { ViewerClass } from '../platform/api/viewer.js';
import { Database } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import type { ErrorCode } from '../platform/http/error-codes.js';
import { Resolution, ResolutionStatus, ResolvedKind } from './resolution.view.js';
import { parseUrl } from '../platform/http/parse-url.js';

const MEANING = 'No page of the site has or had this address.';

export const resolutionErrorCodes: readonly ErrorCode[] = [
  { code: 'URL_NOT_FOUND', status: 404, title: 'No such address', meaning: MEANING },
];

/** Whether two addresses are of one site: with or without `www.`, by http or https. */
const isSameHost = (a: URL, b: URL): boolean => bareHost(a) === bareHost(b);

/** What systems put behind a story's address for its feed, its further pages and other forms of it. */
const FORM_OF_STORY = /\/(?:amp|embed|feed|trackback|comment-page-\d+|page\/\d+|\d{1,2})$/;

/**
 * The forms in which a former address may have been kept, the one that was asked for first: with its percent-encoding
 * in capitals; a number of WordPress (`?p=`) without what was added to it; the path without its query and without the
 * name of a form of the page.
 */
function formerKeys(asked: URL): string[] {
  const written = asked.href.replace(/%[\da-f]{2}/gi, (code) => code.toUpperCase());
  const { pathname, searchParams } = new URL(written);
  const path = pathname.replace(/\/index\.php$/, '/');
  const number = searchParams.get('p');
  const keys = [
    asked.href,
    written,
    ...(number === null ? [] : [`${path}?p=${encodeURIComponent(number)}`]),
    path,
    path.replace(/\/+$/, '').replace(FORM_OF_STORY, ''),
  ];
  return [...new Set(keys.map((key) => permalinkOf(key).url))];
}

/** What has a page of its own on the site besides stories, and the path that its slug stands under. */
const NAMED = [
  { kind: ResolvedKind.SECTION, prefix: '/', table: sql`section`, visible: () => sql`true` },
  { kind: ResolvedKind.AUTHOR, prefix: '/author/', table: sql`author`, visible: visibleAuthor },
  { kind: ResolvedKind.TAG, prefix: '/tag/', table: sql`tag`, visible: visibleTag },
] as const;

/** Tags of whatever an address may lead to that has or had one. */
export const RESOLVED_FROM = ['any:article', 'any:author', 'any:tag'] as const;

/** The code and the network in the path of a short link. */
const SHORT_LINK = /^\/s\/([A-Za-z0-9]{1,40})(?:\/([a-z]+))?$/;

/** The code of a short link of this API; null for any other address. */
function codeIn(asked: URL, api: URL): string | null {
  const base = api.pathname.replace(/\/+$/, '');
  const path = asked.pathname.replace(/\/+$/, '');
  if (!isSameHost(asked, api) || !path.startsWith(`${base}/`)) return null;
  const [, code = null, network] = SHORT_LINK.exec(path.slice(base.length)) ?? [];
  return network === undefined || Object.hasOwn(SHARE_NETWORKS, network) ? code : null;
}

/** Tells what an address of the site leads to, the addresses of its former system and short links among them. */
@Injectable()
export class ResolutionQuery {
  constructor(
    private readonly database: Database,
    @Inject(ADDRESSES) private readonly addresses: Addresses,
  ) {}

  /**
   * @param url absolute, or a path on the site
   * @throws DomainError INVALID_PARAMETER when it is no URL, URL_NOT_FOUND when it leads nowhere
   */
  async resolve(viewer: ViewerClass, url: string): Promise<Resolution> {
    const { site } = this.addresses;
    if (!parseUrl(url, site)) throw invalidParameter('url', 'url must be an address or a path of the site.');
    const asked = new URL(url, site);
    const path = asked.pathname.replace(/\/+$/, '');
    // A former system's addresses may have had another host; the site's own must have the site's.
    const own = isSameHost(asked, new URL(site));
    const found =
      (own && asked.search === '' ? this.home(path) : null) ??
      (own ? await this.article(viewer, path, asked) : null) ??
      (own ? await this.named(viewer, `${new URL(site).origin}${path}`) : null) ??
      (await this.shortLink(viewer, asked)) ??
      (await this.permalink(viewer, asked, own)) ??
      (own ? this.home(path) : null);
    if (!found) throw new DomainError('URL_NOT_FOUND', 404, MEANING);
    return found;
  }

  /**
   * The slug of the story that an address leads to, and the tags of what can make it lead elsewhere beside the story. A
   * story that was withdrawn has one as well.
   * @throws DomainError INVALID_PARAMETER; URL_NOT_FOUND when it leads to no story
   */
  async story(viewer: ViewerClass, url: string): Promise<{ slug: string; madeFrom: readonly string[] }> {
    const { kind, slug, status } = await this.resolve(viewer, url);
    if (kind !== ResolvedKind.ARTICLE || slug === null)
      throw new DomainError('URL_NOT_FOUND', 404, 'No story of the site has or had this address.');
    return { slug, madeFrom: status === ResolutionStatus.CURRENT ? [] : RESOLVED_FROM };
  }

  private home(path: string): Resolution | null {
    const base = new URL(this.addresses.site).pathname.replace(/\/+$/, '');
    if (path !== base) return null;
    const canonical = `${this.addresses.site}/`;
    return { kind: ResolvedKind.HOME, canonical, status: ResolutionStatus.CURRENT, slug: null };
  }

  private async article(viewer: ViewerClass, path: string, asked: URL): Promise<Resolution | null> {
    const { site, articlePattern } = this.addresses;
    const match = matchArticleUrl(`${new URL(site).origin}${path}`, site, articlePattern);
    if (!match) return null;
    const { id, slug } = match;
    if (id !== undefined && !isUuid(id)) return null;
    const article =
      id === undefined
        ? sql`select article_id from article_alias where slug = ${slug}`
        : sql`select ${id}::uuid`;
    return this.resolution(viewer, article, `${asked.origin}${path}`);
  }

  /** The site's own host may stand for those that it had before; any other has addresses of its own. */
  private permalink(viewer: ViewerClass, asked: URL, own: boolean): Promise<Resolution | null> {
    const keys = formerKeys(asked);
    const host = bareHost(asked);
    const article = sql`select article_id from article_permalink
      where url = any(${keys}) and (${own}::boolean or host in (${host}, ''))
      order by array_position(${keys}::text[], url), host = ${host} desc, since, article_id limit 1`;
    return this.resolution(viewer, article, asked.href);
  }

  /** A code that is over one day is no address to keep: it leads nowhere here. */
  private async shortLink(viewer: ViewerClass, asked: URL): Promise<Resolution | null> {
    const code = codeIn(asked, new URL(this.addresses.api));
    if (code === null) return null;
    const article = sql`select article_id from share_code where code = ${code} and expires_at is null`;
    return this.resolution(viewer, article, asked.href);
  }

  /** A section, an author or a tag. */
  private async named(viewer: ViewerClass, url: string): Promise<Resolution | null> {
    for (const { kind, prefix, table, visible } of NAMED) {
      const base = `${this.addresses.site}${prefix}`;
      const slug = url.startsWith(base) ? url.slice(base.length) : '';
      if (slug === '' || slug.includes('/')) continue;
      const [row] = await this.database.query<{ slug: string }>(
        sql`select x.slug from ${table} x where x.id = ${idBySlug(kind, slug)} and ${visible(sql`x`, viewer)}`,
      );
      if (!row) continue;
      const isCurrent = row.slug === slug;
      const status = isCurrent ? ResolutionStatus.CURRENT : ResolutionStatus.MOVED;
      return { kind, canonical: isCurrent ? url : `${base}${row.slug}`, status, slug: row.slug };
    }
    return null;
  }

  private async resolution(
    viewer: ViewerClass,
    articleId: ReturnType<typeof sql>,
    url: string,
  ): Promise<Resolution | null> {
    const read = new ReadContext(viewer, this.addresses);
    const row = new ArticleRow(read);
    const [found] = await this.database.query<{
      canonical: string;
      slug: string;
      visible: boolean;
      status: string;
    }>(
      sql`select ${articleUrl(row, read)} as canonical, ${row.a}.slug, ${row.a}.status,
        ${visibleTo(viewer, row.a)} as visible from ${row.from()} where ${row.a}.id = (${articleId}) and ${hearsOf(viewer, sql`${row.a}.id`)}`,
    );
    if (found?.visible) {
      const status = found.canonical === url ? ResolutionStatus.CURRENT : ResolutionStatus.MOVED;
      return { kind: ResolvedKind.ARTICLE, canonical: found.canonical, status, slug: found.slug };
    }
    if (found?.status !== 'retracted') return null;
    return { kind: ResolvedKind.ARTICLE, canonical: null, status: ResolutionStatus.GONE, slug: found.slug };
  }
}
