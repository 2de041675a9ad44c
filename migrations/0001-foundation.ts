import type { MigrationInterface, QueryRunner } from 'typeorm';

const SITE = `
create table installation (
  id smallint not null default 1,
  key_fingerprint text not null,
  created_at timestamptz(3) not null default now(),
  constraint installation_pkey primary key (id),
  constraint installation_single check (id = 1)
);

create table image (
  id uuid not null,
  url text not null,
  width integer,
  height integer,
  alt text not null default '',
  caption text,
  credit text,
  focal_x real,
  focal_y real,
  created_at timestamptz(3) not null default now(),
  constraint image_pkey primary key (id)
);
create index image_url on image (url);

create table site (
  id smallint not null default 1,
  name text not null,
  tagline text,
  language text not null,
  copyright_notice text not null,
  labels jsonb not null,
  share_networks text[] not null,
  comment_policy text not null,
  anonymous_access text not null,
  updated_at timestamptz(3) not null,
  constraint site_pkey primary key (id),
  constraint site_single check (id = 1),
  constraint site_comment_policy check (comment_policy in ('open', 'premoderated', 'closed')),
  constraint site_anonymous_access check (anonymous_access in ('full', 'excerpt', 'none'))
);

create table section (
  id uuid not null,
  parent_id uuid,
  slug text not null,
  name text not null,
  description text,
  path uuid[] not null,
  position integer not null default 0,
  navigation_position integer,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  constraint section_pkey primary key (id),
  constraint section_slug unique (slug),
  constraint section_parent foreign key (parent_id) references section (id)
);
create index section_children on section (parent_id, position);

create table author (
  id uuid not null,
  slug text not null,
  name text not null,
  bio text,
  avatar_id uuid,
  links jsonb not null,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  constraint author_pkey primary key (id),
  constraint author_slug unique (slug),
  constraint author_avatar foreign key (avatar_id) references image (id)
);
create index author_name on author (name, id);

create table tag (
  id uuid not null,
  slug text not null,
  name text not null,
  created_at timestamptz(3) not null default now(),
  constraint tag_pkey primary key (id),
  constraint tag_slug unique (slug)
);
create index tag_name on tag (name, id);
`;

