import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Discussions that close by themselves, which of them are under attack, and challenges that were used. */
export class FormDefences1764800000017 implements MigrationInterface {
  name = 'FormDefences1764800000017';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index article_closing on article (publish_at) where comments_close_after_days is not null;

      create table comment_attack (
        article_id uuid not null,
        until timestamptz(3) not null,
        constraint comment_attack_pkey primary key (article_id),
        constraint comment_attack_article foreign key (article_id) references article (id) on delete cascade
      );
      create index comment_attack_end on comment_attack (until);

      create table used_challenge (
        nonce bytea not null,
        kept_until timestamptz(3) not null,
        constraint used_challenge_pkey primary key (nonce)
      );
      create index used_challenge_kept on used_challenge (kept_until);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table used_challenge, comment_attack; drop index article_closing');
  }
}
