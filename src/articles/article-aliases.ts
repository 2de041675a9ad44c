import type { EntityManager } from 'typeorm';
import { run } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import { ArticleAliasEntity } from './article-index.entities.js';

/** A story's slug, and the one that it had until now; null for a new story. */
interface Named {
  readonly id: string;
  readonly slug: string;
  readonly known: { readonly slug: string } | null;
}

/** Keeps the slugs that stories got, beside those that they had. One that another writer took meanwhile is refused. */
export async function keepAliases(tx: EntityManager, works: readonly Named[], now: Date): Promise<void> {
  const moved = works.filter(({ known, slug }) => known && known.slug !== slug);
  const again = moved.length > 0 ? await move(tx, moved, now) : new Set();
  const fresh = works.filter(({ known, slug }) => known?.slug !== slug && !again.has(slug));
  const rows = fresh.map(({ id: articleId, slug }) => ({ slug, articleId, since: now, until: null }));
  if (rows.length > 0) await tx.insert(ArticleAliasEntity, rows);
}

/** Ends the current slugs of stories. @returns the new ones that their story had before, which are current again */
async function move(tx: EntityManager, moved: readonly Named[], now: Date): Promise<ReadonlySet<unknown>> {
  const ids = moved.map(({ id }) => id);
  await run(
    tx,
    sql`update article_alias set until = ${now} where article_id = any(${ids}::uuid[]) and until is null`,
  );
  const again = await run<{ slug: string }>(
    tx,
    sql`update article_alias set since = ${now}, until = null
      from unnest(${ids}::uuid[], ${moved.map(({ slug }) => slug)}::text[]) as m (article_id, slug)
      where article_alias.slug = m.slug and article_alias.article_id = m.article_id
      returning article_alias.slug`,
  );
  return new Set(again.map(({ slug }) => slug));
}
