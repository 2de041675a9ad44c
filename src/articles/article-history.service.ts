import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { run } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import type { ArticleCorrectionEntity } from './article-index.entities.js';

/** A note to a story, as it was made elsewhere. */
export type FormerCorrection = Pick<ArticleCorrectionEntity, 'kind' | 'text' | 'at'>;

/** Keeps what happened to stories before they came here. */
@Injectable()
export class ArticleHistoryService {
  /**
   * Keeps slugs that stories had: they lead to them, and are never given to another.
   * @returns those that other stories have or had, by the story that wanted them
   */
  async keepSlugs(
    tx: EntityManager,
    stories: readonly { readonly id: string; readonly slugs: readonly string[] }[],
    now: Date,
  ): Promise<ReadonlyMap<string, readonly string[]>> {
    const claims = stories.flatMap(({ id, slugs }) => slugs.map((slug) => ({ id, slug })));
    const lost = new Map<string, string[]>();
    if (claims.length === 0) return lost;
    const columns = sql`unnest(${claims.map(({ slug }) => slug)}::text[], ${claims.map(({ id }) => id)}::uuid[])`;
    await run(
      tx,
      sql`insert into article_alias (slug, article_id, since, until)
        select c.slug, c.id, ${now}, ${now} from ${columns} as c (slug, id) on conflict do nothing`,
    );
    const taken = await run<{ id: string; slug: string }>(
      tx,
      sql`select c.id, c.slug from ${columns} as c (slug, id)
        join article_alias known on known.slug = c.slug where known.article_id is distinct from c.id`,
    );
    for (const { id, slug } of taken) lost.set(id, [...(lost.get(id) ?? []), slug]);
    return lost;
  }

  /** Adds the corrections that stories do not have yet. */
  async keepCorrections(
    tx: EntityManager,
    stories: readonly { readonly id: string; readonly corrections: readonly FormerCorrection[] }[],
  ): Promise<void> {
    const rows = stories.flatMap(({ id: articleId, corrections }) =>
      corrections.map(({ kind, text, at }) => ({ id: uuidv7(), articleId, kind, text, at })),
    );
    if (rows.length === 0) return;
    await run(
      tx,
      sql`insert into article_correction (id, article_id, kind, text, at, version)
        select c.id, a.id, c.kind, c.text, c.at, a.version
        from json_to_recordset(${JSON.stringify(rows)}::json)
          as c (id uuid, "articleId" uuid, kind text, text text, at timestamptz)
        join article a on a.id = c."articleId"
        where not exists (select 1 from article_correction known where known.article_id = a.id
          and known.kind = c.kind and known.text = c.text and known.at = c.at)
        order by c.id`,
    );
  }
}
