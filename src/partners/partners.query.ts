import { Injectable } from '@nestjs/common';
import { ManagedReads } from '../platform/api/managed-list.js';
import { ReadPlans } from '../platform/api/read-plans.js';
import { jsonList, Shape } from '../platform/api/shape.js';
import { instant, sql, type Sql } from '../platform/database/sql.js';
import { sectionShape } from '../sections/section.query.js';
import { partnerNotFound } from './partner.errors.js';
import { Partner, PartnerList } from './partner.view.js';

/** Fields of `Partner`. */
const partnerShape = new Shape<{ p: Sql }>('Partner', {
  id: ({ p }) => sql`${p}.id`,
  name: ({ p }) => sql`${p}.name`,
  sections: ({ p }, { children }, read) => {
    const s = read.alias('sec');
    return jsonList(
      sectionShape.json({ s }, children, read),
      sql`from section ${s} where ${s}.id = any(${p}.section_ids)`,
      sql`array_position(${p}.section_ids, ${s}.id)`,
    );
  },
  languages: ({ p }) => sql`${p}.languages`,
  embargoMinutes: ({ p }) => sql`${p}.embargo_minutes`,
  content: ({ p }) => sql`${p}.content`,
  media: ({ p }) => sql`${p}.media`,
  dailyQuota: ({ p }) => sql`${p}.daily_quota`,
  requestsToday: ({ p }) => sql`coalesce((select today.requests from partner_day today
    where today.partner_id = ${p}.id and today.day = (now() at time zone 'utc')::date), 0)`,
  endsAt: ({ p }) => instant(sql`${p}.ends_at`),
  version: ({ p }) => sql`${p}.version`,
  createdBy: ({ p }) => sql`${p}.created_by`,
  createdAt: ({ p }) => instant(sql`${p}.created_at`),
  updatedAt: ({ p }) => instant(sql`${p}.updated_at`),
});

/** Reads partners, newest first. */
@Injectable()
export class PartnersQuery extends ManagedReads<Partner> {
  constructor(plans: ReadPlans) {
    super(plans, {
      table: sql`partner`,
      view: Partner,
      list: PartnerList,
      json: (p, selection, read) => partnerShape.json({ p }, selection, read),
      about: (row) => sql`${row}.updated_at as updated, ${row}.version`,
      notFound: partnerNotFound,
    });
  }
}
