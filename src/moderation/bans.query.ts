import { Injectable } from '@nestjs/common';
import { ManagedReads } from '../platform/api/managed-list.js';
import { ReadPlans } from '../platform/api/read-plans.js';
import { Shape } from '../platform/api/shape.js';
import { instant, sql, type Sql } from '../platform/database/sql.js';
import { CommentBan, CommentBanList } from './ban.view.js';
import { banNotFound } from './moderation.errors.js';

const isActive = (b: Sql): Sql => sql`(${b}.lifted_at is null and coalesce(${b}.expires_at > now(), true))`;

/** Fields of `CommentBan`. What a person is known by is not among them. */
const banShape = new Shape<{ b: Sql }>('CommentBan', {
  id: ({ b }) => sql`${b}.id`,
  kind: ({ b }) => sql`${b}.kind`,
  network: ({ b }) => sql`${b}.network`,
  reason: ({ b }) => sql`${b}.reason`,
  active: ({ b }) => isActive(b),
  createdBy: ({ b }) => sql`${b}.created_by`,
  createdAt: ({ b }) => instant(sql`${b}.created_at`),
  expiresAt: ({ b }) => instant(sql`${b}.expires_at`),
  liftedBy: ({ b }) => sql`${b}.lifted_by`,
  liftedAt: ({ b }) => instant(sql`${b}.lifted_at`),
});

/** Reads bans: first those that hold, each part newest first. */
@Injectable()
export class BansQuery extends ManagedReads<CommentBan> {
  constructor(plans: ReadPlans) {
    super(plans, {
      table: sql`comment_ban`,
      view: CommentBan,
      list: CommentBanList,
      json: (b, selection, read) => banShape.json({ b }, selection, read),
      about: (row) => sql`greatest(${row}.created_at, ${row}.lifted_at) as updated`,
      notFound: banNotFound,
      sort: {
        name: 'active',
        // Milliseconds, and more than there will ever be for those that hold.
        key: sql`(case when ${isActive(sql`x`)} then 1e15 else 0 end + extract(epoch from x.created_at) * 1000)::float8`,
        id: sql`x.id`,
        descending: true,
        type: 'number',
      },
    });
  }
}
