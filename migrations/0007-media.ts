import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a body names an uploaded picture by: U+FFFF stands for the address of this API. No text of a body has it, and
 * raw quotes stand in none of its HTML but around attributes.
 */
const IN_BODY = `U&'<img src="\\FFFF/media/'`;

/** Uploaded pictures, and where they are used. */
export class Media1764500000007 implements MigrationInterface {
  name = 'Media1764500000007';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table image
        add column version integer not null default 1,
        add column updated_at timestamptz(3) not null default now(),
        add column media_type text,
        add column byte_size integer,
        add column content_hash text,
        add column animated boolean not null default false,
        add constraint image_whole check ((media_type is null) = (content_hash is null)
          and (media_type is null) = (byte_size is null)
          and (media_type is null or (width is not null and height is not null)));
      update image set updated_at = created_at;
      create index image_newest on image (created_at, id);

      create function body_images(html text) returns uuid[] language sql immutable parallel safe return array(
        select distinct (found.part)[1]::uuid
        from regexp_matches(html,
          ${IN_BODY} || '([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})', 'g') as found (part));
      create index article_revision_images on article_revision using gin (body_images(html))
        where strpos(html, ${IN_BODY}) > 0;
      create index article_revision_by_lead on article_revision (lead_image_id) where lead_image_id is not null;
      create index author_by_avatar on author (avatar_id) where avatar_id is not null;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index author_by_avatar, article_revision_by_lead, article_revision_images;
      drop function body_images(text);
      drop index image_newest;
      alter table image
        drop constraint image_whole,
        drop column animated, drop column content_hash, drop column byte_size, drop column media_type,
        drop column updated_at, drop column version;
    `);
  }
}
