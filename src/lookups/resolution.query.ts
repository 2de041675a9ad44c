import { Inject, Injectable } from '@nestjs/common';
import { permalinkKey } from '../articles/articles.service.js';
import { ArticleRow } from '../articles/article-row.js';
import { articleUrl, matchArticleUrl } from '../articles/article-url.js';
import { isUuid } from '../platform/api/uuid.js';
import { isOpenTo, visibleTo } from '../articles/visibility.js';
import { visibleAuthor } from '../authors/authors.query.js';
import { visibleTag } from '../tags/tags.query.js';
import { DomainError, invalidParameter } from '../platform/api/errors.js';
import { ADDRESSES, type Addresses, ReadContext } from '../platform/api/read-context.js';
import type { ViewerClass } from '../platform/api/viewer.js';
import { Database } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import type { ErrorCode } from '../platform/http/error-codes.js';
import { Resolution, ResolutionStatus, ResolvedKind } from './resolution.view.js';

const MEANING = 'No page of the site has or had this address.';

export const resolutionErrorCodes: readonly ErrorCode[] = [
  { code: 'URL_NOT_FOUND', status: 404, title: 'No such address', meaning: MEANING },
];

/** What has a page of its own on the site besides stories, and the path that its slug stands under. */
const NAMED = [
  { kind: ResolvedKind.SECTION, prefix: '/', table: sql`section`, visible: () => sql`true` },
  { kind: ResolvedKind.AUTHOR, prefix: '/author/', table: sql`author`, visible: visibleAuthor },
  { kind: ResolvedKind.TAG, prefix: '/tag/', table: sql`tag`, visible: visibleTag },
] as const;

/** Tells what an address of the site leads to, the addresses of its former system among them. */
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
    if (!URL.canParse(url, site))
      throw invalidParameter('url', 'url must be an address or a path of the site.');
    const { origin, pathname, search, href } = new URL(url, site);
    // A former system's addresses may have had another host; the site's own must have the site's.
    const path = pathname.replace(/\/+$/, '');
    const own = origin === new URL(site).origin;
    // Addresses of a former system may differ in their query alone: `/?p=7`.
    const found =
      (search ? await this.permalink(viewer, href) : null) ??
      (own ? this.home(path) : null) ??
      (own ? await this.article(viewer, `${origin}${path}`) : null) ??
      (own ? await this.named(viewer, `${origin}${path}`) : null) ??
      (search ? null : await this.permalink(viewer, href));
    if (!found) throw new DomainError('URL_NOT_FOUND', 404, MEANING);
    return found;
  }

  private home(path: string): Resolution | null {
    const base = new URL(this.addresses.site).pathname.replace(/\/+$/, '');
    if (path !== base) return null;
    const canonical = `${this.addresses.site}/`;
    return { kind: ResolvedKind.HOME, canonical, status: ResolutionStatus.CURRENT, slug: null };
  }

  private async article(viewer: ViewerClass, url: string): Promise<Resolution | null> {
    const match = matchArticleUrl(url, this.addresses.site, this.addresses.articlePattern);
    if (!match) return null;
    const { id, slug } = match;
    if (id !== undefined && !isUuid(id)) return null;
    const article =
      id === undefined
        ? sql`select article_id from article_alias where slug = ${slug}`
        : sql`select ${id}::uuid`;
    return this.resolution(viewer, article, url);
  }

  private permalink(viewer: ViewerClass, url: string): Promise<Resolution | null> {
    const article = sql`select article_id from article_permalink where url = ${permalinkKey(url)}`;
    return this.resolution(viewer, article, url);
  }

  /** A section, an author or a tag. */
  private async named(viewer: ViewerClass, url: string): Promise<Resolution | null> {
    for (const { kind, prefix, table, visible } of NAMED) {
      const base = `${this.addresses.site}${prefix}`;
      const slug = url.startsWith(base) ? url.slice(base.length) : '';
      if (slug === '' || slug.includes('/')) continue;
      const [row] = await this.database.query<{ slug: string }>(
        sql`select x.slug from ${table} x where x.slug = ${slug} and ${visible(sql`x`, viewer)}`,
      );
      if (row) return { kind, canonical: url, status: ResolutionStatus.CURRENT, slug: row.slug };
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
        ${visibleTo(viewer, row.a)} as visible from ${row.from()} where ${row.a}.id = (${articleId}) and ${isOpenTo(viewer)}`,
    );
    if (found?.visible) {
      const status = found.canonical === url ? ResolutionStatus.CURRENT : ResolutionStatus.MOVED;
      return { kind: ResolvedKind.ARTICLE, canonical: found.canonical, status, slug: found.slug };
    }
    if (found?.status !== 'retracted') return null;
    return { kind: ResolvedKind.ARTICLE, canonical: null, status: ResolutionStatus.GONE, slug: found.slug };
  }
}
