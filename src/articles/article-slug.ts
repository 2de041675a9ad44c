import slugify from '@sindresorhus/slugify';
import type { EntityManager } from 'typeorm';
import { run } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import { DomainError } from '../platform/api/errors.js';

const MAX_SLUG = 120;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A slug made of any text, in ASCII. `fallback` stands in where nothing is left of it. */
export function slugOf(text: string, fallback: string): string {
  const slug = slugify(text.slice(0, 500), { decamelize: false });
  const cut =
    slug.length <= MAX_SLUG
      ? slug
      : slug
          .slice(0, MAX_SLUG + 1)
          .replace(/-[^-]*$/, '')
          .slice(0, MAX_SLUG);
  return cut === '' || UUID.test(cut) ? fallback : cut;
}

interface SlugRequest {
  /** The story's. */
  readonly id: string;
  /** The slug that it asks for. */
  readonly slug: string | null;
  /** Whether one like it will do. */
  readonly isWish: boolean;
  readonly headline: string;
  /** The slug that it has. */
  readonly current: string | null;
}

/**
 * A slug that is free for this story: the one it asks for, or one from its headline, with a number where it is taken.
 * @throws DomainError SLUG_TAKEN when it insists on one that another story has or had
 */
export async function freeSlug(tx: EntityManager, article: SlugRequest): Promise<string> {
  if (article.slug) {
    const owner = await ownerOf(tx, article.slug);
    if (owner === null || owner === article.id) return article.slug;
    if (article.isWish) return article.current ?? numbered(tx, article.slug);
    throw new DomainError('SLUG_TAKEN', 409, `The slug ${article.slug} belongs to another story.`, {
      errors: [
        { pointer: '/slug', code: 'SLUG_TAKEN', detail: 'Another story has this slug or had it before.' },
      ],
    });
  }
  if (article.current) return article.current;
  const base = slugOf(article.headline, `story-${article.id.slice(-12)}`);
  return (await ownerOf(tx, base)) === null ? base : numbered(tx, base);
}

/** A slug that is taken, with the first number from 2 on that is not. */
async function numbered(tx: EntityManager, base: string): Promise<string> {
  const [row] = await run<{ taken: string[] }>(
    tx,
    sql`select coalesce(array_agg(slug), '{}') as taken from article_alias
      where slug like ${`${base}-%`}`,
  );
  const taken = new Set(row?.taken);
  for (let number = 2; ; number += 1) if (!taken.has(`${base}-${number}`)) return `${base}-${number}`;
}

async function ownerOf(tx: EntityManager, slug: string): Promise<string | null> {
  const [row] = await run<{ id: string }>(
    tx,
    sql`select article_id as id from article_alias where slug = ${slug}`,
  );
  return row?.id ?? null;
}