const ARTICLES = `
create table article (
  id uuid not null,
  external_id text,
  slug text not null,
  section_id uuid not null,
  status text not null,
  publish_at timestamptz(3),
  expires_at timestamptz(3),
  first_published_at timestamptz(3),
  modified_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  created_at timestamptz(3) not null,
  version integer not null default 1,
  published_revision_id uuid,
  draft_revision_id uuid,
  language text not null,
  sensitive boolean not null default false,
  comment_policy text,
  canonical_url text,
  rights_syndicate boolean not null default true,
  rights_holder text,
  rights_credit text,
  rights_embargo_until timestamptz(3),
  translation_group uuid,
  never_recommend boolean not null default false,
  retraction_notice text,
  retracted_at timestamptz(3),
  constraint article_pkey primary key (id),
  constraint article_slug unique (slug),
  constraint article_external_id unique (external_id),
  constraint article_section foreign key (section_id) references section (id),
  constraint article_status check (status in ('draft', 'published', 'unpublished', 'retracted')),
  constraint article_comment_policy check (comment_policy in ('open', 'premoderated', 'closed')),
  constraint article_published_whole check (
    status <> 'published' or (publish_at is not null and published_revision_id is not null)
  )
);
create index article_latest on article (publish_at desc, id desc) where status = 'published';
create index article_updated on article (updated_at desc, id desc) where status = 'published';
create index article_translations on article (translation_group) where translation_group is not null;

create table article_revision (
  id uuid not null,
  article_id uuid not null,
  number integer not null,
  headline text not null,
  headline_uri text not null,
  dek text,
  excerpt text not null,
  blocks json not null,
  html text not null,
  text text not null,
  word_count integer not null,
  reading_minutes integer not null,
  gaps jsonb not null,
  content_hash text not null,
  section_id uuid not null,
  author_ids uuid[] not null,
  tag_ids uuid[] not null,
  lead_image_id uuid,
  seo_title text,
  seo_description text,
  note text,
  reason text,
  created_by text not null,
  created_at timestamptz(3) not null,
  constraint article_revision_pkey primary key (id),
  constraint article_revision_number unique (article_id, number),
  constraint article_revision_article foreign key (article_id) references article (id) on delete cascade,
  constraint article_revision_section foreign key (section_id) references section (id),
  constraint article_revision_lead_image foreign key (lead_image_id) references image (id)
);
alter table article
  add constraint article_published_revision foreign key (published_revision_id)
    references article_revision (id) deferrable initially deferred,
  add constraint article_draft_revision foreign key (draft_revision_id)
    references article_revision (id) deferrable initially deferred;

create table article_alias (
  slug text not null,
  article_id uuid not null,
  since timestamptz(3) not null,
  until timestamptz(3),
  constraint article_alias_pkey primary key (slug),
  constraint article_alias_article foreign key (article_id) references article (id) on delete cascade
);
create index article_alias_by_article on article_alias (article_id);

create table article_permalink (
  url text not null,
  article_id uuid not null,
  constraint article_permalink_pkey primary key (url),
  constraint article_permalink_article foreign key (article_id) references article (id) on delete cascade
);
create index article_permalink_by_article on article_permalink (article_id);

create table article_listing (
  section_id uuid not null,
  article_id uuid not null,
  publish_at timestamptz(3) not null,
  constraint article_listing_pkey primary key (section_id, article_id),
  constraint article_listing_section foreign key (section_id) references section (id),
  constraint article_listing_article foreign key (article_id) references article (id) on delete cascade
);
create index article_listing_latest on article_listing (section_id, publish_at desc, article_id desc);
create index article_listing_by_article on article_listing (article_id);

create table article_author (
  author_id uuid not null,
  article_id uuid not null,
  position integer not null,
  publish_at timestamptz(3) not null,
  constraint article_author_pkey primary key (article_id, author_id),
  constraint article_author_author foreign key (author_id) references author (id),
  constraint article_author_article foreign key (article_id) references article (id) on delete cascade
);
create index article_author_latest on article_author (author_id, publish_at desc, article_id desc);

create table article_tag (
  tag_id uuid not null,
  article_id uuid not null,
  position integer not null,
  publish_at timestamptz(3) not null,
  constraint article_tag_pkey primary key (article_id, tag_id),
  constraint article_tag_tag foreign key (tag_id) references tag (id),
  constraint article_tag_article foreign key (article_id) references article (id) on delete cascade
);
create index article_tag_latest on article_tag (tag_id, publish_at desc, article_id desc);

create table article_stats (
  article_id uuid not null,
  comment_count integer not null default 0,
  share_count integer not null default 0,
  constraint article_stats_pkey primary key (article_id),
  constraint article_stats_article foreign key (article_id) references article (id) on delete cascade
);
create index article_stats_comments on article_stats (comment_count desc, article_id desc);
create index article_stats_shares on article_stats (share_count desc, article_id desc);

create table article_correction (
  id uuid not null,
  article_id uuid not null,
  kind text not null,
  text text not null,
  at timestamptz(3) not null,
  constraint article_correction_pkey primary key (id),
  constraint article_correction_article foreign key (article_id) references article (id) on delete cascade,
  constraint article_correction_kind check (kind in ('correction', 'clarification', 'update'))
);
create index article_correction_by_article on article_correction (article_id, at);

create table article_due (
  article_id uuid not null,
  kind text not null,
  due_at timestamptz(3) not null,
  constraint article_due_pkey primary key (article_id, kind, due_at),
  constraint article_due_article foreign key (article_id) references article (id) on delete cascade,
  constraint article_due_kind check (kind in ('published', 'expired'))
);
create index article_due_next on article_due (due_at);

create table article_search (
  article_id uuid not null primary key references article (id) on delete cascade,
  document tsvector not null
);
create index article_search_document on article_search using gin (document);
`;

