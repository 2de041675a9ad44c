import { Inject, Injectable } from '@nestjs/common';
import { articleUrl } from '../articles/article-url.js';
import { articleRetracted } from '../articles/article.errors.js';
import { ArticleRow } from '../articles/article-row.js';
import { visibleTo } from '../articles/visibility.js';
import { ADDRESSES, type Addresses, ReadContext } from '../platform/api/read-context.js';
import { type Viewer, type ViewerClass, viewerClass } from '../platform/api/viewer.js';
import { Database } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import { addressKey, RateLimits } from '../platform/http/rate-limit.js';
import { shareCodeNotFound } from './share.errors.js';
import { SHARE_NETWORKS } from './share-networks.js';

/** Visits of one address that are counted in a window, in seconds. */
const VISIT_RATE = { limit: 60, window: 60 } as const;

interface Target {
  readonly id: string;
  readonly url: string;
}

/** Leads visitors from a short link to the story, and counts them. */
@Injectable()
export class ShareVisitsService {
  constructor(
    private readonly database: Database,
    private readonly limits: RateLimits,
    @Inject(ADDRESSES) private readonly addresses: Addresses,
  ) {}

  /**
   * The address of the story behind a code, with UTM tags that say where the visitor came from.
   * @param network null for the bare short link
   * @param counted `false` for a request that is no visit (HEAD)
   * @throws DomainError SHARE_CODE_NOT_FOUND, ARTICLE_RETRACTED
   */
  async visit(viewer: Viewer, code: string, network: string | null, counted: boolean): Promise<string> {
    if (network !== null && !Object.hasOwn(SHARE_NETWORKS, network)) throw shareCodeNotFound();
    const target = await this.target(viewerClass(viewer), code);
    if (counted && (await this.isWithinRate(viewer))) {
      await this.database.query(sql`insert into activity (kind, article_id, network, shares)
        values ('shareVisited', ${target.id}, ${network ?? 'link'}, 1)`);
    }
    const url = new URL(target.url);
    url.searchParams.set('utm_source', network ?? 'link');
    url.searchParams.set('utm_medium', 'share');
    return url.href;
  }

  /** One address that follows links without end is led to the story all the same, but no longer counted. */
  private isWithinRate({ address }: Viewer): Promise<boolean> {
    const { limit, window } = VISIT_RATE;
    return this.limits.consume('visits', addressKey(address), limit, window).then(
      () => true,
      () => false,
    );
  }

  /** @throws DomainError SHARE_CODE_NOT_FOUND, ARTICLE_RETRACTED */
  async target(viewer: ViewerClass, code: string): Promise<Target> {
    const read = new ReadContext(viewer, this.addresses);
    const row = new ArticleRow(read);
    const [found] = await this.database.query<
      Target & { visible: boolean; status: string; notice: string | null }
    >(
      sql`select ${row.a}.id, ${articleUrl(row, read)} as url, ${row.a}.status, ${row.a}.retraction_notice as notice,
          ${visibleTo(viewer, row.a)} as visible
        from share_code code join ${row.from()} on ${row.a}.id = code.article_id
        where code.code = ${code} and (code.expires_at is null or code.expires_at > now())`,
    );
    if (found?.status === 'retracted') throw articleRetracted(found.notice);
    if (!found?.visible) throw shareCodeNotFound();
    return { id: found.id, url: found.url };
  }
}
