import type { MigrationInterface, QueryRunner } from 'typeorm';

const POLICIES = `in ('open', 'firstTime', 'premoderated', 'closed')`;
const FORMER_POLICIES = `in ('open', 'premoderated', 'closed')`;

/** How comments are judged: by policies of the site, its sections and stories, by phases, by moderators, and by bans. */
export class Moderation1764800000014 implements MigrationInterface {
  name = 'Moderation1764800000014';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table site
        drop constraint site_comment_policy,
        add constraint site_comment_policy check (comment_policy ${POLICIES}),
        add comments_close_after_days integer,
        add constraint site_comments_close check (comments_close_after_days > 0);
      alter table section
        add comment_policy text,
        add comments_close_after_days integer,
        add constraint section_comment_policy check (comment_policy ${POLICIES}),
        add constraint section_comments_close check (comments_close_after_days > 0);
      alter table article
        drop constraint article_comment_policy,
        add constraint article_comment_policy check (comment_policy ${POLICIES}),
        add comments_close_after_days integer,
        add constraint article_comments_close check (comments_close_after_days > 0);

      alter table comment add flag_count integer not null default 0;
      create index comment_queue on comment (status, created_at, id)
        where status in ('pending', 'spam', 'rejected');
      create index comment_flagged on comment (created_at, id) where flag_count > 0 and status = 'approved';

      alter table comment_identity
        add subject_index bytea,
        add created_at timestamptz(3) not null default now();
      create index comment_identity_subject on comment_identity (subject_index) where subject_index is not null;
      create index comment_identity_address on comment_identity (created_at) where address_cipher is not null;

      create table comment_decision (
        id uuid not null,
        comment_id uuid not null,
        at timestamptz(3) not null,
        source text not null,
        actor text not null,
        verdict text not null,
        rule text,
        score double precision,
        reason text,
        status_before text,
        status_after text,
        undoes uuid,
        constraint comment_decision_pkey primary key (id),
        constraint comment_decision_comment foreign key (comment_id) references comment (id) on delete cascade,
        constraint comment_decision_undoes foreign key (undoes) references comment_decision (id) on delete cascade,
        constraint comment_decision_source check (source in ('phase', 'moderator', 'author', 'system'))
      );
      create index comment_decision_history on comment_decision (comment_id, at, id);
      create index comment_decision_undone on comment_decision (undoes) where undoes is not null;

      create table comment_ban (
        id uuid not null,
        kind text not null,
        identity_index bytea,
        network cidr,
        reason text not null,
        created_by text not null,
        created_at timestamptz(3) not null,
        expires_at timestamptz(3),
        lifted_by text,
        lifted_at timestamptz(3),
        constraint comment_ban_pkey primary key (id),
        constraint comment_ban_kind check (kind in ('email', 'reader', 'network')),
        constraint comment_ban_target check ((kind = 'network') = (network is not null)
          and (kind = 'network') = (identity_index is null))
      );
      create index comment_ban_identity on comment_ban (identity_index) where identity_index is not null;
      create index comment_ban_network on comment_ban using gist (network inet_ops) where network is not null;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table comment_ban, comment_decision;
      drop index comment_identity_address;
      drop index comment_identity_subject;
      alter table comment_identity drop column created_at, drop column subject_index;
      drop index comment_flagged;
      drop index comment_queue;
      alter table comment drop column flag_count;
      update article set comment_policy = 'premoderated' where comment_policy = 'firstTime';
      alter table article
        drop column comments_close_after_days,
        drop constraint article_comment_policy,
        add constraint article_comment_policy check (comment_policy ${FORMER_POLICIES});
      alter table section drop column comments_close_after_days, drop column comment_policy;
      update site set comment_policy = 'premoderated' where comment_policy = 'firstTime';
      alter table site
        drop column comments_close_after_days,
        drop constraint site_comment_policy,
        add constraint site_comment_policy check (comment_policy ${FORMER_POLICIES});
    `);
  }
}
