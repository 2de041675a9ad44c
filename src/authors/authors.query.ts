import { Injectable } from '@nestjs/common';
import { visibleTo } from '../articles/visibility.js';
import { NamedReads } from '../platform/api/named-list.js';
import { ReadPlans } from '../platform/api/read-plans.js';
import type { ViewerClass } from '../platform/api/viewer.js';
import { sql, type Sql } from '../platform/database/sql.js';
import { authorShape } from './author.query.js';
import { Author, AuthorList } from './author.view.js';

/** Readers know of the authors of stories that they may see, and of no others. */
export const visibleAuthor = (
  row: Sql,
  viewer: ViewerClass,
): Sql => sql`exists (select 1 from article_author f
    join article a on a.id = f.article_id where f.author_id = ${row}.id and ${visibleTo(viewer, sql`a`)})`;

@Injectable()
export class AuthorsQuery extends NamedReads {
  constructor(plans: ReadPlans) {
    super(plans, {
      kind: 'author',
      view: Author,
      list: AuthorList,
      json: (au, selection, read, marks) => authorShape.json({ au }, selection, read, marks),
      visible: visibleAuthor,
    });
  }
}
