import { Injectable } from '@nestjs/common';
import { ManagedReads } from '../platform/api/managed-list.js';
import { ReadPlans } from '../platform/api/read-plans.js';
import { Shape } from '../platform/api/shape.js';
import { instant, sql, type Sql } from '../platform/database/sql.js';
import { sponsorNotFound } from './placement.errors.js';
import { ManagedSponsor, ManagedSponsorList } from './sponsor.view.js';

/** Fields of `ManagedSponsor`. */
export const managedSponsorShape = new Shape<{ m: Sql }>('ManagedSponsor', {
  id: ({ m }) => sql`${m}.id`,
  slug: ({ m }) => sql`${m}.slug`,
  name: ({ m }) => sql`${m}.name`,
  url: ({ m }) => sql`${m}.url`,
  allowSensitive: ({ m }) => sql`${m}.allow_sensitive`,
  version: ({ m }) => sql`${m}.version`,
  createdAt: ({ m }) => instant(sql`${m}.created_at`),
  updatedAt: ({ m }) => instant(sql`${m}.updated_at`),
});

/** Reads sponsors for those who sell slots. */
@Injectable()
export class SponsorsQuery extends ManagedReads<ManagedSponsor> {
  constructor(plans: ReadPlans) {
    super(plans, {
      table: sql`sponsor`,
      view: ManagedSponsor,
      list: ManagedSponsorList,
      json: (m, selection, read) => managedSponsorShape.json({ m }, selection, read),
      about: (row) => sql`${row}.updated_at as updated, ${row}.version`,
      notFound: sponsorNotFound,
      sort: { name: 'name', key: sql`x.name`, id: sql`x.id`, descending: false, type: 'text' },
      named: true,
    });
  }
}
