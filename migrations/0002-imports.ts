import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What sites that move in bring along: stories held at the front, and comments known again when they change. */
export class Imports1764000000002 implements MigrationInterface {
  name = 'Imports1764000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table article add featured boolean not null default false;
      create index article_featured on article (publish_at desc, id desc) where featured and status = 'published';
      alter table comment add import_hash text;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table comment drop column import_hash;
      drop index article_featured;
      alter table article drop column featured;
    `);
  }
}
