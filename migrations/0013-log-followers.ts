import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How far those have come who tell others of what the logs say, and which process does it for each of them. */
export class LogFollowers1764800000013 implements MigrationInterface {
  name = 'LogFollowers1764800000013';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table log_follower (
        name text not null,
        seq bigint,
        holder uuid,
        held_until timestamptz(3),
        updated_at timestamptz(3) not null default now(),
        constraint log_follower_pkey primary key (name)
      )
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table log_follower');
  }
}
