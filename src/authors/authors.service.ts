import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { NewChange } from '../platform/changes/change-log.js';
import { run } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import { SlugKeeper } from '../platform/writes/slug-keeper.js';
import { authorChange } from './author-change.js';

export interface AuthorDraft {
  readonly slug: string;
  readonly name: string;
  readonly bio?: string | null;
  readonly avatarId?: string | null;
  readonly links?: { label: string; url: string }[];
}

/** Makes authors. */
@Injectable()
export class AuthorsService {
  private readonly slugs = new SlugKeeper('author');

  /** Ids of authors in the order asked for; those that are new are made from what was given. */
  async idsOf(tx: EntityManager, authors: readonly AuthorDraft[]): Promise<string[]> {
    return (await this.take(tx, authors)).ids;
  }

  /** The same, with what the log is to hear of those that were made. */
  async take(
    tx: EntityManager,
    authors: readonly AuthorDraft[],
  ): Promise<{ ids: string[]; changes: readonly NewChange[] }> {
    const ids = await this.known(tx, authors);
    const fresh = authors.filter(({ slug }) => !ids.has(slug));
    let made: { id: string; slug: string }[] = [];
    if (fresh.length > 0) {
      made = await run(
        tx,
        sql`insert into author (id, slug, name, bio, avatar_id, links)
          select id, slug, name, bio, "avatarId", links
          from json_to_recordset(${JSON.stringify(fresh.map(rowOf))}::json)
            as a (id uuid, slug text, name text, bio text, "avatarId" uuid, links jsonb)
          on conflict do nothing returning id, slug`,
      );
      // Another writer may have made one of them meanwhile.
      for (const [slug, id] of await this.known(tx, fresh)) ids.set(slug, id);
    }
    return {
      ids: authors.map(({ slug }) => ids.get(slug) as string),
      changes: made.map(({ id, slug }) => authorChange('created', id, 1, slug)),
    };
  }

  /** Ids by the slugs that authors have, or had. */
  private known(tx: EntityManager, authors: readonly AuthorDraft[]): Promise<Map<string, string>> {
    return this.slugs.idsOf(
      tx,
      authors.map(({ slug }) => slug),
    );
  }
}

const rowOf = ({ slug, name, bio, avatarId, links }: AuthorDraft) => ({
  id: uuidv7(),
  slug,
  name,
  bio: bio ?? null,
  avatarId: avatarId ?? null,
  links: links ?? [],
});
