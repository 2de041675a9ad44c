import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { BACKGROUND } from '../platform/background/background.js';
import { Every } from '../platform/background/every.js';
import { ChangeLog, type NewChange } from '../platform/changes/change-log.js';
import { Database, run } from '../platform/database/database.js';
import { sql, type Sql } from '../platform/database/sql.js';
import { turnTagsOf } from './article-tags.js';
import type { ArticleEntity } from './article.entity.js';

const LOOK_EVERY_MS = 1_000;
const BATCH = 100;
const SCHEDULE_LOCK = 0x73636865;

/** What the clock does to a story: it becomes visible, or ceases to be. */
export type DueKind = 'published' | 'expired';

type Schedule = Pick<ArticleEntity, 'id' | 'status' | 'publishAt' | 'expiresAt'>;

/** A story that readers may find at `now`, apart from who they are. The same rule as `isPublic` in SQL. */
export const isPublicAt = ({ status, publishAt, expiresAt }: Omit<Schedule, 'id'>, now: Date): boolean =>
  status === 'published' && publishAt !== null && publishAt <= now && (expiresAt === null || expiresAt > now);

/**
 * Announces stories whose time has come, or is over. Visibility itself follows the clock in every query and waits for
 * none of this; only the change log has to be told.
 *
 * What is to be announced is a row of `article_due`, written with the story. It is deleted by the transaction that
 * appends the change, so each is announced exactly once, by whichever process comes first, and one whose time passed
 * while no process ran is announced by the next that starts. One look a second at an index does not need a job queue.
 */
@Injectable()
export class ArticleScheduleService implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly turns = new Every(LOOK_EVERY_MS, () => this.announceDue(), ArticleScheduleService);

  constructor(
    private readonly database: Database,
    private readonly changes: ChangeLog,
    @Inject(BACKGROUND) private readonly background: boolean,
  ) {}

  onApplicationBootstrap(): void {
    if (this.background) this.turns.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.turns.stop();
  }

  /** Appends every change that is due by the database's clock. Gives how many this call appended. */
  async announceDue(): Promise<number> {
    let announced = 0;
    for (let last = BATCH; last === BATCH; announced += last) last = await this.announceSome();
    return announced;
  }

  /**
   * Replaces what is still to be announced of stories that were just saved.
   * @returns what had not been announced of each when it was saved, by its id
   */
  async plan(
    tx: EntityManager,
    articles: readonly Schedule[],
    now: Date,
  ): Promise<ReadonlyMap<string, ReadonlySet<DueKind>>> {
    const dropped = await run<{ id: string; kinds: DueKind[] }>(
      tx,
      sql`with dropped as (
          delete from article_due where article_id = any(${articles.map(({ id }) => id)}::uuid[])
          returning article_id, kind
        )
        select article_id as id, array_agg(kind) as kinds from dropped group by article_id`,
    );
    const turns = articles.flatMap((article) => turnsOf(article, now));
    if (turns.length > 0) await run(tx, insertion(turns));
    return new Map(dropped.map(({ id, kinds }) => [id, new Set(kinds)]));
  }

  private async announceSome(): Promise<number> {
    const [waiting] = await this.database.query(
      sql`select 1 from article_due where due_at <= now() order by due_at limit 1`,
    );
    if (!waiting) return 0;
    return this.database.transaction(async (tx) => {
      const [turn] = await run<{ mine: boolean }>(
        tx,
        sql`select pg_try_advisory_xact_lock(${SCHEDULE_LOCK}) as mine`,
      );
      if (!turn?.mine) return 0;
      const due = await run<NewChange>(tx, takeDue());
      await this.changes.append(tx, due);
      return due.length;
    });
  }
}

interface Turn {
  readonly articleId: string;
  readonly kind: DueKind;
  readonly dueAt: Date;
}

/** The turns that are still to come. A story that expires before its time has none: nobody will have seen it. */
function turnsOf({ id: articleId, status, publishAt, expiresAt }: Schedule, now: Date): Turn[] {
  if (status !== 'published' || publishAt === null) return [];
  if (expiresAt !== null && (expiresAt <= publishAt || expiresAt <= now)) return [];
  return [
    ...(publishAt > now ? [{ articleId, kind: 'published' as const, dueAt: publishAt }] : []),
    ...(expiresAt !== null ? [{ articleId, kind: 'expired' as const, dueAt: expiresAt }] : []),
  ];
}

const insertion = (turns: readonly Turn[]): Sql => sql`insert into article_due (article_id, kind, due_at)
  select * from unnest(${turns.map(({ articleId }) => articleId)}::uuid[], ${turns.map(({ kind }) => kind)}::text[],
    ${turns.map(({ dueAt }) => dueAt)}::timestamptz[])`;

/** Takes what is due out of the table, as entries for the change log, oldest first. A row that is being saved waits. */
const takeDue = (): Sql => sql`with due as (
    delete from article_due where (article_id, kind, due_at) in (
      select article_id, kind, due_at from article_due where due_at <= now()
      order by due_at limit ${BATCH} for update skip locked)
    returning article_id, kind, due_at
  )
  select due.kind, 'article' as subject, a.id as "subjectId", a.version, a.slug,
    ${turnTagsOf({ a: sql`a`, s: sql`s`, r: sql`r` })} as tags
  from due join article a on a.id = due.article_id join section s on s.id = a.section_id
  join article_revision r on r.id = a.published_revision_id
  order by due.due_at, due.article_id`;
