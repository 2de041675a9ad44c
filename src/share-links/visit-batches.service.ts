import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database, run } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import { MOST_DOMAINS, OTHER_DOMAINS, type VisitBatch } from './visit-batch.js';
import { visitorMark, type VisitMoment, VisitSaltsService } from './visit-salts.service.js';

/** Texts of a column, one for each row that is written. */
type Column = string[];

/** A batch as columns, each list of them in one order that all processes share. */
interface BatchRows {
  readonly codes: Column;
  readonly articles: Column;
  readonly slots: Column;
  readonly visits: { code: Column; network: Column; visitor: Column; visits: number[] };
  readonly referrers: { code: Column; domain: Column; visits: number[] };
  /** Visits of people to stories. */
  readonly shares: { article: Column; network: Column; visits: number[] };
  readonly visitors: { subject: Column; mark: Buffer[] };
}

/**
 * Writes visits down, a batch a transaction, with as many statements for many visits as for one. What was deleted
 * meanwhile is left out. Rows are taken in one order: stories, slots, codes, then what is counted of them; so neither two
 * processes nor one and an editor who deletes a story wait for each other.
 */
@Injectable()
export class VisitBatchesService {
  constructor(
    private readonly database: Database,
    private readonly salts: VisitSaltsService,
  ) {}

  /** Writes a batch, unless it was written before. */
  async write(batch: VisitBatch): Promise<void> {
    const moment = await this.salts.momentBefore(batch.age);
    const rows = rowsOf(batch, moment);
    await this.database.transaction(async (tx) => {
      if (!(await begin(tx, batch.id))) return;
      await lock(tx, rows);
      await addVisits(tx, rows, moment);
      await addReferrers(tx, rows);
      await addShares(tx, rows, moment);
      await addVisitors(tx, rows, moment);
    });
  }
}

/** @returns whether this batch was not written before */
async function begin(tx: EntityManager, id: string): Promise<boolean> {
  const begun = await run(
    tx,
    sql`insert into share_batch (id) values (${id}) on conflict do nothing returning id`,
  );
  return begun.length > 0;
}

async function lock(tx: EntityManager, { articles, slots, codes }: BatchRows): Promise<void> {
  await run(tx, sql`select from article where id = any(${articles}::uuid[]) order by id for key share`);
  await run(tx, sql`select from placement where id = any(${slots}::uuid[]) order by id for key share`);
  await run(
    tx,
    sql`select from share_code where code = any(${codes}::text[]) order by code for no key update`,
  );
}

async function addVisits(tx: EntityManager, { visits: n }: BatchRows, { day }: VisitMoment): Promise<void> {
  await run(
    tx,
    sql`insert into share_visit as known (code, day, network, visitor, visits)
      select code, ${day}::date, network, visitor, visits
      from unnest(${n.code}::text[], ${n.network}::text[], ${n.visitor}::text[], ${n.visits}::bigint[])
        as n (code, network, visitor, visits) join share_code using (code)
      order by code, network, visitor
      on conflict (code, day, network, visitor) do update set visits = known.visits + excluded.visits`,
  );
}

async function addReferrers(tx: EntityManager, { referrers: n }: BatchRows): Promise<void> {
  if (n.code.length === 0) return;
  await run(
    tx,
    sql`insert into share_referrer as known (code, domain, visits)
      select code, case when is_known or place <= ${MOST_DOMAINS}::int - taken then domain
        else ${OTHER_DOMAINS} end as named, sum(visits)
      from (select n.*, known.code is not null as is_known,
          coalesce(counted.taken, 0) as taken,
          row_number() over (partition by n.code, known.code is null order by n.visits desc, n.domain) as place
        from unnest(${n.code}::text[], ${n.domain}::text[], ${n.visits}::bigint[]) as n (code, domain, visits)
          join share_code on share_code.code = n.code
          left join share_referrer known on known.code = n.code and known.domain = n.domain
          left join (select code, count(*) as taken from share_referrer where code = any(${n.code}::text[])
            group by code) counted on counted.code = n.code) came
      group by code, named order by code, named
      on conflict (code, domain) do update set visits = known.visits + excluded.visits`,
  );
}

