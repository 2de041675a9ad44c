import { raw, Slot, sql, type Sql } from '../database/sql.js';
import { Moved } from './errors.js';
import type { ReadPlans } from './read-plans.js';
import type { ViewerClass } from './viewer.js';

/**
 * Things that keep the slugs that they had: those of a table `thing` in `thing_alias`, with `thing_id`. A slug is given
 * to one of them only, now or before. The name of the kind is the program's own: it is written into statements.
 */

/** Id of the thing that has a slug or had it before, as an SQL expression; null where there is none. */
export const idBySlug = (kind: string, slug: unknown): Sql =>
  sql`coalesce((select id from ${raw(kind)} where slug = ${slug}), ${idByFormerSlug(kind, slug)})`;

const idByFormerSlug = (kind: string, slug: unknown): Sql =>
  sql`(select ${raw(`${kind}_id`)} from ${raw(`${kind}_alias`)} where slug = ${slug})`;

export interface FormerSlug {
  readonly kind: string;
  readonly viewer: ViewerClass;
  readonly slug: string;
  /** Whether the caller may know of the thing. */
  readonly visible: (row: Sql, viewer: ViewerClass) => Sql;
}

/** The slug that a thing has now which had this one before; null where there is none that the caller may know of. */
export async function slugNow(
  plans: ReadPlans,
  { kind, viewer, slug, visible }: FormerSlug,
): Promise<string | null> {
  const answer = await plans.rest(
    // Who may know of it is part of the statement, and so of its key.
    { key: `former ${kind} ${visible(sql`x`, viewer).sql}`, viewer, selection: [], slots: { slug } },
    () => sql`select to_json(x.slug)::text as json from ${raw(kind)} x
      where x.id = ${idByFormerSlug(kind, new Slot('slug'))} and ${visible(sql`x`, viewer)}`,
  );
  return answer && (JSON.parse(answer.json) as string);
}

/** @throws Moved for a slug that a thing had before */
export async function followSlug(plans: ReadPlans, former: FormerSlug): Promise<void> {
  const now = await slugNow(plans, former);
  if (now !== null) throw new Moved(former.slug, now);
}
