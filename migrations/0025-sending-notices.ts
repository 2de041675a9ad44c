import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Since when an e-mail is being sent: those that nobody sends any more are looked for again and again. */
export class SendingNotices1764800000025 implements MigrationInterface {
  name = 'SendingNotices1764800000025';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table notification add claimed_at timestamptz(3) not null default now();
      update notification set claimed_at = created_at;
      create index notification_sending on notification (claimed_at) where state = 'sending';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table notification drop claimed_at');
  }
}
