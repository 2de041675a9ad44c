import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What authors and readers do with comments that are there: edits, reactions, flags. */
export class CommentAuthors1764800000016 implements MigrationInterface {
  name = 'CommentAuthors1764800000016';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table comment_revision (
        comment_id uuid not null,
        n integer not null,
        text text not null,
        html text not null,
        at timestamptz(3) not null,
        constraint comment_revision_pkey primary key (comment_id, n),
        constraint comment_revision_comment foreign key (comment_id) references comment (id) on delete cascade
      );

      create table comment_reaction (
        comment_id uuid not null,
        reader bytea not null,
        value text not null,
        at timestamptz(3) not null,
        constraint comment_reaction_pkey primary key (comment_id, reader),
        constraint comment_reaction_comment foreign key (comment_id) references comment (id) on delete cascade,
        constraint comment_reaction_value check (value in ('up', 'down'))
      );

      create table comment_flag (
        comment_id uuid not null,
        reader bytea not null,
        reason text not null,
        note text,
        at timestamptz(3) not null,
        constraint comment_flag_pkey primary key (comment_id, reader),
        constraint comment_flag_comment foreign key (comment_id) references comment (id) on delete cascade,
        constraint comment_flag_reason check (reason in ('spam', 'abuse', 'offTopic', 'privacy', 'other'))
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table comment_flag, comment_reaction, comment_revision');
  }
}
