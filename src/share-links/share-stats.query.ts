import { Injectable } from '@nestjs/common';
import type { GraphQLResolveInfo } from 'graphql';
import { ArticleLookup } from '../articles/article-lookup.js';
import { invalidParameter } from '../platform/api/errors.js';
import type { ReadContext } from '../platform/api/read-context.js';
import { type Answer, ReadPlans } from '../platform/api/read-plans.js';
import { selectFields } from '../platform/api/rest-selection.js';
import type { Selection } from '../platform/api/selection.js';
import { jsonList, Shape } from '../platform/api/shape.js';
import { isUuid } from '../platform/api/uuid.js';
import { Slot, sql, type Sql } from '../platform/database/sql.js';
import { placementNotFound } from '../placements/placement.errors.js';
import { VisitStats } from './share-stats.view.js';

/** Days that can be asked for. */
export const STATS_DAYS = { default: 30, max: 366 } as const;
/** Rows of a table of its statistics. */
const MOST_ROWS = 100;

/** A row `x` of visits that were added up. */
interface CountedRow {
  readonly x: Sql;
}

const counts = {
  human: ({ x }: CountedRow) => sql`coalesce(${x}.human, 0)`,
  bot: ({ x }: CountedRow) => sql`coalesce(${x}.bot, 0)`,
  unknown: ({ x }: CountedRow) => sql`coalesce(${x}.unknown, 0)`,
};

/** Of rows `v` of `share_visit`. */
const sums = sql`sum(v.visits) filter (where v.visitor = 'human') as human,
  sum(v.visits) filter (where v.visitor = 'bot') as bot,
  sum(v.visits) filter (where v.visitor = 'unknown') as unknown`;

const totalsShape = new Shape<CountedRow>('VisitTotals', counts);

const networkShape = new Shape<CountedRow>('NetworkVisits', {
  network: ({ x }) => sql`${x}.network`,
  ...counts,
});

/** Visits by network. */
function byNetwork(from: Sql, selection: Selection, read: ReadContext): Sql {
  const x = read.alias('net');
  return jsonList(
    networkShape.json({ x }, selection, read),
    sql`from (select v.network, ${sums} ${from} group by v.network) ${x}`,
    sql`coalesce(${x}.human, 0) desc, ${x}.network`,
  );
}

const codeShape = new Shape<CountedRow>('CodeVisits', {
  code: ({ x }) => sql`${x}.code`,
  campaign: ({ x }) => sql`${x}.campaign`,
  ...counts,
});

const referrerShape = new Shape<CountedRow>('ReferrerVisits', {
  domain: ({ x }) => sql`${x}.domain`,
  visits: ({ x }) => sql`${x}.visits`,
});

/** A story or a sponsor slot, by its id and by the column of `share_code` that names it. */
interface Visited {
  readonly id: Sql;
  readonly column: Sql;
}

const today = sql`(now() at time zone 'UTC')::date`;
const firstDay = sql`(${today} - (${new Slot('days')}::int - 1))`;

const codesOf = ({ id, column }: Visited): Sql =>
  sql`select code from share_code where share_code.${column} = ${id}`;
const visitsOf = (visited: Visited): Sql =>
  sql`from share_visit v where v.code in (${codesOf(visited)}) and v.day >= ${firstDay}`;

/** A row `x` with the day and what is known of it. */
const dayShape = new Shape<CountedRow & { visited: Visited }>('DayVisits', {
  day: ({ x }) => sql`${x}.day`,
  visitors: ({ x }) => sql`coalesce(${x}.visitors, 0)`,
  byNetwork: ({ x, visited }, { children }, read) =>
    byNetwork(
      sql`from share_visit v where v.code in (${codesOf(visited)}) and v.day = ${x}.day`,
      children,
      read,
    ),
  ...counts,
});

/** Every day, those without visits too. */
const daysOf = (visited: Visited): Sql => sql`
    select moment::date as day, counted.*, u.visitors
    from generate_series(${firstDay}::timestamp, ${today}::timestamp, interval '1 day') moment
      left join (select v.day as counted_on, ${sums} ${visitsOf(visited)} group by v.day) counted
        on counted_on = moment::date
      left join share_unique u on u.subject_id = ${visited.id} and u.day = moment::date`;

