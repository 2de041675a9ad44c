import type { MigrationInterface, QueryRunner } from 'typeorm';

/** From when and until when an editor's pin stands. Null on either side: without an end there. */
export class PinTimes1764800000028 implements MigrationInterface {
  name = 'PinTimes1764800000028';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table related_pin
        add starts_at timestamptz(3),
        add ends_at timestamptz(3),
        add constraint related_pin_times check (starts_at < ends_at);
      create index related_pin_starting on related_pin (starts_at) where starts_at is not null;
      create index related_pin_ending on related_pin (ends_at) where ends_at is not null;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table related_pin drop column starts_at, drop column ends_at');
  }
}
