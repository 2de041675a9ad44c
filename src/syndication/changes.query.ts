import { Injectable } from '@nestjs/common';
import type { GraphQLResolveInfo } from 'graphql';
import { isPublic, partnerId, visibleTo } from '../articles/visibility.js';
import { ArticleChange } from '../live/article-change.view.js';
import { wasGiven } from '../partners/hearing.js';
import type { ReadContext } from '../platform/api/read-context.js';
import { ReadPlans } from '../platform/api/read-plans.js';
import { findField, type Selection } from '../platform/api/selection.js';
import { selectFields } from '../platform/api/rest-selection.js';
import { jsonList } from '../platform/api/shape.js';
import { sightOf, type ViewerClass } from '../platform/api/viewer.js';
import { Database } from '../platform/database/database.js';
import { raw, Slot, sql, type Sql } from '../platform/database/sql.js';
import type { ChangePosition } from './change-cursor.js';
import { changeJson, PUBLIC_KINDS } from './change-items.js';

/** Stories, or entries of the log, that are looked through for one page, however few of them are for the caller. */
const LOOKED_THROUGH = raw('2000');

export interface ChangesRequest {
  readonly viewer: ViewerClass;
  readonly position: ChangePosition;
  readonly limit: number;
}

/** How far a page goes. */
export interface Place {
  /** Of the state: the last story that was looked at; null when there was none. Of the log: the last entry. */
  readonly last: string | number | null;
  readonly more: boolean;
  /** The end of the log. */
  readonly end: number;
}

/** A page as it is read: its items, as JSON where REST asks, and where it ends. */
export interface PageOfChanges<Items> {
  readonly place: Place;
  readonly items: Items;
}

/** What has to be known before a cursor is believed. */
export interface FeedState {
  /** The oldest entry of the log that is kept. Its newest is kept always, so that an empty log is one without a past. */
  readonly oldest: number;
  /** Counts the changes of what the partner may have; 0 for everybody else. */
  readonly rights: number;
}

/**
 * Reads the current state, and the log of changes. Everything is asked of the primary: a replica that is behind the one that
 * was asked for the page before would leave stories out.
 */
@Injectable()
export class ChangesQuery {
  constructor(
    private readonly plans: ReadPlans,
    private readonly database: Database,
  ) {}

  async state(viewer: ViewerClass): Promise<FeedState> {
    const { partner } = sightOf(viewer);
    const [state] = await this.database.query<FeedState>(sql`select
      coalesce((select min(seq) from change), 1)::float8 as oldest,
      coalesce((select rights_version from partner where id = ${partner}::uuid), 0) as rights`);
    return state as FeedState;
  }

  /** @throws DomainError UNKNOWN_PARAMETER */
  async page(request: ChangesRequest, fields?: readonly string[]): Promise<PageOfChanges<string>> {
    const { compose, slots, kind } = planOf(request);
    const { viewer } = request;
    const selection = selectFields(ArticleChange, fields);
    const answer = await this.plans.rest(
      { key: `changes ${kind} ${fields}`, viewer, selection, slots, fixed: !fields, exact: true },
      compose,
    );
    const [prefix = '', place = ''] = PLACE.exec(answer?.json ?? '') ?? [];
    return { place: JSON.parse(place) as Place, items: (answer?.json ?? '').slice(prefix.length, -1) };
  }

  async pageInGraphql(info: GraphQLResolveInfo, request: ChangesRequest): Promise<PageOfChanges<object[]>> {
    const { compose, slots, kind } = planOf(request);
    const page = await this.plans.graphql<PageOfChanges<object[]>>(
      info,
      { viewer: request.viewer, slots, form: kind, exact: true },
      (selection, read) => compose(findField(selection, 'items')?.children ?? [], read),
    );
    return page as PageOfChanges<object[]>;
  }
}

/** The place of a page, which stands before its items. */
const PLACE = /^\{"place" : (\{[^}]*\}), "items" : /;

function planOf({ position: { seq, state }, limit }: ChangesRequest) {
  return state === null
    ? { kind: 'log', compose: logPage, slots: { after: seq, limit } }
    : { kind: 'state', compose: statePage, slots: { after: state === '' ? FIRST_ID : state, limit } };
}

const FIRST_ID = '00000000-0000-0000-0000-000000000000';
const after = new Slot('after');
const limit = sql`${new Slot('limit')}::int`;

