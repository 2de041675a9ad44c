import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Related stories of many stories at once are chosen afterwards: here is written down for which. Their rows are the
 * bulk of what an import writes, so they have one index less.
 */
export class RelatedDue1764100000003 implements MigrationInterface {
  name = 'RelatedDue1764100000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table related_due (
        article_id uuid not null,
        spreads boolean not null,
        since timestamptz(3) not null default now(),
        constraint related_due_pkey primary key (article_id),
        constraint related_due_article foreign key (article_id) references article (id) on delete cascade
      );
      create index related_due_since on related_due (since);
      create index article_never_recommend on article (id) where never_recommend;
      alter table related_story drop constraint related_story_pkey,
        add constraint related_story_pkey primary key (article_id, rank);
      drop index related_story_ranked;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index related_story_ranked on related_story (article_id, rank);
      alter table related_story drop constraint related_story_pkey,
        add constraint related_story_pkey primary key (article_id, related_id);
      drop index article_never_recommend;
      drop table related_due;
    `);
  }
}
