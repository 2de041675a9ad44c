import { randomUUID } from 'node:crypto';
import { raw, sql } from '../../src/platform/database/sql.js';
import type { TestApp } from './test-app.js';
import { type Body, send } from './writing.js';

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** What the log says of a site's changes, with names in the place of ids: short ones, as a test gave them. */
export class TagLog {
  readonly #names = new Map<string, string>();

  constructor(private readonly site: TestApp) {}

  /** Lets an id be read by this name. */
  name(id: string, name: string): string {
    this.#names.set(id, name);
    return id;
  }

  /** What is appended while `work` is done: kind and subject of each entry, and its tags. */
  async during(work: () => Promise<unknown>): Promise<Record<string, string[]>[]> {
    const [last] = await this.site.database.query<{ seq: string }>(
      sql`select coalesce(max(seq), 0) as seq from change`,
    );
    await work();
    const rows = await this.site.database.query<{ kind: string; subject: string; tags: string[] }>(
      sql`select kind, subject, tags from change where seq > ${last?.seq} order by seq`,
    );
    return rows.map(({ kind, subject, tags }) => ({ [`${kind} ${subject}`]: this.named(tags) }));
  }

  named(tags: readonly string[]): string[] {
    return tags.map((tag) => tag.replace(UUID, (id) => this.#names.get(id) ?? id)).sort();
  }
}

/** The places of one test's stories, apart from all others: a section below another, an author and a tag. */
export interface Corner {
  readonly section: string;
  readonly above: string;
  readonly author: string;
  readonly tag: string;
}

/** Makes a corner; the log knows its things as `down`, `up`, `ann` and `tea`, with `mark` behind. */
export async function cornerOf(site: TestApp, log: TagLog, mark = ''): Promise<Corner> {
  const own = randomUUID().slice(0, 8);
  const make = async (kind: string, name: string, more: Body = {}): Promise<string> => {
    const slug = `${name}-${own}`;
    const { status, body } = await send(site, 'POST', `/v1/${kind}s`, { name: slug, slug, ...more });
    if (status !== 201) throw new Error(JSON.stringify(body));
    log.name(body.id, `${name}${mark}`);
    return slug;
  };
  const above = await make('section', 'up');
  const section = await make('section', 'down', { parent: above });
  return { section, above, author: await make('author', 'ann'), tag: await make('tag', 'tea') };
}

/** Lets the time come at which readers begin to see a story, or cease to. */
export const letCome = (site: TestApp, id: string, kind: 'published' | 'expired'): Promise<unknown> =>
  site.database.transaction(async (tx) => {
    const column = kind === 'published' ? 'publish_at' : 'expires_at';
    const past = `now() - interval '1 second'`;
    await tx.query(`update article set ${column} = ${past} where id = $1`, [id]);
    await tx.query(`update article_due set due_at = ${past} where article_id = $1 and kind = $2`, [id, kind]);
  });

/** The version of a section, an author or a tag. */
export async function versionOf(site: TestApp, table: string, slug: string): Promise<number> {
  const [row] = await site.database.query<{ version: number }>(
    sql`select version from ${raw(table)} where slug = ${slug}`,
  );
  return row?.version ?? 0;
}
