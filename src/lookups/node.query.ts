import { Injectable } from '@nestjs/common';
import { type GraphQLObjectType, type GraphQLResolveInfo, isObjectType } from 'graphql';
import { isUuid } from '../articles/article-lookup.js';
import { ArticleRow } from '../articles/article-row.js';
import { articleShape } from '../articles/article.query.js';
import { visibleTo } from '../articles/visibility.js';
import { authorShape } from '../authors/author.query.js';
import { visibleAuthor } from '../authors/authors.query.js';
import { commentShape, isPublicComment } from '../comments/comment.query.js';
import { type Compose, ReadPlans } from '../platform/api/read-plans.js';
import type { ViewerClass } from '../platform/api/viewer.js';
import { Database } from '../platform/database/database.js';
import { Slot, sql, type Sql } from '../platform/database/sql.js';
import { sectionShape } from '../sections/section.query.js';
import { tagShape } from '../tags/tag.query.js';
import { visibleTag } from '../tags/tags.query.js';

const id = new Slot('id');

/** How each type of node is read by its id. */
const NODES: Readonly<Record<string, Compose>> = {
  Article: (selection, read) => {
    const row = new ArticleRow(read);
    return sql`select ${articleShape.json(row, selection, read)}::text as json from ${row.from()}
      where ${row.a}.id = ${id} and ${visibleTo(read.viewer, row.a)}`;
  },
  Section: (selection, read) =>
    sql`select ${sectionShape.json({ s: sql`x` }, selection, read)}::text as json from section x where x.id = ${id}`,
  Author: (selection, read) =>
    sql`select ${authorShape.json({ au: sql`x` }, selection, read)}::text as json from author x
      where x.id = ${id} and ${visibleAuthor(sql`x`, read.viewer)}`,
  Tag: (selection, read) =>
    sql`select ${tagShape.json({ t: sql`x` }, selection, read)}::text as json from tag x
      where x.id = ${id} and ${visibleTag(sql`x`, read.viewer)}`,
  Comment: (selection, read) => {
    const row = new ArticleRow(read);
    const c = sql`x`;
    return sql`select ${commentShape.json({ ...row, c }, selection, read)}::text as json
      from comment x join ${row.from()} on ${row.a}.id = x.article_id
      where x.id = ${id} and ${isPublicComment(c)} and ${visibleTo(read.viewer, row.a)}`;
  },
};

/** Finds anything by its id. */
@Injectable()
export class NodeQuery {
  constructor(
    private readonly plans: ReadPlans,
    private readonly database: Database,
  ) {}

  /** Two statements: which type the id is of, and what was selected of it. */
  async get(info: GraphQLResolveInfo, viewer: ViewerClass, nodeId: string): Promise<object | null> {
    const typeName = isUuid(nodeId) ? await this.typeOf(nodeId) : null;
    const compose = typeName && NODES[typeName];
    const type = typeName && info.schema.getType(typeName);
    if (!compose || !isObjectType(type)) return null;
    const request = { viewer, slots: { id: nodeId }, form: typeName, type: type as GraphQLObjectType };
    const node = await this.plans.graphql<object>(info, request, compose);
    return node && { ...node, __typename: typeName };
  }

  private async typeOf(nodeId: string): Promise<string | null> {
    const one = (table: Sql, name: string) => sql`select ${name} as type from ${table} where id = ${nodeId}`;
    const [row] = await this.database.query<{ type: string }>(sql`${one(sql`article`, 'Article')}
      union all ${one(sql`comment`, 'Comment')} union all ${one(sql`section`, 'Section')}
      union all ${one(sql`author`, 'Author')} union all ${one(sql`tag`, 'Tag')}`);
    return row?.type ?? null;
  }
}
