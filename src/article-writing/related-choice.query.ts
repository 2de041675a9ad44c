import { Injectable } from '@nestjs/common';
import type { GraphQLResolveInfo } from 'graphql';
import { ArticleLookup } from '../articles/article-lookup.js';
import type { Answer } from '../platform/api/read-plans.js';
import { wholeSelection } from '../platform/api/rest-selection.js';
import { jsonList, Shape } from '../platform/api/shape.js';
import { sql, type Sql } from '../platform/database/sql.js';
import { RelatedChoice } from './article-writing.view.js';

/** Fields of `RelatedChoice`, which only those who write may see. */
const relatedChoiceShape = new Shape<{ a: Sql }>('RelatedChoice', {
  pins: ({ a }) =>
    jsonList(sql`p.related_id`, sql`from related_pin p where p.article_id = ${a}.id`, sql`p.position`),
  exclusions: ({ a }) =>
    jsonList(
      sql`e.excluded_id`,
      sql`from related_exclusion e where e.article_id = ${a}.id`,
      sql`e.excluded_id`,
    ),
  neverRecommend: ({ a }) => sql`${a}.never_recommend`,
});

const WORKING = { viewer: 'reader', sight: 'working' } as const;

/** Reads what editors said of the stories beside a story. */
@Injectable()
export class RelatedChoiceQuery {
  constructor(private readonly lookup: ArticleLookup) {}

  /** @throws DomainError ARTICLE_NOT_FOUND, ARTICLE_RETRACTED; ArticleMoved for an old slug */
  of(reference: string): Promise<Answer> {
    const selection = wholeSelection(RelatedChoice);
    return this.lookup.rest(
      { ...WORKING, reference, key: 'related choice', selection },
      (row, chosen, read) => relatedChoiceShape.json(row, chosen, read),
    );
  }

  /** @throws DomainError ARTICLE_NOT_FOUND, ARTICLE_RETRACTED */
  inGraphql(info: GraphQLResolveInfo, reference: string): Promise<RelatedChoice> {
    return this.lookup.graphql(info, { ...WORKING, reference }, (row, selection, read) =>
      relatedChoiceShape.json(row, selection, read),
    );
  }

  /** What was just said of a story, for the answer to who said it. */
  async written(id: string): Promise<RelatedChoice> {
    return JSON.parse((await this.of(id)).json) as RelatedChoice;
  }
}
