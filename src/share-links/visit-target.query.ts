import { Inject, Injectable } from '@nestjs/common';
import { ArticleRow } from '../articles/article-row.js';
import { articleUrl } from '../articles/article-url.js';
import { visibleTo } from '../articles/visibility.js';
import { ADDRESSES, type Addresses, ReadContext } from '../platform/api/read-context.js';
import type { ViewerClass } from '../platform/api/viewer.js';
import { Database } from '../platform/database/database.js';
import { compile, type CompiledSql, Slot, sql } from '../platform/database/sql.js';
import type { VisitTarget } from './visit-target.js';

/** What a code leads to at a moment. */
export interface FoundTarget {
  readonly target: VisitTarget;
  /** Cache tags of what this was made from, beside the settings of the site and its sections. */
  readonly tags: readonly string[];
  /** Milliseconds until the code ends; null when it does not. */
  readonly lastsMs: number | null;
}

interface Row {
  readonly articleId: string | null;
  readonly url: string | null;
  readonly campaign: string | null;
  readonly isVisible: boolean | null;
  readonly isRetracted: boolean | null;
  readonly notice: string | null;
  readonly placementId: string | null;
  readonly href: string | null;
  readonly isRunning: boolean | null;
  readonly lastsMs: number | null;
}

/** Finds what a short code leads to. */
@Injectable()
export class VisitTargetQuery {
  readonly #statements = new Map<ViewerClass, CompiledSql>();

  constructor(
    private readonly database: Database,
    @Inject(ADDRESSES) private readonly addresses: Addresses,
  ) {}

  /** Null for a code that there is not, is over, or leads to what readers may not see. */
  async find(viewer: ViewerClass, code: string): Promise<FoundTarget | null> {
    let statement = this.#statements.get(viewer);
    if (!statement) {
      statement = this.compose(viewer);
      this.#statements.set(viewer, statement);
    }
    const [row] = await this.database.read<Row>(statement, { naming: 'fixed', slots: { code } });
    return row ? foundIn(row) : null;
  }

  private compose(viewer: ViewerClass): CompiledSql {
    const read = new ReadContext(viewer, this.addresses);
    const row = new ArticleRow(read);
    const { a } = row;
    const url = articleUrl(row, read);
    return compile(sql`select code.article_id as "articleId", ${url} as url, code.campaign,
        ${visibleTo(viewer, a)} as "isVisible", ${a}.status = 'retracted' as "isRetracted",
        ${a}.retraction_notice as notice, code.placement_id as "placementId", slot.href,
        (slot.starts_at is null or slot.starts_at <= now()) and (slot.ends_at is null or slot.ends_at > now())
          as "isRunning",
        (extract(epoch from code.expires_at - now()) * 1000)::float8 as "lastsMs"
      from share_code code
        left join (${row.from()}) on ${a}.id = code.article_id
        left join placement slot on slot.id = code.placement_id
      where code.code = ${new Slot('code')} and (code.expires_at is null or code.expires_at > now())`);
  }
}

function foundIn(row: Row): FoundTarget | null {
  const { articleId, lastsMs } = row;
  const target = articleId === null ? slotIn(row) : storyIn(row);
  const tags = articleId === null ? ['placements'] : [`article:${articleId}`];
  return target ? { target, tags, lastsMs } : null;
}

function storyIn({ articleId: id, url, campaign, isVisible, isRetracted, notice }: Row): VisitTarget | null {
  if (isRetracted) return { kind: 'retracted', notice };
  return isVisible && id !== null && url !== null ? { kind: 'story', id, url, campaign } : null;
}

const slotIn = ({ placementId: id, href: url, isRunning }: Row): VisitTarget | null =>
  isRunning && id !== null && url !== null ? { kind: 'slot', id, url } : null;
