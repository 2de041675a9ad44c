import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Takes away two indexes that no statement reads. A comment's ancestors are found among those of its story; nobody asks
 * the log by subject. Every comment and every change had to be written into them.
 */
export class UnusedIndexes1764800000012 implements MigrationInterface {
  name = 'UnusedIndexes1764800000012';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('drop index comment_path');
    await runner.query('drop index change_by_subject');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('create index comment_path on comment using gist (path)');
    await runner.query('create index change_by_subject on change (subject_id, seq)');
  }
}
