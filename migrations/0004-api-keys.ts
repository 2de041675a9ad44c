import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Keys of callers, and answers to writes that are kept so that a repetition gets the same one. */
export class ApiKeys1764200000004 implements MigrationInterface {
  name = 'ApiKeys1764200000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table api_key (
        id uuid not null,
        name text not null,
        prefix text not null,
        secret_hash bytea not null,
        scopes text[] not null,
        rate_limit integer,
        created_by text not null,
        created_at timestamptz(3) not null default now(),
        expires_at timestamptz(3),
        last_used_at timestamptz(3),
        revoked_at timestamptz(3),
        constraint api_key_pkey primary key (id),
        constraint api_key_secret unique (secret_hash),
        constraint api_key_rate_limit_positive check (rate_limit > 0)
      );
      create index api_key_created on api_key (created_at, id);

      create table kept_answer (
        caller text not null,
        path text not null,
        key text not null,
        request_hash bytea not null,
        answer_cipher bytea not null,
        kept_at timestamptz(3) not null default now(),
        constraint kept_answer_pkey primary key (caller, path, key)
      );
      create index kept_answer_kept on kept_answer (kept_at);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table kept_answer; drop table api_key');
  }
}
