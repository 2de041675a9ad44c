import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Copies, Versions } from '../platform/api/copies.js';
import { ReadPlans } from '../platform/api/read-plans.js';
import { Database } from '../platform/database/database.js';
import { sql, type Sql } from '../platform/database/sql.js';

/** What a partner was given with one answer. */
export interface GivenCopies {
  readonly partner: string;
  readonly copies: Copies;
}

interface CopyRow {
  readonly partner: string;
  readonly id: string;
  readonly version: number;
}

/** Keeps which version of which story each partner has. */
@Injectable()
export class PartnerCopiesService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly plans: ReadPlans,
  ) {}

  onModuleInit(): void {
    this.plans.tellOfCopies((partner, copies) => this.record(partner, copies));
  }

  /**
   * Writes down what a partner is given, before it is: an answer that was lost on the way was given for all that anybody
   * knows. The same again writes nothing, and a story that was given is no longer one that it was told the end of.
   */
  record(partner: string, copies: Copies): Promise<void> {
    return this.recordAll([{ partner, copies }]);
  }

  /** The same for many answers, also to the same partner, with as many statements as for one. */
  async recordAll(all: readonly GivenCopies[]): Promise<void> {
    const given = all.flatMap(({ partner, copies }) => rowsOf(partner, copies.given));
    const ended = all.flatMap(({ partner, copies }) => rowsOf(partner, copies.ended));
    if (given.length > 0) await this.database.query(insertion(given));
    if (ended.length > 0) await this.database.query(telling(ended));
  }
}

/** Writes down that partners know that these stories are not to be had any more. */
const telling = (ended: readonly CopyRow[]): Sql => sql`
  update partner_copy had set told_version = told.version, told_at = now()
  from (select had.partner_id, had.article_id, told.version from ${newest(ended)} told
    join partner_copy had on had.partner_id = told.partner and had.article_id = told.id
    where told.version > coalesce(had.told_version, 0)
    order by had.partner_id, had.article_id for update of had) told
  where had.partner_id = told.partner_id and had.article_id = told.article_id`;

const insertion = (given: readonly CopyRow[]): Sql => sql`
  insert into partner_copy as had (partner_id, article_id, version)
  select p.id, given.id, given.version
  from (select id from partner where id = any(${[...new Set(given.map(({ partner }) => partner))]}::uuid[])
      order by id for key share) p
    join ${newest(given)} given on given.partner = p.id
  order by p.id, given.id
  on conflict (partner_id, article_id) do update set version = greatest(had.version, excluded.version),
    received_at = now(), told_version = null, told_at = null, is_due = true
  where had.version < excluded.version or had.told_version <= excluded.version`;

const rowsOf = (partner: string, versions: Versions): CopyRow[] =>
  [...versions].map(([id, version]) => ({ partner, id, version }));

/**
 * Each copy once, with its highest version. Those who write copies take them in the order of partners and stories, so that
 * two of them do not wait in a circle.
 */
const newest = (rows: readonly CopyRow[]): Sql => sql`(
  select partner, id, max(version) as version from unnest(${rows.map(({ partner }) => partner)}::uuid[],
    ${rows.map(({ id }) => id)}::uuid[], ${rows.map(({ version }) => version)}::int[]) as rows (partner, id, version)
  group by partner, id)`;
