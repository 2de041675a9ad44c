import type { EntityManager } from 'typeorm';
import { run } from '../platform/database/database.js';
import { type Sql, sql } from '../platform/database/sql.js';
import type { SectionDraft } from '../sections/sections.service.js';

interface Named {
  readonly slug: string;
  readonly name: string;
}

/** What a site declares beside its stories. */
interface Terms {
  readonly sections: readonly SectionDraft[];
  readonly authors: readonly Named[];
  readonly tags: readonly Named[];
}

/** How many sections, authors and tags an import declares otherwise than they are here. */
export async function differingTerms(
  tx: EntityManager,
  { sections, authors, tags }: Terms,
): Promise<{ sections: number; authors: number; tags: number }> {
  return {
    sections: await count(
      tx,
      sql`select count(*)::int as rows from json_to_recordset(${JSON.stringify(sections)}::json)
          as d (slug text, name text, description text, parent text)
        join section s on s.slug = d.slug left join section above on above.id = s.parent_id
        where (s.name, s.description, above.slug) is distinct from (d.name, d.description, d.parent)`,
    ),
    authors: await count(
      tx,
      sql`select count(*)::int as rows from json_to_recordset(${JSON.stringify(authors)}::json) as d (slug text, name text)
        join author x on x.slug = d.slug where x.name <> d.name`,
    ),
    tags: await count(
      tx,
      sql`select count(*)::int as rows from json_to_recordset(${JSON.stringify(tags)}::json) as d (slug text, name text)
        join tag x on x.slug = d.slug where x.name <> d.name`,
    ),
  };
}

async function count(tx: EntityManager, statement: Sql): Promise<number> {
  const [row] = await run<{ rows: number }>(tx, statement);
  return row?.rows ?? 0;
}
