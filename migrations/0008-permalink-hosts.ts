import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Sites that move in one after the other have addresses that differ by their host alone, so that the host is part of
 * what a former address is found by. Those from before have none and count for every host, as they did.
 */
export class PermalinkHosts1764600000008 implements MigrationInterface {
  name = 'PermalinkHosts1764600000008';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table article_permalink
        add host text not null default '',
        add since timestamptz(3) not null default now(),
        drop constraint article_permalink_pkey,
        add constraint article_permalink_pkey primary key (url, host);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      delete from article_permalink p using article_permalink first
        where first.url = p.url and (first.since, first.article_id, first.host) < (p.since, p.article_id, p.host);
      alter table article_permalink
        drop constraint article_permalink_pkey,
        add constraint article_permalink_pkey primary key (url),
        drop column since,
        drop column host;
    `);
  }
}
