import { Injectable } from '@nestjs/common';
import { In, type EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
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
    if (authors.length === 0) return [];
    const rows = authors.map(({ slug, name, bio, avatarId, links }) => ({
      id: uuidv7(),
      slug,
      name,
      bio: bio ?? null,
      avatarId: avatarId ?? null,
      links: links ?? [],
    }));
    await tx.createQueryBuilder().insert().into(AuthorEntity).values(rows).orIgnore().execute();
    const known = await tx.findBy(AuthorEntity, { slug: In(authors.map(({ slug }) => slug)) });
    const ids = new Map(known.map(({ id, slug }) => [slug, id]));
    return authors.map(({ slug }) => ids.get(slug) as string);
  }
}
