import { Injectable } from '@nestjs/common';
import type { GraphQLResolveInfo } from 'graphql';
import { commentNotFound } from '../comments/comment.errors.js';
import { listSql } from '../platform/api/list-sql.js';
import { type PageRequest, readPage, slotted } from '../platform/api/page-request.js';
import type { ReadContext } from '../platform/api/read-context.js';
import { type Answer, ReadPlans } from '../platform/api/read-plans.js';
import { listSelection, selectFields, wholeSelection } from '../platform/api/rest-selection.js';
import type { Selection } from '../platform/api/selection.js';
import { isUuid } from '../platform/api/uuid.js';
import { Slot, sql, type Sql } from '../platform/database/sql.js';
import { networkOf } from '../platform/http/network.js';
import { KeyRing } from '../platform/secrets/key-ring.js';
import { decisionShape, moderatedJson, withBareComment } from './moderated-comment.query.js';
import {
  CommentDecision,
  CommentDecisionList,
  ModeratedComment,
  ModeratedCommentList,
} from './moderated-comment.view.js';
import { QueueSort } from './moderation-desk.inputs.js';
import { type QueueFilter, queueOrder, queueRows } from './queue-filter.js';

export interface QueueRequest {
  readonly filter: QueueFilter;
  readonly sort?: QueueSort | null;
  readonly page: PageRequest;
}

/** All moderators see the same. */
const VIEWER = 'reader';

const BY_TIME = {
  name: 'decided',
  key: sql`d.at`,
  id: sql`d.id`,
  descending: false,
  type: 'instant',
} as const;

/** What of a moderated comment leaves the database sealed. */
type Sealed = { network?: string | null };

/** Reads comments as moderators see them, whatever the state of the comment and of its story. */
@Injectable()
export class ModerationQueueQuery {
  constructor(
    private readonly plans: ReadPlans,
    private readonly ring: KeyRing,
  ) {}

  /** @throws DomainError INVALID_PARAMETER, INVALID_CURSOR, CURSOR_MISMATCH */
  async list(request: QueueRequest, count: boolean, fields?: readonly string[]): Promise<Answer> {
    const { form, slots, compose } = this.queuePlan(request, count);
    const items = withBareComment(selectFields(ModeratedComment, fields));
    const selection = listSelection(ModeratedCommentList, items);
    const key = `moderation queue ${form} ${count} ${fields}`;
    const answer = (await this.plans.rest({ key, viewer: VIEWER, selection, slots }, compose)) as Answer;
    const list = JSON.parse(answer.json) as { items: Sealed[] };
    list.items.forEach((item) => this.open(item));
    return { ...answer, json: JSON.stringify(list), momentary: true };
  }

  async listInGraphql(info: GraphQLResolveInfo, request: QueueRequest): Promise<object | null> {
    const { form, slots, compose } = this.queuePlan(request, true);
    type Page = { nodes?: Sealed[]; edges?: { node?: Sealed }[] };
    const page = await this.plans.graphql<Page>(info, { viewer: VIEWER, slots, form }, compose);
    page?.nodes?.forEach((item) => this.open(item));
    page?.edges?.forEach(({ node }) => node && this.open(node));
    return page;
  }

  /** One comment as a decision about it gives it. */
  async whole(
    id: string,
    selection: Selection = withBareComment(wholeSelection(ModeratedComment)),
  ): Promise<ModeratedComment> {
    const key = `moderated comment ${JSON.stringify(selection)}`;
    const answer = await this.plans.rest(
      { key, viewer: VIEWER, selection, slots: { id }, exact: true },
      (chosen, read) =>
        sql`select ${moderatedJson(sql`${new Slot('id')}::uuid`, chosen, read)}::text as json`,
    );
    if (!answer) throw commentNotFound();
    const comment = JSON.parse(answer.json) as ModeratedComment;
    this.open(comment);
    return comment;
  }

  /** All that was decided about a comment, newest last. @throws DomainError COMMENT_NOT_FOUND and those of lists */
  async decisions(
    id: string,
    page: PageRequest,
    count: boolean,
    fields?: readonly string[],
  ): Promise<Answer> {
    if (!isUuid(id)) throw commentNotFound();
    const { form, slots, compose } = this.decisionsPlan(id, page, count);
    const selection = listSelection(CommentDecisionList, selectFields(CommentDecision, fields));
    const key = `decisions ${form} ${count} ${fields}`;
    const answer = await this.plans.rest({ key, viewer: VIEWER, selection, slots }, compose);
    if (!answer) throw commentNotFound();
    return { ...answer, momentary: true };
  }

  /** The same in GraphQL; null where there is no such comment. */
  async decisionsInGraphql(info: GraphQLResolveInfo, id: string, page: PageRequest): Promise<object | null> {
    if (!isUuid(id)) return null;
    const { form, slots, compose } = this.decisionsPlan(id, page, true);
    return this.plans.graphql(info, { viewer: VIEWER, slots, form }, compose);
  }

  private queuePlan({ filter, sort, page: request }: QueueRequest, counted: boolean) {
    const order = queueOrder(sort ?? QueueSort.OLDEST);
    const rows = queueRows(filter);
    const { page, slots, form } = slotted(readPage(request, order, [rows.form, rows.slots]));
    const compose = (selection: Selection, read: ReadContext): Sql => {
      const item = (id: Sql, inner: Selection): Sql => moderatedJson(id, inner, read);
      const source = { from: sql`from comment c`, where: rows.where, sort: order, item };
      return sql`select ${listSql(source, page, selection, counted)}::text as json`;
    };
    return { slots: { ...slots, ...rows.slots }, form: `${order.name} ${form} ${rows.form}`, compose };
  }

  private decisionsPlan(id: string, request: PageRequest, counted: boolean) {
    const { page, slots, form } = slotted(readPage(request, BY_TIME, `decisions ${id}`));
    const compose = (selection: Selection, read: ReadContext): Sql => {
      const item = (decision: Sql, inner: Selection): Sql =>
        sql`(select ${decisionShape.json({ d: sql`y` }, inner, read)} from comment_decided y
          where y.comment_id = ${new Slot('id')}::uuid and y.id = ${decision})`;
      const where = sql`d.comment_id = ${new Slot('id')}::uuid`;
      const source = { from: sql`from comment_decided d`, where, sort: BY_TIME, item };
      return sql`select ${listSql(source, page, selection, counted)}::text as json
        from comment where id = ${new Slot('id')}::uuid`;
    };
    return { slots: { ...slots, id }, form, compose };
  }

  /** Puts the network in the place of what was stored of the address, which may be narrower. */
  private open(item: Sealed): void {
    if (typeof item.network !== 'string') return;
    const address = this.ring.decrypt('comment-address', Buffer.from(item.network, 'base64'));
    item.network = networkOf(address.split('/')[0] as string);
  }
}
