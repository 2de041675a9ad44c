import type { MigrationInterface, QueryRunner } from 'typeorm';

const WEBHOOKS = `
create table webhook (
  id uuid not null,
  partner_id uuid,
  sight text not null,
  name text,
  url text not null,
  kinds text[] not null default '{}',
  section_ids uuid[] not null default '{}',
  content text not null default 'ids',
  notify_email text,
  secret_cipher bytea not null,
  former_secret_cipher bytea,
  former_until timestamptz(3),
  after_seq bigint not null,
  disabled_at timestamptz(3),
  disabled_reason text,
  missed_after bigint,
  failing_since timestamptz(3),
  last_delivery_at timestamptz(3),
  version integer not null default 1,
  created_by text not null,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  constraint webhook_pkey primary key (id),
  constraint webhook_partner foreign key (partner_id) references partner (id) on delete cascade,
  constraint webhook_sight check (sight in ('anonymous', 'reader', 'partner')
    and (partner_id is null or sight = 'partner')),
  constraint webhook_content check (content in ('ids', 'full')),
  constraint webhook_disabled check ((disabled_at is null) = (disabled_reason is null)
    and disabled_reason in ('byHand', 'gone', 'failing')),
  constraint webhook_former check ((former_secret_cipher is null) = (former_until is null))
);
create index webhook_created on webhook (created_at, id);
create index webhook_by_partner on webhook (partner_id) where partner_id is not null;
create index webhook_sections on webhook using gin (section_ids);
`;

const DELIVERIES = `
create table webhook_delivery (
  position bigint not null generated always as identity,
  id uuid not null,
  webhook_id uuid not null,
  seq bigint not null,
  article_id uuid not null,
  kind text not null,
  replayed boolean not null default false,
  state text not null default 'waiting',
  due_at timestamptz(3) default now(),
  attempts integer not null default 0,
  first_attempt_at timestamptz(3),
  last_attempt_at timestamptz(3),
  ended_at timestamptz(3),
  status integer,
  error text,
  duration_ms integer,
  created_at timestamptz(3) not null default now(),
  constraint webhook_delivery_pkey primary key (position),
  constraint webhook_delivery_id unique (id),
  constraint webhook_delivery_webhook foreign key (webhook_id) references webhook (id) on delete cascade,
  constraint webhook_delivery_state check (state in ('waiting', 'delivered', 'failed', 'cancelled'))
);
create index webhook_delivery_log on webhook_delivery (webhook_id, position);
create index webhook_delivery_due on webhook_delivery (webhook_id, due_at)
  where state = 'waiting' and due_at is not null;
create index webhook_delivery_order on webhook_delivery (webhook_id, article_id, position) where state = 'waiting';
create index webhook_delivery_age on webhook_delivery (ended_at) where ended_at is not null;

insert into log_follower (name, seq) select 'webhooks', coalesce(max(seq), 0) from change;
`;

/** Webhooks, and what was, is and is to be delivered to them. Who follows the log for them begins at its end. */
export class Webhooks1764800000032 implements MigrationInterface {
  readonly name = 'Webhooks1764800000032';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(WEBHOOKS);
    await runner.query(DELIVERIES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table webhook_delivery; drop table webhook;
      delete from log_follower where name = 'webhooks'`);
  }
}
