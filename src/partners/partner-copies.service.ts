import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Copies } from '../platform/api/copies.js';
import { ReadPlans } from '../platform/api/read-plans.js';
import { Database } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';

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
   * Writes down that a partner is given these versions, before it is: one that was lost on the way was given for all
   * that anybody knows. Ids are in order, so that two answers to one partner do not wait for each other in a circle.
   */
  async record(partner: string, copies: Copies): Promise<void> {
    const given = [...copies].sort(([one], [other]) => (one < other ? -1 : 1));
    await this.database.query(sql`insert into partner_copy as had (partner_id, article_id, version)
      select p.id, given.id, given.version
      from partner p, unnest(${given.map(([id]) => id)}::uuid[], ${given.map(([, version]) => version)}::int[])
        as given (id, version)
      where p.id = ${partner}::uuid
      on conflict (partner_id, article_id) do update set received_at = now(),
        version = greatest(had.version, excluded.version),
        told_version = case when had.told_version >= excluded.version then had.told_version end,
        told_at = case when had.told_version >= excluded.version then had.told_at end`);
  }
}
