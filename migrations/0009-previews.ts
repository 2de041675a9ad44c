import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tokens that show one story as it will be, for a while. */
export class Previews1764700000009 implements MigrationInterface {
  name = 'Previews1764700000009';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table preview_token (
        id uuid not null,
        article_id uuid not null,
        secret_hash bytea not null,
        created_by text not null,
        created_at timestamptz(3) not null default now(),
        expires_at timestamptz(3) not null,
        constraint preview_token_pkey primary key (id),
        constraint preview_token_secret unique (secret_hash),
        constraint preview_token_article foreign key (article_id) references article (id) on delete cascade
      );
      create index preview_token_of_article on preview_token (article_id, created_at, id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table preview_token');
  }
}
