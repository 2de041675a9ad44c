import { Injectable } from '@nestjs/common';
import { imageJson } from '../media/image.query.js';
import { type ManagedFilter, ManagedReads } from '../platform/api/managed-list.js';
import { ReadPlans } from '../platform/api/read-plans.js';
import { jsonList, Shape } from '../platform/api/shape.js';
import { isUuid } from '../platform/api/uuid.js';
import { instant, join, literal, Slot, sql, type Sql } from '../platform/database/sql.js';
import { textFault } from '../platform/http/body-guard.js';
import { sectionShape } from '../sections/section.query.js';
import { tagShape } from '../tags/tag.query.js';
import { ManagedPlacement, ManagedPlacementList, PlacementState } from './managed-placement.view.js';
import { placementNotFound } from './placement.errors.js';
import { isRunning } from './placement.query.js';
import { managedSponsorShape } from './sponsors.query.js';

interface ManagedRow {
  /** `placement` */
  readonly p: Sql;
}

const isEnded = (p: Sql): Sql => sql`coalesce(${p}.ends_at, 'infinity'::timestamptz) <= now()`;

/** What is asked of the rows `x` by each state. */
const STATES: Readonly<Record<PlacementState, Sql>> = {
  [PlacementState.UPCOMING]: sql`x.starts_at > now()`,
  [PlacementState.RUNNING]: isRunning(sql`x`),
  [PlacementState.ENDED]: isEnded(sql`x`),
};

const ruleShape = new Shape<ManagedRow>('PlacementRule', {
  kind: ({ p }) => sql`${p}.rule`,
  amount: ({ p }) => sql`${p}.amount`,
  most: ({ p }) => sql`case when ${p}.rule = 'everyBlocks' then ${p}.most end`,
});

/** Fields of `ManagedPlacement`. */
const managedPlacementShape = new Shape<ManagedRow>('ManagedPlacement', {
  id: ({ p }) => sql`${p}.id`,
  sponsor: ({ p }, { children }, read) => {
    const m = read.alias('spo');
    return sql`(select ${managedSponsorShape.json({ m }, children, read)} from sponsor ${m}
      where ${m}.id = ${p}.sponsor_id)`;
  },
  state: ({ p }) => sql`case when ${p}.starts_at > now() then 'upcoming' when ${isEnded(p)} then 'ended'
      else 'running' end`,
  slot: ({ p }) => sql`${p}.slot`,
  label: ({ p }) => sql`${p}.label`,
  text: ({ p }) => sql`${p}.text`,
  image: ({ p }, { children }, read) => imageJson(sql`${p}.image_id`, children, read),
  href: ({ p }) => sql`${p}.href`,
  clickUrl: ({ p }, _, read) => sql`(select ${literal(`${read.addresses.api}/s/`)} || code.code
      from share_code code where code.placement_id = ${p}.id)`,
  rule: (row, { children }, read) => ruleShape.json(row, children, read),
  position: ({ p }) => sql`${p}.position`,
  minWords: ({ p }) => sql`${p}.min_words`,
  startsAt: ({ p }) => instant(sql`${p}.starts_at`),
  endsAt: ({ p }) => instant(sql`${p}.ends_at`),
  sections: ({ p }, { children }, read) => {
    const s = read.alias('sec');
    return jsonList(
      sectionShape.json({ s }, children, read),
      sql`from section ${s} where ${s}.id = any(${p}.section_ids)`,
      sql`array_position(${p}.section_ids, ${s}.id)`,
    );
  },
  tags: ({ p }, { children }, read) => {
    const t = read.alias('tag');
    return jsonList(
      tagShape.json({ t }, children, read),
      sql`from tag ${t} where ${t}.id = any(${p}.tag_ids)`,
      sql`array_position(${p}.tag_ids, ${t}.id)`,
    );
  },
  deletedTags: ({ p }) =>
    sql`(select cardinality(${p}.tag_ids) - count(*) from tag where tag.id = any(${p}.tag_ids))`,
  languages: ({ p }) => sql`${p}.languages`,
  version: ({ p }) => sql`${p}.version`,
  createdAt: ({ p }) => instant(sql`${p}.created_at`),
  updatedAt: ({ p }) => instant(sql`${p}.updated_at`),
});

/** Which slots are asked for. Absent and null mean: not restricted. */
export interface PlacementFilter {
  /** Slug or id of who pays for them. */
  readonly sponsor?: string | null;
  readonly state?: PlacementState | null;
}

/** Reads sponsor slots for those who sell them, newest first. */
@Injectable()
export class ManagedPlacementsQuery extends ManagedReads<ManagedPlacement> {
  constructor(plans: ReadPlans) {
    super(plans, {
      table: sql`placement`,
      view: ManagedPlacement,
      list: ManagedPlacementList,
      json: (p, selection, read) => managedPlacementShape.json({ p }, selection, read),
      about: (row) => sql`${row}.updated_at as updated, ${row}.version`,
      notFound: placementNotFound,
    });
  }
}

/** What is asked of the rows `x` of a list. */
export function placementsLike({ sponsor, state }: PlacementFilter): ManagedFilter {
  const isId = sponsor ? isUuid(sponsor) : false;
  const conditions = [
    ...(state ? [STATES[state]] : []),
    ...(sponsor && isId ? [sql`x.sponsor_id = ${new Slot('sponsor')}::uuid`] : []),
    ...(sponsor && !isId
      ? [sql`x.sponsor_id = (select id from sponsor where slug = ${new Slot('sponsor')})`]
      : []),
  ];
  return {
    where: conditions.length > 0 ? join(conditions, ' and ') : sql`true`,
    form: `${state ?? ''} ${sponsor ? (isId ? 'id' : 'slug') : ''}`,
    // Nothing has a name that PostgreSQL cannot hold.
    slots: sponsor ? { sponsor: textFault(sponsor) === undefined ? sponsor : '' } : {},
  };
}
