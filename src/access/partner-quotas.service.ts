import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { compile, Slot, sql } from '../platform/database/sql.js';
import { quotaExceeded } from './access.errors.js';

const agreed = sql`${new Slot('quota')}::int`;

/** One more request of a partner today, unless as many were made as it may make. */
const counted = compile(sql`with counted as (
    insert into partner_day as today (partner_id, day, requests)
    select id, (now() at time zone 'utc')::date, 1
    from (select id from partner where id = ${new Slot('partner')}::uuid for key share) p
    on conflict (partner_id, day) do update set requests = today.requests + 1
    where ${agreed} is null or today.requests < ${agreed}
    returning 1
  )
  select exists (select 1 from counted) as "isFree",
    ceil(86400 - extract(epoch from now())::numeric % 86400)::int as "secondsLeft"`);

/** Counts what partners ask for, a day at a time and over all processes: what was agreed does not depend on their number. */
@Injectable()
export class PartnerQuotas {
  constructor(private readonly database: Database) {}

  /** @throws DomainError QUOTA_EXCEEDED */
  async count(partner: string, quota: number | null): Promise<void> {
    const [row] = await this.database.read<{ isFree: boolean; secondsLeft: number }>(counted, {
      naming: 'fixed',
      slots: { partner, quota },
    });
    if (row && !row.isFree) throw quotaExceeded(quota ?? 0, row.secondsLeft);
  }
}
