import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * For those who keep answers: which stories have other counters than before, and when the next of few stories expire or
 * may be syndicated.
 */
export class CounterFolds1764800000011 implements MigrationInterface {
  name = 'CounterFolds1764800000011';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table counter_fold (
        seq bigint generated always as identity primary key,
        at timestamp(3) with time zone not null default now(),
        article_ids uuid[] not null
      );
      create index article_expiring on article (expires_at) where expires_at is not null;
      create index article_embargoed on article (rights_embargo_until) where rights_embargo_until is not null;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index article_embargoed, article_expiring; drop table counter_fold');
  }
}
