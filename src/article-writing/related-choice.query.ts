import { Injectable } from '@nestjs/common';
import type { GraphQLResolveInfo } from 'graphql';
import { ArticleLookup } from '../articles/article-lookup.js';
import type { Answer } from '../platform/api/read-plans.js';
import { wholeSelection } from '../platform/api/rest-selection.js';
import type { Selection } from '../platform/api/selection.js';
import { jsonList, Shape } from '../platform/api/shape.js';
import { instant, sql, type Sql } from '../platform/database/sql.js';
import { RelatedChoice } from './article-writing.view.js';

const pinPeriodShape = new Shape<{ p: Sql }>('PinPeriod', {
  id: ({ p }) => sql`${p}.related_id`,
  from: ({ p }) => instant(sql`${p}.starts_at`),
  until: ({ p }) => instant(sql`${p}.ends_at`),
});

const pinsWithPeriod = (a: Sql): Sql => sql`from related_pin p where p.article_id = ${a}.id
  and (p.starts_at is not null or p.ends_at is not null)`;

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
  pinPeriods: ({ a }, { children }, read) =>
    jsonList(pinPeriodShape.json({ p: sql`p` }, children, read), pinsWithPeriod(a), sql`p.position`),
});

const withoutPeriods = (selection: Selection): Selection =>
  selection.filter(({ name }) => name !== 'pinPeriods');

const WORKING = { viewer: 'reader', sight: 'working' } as const;

/** Reads what editors said of the stories beside a story. */
@Injectable()
export class RelatedChoiceQuery {
  constructor(private readonly lookup: ArticleLookup) {}

  /**
   * Without `pinPeriods` where no pin has one: whoever knows pins that stand for good gets what they sent.
   * @throws DomainError ARTICLE_NOT_FOUND, ARTICLE_RETRACTED; ArticleMoved for an old slug
   */
  of(reference: string): Promise<Answer> {
    const selection = wholeSelection(RelatedChoice);
    return this.lookup.rest(
      { ...WORKING, reference, key: 'related choice', selection },
      (row, chosen, read) => sql`case when exists (select ${pinsWithPeriod(row.a)})
        then ${relatedChoiceShape.json(row, chosen, read)}
        else ${relatedChoiceShape.json(row, withoutPeriods(chosen), read)} end`,
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
