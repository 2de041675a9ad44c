import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What newsrooms write with: the slugs of a deleted story stay taken, without a story, and what was done with a
 * revision is written down beside it.
 */
export class Authoring1764300000005 implements MigrationInterface {
  name = 'Authoring1764300000005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table article_alias alter article_id drop not null,
        drop constraint article_alias_article,
        add constraint article_alias_article foreign key (article_id) references article (id) on delete set null;

      create table article_step (
        id uuid not null,
        revision_id uuid not null,
        kind text not null,
        reason text,
        created_by text not null,
        created_at timestamptz(3) not null,
        constraint article_step_pkey primary key (id),
        constraint article_step_revision foreign key (revision_id) references article_revision (id) on delete cascade,
        constraint article_step_kind check (kind in ('published', 'unpublished', 'retracted'))
      );
      create index article_step_by_revision on article_step (revision_id, created_at);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table article_step;
      delete from article_alias where article_id is null;
      alter table article_alias alter article_id set not null,
        drop constraint article_alias_article,
        add constraint article_alias_article foreign key (article_id) references article (id) on delete cascade;
    `);
  }
}
