import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { SavedArticle } from '../articles/article-draft.js';
import { run } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import type { ImportedArticle } from './imported-article.js';

interface Standing {
  readonly externalId: string;
  readonly id: string;
  readonly slug: string;
}

/** Keeps which version of each story came in last, so that an older one that comes late changes nothing. */
@Injectable()
export class ImportedVersionsService {
  /** Those of some lines that are older than what is here, with the stories that they stay. */
  async outdated(
    tx: EntityManager,
    lines: readonly ImportedArticle[],
  ): Promise<ReadonlyMap<ImportedArticle, SavedArticle>> {
    const given = givenOf(lines.map((line) => [line.externalId, line] as const));
    if (given.length === 0) return new Map();
    const rows = await run<Standing>(
      tx,
      sql`select a.external_id as "externalId", a.id, a.slug
        from json_to_recordset(${JSON.stringify(given)}::json) as d (key text, number bigint, at timestamptz)
        join article a on a.external_id = d.key
        join imported_version v on v.article_id = a.id
        where case when v.number <> d.number then v.number > d.number else v.made_at > d.at end`,
    );
    const standing = new Map(rows.map((row) => [row.externalId, row]));
    return new Map(
      lines.flatMap((line) => {
        const row = line.sourceVersion && standing.get(line.externalId);
        return row ? [[line, { id: row.id, slug: row.slug, outcome: 'unchanged' }] as const] : [];
      }),
    );
  }

  /** Notes what came in now, by the ids of its stories. */
  async note(
    tx: EntityManager,
    saved: readonly (readonly [id: string, line: ImportedArticle])[],
  ): Promise<void> {
    const given = givenOf(saved);
    if (given.length === 0) return;
    await run(
      tx,
      sql`insert into imported_version as v (article_id, number, made_at)
        select key, number, at
          from json_to_recordset(${JSON.stringify(given)}::json) as d (key uuid, number bigint, at timestamptz)
        on conflict (article_id) do update set number = excluded.number, made_at = excluded.made_at
          where (v.number, v.made_at) is distinct from (excluded.number, excluded.made_at)`,
    );
  }
}

/** Versions of lines that have one, by what those are known by. */
const givenOf = (lines: readonly (readonly [key: string, line: ImportedArticle])[]) =>
  lines.flatMap(([key, { sourceVersion }]) => (sourceVersion ? { key, ...sourceVersion } : []));
