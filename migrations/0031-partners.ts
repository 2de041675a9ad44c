import type { MigrationInterface, QueryRunner } from 'typeorm';

const PARTNERS = `
create table partner (
  id uuid not null,
  name text not null,
  section_ids uuid[] not null default '{}',
  languages text[] not null default '{}',
  embargo_minutes integer not null default 0,
  content text not null default 'full',
  media boolean not null default true,
  daily_quota integer,
  ends_at timestamptz(3),
  rights_version integer not null default 1,
  checked_seq bigint,
  version integer not null default 1,
  created_by text not null,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  constraint partner_pkey primary key (id),
  constraint partner_content check (content in ('full', 'excerpt')),
  constraint partner_embargo check (embargo_minutes between 0 and 525600),
  constraint partner_quota check (daily_quota > 0)
);
create index partner_created on partner (created_at, id);
create index partner_sections on partner using gin (section_ids);

alter table api_key
  add partner_id uuid,
  add constraint api_key_partner foreign key (partner_id) references partner (id);
create index api_key_by_partner on api_key (partner_id) where partner_id is not null;
`;

const RECORDS = `
create table partner_copy (
  partner_id uuid not null,
  article_id uuid not null,
  version integer not null,
  received_at timestamptz(3) not null default now(),
  told_version integer,
  told_at timestamptz(3),
  is_due boolean not null default true,
  constraint partner_copy_pkey primary key (partner_id, article_id),
  constraint partner_copy_partner foreign key (partner_id) references partner (id) on delete cascade
);
create index partner_copy_due on partner_copy (partner_id, received_at, article_id) where is_due;

create table partner_day (
  partner_id uuid not null,
  day date not null,
  requests integer not null default 0,
  constraint partner_day_pkey primary key (partner_id, day),
  constraint partner_day_partner foreign key (partner_id) references partner (id) on delete cascade
);

create table embargo_turn (
  minutes integer not null,
  announced_until timestamptz not null,
  constraint embargo_turn_pkey primary key (minutes)
);

insert into embargo_turn (minutes, announced_until) values (0, now());

alter table article_correction add version integer not null default 1;
`;

/** Partners: what each may have, what it received, and which embargoes are to be announced. */
export class Partners1764800000031 implements MigrationInterface {
  readonly name = 'Partners1764800000031';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(PARTNERS);
    await runner.query(RECORDS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table article_correction drop column version;
      drop table embargo_turn; drop table partner_day; drop table partner_copy;
      alter table api_key drop column partner_id; drop table partner`);
  }
}
