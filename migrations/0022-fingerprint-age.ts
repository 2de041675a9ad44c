import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Fingerprints of comments are thrown away when they are of no use any more, the oldest first. */
export class FingerprintAge1764800000022 implements MigrationInterface {
  name = 'FingerprintAge1764800000022';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create index comment_fingerprint_age on comment_fingerprint (at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index comment_fingerprint_age');
  }
}
