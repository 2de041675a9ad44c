import type { MigrationInterface, QueryRunner } from 'typeorm';

const CODES = `
alter table share_code
  alter article_id drop not null,
  add placement_id uuid,
  add constraint share_code_placement foreign key (placement_id) references placement (id) on delete cascade,
  add constraint share_code_target check (num_nonnulls(article_id, placement_id) = 1),
  add constraint share_code_campaign check (placement_id is null or campaign is null);
create unique index share_code_of_placement on share_code (placement_id) where placement_id is not null;
`;

const VISITS = `
create table share_visit (
  code text not null,
  day date not null,
  network text not null,
  visitor text not null,
  visits bigint not null,
  constraint share_visit_pkey primary key (code, day, network, visitor),
  constraint share_visit_code foreign key (code) references share_code (code) on delete cascade,
  constraint share_visit_visitor check (visitor in ('human', 'bot', 'unknown'))
);

create table share_referrer (
  code text not null,
  domain text not null,
  visits bigint not null,
  constraint share_referrer_pkey primary key (code, domain),
  constraint share_referrer_code foreign key (code) references share_code (code) on delete cascade
);

create table share_hour (
  hour timestamptz(3) not null,
  article_id uuid not null,
  visits integer not null,
  constraint share_hour_pkey primary key (hour, article_id),
  constraint share_hour_article foreign key (article_id) references article (id) on delete cascade
);
create index share_hour_by_article on share_hour (article_id);

create table share_batch (
  id uuid not null,
  at timestamptz(3) not null default now(),
  constraint share_batch_pkey primary key (id)
);
create index share_batch_age on share_batch (at);
`;

const VISITORS = `
create table visit_salt (
  day date not null,
  salt_cipher bytea not null,
  constraint visit_salt_pkey primary key (day)
);

create table share_visitor (
  day date not null,
  subject_id uuid not null,
  visitor bytea not null,
  constraint share_visitor_pkey primary key (day, subject_id, visitor)
);

create table share_unique (
  subject_id uuid not null,
  day date not null,
  visitors integer not null,
  constraint share_unique_pkey primary key (subject_id, day)
);
`;

/** Visits of short links by day, network and kind of visitor; codes of sponsor slots. */
export class Visits1764800000029 implements MigrationInterface {
  name = 'Visits1764800000029';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [CODES, VISITS, VISITORS]) await runner.query(part);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table share_unique, share_visitor, visit_salt, share_batch, share_hour, share_referrer, share_visit;
      delete from share_code where placement_id is not null;
      alter table share_code drop column placement_id, alter article_id set not null;
    `);
  }
}
