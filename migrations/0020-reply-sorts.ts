import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Lets the replies to one comment be read by `best` and `controversial` a page at a time, as `comment_replies` lets them
 * be read by time in both directions. Without, all replies of a comment are read and sorted for every page of them.
 */
export class ReplySorts1764800000020 implements MigrationInterface {
  name = 'ReplySorts1764800000020';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index comment_replies_best on comment (parent_id, best desc, id desc) where parent_id is not null;
      create index comment_replies_controversial on comment (parent_id, controversy desc, id desc)
        where parent_id is not null`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index comment_replies_controversial, comment_replies_best');
  }
}
