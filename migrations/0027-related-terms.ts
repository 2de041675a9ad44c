import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What stories are about: the weightiest terms of each, where each term stands, and how many stories have it. Only
 * `related_profile` is written; the rest follows by triggers, also where a story is deleted. Stories that are there
 * already become due, so that a server works them off.
 */
export class RelatedTerms1764800000027 implements MigrationInterface {
  name = 'RelatedTerms1764800000027';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(PUT);
    await runner.query(TAKE);
    await runner.query(`
      create trigger related_profile_put after insert on related_profile
        referencing new table as profile for each statement execute function related_profile_put();
      create trigger related_profile_taken after delete on related_profile
        referencing old table as profile for each statement execute function related_profile_taken();
      alter table related_due add rebuilds boolean not null default false;
      create index related_due_rebuilds on related_due (article_id) where rebuilds;
      insert into related_due (article_id, spreads, rebuilds)
        select id, false, true from article where status = 'published'
        on conflict (article_id) do update set rebuilds = true;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table related_due drop column rebuilds;
      drop table related_profile, related_posting, related_term, related_corpus;
      drop function related_profile_put();
      drop function related_profile_taken();
    `);
  }
}

const TABLES = `
  create table related_profile (
    article_id uuid not null,
    language text not null,
    length real not null,
    terms text[] not null,
    words text[] not null,
    weights real[] not null,
    made_at timestamptz not null default clock_timestamp(),
    chosen_at timestamptz,
    whole real,
    whole_of_tags real,
    constraint related_profile_pkey primary key (article_id),
    constraint related_profile_article foreign key (article_id) references article (id) on delete cascade
  );
  create index related_profile_language on related_profile (language, article_id);
  create table related_posting (
    term text not null,
    weight real not null,
    article_id uuid not null,
    constraint related_posting_pkey primary key (term, weight, article_id)
  );
  create table related_term (
    term text not null,
    stories integer not null,
    constraint related_term_pkey primary key (term)
  ) with (fillfactor = 80);
  create table related_corpus (
    language text not null,
    stories integer not null,
    length double precision not null,
    constraint related_corpus_pkey primary key (language)
  );`;

const PUT = `
  create function related_profile_put() returns trigger language plpgsql as $$
  begin
    insert into related_posting (term, weight, article_id)
      select t.term, t.weight, p.article_id from profile p, unnest(p.terms, p.weights) as t (term, weight);
    insert into related_term as known (term, stories)
      select t.term, count(*) from profile p, unnest(p.terms) as t (term) group by t.term order by t.term
      on conflict (term) do update set stories = known.stories + excluded.stories;
    insert into related_corpus as known (language, stories, length)
      select p.language, count(*), sum(p.length) from profile p group by p.language order by p.language
      on conflict (language) do update
        set stories = known.stories + excluded.stories, length = known.length + excluded.length;
    return null;
  end $$`;

const TAKE = `
  create function related_profile_taken() returns trigger language plpgsql as $$
  begin
    delete from related_posting x using profile p, unnest(p.terms, p.weights) as t (term, weight)
      where x.term = t.term and x.weight = t.weight and x.article_id = p.article_id;
    update related_term known set stories = known.stories - gone.stories
      from (select t.term, count(*) as stories from profile p, unnest(p.terms) as t (term) group by t.term) gone
      where known.term = gone.term;
    delete from related_term known using profile p
      where known.term = any(p.terms) and known.stories = 0;
    update related_corpus known set stories = known.stories - gone.stories, length = known.length - gone.length
      from (select p.language, count(*) as stories, sum(p.length) as length from profile p group by p.language) gone
      where known.language = gone.language;
    return null;
  end $$`;
