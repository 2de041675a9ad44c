import type { EntityManager } from 'typeorm';
import { DomainError } from '../api/errors.js';
import { idBySlug } from '../api/former-slugs.js';
import { run } from '../database/database.js';
import { raw, sql, type Sql } from '../database/sql.js';
import { textFault } from '../http/body-guard.js';

const UNIQUE_VIOLATION = '23505';

/** A slug, and the part of the input that it comes from. */
export interface AskedSlug {
  readonly slug: string;
  readonly pointer: '/slug' | '/name';
}

/** A thing that goes. */
interface Gone {
  readonly id: string;
  readonly slug: string;
  readonly version: number;
}

/** The slug that is asked for, or the one that is made from the name where none is. */
export const askedSlug = (slug: string | null | undefined, made: string): AskedSlug =>
  slug ? { slug, pointer: '/slug' } : { slug: made, pointer: '/name' };

/** Keeps the slugs of things of one kind, and those that they had. */
export class SlugKeeper {
  private readonly aliases: Sql;
  private readonly owner: Sql;

  constructor(private readonly kind: string) {
    this.aliases = raw(`${kind}_alias`);
    this.owner = raw(`${kind}_id`);
  }

  /** Id of the thing that has a slug or had it before. */
  async idOf(tx: EntityManager, slug: string): Promise<string | null> {
    // Nothing has a name that PostgreSQL cannot hold.
    if (textFault(slug) !== undefined) return null;
    const [row] = await run<{ id: string | null }>(tx, sql`select ${idBySlug(this.kind, slug)} as id`);
    return row?.id ?? null;
  }

  /** The same for many slugs, of those that there are. */
  async idsOf(tx: EntityManager, slugs: readonly string[]): Promise<Map<string, string>> {
    if (slugs.length === 0) return new Map();
    const rows = await run<{ slug: string; id: string }>(
      tx,
      sql`select asked.slug, found.id from unnest(${slugs}::text[]) as asked (slug),
        lateral (select ${idBySlug(this.kind, sql`asked.slug`)} as id) found where found.id is not null`,
    );
    return new Map(rows.map(({ slug, id }) => [slug, id]));
  }

  /**
   * Makes sure that a slug is nobody else's, and was not before.
   * @throws DomainError SLUG_TAKEN
   */
  async claim(tx: EntityManager, id: string, asked: AskedSlug): Promise<void> {
    const owner = await this.idOf(tx, asked.slug);
    if (owner !== null && owner !== id) throw this.taken(asked);
  }

  /**
   * Stores a slug that was claimed. Writers who did not take turns may have taken it meanwhile.
   * @throws DomainError SLUG_TAKEN
   */
  async store<T>(asked: AskedSlug, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if ((error as { code?: unknown }).code !== UNIQUE_VIOLATION) throw error;
      throw this.taken(asked);
    }
  }

  /** Keeps the slug that a thing had until now; one that it takes back is none of a former time any more. */
  async change(tx: EntityManager, moved: { id: string; from: string; to: string; now: Date }): Promise<void> {
    const { id, from, to, now } = moved;
    await run(tx, sql`delete from ${this.aliases} where slug = ${to} and ${this.owner} = ${id}::uuid`);
    await this.lead(tx, from, id, now);
  }

  /**
   * Lets the slugs of a thing that goes lead to the one that takes its place. That gets a version which the other never
   * had: an edit of the one that is gone, which comes late, is not done to its heir.
   */
  async bequeath(tx: EntityManager, gone: Gone, heir: string, now: Date): Promise<void> {
    await run(
      tx,
      sql`update ${raw(this.kind)} set version = greatest(version, ${gone.version}::int) + 1, updated_at = ${now}
        where id = ${heir}::uuid`,
    );
    await run(
      tx,
      sql`update ${this.aliases} set ${this.owner} = ${heir}::uuid where ${this.owner} = ${gone.id}::uuid`,
    );
    await this.lead(tx, gone.slug, heir, now);
  }

  private async lead(tx: EntityManager, slug: string, id: string, now: Date): Promise<void> {
    await run(
      tx,
      sql`insert into ${this.aliases} (slug, ${this.owner}, since) values (${slug}, ${id}::uuid, ${now})
        on conflict (slug) do update set ${this.owner} = excluded.${this.owner}, since = excluded.since`,
    );
  }

  private taken({ slug, pointer }: AskedSlug): DomainError {
    const detail = `Another ${this.kind} has the slug ${slug} or had it before.`;
    return new DomainError('SLUG_TAKEN', 409, detail, { errors: [{ pointer, code: 'SLUG_TAKEN', detail }] });
  }
}
