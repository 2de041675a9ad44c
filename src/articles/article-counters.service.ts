import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { BACKGROUND } from '../platform/background/background.js';
import { Every } from '../platform/background/every.js';
import { ActivityNotifier } from '../platform/changes/activity-notifier.js';
import { Database, run } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';

const FOLD_EVERY_MS = 1_000;
const FOLD_LOCK = 0x666f6c64;
/** Entries are kept this long after they were counted, for those who follow readers' activity. */
const KEPT = '1 day';
/** And what was folded this long, for those who keep answers with counters. */
const FOLDS_KEPT = '1 hour';
/** Old entries are looked for once in so many folds. */
const PRUNE_EVERY = 600;

/**
 * Adds up what readers did into the counters that lists are sorted by. Comments and visits are written to the
 * activity log without touching the story's row, so that a crowd on one story does not queue for it.
 */
@Injectable()
export class ArticleCountersService implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly turns = new Every(FOLD_EVERY_MS, () => this.turn(), ArticleCountersService);
  private folds = 0;

  constructor(
    private readonly database: Database,
    private readonly activity: ActivityNotifier,
    @Inject(BACKGROUND) private readonly background: boolean,
  ) {}

  onApplicationBootstrap(): void {
    if (this.background) this.turns.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.turns.stop();
  }

  private async turn(): Promise<void> {
    await this.fold();
    if (this.folds % PRUNE_EVERY === 0) await this.prune();
    this.folds += 1;
  }

  /**
   * Counts what is not counted yet. One process at a time does it; the others find nothing left. A story that another
   * transaction is writing to waits for the next time, so that neither ever waits for the other in a circle. The stories
   * whose numbers changed are written down in the order of commit, since the lock is held until then.
   */
  async fold(): Promise<void> {
    const folded = await this.database.query(sql`with turn as materialized (
        select pg_try_advisory_xact_lock(${FOLD_LOCK}) as mine
      ), ready as materialized (
        select article_id from article_stats
        where article_id in (select article_id from activity where not folded) and (select mine from turn)
        for no key update skip locked
      ), counted as (
        update activity set folded = true
        where not folded and article_id in (select article_id from ready)
        returning article_id, network, comments, shares
      ), totals as (
        select article_id, sum(comments) as comments, sum(shares) as shares from counted
        where comments <> 0 or shares <> 0 group by article_id
      ), stats as (
        update article_stats set comment_count = comment_count + totals.comments,
          share_count = share_count + totals.shares
        from totals where article_stats.article_id = totals.article_id
      ), visits as (
        insert into share_count as known (article_id, network, visits)
        select article_id, network, sum(shares) from counted where shares <> 0 and network is not null
        group by article_id, network
        on conflict (article_id, network) do update set visits = known.visits + excluded.visits
      )
      insert into counter_fold (article_ids) select array_agg(article_id) from totals having count(*) > 0
      returning seq`);
    if (folded.length > 0) this.activity.touch();
  }

  /** Writes down stories whose numbers changed otherwise, in the order of commit as `fold` does. */
  async note(articleIds: readonly string[]): Promise<void> {
    await this.database.transaction(async (tx) => {
      await run(tx, sql`select pg_advisory_xact_lock(${FOLD_LOCK})`);
      await run(tx, sql`insert into counter_fold (article_ids) values (${[...articleIds]}::uuid[])`);
    });
    this.activity.touch();
  }

  /** Forgets entries that were counted long ago, those whose story went before they were, and old folds. */
  async prune(): Promise<void> {
    await this.database.query(sql`delete from counter_fold where at < now() - ${FOLDS_KEPT}::interval`);
    await this.database.query(sql`delete from activity where folded and at < now() - ${KEPT}::interval`);
    await this.database.query(
      sql`delete from activity where not folded and at < now() - ${KEPT}::interval
        and not exists (select from article where article.id = activity.article_id)`,
    );
  }
}
