import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which stories have other counters than before, for those who keep answers with counters. */
export class CounterFolds1764800000011 implements MigrationInterface {
  name = 'CounterFolds1764800000011';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table counter_fold (
        seq bigint generated always as identity primary key,
        at timestamp(3) with time zone not null default now(),
        article_ids uuid[] not null
      )
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table counter_fold');
  }
}