/** The next stories that the caller may have, by their ids: an order that nothing changes. */
function statePage(selection: Selection, read: ReadContext): Sql {
  return sql`with page as materialized (
      select a.id as article_id, a.id || '.' || a.version as id, a.updated_at as at, 'published' as kind, a.version, a.slug,
        null as previous_slug, null as notice, true as seen
      from (select * from article where id > ${after}::uuid order by id limit ${LOOKED_THROUGH}) a
      where ${visibleTo(read.viewer, sql`a`)} order by a.id limit ${limit}
    ), reached as materialized (
      select case when (select count(*) from page) = ${limit}
        then (select article_id from page order by article_id desc limit 1)
        else (select id from article where id > ${after}::uuid order by id offset ${LOOKED_THROUGH} - 1 limit 1) end as last
    )
    ${pageJson(selection, read, {
      order: sql`article_id`,
      more: sql`exists (select 1 from article where id > reached.last)`,
    })}`;
}

/** The next entries of the log that concern the caller. */
function logPage(selection: Selection, read: ReadContext): Sql {
  const isSeen = sql`(a.id is not null and ${visibleTo(read.viewer, sql`a`)})`;
  // Where a story went that a partner may not have any more is not its business.
  const slug = (value: Sql): Sql =>
    read.viewer === 'partner' ? sql`case when ${isSeen} or not ${isPublic(sql`a`)} then ${value} end` : value;
  return sql`with page as materialized (
      select e.seq, e.seq::text as id, e.at, e.subject_id as article_id, ${kindOf(isSeen, read)} as kind, e.version,
        ${slug(sql`e.slug`)} as slug, ${slug(sql`e.previous_slug`)} as previous_slug, case when a.status = 'retracted' then a.retraction_notice end as notice, ${isSeen} as seen
      from change e left join article a on a.id = e.subject_id
      where e.seq > ${after}::bigint and e.seq <= ${reachOfLog} and ${concerns(isSeen, read)}
      order by e.seq limit ${limit}
    ), reached as materialized (
      select case when (select count(*) from page) = ${limit} then (select max(seq) from page)
        else ${reachOfLog} end as last
    )
    ${pageJson(selection, read, {
      order: sql`seq`,
      more: sql`exists (select 1 from change where seq > reached.last)`,
    })}`;
}

/** The last of so many entries, or of those that there are. */
const reachOfLog = sql`coalesce(
  (select seq from change where seq > ${after}::bigint order by seq offset ${LOOKED_THROUGH} - 1 limit 1),
  (select max(seq) from change), ${after}::bigint)`;

/** What is told of an entry: to a partner whose rights end before the story does, that they do. */
const kindOf = (isSeen: Sql, { viewer }: ReadContext): Sql =>
  viewer === 'partner'
    ? sql`case when e.subject = 'embargo' then 'published'
        when a.id is not null and not ${isSeen} and ${isPublic(sql`a`)} then 'rightsChanged' else e.kind end`
    : sql`e.kind`;

const isOfStory = sql`(e.subject = 'article' and e.kind in (${PUBLIC_KINDS}))`;

/**
 * Whether an entry concerns the caller. A partner hears of what it may have, and of the end of what it was given; for it
 * a story begins when an embargo ends. Whoever has no rights of its own hears of every story, since nobody knows what it has.
 */
function concerns(isSeen: Sql, { viewer }: ReadContext): Sql {
  if (viewer !== 'partner') return isOfStory;
  const id = partnerId(viewer);
  return sql`case when ${isOfStory} then ${isSeen} or ${wasGiven(viewer, sql`e.subject_id`, sql`e.version`)}
    when e.subject = 'embargo' then ${isSeen} and e.tags && array['embargo:0',
      'embargo:' || (select embargo_minutes from partner where id = ${id})]
    else false end`;
}

function pageJson(
  selection: Selection,
  read: ReadContext,
  { order, more }: { readonly order: Sql; readonly more: Sql },
): Sql {
  const end = sql`coalesce((select max(seq) from change), 0)`;
  const items = jsonList(changeJson(sql`page`, selection, read), sql`from page`, sql`page.${order}`);
  return sql`select json_build_object('place', json_build_object('last', reached.last, 'more', ${more}, 'end', ${end}),
      'items', ${items})::text as json from reached`;
}
