import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is looked for by the row that it names: when that is changed, merged or deleted. */
export class Lookups1764800000010 implements MigrationInterface {
  name = 'Lookups1764800000010';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index article_by_section on article (section_id);
      create index article_by_published_revision on article (published_revision_id)
        where published_revision_id is not null;
      create index article_by_draft_revision on article (draft_revision_id) where draft_revision_id is not null;
      create index article_revision_by_section on article_revision (section_id);
      create index article_revision_authors on article_revision using gin (author_ids);
      create index article_revision_tags on article_revision using gin (tag_ids);
      create index share_code_by_article on share_code (article_id);
      create index activity_by_article on activity (article_id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index activity_by_article, share_code_by_article, article_revision_tags, article_revision_authors,
        article_revision_by_section, article_by_draft_revision, article_by_published_revision, article_by_section
    `);
  }
}