async function addShares(tx: EntityManager, { shares: n }: BatchRows, { at }: VisitMoment): Promise<void> {
  if (n.article.length === 0) return;
  const came = sql`unnest(${n.article}::uuid[], ${n.network}::text[], ${n.visits}::int[])
    as n (article_id, network, visits) join article on article.id = n.article_id`;
  await run(
    tx,
    sql`insert into share_hour as known (hour, article_id, visits)
      select date_trunc('hour', ${at}::timestamptz, 'UTC'), n.article_id, sum(n.visits) from ${came}
      group by n.article_id order by n.article_id
      on conflict (hour, article_id) do update set visits = known.visits + excluded.visits`,
  );
  await run(
    tx,
    sql`insert into activity (kind, article_id, network, shares)
      select 'shareVisited', n.article_id, n.network, n.visits from ${came} order by n.article_id, n.network`,
  );
}

async function addVisitors(tx: EntityManager, rows: BatchRows, { day }: VisitMoment): Promise<void> {
  const { subject, mark } = rows.visitors;
  if (subject.length === 0) return;
  await run(
    tx,
    sql`with added as (
        insert into share_visitor (day, subject_id, visitor)
        select ${day}::date, subject, mark from unnest(${subject}::uuid[], ${mark}::bytea[]) as n (subject, mark)
          join (select distinct coalesce(article_id, placement_id) as subject from share_code
            where code = any(${rows.codes}::text[])) known using (subject)
        order by subject, mark
        on conflict do nothing returning subject_id
      )
      insert into share_unique as known (subject_id, day, visitors)
      select subject_id, ${day}::date, count(*) from added group by subject_id order by subject_id
      on conflict (subject_id, day) do update set visitors = known.visitors + excluded.visitors`,
  );
}

function rowsOf(batch: VisitBatch, { salt }: VisitMoment): BatchRows {
  const rows: BatchRows = {
    ...{ codes: [...batch.codes.keys()], articles: [], slots: [] },
    visits: { code: [], network: [], visitor: [], visits: [] },
    referrers: { code: [], domain: [], visits: [] },
    shares: { article: [], network: [], visits: [] },
    visitors: { subject: [], mark: [] },
  };
  for (const [code, { subject, networks, referrers }] of batch.codes) {
    (subject.kind === 'story' ? rows.articles : rows.slots).push(subject.id);
    for (const [network, counts] of networks) {
      addCounts(rows, { code, network, counts });
      if (subject.kind === 'story' && counts.human > 0) addShare(rows, subject.id, network, counts.human);
    }
    for (const [domain, visits] of referrers) {
      rows.referrers.code.push(code);
      rows.referrers.domain.push(domain);
      rows.referrers.visits.push(visits);
    }
  }
  if (salt) addMarks(rows, batch, salt);
  return rows;
}

function addCounts(
  { visits: rows }: BatchRows,
  { code, network, counts }: { code: string; network: string; counts: Readonly<Record<string, number>> },
): void {
  for (const [visitor, visits] of Object.entries(counts)) {
    if (visits === 0) continue;
    rows.code.push(code);
    rows.network.push(network);
    rows.visitor.push(visitor);
    rows.visits.push(visits);
  }
}

function addShare({ shares }: BatchRows, article: string, network: string, visits: number): void {
  shares.article.push(article);
  shares.network.push(network);
  shares.visits.push(visits);
}

function addMarks({ visitors: rows }: BatchRows, { visitors }: VisitBatch, salt: Buffer): void {
  for (const [subject, known] of visitors) {
    for (const visitor of known) {
      rows.subject.push(subject);
      rows.mark.push(visitorMark(salt, subject, visitor));
    }
  }
}
