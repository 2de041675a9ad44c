import { Injectable } from '@nestjs/common';
import { ArticleLookup } from '../articles/article-lookup.js';
import { articleShape } from '../articles/article.query.js';
import type { Answer } from '../platform/api/read-plans.js';
import { selectFields } from '../platform/api/rest-selection.js';
import { objectOf } from '../platform/api/shape.js';
import type { ViewerClass } from '../platform/api/viewer.js';
import { sql } from '../platform/database/sql.js';
import { relatedEdge } from './related-edge.query.js';
import { type Narrowing, openNarrowing, RELATED, relatedJson } from './related.query.js';
import { RelatedStory, RelatedStoryWithBody } from './related.view.js';

articleShape.extend({ related: relatedEdge }, RELATED);

@Injectable()
export class RelatedStoriesQuery {
  constructor(private readonly lookup: ArticleLookup) {}

  /**
   * All that are shown stand on one page.
   * @throws DomainError ARTICLE_NOT_FOUND, ARTICLE_RETRACTED, INVALID_PARAMETER
   */
  of(request: {
    viewer: ViewerClass;
    reference: string;
    limit: number;
    narrowing: Narrowing;
    fields?: readonly string[];
    /** Whether the stories come with their bodies. */
    body: boolean;
  }): Promise<Answer> {
    const { viewer, reference, limit, narrowing, fields, body } = request;
    const open = openNarrowing(narrowing);
    const selection = selectFields(body ? RelatedStoryWithBody : RelatedStory, fields);
    return this.lookup.rest(
      {
        viewer,
        reference,
        key: `related ${limit} ${open.form} ${fields} ${body}`,
        selection,
        slots: open.slots,
      },
      (row, chosen, read) =>
        objectOf([
          ...read.mark(`article ${RELATED}`, sql`${row.a}.id`),
          sql`'items', ${relatedJson(row, { first: limit, narrowing: open.narrowing }, chosen, read)}`,
          sql`'pageInfo', json_build_object('hasNextPage', false, 'endCursor', null)`,
          sql`'totalCount', null`,
          sql`'totalCountExact', null`,
        ]),
    );
  }
}
