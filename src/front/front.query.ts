import { Injectable } from '@nestjs/common';
import type { GraphQLResolveInfo } from 'graphql';
import { articleJson } from '../articles/article.query.js';
import { visibleTo } from '../articles/visibility.js';
import type { ReadContext } from '../platform/api/read-context.js';
import { type Answer, ReadPlans } from '../platform/api/read-plans.js';
import { selectFields } from '../platform/api/rest-selection.js';
import type { Selection } from '../platform/api/selection.js';
import { type FieldsSql, jsonList, Shape } from '../platform/api/shape.js';
import type { ViewerClass } from '../platform/api/viewer.js';
import { sql, type Sql } from '../platform/database/sql.js';
import { sectionShape } from '../sections/section.query.js';
import { siteJson } from '../site/site.query.js';
import { Front } from './front.view.js';

/** Stories of each section on the front page. */
const STORIES_A_SECTION = sql`6`;

const frontSectionFields: FieldsSql<{ s: Sql }> = {
  section: ({ s }, { children }, read) => sectionShape.json({ s }, children, read),
  items: ({ s }, { children }, read) => {
    const x = read.alias('top');
    return jsonList(
      articleJson(sql`${x}.article_id`, children, read),
      sql`from (select l.article_id, l.publish_at from article_listing l join article a on a.id = l.article_id
        where l.section_id = ${s}.id and l.publish_at <= now() and ${visibleTo(read.viewer, sql`a`)}
        order by l.publish_at desc, l.article_id desc limit ${STORIES_A_SECTION}) ${x}`,
      sql`${x}.publish_at desc, ${x}.article_id desc`,
    );
  },
};

const frontSectionShape = new Shape('FrontSection', frontSectionFields, {
  kind: 'articles:section',
  id: ({ s }) => sql`${s}.id`,
});

/** Id of the newest story for which this holds. */
const newest = (condition: Sql, { viewer }: ReadContext): Sql =>
  sql`(select a.id from article a where ${condition} and ${visibleTo(viewer, sql`a`)}
    order by a.publish_at desc, a.id desc limit 1)`;

const frontShape = new Shape<object>('Front', {
  site: (_, { children }, read) => siteJson(children, read),
  lead: (_, { children }, read) => {
    read.tags.add('articles').add('articles:featured');
    return sql`(select ${articleJson(sql`lead.id`, children, read)}
      from (select coalesce(${newest(sql`a.featured`, read)}, ${newest(sql`true`, read)}) as id) lead where lead.id is not null)`;
  },
  sections: (_, { children }, read) => {
    const s = read.alias('sec');
    return jsonList(
      frontSectionShape.json({ s }, children, read),
      sql`from section ${s} where ${s}.navigation_position is not null`,
      sql`${s}.navigation_position, ${s}.name`,
    );
  },
});

const statement = (selection: Selection, read: ReadContext): Sql =>
  sql`select ${frontShape.json({}, selection, read)}::text as json`;

/** The front page in one round trip. */
@Injectable()
export class FrontQuery {
  constructor(private readonly plans: ReadPlans) {}

  get({ viewer, fields }: { viewer: ViewerClass; fields?: readonly string[] }): Promise<Answer | null> {
    const selection = selectFields(Front, fields);
    return this.plans.rest({ key: `front ${fields}`, viewer, selection, fixed: !fields }, statement);
  }

  getInGraphql(info: GraphQLResolveInfo, viewer: ViewerClass): Promise<Front | null> {
    return this.plans.graphql(info, { viewer, slots: {} }, statement);
  }
}
