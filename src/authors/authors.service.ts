import { Injectable } from '@nestjs/common';
import { Any, type EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { run } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import { AuthorEntity } from './author.entity.js';

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
  /** Ids of authors in the order asked for; those that are new are made from what was given. */
  async idsOf(tx: EntityManager, authors: readonly AuthorDraft[]): Promise<string[]> {
    const ids = await this.known(tx, authors);
    const fresh = authors.filter(({ slug }) => !ids.has(slug));
    if (fresh.length > 0) {
      await run(
        tx,
        sql`insert into author (id, slug, name, bio, avatar_id, links)
          select id, slug, name, bio, "avatarId", links
          from json_to_recordset(${JSON.stringify(fresh.map(rowOf))}::json)
            as a (id uuid, slug text, name text, bio text, "avatarId" uuid, links jsonb)
          on conflict do nothing`,
      );
      // Another writer may have made one of them meanwhile.
      for (const [slug, id] of await this.known(tx, fresh)) ids.set(slug, id);
    }
    return authors.map(({ slug }) => ids.get(slug) as string);
  }

  private async known(tx: EntityManager, authors: readonly AuthorDraft[]): Promise<Map<string, string>> {
    if (authors.length === 0) return new Map();
    const rows = await tx.find(AuthorEntity, {
      select: { id: true, slug: true },
      where: { slug: Any(authors.map(({ slug }) => slug)) },
    });
    return new Map(rows.map(({ id, slug }) => [slug, id]));
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
