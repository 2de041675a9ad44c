import { Injectable } from '@nestjs/common';
import type { GraphQLResolveInfo } from 'graphql';
import { visibleTo } from '../articles/visibility.js';
import { invalidParameter } from '../platform/api/errors.js';
import type { ReadContext } from '../platform/api/read-context.js';
import { type Answer, ReadPlans } from '../platform/api/read-plans.js';
import { wholeSelection } from '../platform/api/rest-selection.js';
import type { Selection } from '../platform/api/selection.js';
import { jsonList, Shape } from '../platform/api/shape.js';
import type { ViewerClass } from '../platform/api/viewer.js';
import { Slot, sql, type Sql } from '../platform/database/sql.js';
import { isUuid } from '../platform/api/uuid.js';
import { VisitLedgerService } from '../share-links/visit-ledger.service.js';
import { ArticleCounts } from './counts.view.js';

/** Stories that can be asked for at once. */
export const COUNTED_STORIES = 500;

const ids = sql`${new Slot('ids')}::uuid[]`;

/** What is folded into the counters, and what is still waiting to be. */
const countsShape = new Shape<object>('ArticleCounts', {
  id: () => sql`a.id`,
  comments: () => sql`coalesce(stats.comment_count, 0) + coalesce(waiting.comments, 0)`,
  shares: () => sql`coalesce(stats.share_count, 0) + coalesce(waiting.shares, 0)`,
});

function countsJson(selection: Selection, read: ReadContext): Sql {
  read.neverKeep();
  return jsonList(
    countsShape.json({}, selection, read),
    sql`from article a left join article_stats stats on stats.article_id = a.id left join lateral (
        select sum(activity.comments) as comments, sum(activity.shares) as shares from activity
        where activity.article_id = a.id and not activity.folded) waiting on true
      where a.id = any(${ids}) and ${visibleTo(read.viewer, sql`a`)}`,
    sql`array_position(${ids}, a.id)`,
  );
}

@Injectable()
export class CountsQuery {
  constructor(
    private readonly plans: ReadPlans,
    private readonly ledger: VisitLedgerService,
  ) {}

  async of(viewer: ViewerClass, articleIds: readonly string[]): Promise<Answer | null> {
    await this.ledger.settle();
    const selection = wholeSelection(ArticleCounts);
    return this.plans.rest(
      { key: 'counts', viewer, selection, slots: { ids: articleIds } },
      (chosen, read) => sql`select json_build_object('items', ${countsJson(chosen, read)})::text as json`,
    );
  }

  /** @throws DomainError INVALID_PARAMETER for more than 500 ids, or one that is no UUID */
  async ofInGraphql(
    info: GraphQLResolveInfo,
    viewer: ViewerClass,
    articleIds: string[],
  ): Promise<ArticleCounts[] | null> {
    if (articleIds.length > COUNTED_STORIES) {
      throw invalidParameter('ids', `ids takes at most ${COUNTED_STORIES} values.`);
    }
    if (!articleIds.every(isUuid)) throw invalidParameter('ids', 'ids must be a list of ids.');
    await this.ledger.settle();
    return this.plans.graphql(
      info,
      { viewer, slots: { ids: articleIds } },
      (chosen, read) => sql`select ${countsJson(chosen, read)}::text as json`,
    );
  }
}
