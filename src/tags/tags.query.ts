import { Injectable } from '@nestjs/common';
import { visibleTo } from '../articles/visibility.js';
import { NamedReads } from '../platform/api/named-list.js';
import { ReadPlans } from '../platform/api/read-plans.js';
import type { ViewerClass } from '../platform/api/viewer.js';
import { sql, type Sql } from '../platform/database/sql.js';
import { tagShape } from './tag.query.js';
import { Tag, TagList } from './tag.view.js';

/** Readers know of the tags of stories that they may see, and of no others. */
export const visibleTag = (row: Sql, viewer: ViewerClass): Sql => sql`exists (select 1 from article_tag f
    join article a on a.id = f.article_id where f.tag_id = ${row}.id and ${visibleTo(viewer, sql`a`)})`;

@Injectable()
export class TagsQuery extends NamedReads {
  constructor(plans: ReadPlans) {
    super(plans, {
      kind: 'tag',
      view: Tag,
      list: TagList,
      json: (t, selection, read, marks) => tagShape.json({ t }, selection, read, marks),
      visible: visibleTag,
    });
  }
}