const statsShape = new Shape<Visited>('VisitStats', {
  from: () => firstDay,
  to: () => today,
  totals: (row, { children }, read) => {
    const x = read.alias('sum');
    return sql`(select ${totalsShape.json({ x }, children, read)} from (select ${sums} ${visitsOf(row)}) ${x})`;
  },
  byDay: (row, { children }, read) => {
    const x = read.alias('day');
    return jsonList(
      dayShape.json({ x, visited: row }, children, read),
      sql`from (${daysOf(row)}) ${x}`,
      sql`${x}.day`,
    );
  },
  byNetwork: (row, { children }, read) => byNetwork(visitsOf(row), children, read),
  byCode: (row, { children }, read) => {
    const x = read.alias('code');
    return jsonList(
      codeShape.json({ x }, children, read),
      sql`from (select c.code, c.campaign, ${sums} from share_code c
          left join share_visit v on v.code = c.code and v.day >= ${firstDay}
          where c.${row.column} = ${row.id} group by c.code order by human desc nulls last, c.code limit ${MOST_ROWS}::int) ${x}`,
      sql`coalesce(${x}.human, 0) desc, ${x}.code`,
    );
  },
  referrers: (row, { children }, read) => {
    const x = read.alias('ref');
    return jsonList(
      referrerShape.json({ x }, children, read),
      sql`from (select f.domain, sum(f.visits) as visits from share_referrer f where f.code in (${codesOf(row)})
          group by f.domain order by visits desc, f.domain limit ${MOST_ROWS}::int) ${x}`,
      sql`${x}.visits desc, ${x}.domain`,
    );
  },
});

/** Those who write see the visits of every story that was not retracted. */
const VIEWER = 'reader';
const OF_STORY = sql`article_id`;
const OF_SLOT = sql`placement_id`;

const composeStory = (row: { a: Sql }, selection: Selection, read: ReadContext): Sql =>
  statsShape.json({ id: sql`${row.a}.id`, column: OF_STORY }, selection, read);

const composeSlot = (selection: Selection, read: ReadContext): Sql =>
  sql`select ${statsShape.json({ id: sql`p.id`, column: OF_SLOT }, selection, read)}::text as json
    from placement p where p.id = ${new Slot('id')}::uuid`;

/** Reads how often short links were followed. */
@Injectable()
export class ShareStatsQuery {
  constructor(
    private readonly plans: ReadPlans,
    private readonly lookup: ArticleLookup,
  ) {}

  /** @throws DomainError ARTICLE_NOT_FOUND, ARTICLE_RETRACTED; ArticleMoved for an old slug */
  ofStory(reference: string, days: number, fields?: readonly string[]): Promise<Answer> {
    const selection = selectFields(VisitStats, fields);
    const request = { viewer: VIEWER, reference, key: `share stats ${fields}`, selection } as const;
    return this.lookup.rest({ ...request, slots: { days }, sight: 'working', momentary: true }, composeStory);
  }

  /** @throws DomainError ARTICLE_NOT_FOUND, ARTICLE_RETRACTED, INVALID_PARAMETER */
  ofStoryInGraphql(info: GraphQLResolveInfo, reference: string, days: number): Promise<VisitStats> {
    checkDays(days);
    const request = { viewer: VIEWER, reference, slots: { days }, sight: 'working' } as const;
    return this.lookup.graphql<VisitStats>(info, request, composeStory);
  }

  /** @throws DomainError PLACEMENT_NOT_FOUND */
  async ofSlot(id: string, days: number, fields?: readonly string[]): Promise<Answer> {
    if (!isUuid(id)) throw placementNotFound();
    const selection = selectFields(VisitStats, fields);
    const request = { key: `slot stats ${fields}`, viewer: VIEWER, selection, slots: { id, days } } as const;
    const answer = await this.plans.rest(request, composeSlot);
    if (!answer) throw placementNotFound();
    return { ...answer, momentary: true };
  }

  /** @throws DomainError PLACEMENT_NOT_FOUND, INVALID_PARAMETER */
  async ofSlotInGraphql(info: GraphQLResolveInfo, id: string, days: number): Promise<VisitStats> {
    checkDays(days);
    if (!isUuid(id)) throw placementNotFound();
    const stats = await this.plans.graphql<VisitStats>(
      info,
      { viewer: VIEWER, slots: { id, days } },
      composeSlot,
    );
    if (!stats) throw placementNotFound();
    return stats;
  }
}

function checkDays(days: number): void {
  if (days < 1 || days > STATS_DAYS.max) {
    throw invalidParameter('days', `days must be a whole number from 1 to ${STATS_DAYS.max}.`);
  }
}
