import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { chunksOf } from '../database/chunks.js';
import { run } from '../database/database.js';
import { sql } from '../database/sql.js';

/** Channel on which processes hear that the log has grown. The payload is the newest sequence number. */
export const CHANGE_CHANNEL = 'broadsheet_change';

const CHANGE_LOCK = 0x6368616e;

/** One entry for the change log. */
export interface NewChange {
  /** What happened: `published`, `updated`, `unpublished` and so on. */
  readonly kind: string;
  /** What it happened to: `article`, `section`, `site` and so on. */
  readonly subject: string;
  readonly subjectId?: string | null;
  readonly version?: number | null;
  readonly slug?: string | null;
  readonly previousSlug?: string | null;
  /** Names of what is no longer true: cached answers that carry one of them are thrown away. */
  readonly tags: readonly string[];
}

/** The same entries, with further tags on the last of them; where there is no entry, there is none that carries them. */
export const withTags = (changes: readonly NewChange[], tags: readonly string[]): NewChange[] =>
  changes.map((change, place) =>
    place < changes.length - 1 ? change : { ...change, tags: [...new Set([...change.tags, ...tags])] },
  );

/** The log that everything follows which has to know of changes. */
@Injectable()
export class ChangeLog {
  /**
   * Appends to the log in the caller's transaction. To be called last: from here on the transaction holds the lock
   * that makes the order of sequence numbers the order of commit.
   */
  async append(tx: EntityManager, changes: readonly NewChange[]): Promise<void> {
    if (changes.length === 0) return;
    await run(tx, sql`select pg_advisory_xact_lock(${CHANGE_LOCK})`);
    // A merge may change every story of the site, which is more than one parameter can hold.
    for (const part of chunksOf(changes)) await this.add(tx, part);
    await run(tx, sql`select pg_notify(${CHANGE_CHANNEL}, currval('change_seq')::text)`);
  }

  private async add(tx: EntityManager, changes: readonly NewChange[]): Promise<void> {
    const rows = changes.map((change) => ({
      subjectId: null,
      version: null,
      slug: null,
      previousSlug: null,
      ...change,
    }));
    await run(
      tx,
      sql`insert into change (seq, kind, subject, subject_id, version, slug, previous_slug, tags)
        select nextval('change_seq'), c.kind, c.subject, c."subjectId", c.version, c.slug, c."previousSlug", c.tags
        from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as c (kind text, subject text, "subjectId" uuid,
          version int, slug text, "previousSlug" text, tags text[])`,
    );
  }
}
