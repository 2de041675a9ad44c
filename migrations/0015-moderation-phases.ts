import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where each band of a SimHash begins, and how many bits it has. */
const BANDS = [
  [0, 11],
  [11, 11],
  [22, 11],
  [33, 11],
  [44, 10],
  [54, 10],
] as const;

/** What the phases of moderation look up: texts that were sent before, names of readers, histories of commenters. */
export class ModerationPhases1764800000015 implements MigrationInterface {
  name = 'ModerationPhases1764800000015';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table comment_fingerprint (
        comment_id uuid not null,
        at timestamptz(3) not null,
        text_hash bytea not null,
        simhash bigint,
        period integer,
        constraint comment_fingerprint_pkey primary key (comment_id),
        constraint comment_fingerprint_comment foreign key (comment_id) references comment (id) on delete cascade
      );
      create unique index comment_fingerprint_first on comment_fingerprint (text_hash, period)
        where period is not null;
      create index comment_fingerprint_text on comment_fingerprint (text_hash, at);
      ${BANDS.map(
        ([from, width]) => `create index comment_fingerprint_band_${from} on comment_fingerprint
          (((simhash >> ${from}) & ${2 ** width - 1}), at) where simhash is not null;`,
      ).join('\n')}

      create table comment_reader_name (
        folded text not null,
        subject_index bytea not null,
        since timestamptz(3) not null,
        constraint comment_reader_name_pkey primary key (folded, subject_index)
      );
      create index comment_reader_name_subject on comment_reader_name (subject_index);

      drop index comment_identity_email;
      drop index comment_identity_subject;
      create index comment_identity_email on comment_identity (email_index, created_at);
      create index comment_identity_subject on comment_identity (subject_index, created_at)
        where subject_index is not null;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index comment_identity_subject;
      drop index comment_identity_email;
      create index comment_identity_email on comment_identity (email_index);
      create index comment_identity_subject on comment_identity (subject_index) where subject_index is not null;
      drop table comment_reader_name, comment_fingerprint;
    `);
  }
}
