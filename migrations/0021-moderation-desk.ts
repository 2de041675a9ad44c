import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Moderators look at comments in every state, where those that readers see are most; and readers at what was put forward. */
export class ModerationDesk1764800000021 implements MigrationInterface {
  name = 'ModerationDesk1764800000021';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index comment_queue;
      create index comment_queue on comment (status, created_at, id);
      create index comment_featured on comment (article_id) where featured and status = 'approved';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index comment_featured;
      drop index comment_queue;
      create index comment_queue on comment (status, created_at, id)
        where status in ('pending', 'spam', 'rejected');
    `);
  }
}