const AROUND_THE_STORY = `
create table related_pin (
  article_id uuid not null,
  related_id uuid not null,
  position integer not null,
  constraint related_pin_pkey primary key (article_id, related_id),
  constraint related_pin_article foreign key (article_id) references article (id) on delete cascade,
  constraint related_pin_related foreign key (related_id) references article (id) on delete cascade
);
create index related_pin_by_related on related_pin (related_id);

create table related_exclusion (
  article_id uuid not null,
  excluded_id uuid not null,
  constraint related_exclusion_pkey primary key (article_id, excluded_id),
  constraint related_exclusion_article foreign key (article_id) references article (id) on delete cascade,
  constraint related_exclusion_excluded foreign key (excluded_id) references article (id) on delete cascade
);
create index related_exclusion_by_excluded on related_exclusion (excluded_id);

create table related_story (
  article_id uuid not null,
  related_id uuid not null,
  source text not null,
  rank integer not null,
  score real,
  reasons json not null,
  constraint related_story_source check (source in ('pinned', 'computed')),
  constraint related_story_pkey primary key (article_id, related_id),
  constraint related_story_article foreign key (article_id) references article (id) on delete cascade,
  constraint related_story_related foreign key (related_id) references article (id) on delete cascade
);
create index related_story_ranked on related_story (article_id, rank);
create index related_story_by_related on related_story (related_id);

create table share_code (
  code text not null,
  article_id uuid not null,
  campaign text,
  created_at timestamptz(3) not null,
  expires_at timestamptz(3),
  constraint share_code_pkey primary key (code),
  constraint share_code_article foreign key (article_id) references article (id) on delete cascade
);
create unique index share_code_primary on share_code (article_id) where campaign is null;

create table share_count (
  article_id uuid not null,
  network text not null,
  visits integer not null,
  constraint share_count_pkey primary key (article_id, network),
  constraint share_count_article foreign key (article_id) references article (id) on delete cascade
);

create table comment (
  id uuid not null,
  article_id uuid not null,
  parent_id uuid,
  external_id text,
  path ltree not null,
  depth integer not null,
  author_name text not null,
  author_website text,
  avatar_seed text not null,
  badges text[] not null,
  text text not null,
  html text not null,
  status text not null,
  featured boolean not null default false,
  reply_count integer not null default 0,
  reactions_up integer not null default 0,
  reactions_down integer not null default 0,
  best double precision not null default 0,
  controversy double precision not null default 0,
  token_hash bytea,
  created_at timestamptz(3) not null,
  edited_at timestamptz(3),
  constraint comment_pkey primary key (id),
  constraint comment_external_id unique (article_id, external_id),
  constraint comment_article foreign key (article_id) references article (id) on delete cascade,
  constraint comment_parent foreign key (parent_id) references comment (id) on delete cascade,
  constraint comment_status check (status in ('approved', 'pending', 'rejected', 'spam', 'deleted'))
);
create sequence comment_label;
create index comment_newest on comment (article_id, created_at desc, id desc) where parent_id is null;
create index comment_best on comment (article_id, best desc, id desc) where parent_id is null;
create index comment_controversial on comment (article_id, controversy desc, id desc) where parent_id is null;
create index comment_replies on comment (parent_id, created_at, id) where parent_id is not null;
create index comment_path on comment using gist (path);

create table comment_identity (
  comment_id uuid not null,
  email_cipher bytea not null,
  email_index bytea not null,
  address_cipher bytea,
  address_index bytea,
  constraint comment_identity_pkey primary key (comment_id),
  constraint comment_identity_comment foreign key (comment_id) references comment (id) on delete cascade
);
create index comment_identity_email on comment_identity (email_index);

create table sponsor (
  id uuid not null,
  slug text not null,
  name text not null,
  url text,
  allow_sensitive boolean not null default false,
  constraint sponsor_pkey primary key (id),
  constraint sponsor_slug unique (slug)
);

create table placement (
  id uuid not null,
  sponsor_id uuid not null,
  section_id uuid,
  slot text not null,
  rule text not null,
  amount integer,
  most integer not null default 1,
  position integer not null default 0,
  label text not null,
  text text,
  image_id uuid,
  href text not null,
  starts_at timestamptz(3),
  ends_at timestamptz(3),
  constraint placement_pkey primary key (id),
  constraint placement_sponsor foreign key (sponsor_id) references sponsor (id),
  constraint placement_section foreign key (section_id) references section (id),
  constraint placement_image foreign key (image_id) references image (id),
  constraint placement_rule check (rule in ('top', 'end', 'afterWords', 'everyBlocks')),
  constraint placement_amount check ((rule in ('top', 'end')) = (amount is null) and amount > 0),
  constraint placement_most check (most between 1 and 20)
);
`;

const LOGS = `
create table change (
  seq bigint not null,
  at timestamptz(3) not null default clock_timestamp(),
  kind text not null,
  subject text not null,
  subject_id uuid,
  version integer,
  slug text,
  previous_slug text,
  tags text[] not null,
  constraint change_pkey primary key (seq)
);
create sequence change_seq owned by change.seq;
create index change_by_subject on change (subject_id, seq);

create table activity (
  id bigint not null generated always as identity,
  at timestamptz(3) not null default now(),
  kind text not null,
  article_id uuid not null,
  comment_id uuid,
  network text,
  comments integer not null default 0,
  shares integer not null default 0,
  folded boolean not null default false,
  constraint activity_pkey primary key (id)
);
create index activity_unfolded on activity (article_id) where not folded;
create index activity_age on activity (at) where folded;
create index activity_comments on activity (id) where kind = 'commentAdded';
`;

const FUNCTIONS = `
create function rfc3339(moment timestamptz) returns text
  language sql stable parallel safe
  return to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');
`;

/** The whole ground floor: the site and its sections, stories and what stands around them, and the logs. */
export class Foundation1763900000001 implements MigrationInterface {
  name = 'Foundation1763900000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create extension if not exists ltree');
    for (const part of [SITE, ARTICLES, AROUND_THE_STORY, LOGS, FUNCTIONS]) await runner.query(part);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop function rfc3339(timestamptz);
      drop table activity, change, placement, sponsor, comment_identity, comment, share_count, share_code,
        related_story, related_exclusion, related_pin, article_search, article_due, article_correction, article_stats,
        article_tag, article_author, article_listing, article_permalink, article_alias cascade;
      drop sequence comment_label;
      alter table article drop constraint article_published_revision, drop constraint article_draft_revision;
      drop table article_revision, article, tag, author, section, site, image, installation;
    `);
  }
}
