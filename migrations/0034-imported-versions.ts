import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which version of a story an import brought last, where it comes from a system that counts them. */
export class ImportedVersions1764800000034 implements MigrationInterface {
  readonly name = 'ImportedVersions1764800000034';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table imported_version (
        article_id uuid not null,
        number bigint,
        made_at timestamptz(3),
        constraint imported_version_pkey primary key (article_id),
        constraint imported_version_article foreign key (article_id) references article (id) on delete cascade
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table imported_version');
  }
}
