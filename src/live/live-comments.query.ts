import { Injectable } from '@nestjs/common';
import type { GraphQLResolveInfo } from 'graphql';
import { ArticleLookup } from '../articles/article-lookup.js';
import { ArticleRow } from '../articles/article-row.js';
import { visibleTo } from '../articles/visibility.js';
import { commentShape } from '../comments/comment.query.js';
import type { Comment } from '../comments/comment.view.js';
import type { ReadContext } from '../platform/api/read-context.js';
import { ReadPlans } from '../platform/api/read-plans.js';
import type { Selection } from '../platform/api/selection.js';
import type { ViewerClass } from '../platform/api/viewer.js';
import type { Activity } from '../platform/changes/activity-reader.js';
import { ChangeListener } from '../platform/changes/change-listener.js';
import { Slot, sql, type Sql } from '../platform/database/sql.js';
import { EventStream } from './event-stream.js';

/** Follows readers' comments. */
@Injectable()
export class LiveCommentsQuery {
  constructor(
    private readonly listener: ChangeListener,
    private readonly lookup: ArticleLookup,
    private readonly plans: ReadPlans,
  ) {}

  /**
   * Every comment on a story that becomes public from now on.
   * @param reference id or slug of the story, or a slug that it had before
   * @throws DomainError ARTICLE_NOT_FOUND, ARTICLE_RETRACTED
   */
  async follow(
    info: GraphQLResolveInfo,
    viewer: ViewerClass,
    reference: string,
  ): Promise<EventStream<Activity, Comment>> {
    const articleId = await this.lookup.idOf(reference, viewer);
    const stream = new EventStream<Activity, Comment>({
      prepare: ({ commentId }) =>
        this.plans.graphql<Comment>(info, { viewer, slots: { id: commentId } }, addedComment),
      onEnd: () => unsubscribe(),
    });
    const unsubscribe = this.listener.subscribeActivity((activity) => {
      if (activity.articleId === articleId) stream.push(activity);
    });
    return stream;
  }
}

/** Nothing when the comment, or the story, has ceased to be public since. */
function addedComment(selection: Selection, read: ReadContext): Sql {
  const row = new ArticleRow(read);
  const c = read.alias('com');
  return sql`select ${commentShape.json({ ...row, c }, selection, read)}::text as json
    from comment ${c} join ${row.from()} on ${row.a}.id = ${c}.article_id
    where ${c}.id = ${new Slot('id')} and ${c}.status = 'approved' and ${visibleTo(read.viewer, row.a)}`;
}
