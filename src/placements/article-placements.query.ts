import { Injectable } from '@nestjs/common';
import { ArticleLookup } from '../articles/article-lookup.js';
import type { Seen } from '../articles/article-sights.service.js';
import type { Answer } from '../platform/api/read-plans.js';
import { selectFields } from '../platform/api/rest-selection.js';
import { sql } from '../platform/database/sql.js';
import { placementsJson } from './placement.query.js';
import { Placement } from './placement.view.js';

/** Reads the sponsor slots of a story alone. */
@Injectable()
export class ArticlePlacementsQuery {
  constructor(private readonly lookup: ArticleLookup) {}

  /** @throws DomainError ARTICLE_NOT_FOUND, ARTICLE_RETRACTED; ArticleMoved for an old slug */
  of(seen: Seen, reference: string, fields?: readonly string[]): Promise<Answer> {
    const selection = selectFields(Placement, fields);
    return this.lookup.rest(
      { ...seen, reference, key: `placements ${fields}`, selection },
      (row, chosen, read) => sql`json_build_object('items', ${placementsJson(row, chosen, read)})`,
    );
  }
}
