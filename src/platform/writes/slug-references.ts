import type { EntityManager } from 'typeorm';
import { type FieldError, invalidInput } from '../api/errors.js';
import { run } from '../database/database.js';
import { raw, sql } from '../database/sql.js';

/** What inputs name in lists of slugs; also the names of the tables. */
export type Named = 'section' | 'tag';

/**
 * Ids in the order of the slugs. What is found stays until the commit.
 * @param faults gets one, at its place in the list, for each slug that stands for nothing
 */
export async function idsOfSlugs(
  tx: EntityManager,
  named: Named,
  slugs: readonly string[],
  faults: FieldError[],
): Promise<string[]> {
  if (slugs.length === 0) return [];
  const found = await run<{ id: string; slug: string }>(
    tx,
    sql`select id, slug from ${raw(named)} where slug = any(${slugs}::text[]) order by id for key share`,
  );
  const ids = new Map(found.map(({ id, slug }) => [slug, id]));
  return slugs.flatMap((slug, place) => {
    const id = ids.get(slug);
    if (id !== undefined) return id;
    const code = `${named.toUpperCase()}_NOT_FOUND`;
    faults.push({ pointer: `/${named}s/${place}`, code, detail: `There is no ${named} of this name.` });
    return [];
  });
}

/** The same where nothing else can be wrong. @throws DomainError INVALID_INPUT with all that stands for nothing */
export async function requiredIds(
  tx: EntityManager,
  named: Named,
  slugs: readonly string[],
): Promise<string[]> {
  const faults: FieldError[] = [];
  const ids = await idsOfSlugs(tx, named, slugs, faults);
  if (faults.length > 0) throw invalidInput(faults);
  return ids;
}
