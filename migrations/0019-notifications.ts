import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A mail that cannot be handed over is tried for about a day. */
const ATTEMPTS = 12;

/**
 * E-mails about replies: who asked for them, which were sent, and the jobs that send them. These are asked for by a trigger,
 * since a comment comes to sight in more than one way, and none of those who write `commentAdded` can forget it. Jobs are
 * announced by NOTIFY, which makes commits wait for each other: comments that nobody is told of ask for none.
 */
export class Notifications1764800000019 implements MigrationInterface {
  name = 'Notifications1764800000019';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table notification_recipient (
        email_index bytea not null,
        confirmed_at timestamptz(3),
        ask_from timestamptz(3) not null,
        constraint notification_recipient_pkey primary key (email_index)
      );

      create table notification_subscription (
        comment_id uuid not null,
        created_at timestamptz(3) not null,
        ended_at timestamptz(3),
        constraint notification_subscription_pkey primary key (comment_id),
        constraint notification_subscription_comment foreign key (comment_id)
          references comment_identity (comment_id) on delete cascade
      );

      create table notification (
        id uuid not null,
        email_index bytea not null,
        subscription_id uuid,
        reply_id uuid,
        token_hash bytea not null,
        state text not null,
        created_at timestamptz(3) not null,
        constraint notification_pkey primary key (id),
        constraint notification_recipient foreign key (email_index)
          references notification_recipient (email_index) on delete cascade,
        constraint notification_subscription foreign key (subscription_id)
          references notification_subscription (comment_id) on delete set null,
        constraint notification_reply foreign key (reply_id) references comment (id) on delete cascade,
        constraint notification_once unique (subscription_id, reply_id),
        constraint notification_token unique (token_hash),
        constraint notification_state
          check (state in ('sending', 'sent', 'delayed', 'refused', 'unknown', 'dropped'))
      );
      create index notification_of_recipient on notification (email_index, created_at);
      create index notification_of_reply on notification (reply_id) where reply_id is not null;

      create function notify_of_comment() returns trigger language plpgsql as $$
      begin
        if exists (select from notification_subscription s
            where s.comment_id = new.comment_id and s.ended_at is null) then
          perform graphile_worker.add_job('askForConfirmation',
            json_build_object('commentId', new.comment_id), max_attempts := ${ATTEMPTS});
        end if;
        if exists (select from comment c join notification_subscription s on s.comment_id = c.parent_id
            where c.id = new.comment_id and s.ended_at is null) then
          perform graphile_worker.add_job('notifyOfReply',
            json_build_object('replyId', new.comment_id), max_attempts := ${ATTEMPTS});
        end if;
        return null;
      end $$;
      create trigger activity_notifies after insert on activity
        for each row when (new.kind = 'commentAdded') execute function notify_of_comment();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop trigger activity_notifies on activity;
      drop function notify_of_comment();
      drop table notification, notification_subscription, notification_recipient;
    `);
  }
}
