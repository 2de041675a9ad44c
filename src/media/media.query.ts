import { Injectable } from '@nestjs/common';
import type { GraphQLResolveInfo } from 'graphql';
import type { Sort } from '../platform/api/cursor.js';
import { listSql } from '../platform/api/list-sql.js';
import { type PageRequest, readPage, slotted } from '../platform/api/page-request.js';
import type { ReadContext } from '../platform/api/read-context.js';
import { type Answer, ReadPlans } from '../platform/api/read-plans.js';
import { listSelection, selectFields, wholeSelection } from '../platform/api/rest-selection.js';
import type { Selection } from '../platform/api/selection.js';
import { Shape } from '../platform/api/shape.js';
import { isUuid } from '../platform/api/uuid.js';
import { instant, literal, Slot, sql, type Sql } from '../platform/database/sql.js';
import { imageFields, type ImageRow } from './image.query.js';
import { MediaImage, MediaImageList } from './image.view.js';
import { imageNotFound } from './media.errors.js';

/** Fields of `MediaImage`. */
const mediaImageShape = new Shape<ImageRow>('MediaImage', {
  ...imageFields,
  version: ({ i }) => sql`${i}.version`,
  fileUrl: ({ i }, _, { addresses }) =>
    sql`case when ${i}.media_type is not null then concat(${literal(addresses.api)}, ${i}.url, '?v=', ${i}.version) end`,
  mediaType: ({ i }) => sql`${i}.media_type`,
  byteSize: ({ i }) => sql`${i}.byte_size`,
  animated: ({ i }) => sql`${i}.animated`,
  createdAt: ({ i }) => instant(sql`${i}.created_at`),
  updatedAt: ({ i }) => instant(sql`${i}.updated_at`),
});

const NEWEST: Sort = {
  name: 'newest',
  key: sql`x.created_at`,
  id: sql`x.id`,
  descending: true,
  type: 'instant',
};

/** Pictures are looked after by those who see all of them: whose they are makes no difference to what is read. */
const VIEWER = 'reader';

/** Reads pictures for those who look after them. */
@Injectable()
export class MediaQuery {
  constructor(private readonly plans: ReadPlans) {}

  /** @throws DomainError IMAGE_NOT_FOUND */
  async one(id: string, fields?: readonly string[]): Promise<Answer> {
    return this.answer(id, `media image ${fields}`, selectFields(MediaImage, fields));
  }

  /** A picture as a write gives it. @throws DomainError IMAGE_NOT_FOUND */
  async whole(id: string, selection: Selection = wholeSelection(MediaImage)): Promise<MediaImage> {
    const { json } = await this.answer(id, `media image ${JSON.stringify(selection)}`, selection);
    return JSON.parse(json) as MediaImage;
  }

  oneInGraphql(info: GraphQLResolveInfo, id: string): Promise<object | null> {
    if (!isUuid(id)) return Promise.resolve(null);
    return this.plans.graphql(info, { viewer: VIEWER, slots: { id } }, oneSql);
  }

  /** @throws DomainError INVALID_PARAMETER, INVALID_CURSOR, CURSOR_MISMATCH */
  list(page: PageRequest, count: boolean, fields?: readonly string[]): Promise<Answer | null> {
    const { form, slots, compose } = listPlan(page, count);
    const selection = listSelection(MediaImageList, selectFields(MediaImage, fields));
    return this.plans.rest(
      { key: `media ${form} ${count} ${fields}`, viewer: VIEWER, selection, slots },
      compose,
    );
  }

  listInGraphql(info: GraphQLResolveInfo, page: PageRequest): Promise<object | null> {
    const { form, slots, compose } = listPlan(page, true);
    return this.plans.graphql(info, { viewer: VIEWER, slots, form }, compose);
  }

  private async answer(id: string, key: string, selection: Selection): Promise<Answer> {
    if (!isUuid(id)) throw imageNotFound();
    const answer = await this.plans.rest({ key, viewer: VIEWER, selection, slots: { id } }, oneSql);
    if (!answer) throw imageNotFound();
    return answer;
  }
}

const oneSql = (selection: Selection, read: ReadContext): Sql =>
  sql`select ${mediaImageShape.json({ i: sql`x` }, selection, read)}::text as json, x.updated_at as updated, x.version
    from image x where x.id = ${new Slot('id')}::uuid`;

function listPlan(request: PageRequest, counted: boolean) {
  const { page, slots, form } = slotted(readPage(request, NEWEST, 'media'));
  const compose = (selection: Selection, read: ReadContext): Sql => {
    const item = (id: Sql, inner: Selection): Sql =>
      sql`(select ${mediaImageShape.json({ i: sql`y` }, inner, read)} from image y where y.id = ${id})`;
    const source = { from: sql`from image x`, where: sql`true`, sort: NEWEST, item };
    return sql`select ${listSql(source, page, selection, counted)}::text as json`;
  };
  return { form, slots, compose };
}
