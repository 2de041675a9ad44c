import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sections, authors, tags and the site are edited by version, and keep the slugs that they had. */
export class TaxonomyVersions1764400000006 implements MigrationInterface {
  name = 'TaxonomyVersions1764400000006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table site add version integer not null default 1;
      alter table section add version integer not null default 1;
      alter table author add version integer not null default 1;
      alter table tag add version integer not null default 1,
        add updated_at timestamptz(3) not null default now();
      update tag set updated_at = created_at;

      create table section_alias (
        slug text not null,
        section_id uuid not null,
        since timestamptz(3) not null,
        constraint section_alias_pkey primary key (slug),
        constraint section_alias_section foreign key (section_id) references section (id) on delete cascade
      );
      create index section_alias_by_section on section_alias (section_id);

      create table author_alias (
        slug text not null,
        author_id uuid not null,
        since timestamptz(3) not null,
        constraint author_alias_pkey primary key (slug),
        constraint author_alias_author foreign key (author_id) references author (id) on delete cascade
      );
      create index author_alias_by_author on author_alias (author_id);

      create table tag_alias (
        slug text not null,
        tag_id uuid not null,
        since timestamptz(3) not null,
        constraint tag_alias_pkey primary key (slug),
        constraint tag_alias_tag foreign key (tag_id) references tag (id) on delete cascade
      );
      create index tag_alias_by_tag on tag_alias (tag_id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table tag_alias, author_alias, section_alias;
      alter table tag drop column version, drop column updated_at;
      alter table author drop column version;
      alter table section drop column version;
      alter table site drop column version;
    `);
  }
}
