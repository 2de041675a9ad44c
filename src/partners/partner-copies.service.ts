import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Copies, Versions } from '../platform/api/copies.js';
import { ReadPlans } from '../platform/api/read-plans.js';
import { Database } from '../platform/database/database.js';
import { sql, type Sql } from '../platform/database/sql.js';

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
  async record(partner: string, { given, ended }: Copies): Promise<void> {
    if (given.size > 0) await this.database.query(insertion(partner, given));
    if (ended.size > 0) await this.tell(partner, ended);
  }

  /** Writes down that a partner knows that these stories are not to be had any more. */
  private async tell(partner: string, ended: Versions): Promise<void> {
    await this.database.query(sql`update partner_copy had set told_version = told.version, told_at = now()
      from (select had.partner_id, had.article_id, told.version from ${rowsOf(ended)} told
        join partner_copy had on had.partner_id = ${partner}::uuid and had.article_id = told.id
        where told.version > coalesce(had.told_version, 0)
        order by had.article_id for update of had) told
      where had.partner_id = told.partner_id and had.article_id = told.article_id`);
  }
}

const insertion = (partner: string, given: Versions): Sql => sql`
  insert into partner_copy as had (partner_id, article_id, version)
  select p.id, given.id, given.version
  from (select id from partner where id = ${partner}::uuid for key share) p, ${rowsOf(given)} given
  on conflict (partner_id, article_id) do update set version = greatest(had.version, excluded.version),
    received_at = now(), told_version = null, told_at = null, is_due = true
  where had.version < excluded.version or had.told_version <= excluded.version`;

/** Rows of `id` and `version`, in the order of the ids: two answers to one partner do not wait in a circle. */
function rowsOf(versions: Versions): Sql {
  const sorted = [...versions].sort(([one], [other]) => (one < other ? -1 : 1));
  return sql`(select * from unnest(${sorted.map(([id]) => id)}::uuid[],
    ${sorted.map(([, version]) => version)}::int[]) as rows (id, version))`;
}
