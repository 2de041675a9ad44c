import { Injectable } from '@nestjs/common';
import { type GraphQLObjectType, type GraphQLResolveInfo, isObjectType } from 'graphql';
import { isUuid } from '../platform/api/uuid.js';
import { ArticleRow } from '../articles/article-row.js';
import { articleShape } from '../articles/article.query.js';
import { visibleTo } from '../articles/visibility.js';
import { authorShape } from '../authors/author.query.js';
import { visibleAuthor } from '../authors/authors.query.js';
import { commentMark, commentShape, isPublicComment } from '../comments/comment.query.js';
import type { ReadContext } from '../platform/api/read-context.js';
import { type Compose, ReadPlans } from '../platform/api/read-plans.js';
import type { ViewerClass } from '../platform/api/viewer.js';
import { Database } from '../platform/database/database.js';
import { Slot, sql, type Sql } from '../platform/database/sql.js';
import { sectionShape } from '../sections/section.query.js';
import { tagShape } from '../tags/tag.query.js';
import { visibleTag } from '../tags/tags.query.js';

const id = new Slot('id');

/** What it depends on that there is nothing to see under an id: any story may make it visible. */
const nothingBut = (read: ReadContext, ...tags: string[]): void => {
  for (const tag of tags) read.tagsOfNothing.add(tag);
};

/** How each type of node is read by its id. */
const NODES: Readonly<Record<string, Compose>> = {
  Article: (selection, read) => {
    const row = new ArticleRow(read);
    nothingBut(read, 'any:article');
    return sql`select ${articleShape.json(row, selection, read)}::text as json from ${row.from()}
      where ${row.a}.id = ${id} and ${visibleTo(read.viewer, row.a)}`;
  },
  Section: (selection, read) => {
    const s = read.alias('node');
    // The tree of sections is part of every answer.
    nothingBut(read, 'sections');
    return sql`select ${sectionShape.json({ s }, selection, read)}::text as json from section ${s} where ${s}.id = ${id}`;
  },
  Author: (selection, read) => {
    const au = read.alias('node');
    nothingBut(read, 'any:article', 'any:author');
    const marks = read.mark('articles:author', sql`${au}.id`);
    return sql`select ${authorShape.json({ au }, selection, read, marks)}::text as json from author ${au}
      where ${au}.id = ${id} and ${visibleAuthor(au, read.viewer)}`;
  },
  Tag: (selection, read) => {
    const t = read.alias('node');
    nothingBut(read, 'any:article', 'any:tag');
    const marks = read.mark('articles:tag', sql`${t}.id`);
    return sql`select ${tagShape.json({ t }, selection, read, marks)}::text as json from tag ${t}
      where ${t}.id = ${id} and ${visibleTag(t, read.viewer)}`;
  },
  Comment: (selection, read) => {
    const row = new ArticleRow(read);
    const c = read.alias('node');
    nothingBut(read, 'any:article', 'any:readers');
    const marks = commentMark(row.a, read);
    return sql`select ${commentShape.json({ ...row, c }, selection, read, marks)}::text as json
      from comment ${c} join ${row.from()} on ${row.a}.id = ${c}.article_id
      where ${c}.id = ${id} and ${isPublicComment(c)} and ${visibleTo(read.viewer, row.a)}`;
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
