import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a comment costs that is taken. What all phases said of it is one row in place of one for each; `comment_decided`
 * shows it beside what people decided, with an id for each phase: that of the judgement, its last byte being the place.
 * Whoever logs a comment may say that nobody is told of it. And texts are found by the index that keeps the first apart.
 */
export class CheaperComments1764800000024 implements MigrationInterface {
  name = 'CheaperComments1764800000024';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Nothing is decided between what is read of the old rows and their end.
      lock table comment_decision in share row exclusive mode;
      create table comment_judgement (
        id uuid not null,
        comment_id uuid not null,
        at timestamptz(3) not null,
        findings jsonb not null,
        constraint comment_judgement_pkey primary key (id),
        constraint comment_judgement_comment foreign key (comment_id) references comment (id) on delete cascade
      );
      insert into comment_judgement (id, comment_id, at, findings)
        select (left(min(id::text), 34) || '00')::uuid, comment_id, at,
          jsonb_agg(jsonb_strip_nulls(jsonb_build_object('phase', actor, 'verdict', verdict, 'rule', rule, 'score', score,
            'detail', reason)) order by id)
        from comment_decision where source = 'phase' group by comment_id, at;
      delete from comment_decision where source = 'phase';
      create index comment_judgement_history on comment_judgement (comment_id, at);
      alter table comment_decision
        drop constraint comment_decision_source,
        add constraint comment_decision_source check (source in ('moderator', 'author', 'system')),
        drop column rule,
        drop column score;

      create view comment_decided as
        select id, comment_id, at, source, actor, verdict, null::text as rule, null::double precision as score, reason,
          status_before, status_after, undoes
        from comment_decision
        union all
        select encode(set_byte(uuid_send(j.id), 15, f.place::int), 'hex')::uuid, j.comment_id, j.at, 'phase', f.phase,
          f.verdict, f.rule, f.score, f.detail, null, null, null
        from comment_judgement j, rows from (jsonb_to_recordset(j.findings)
          as (phase text, verdict text, rule text, score double precision, detail text)) with ordinality
          as f (phase, verdict, rule, score, detail, place);

      drop index comment_fingerprint_text;
      drop index comment_fingerprint_first;
      create unique index comment_fingerprint_first on comment_fingerprint (text_hash, period);

      alter table activity add notifies boolean not null default true;
      drop trigger activity_notifies on activity;
      create trigger activity_notifies after insert on activity
        for each row when (new.kind = 'commentAdded' and new.notifies) execute function notify_of_comment();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop trigger activity_notifies on activity;
      create trigger activity_notifies after insert on activity
        for each row when (new.kind = 'commentAdded') execute function notify_of_comment();
      alter table activity drop column notifies;

      drop index comment_fingerprint_first;
      create unique index comment_fingerprint_first on comment_fingerprint (text_hash, period)
        where period is not null;
      create index comment_fingerprint_text on comment_fingerprint (text_hash, at);

      alter table comment_decision
        drop constraint comment_decision_source,
        add constraint comment_decision_source check (source in ('phase', 'moderator', 'author', 'system')),
        add column rule text,
        add column score double precision;
      insert into comment_decision (id, comment_id, at, source, actor, verdict, rule, score, reason)
        select id, comment_id, at, source, actor, verdict, rule, score, reason
        from comment_decided where source = 'phase';
      drop view comment_decided;
      drop table comment_judgement;
    `);
  }
}
