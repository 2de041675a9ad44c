import { Injectable } from '@nestjs/common';
import { In, type EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { TagEntity } from './tag.entity.js';

/** Makes tags. */
@Injectable()
export class TagsService {
  /** Ids of tags in the order asked for; those that are new are made with the name that was given. */
  async idsOf(tx: EntityManager, tags: readonly { slug: string; name: string }[]): Promise<string[]> {
    if (tags.length === 0) return [];
    const rows = tags.map(({ slug, name }) => ({ id: uuidv7(), slug, name }));
    await tx.createQueryBuilder().insert().into(TagEntity).values(rows).orIgnore().execute();
    const known = await tx.findBy(TagEntity, { slug: In(tags.map(({ slug }) => slug)) });
    const ids = new Map(known.map(({ id, slug }) => [slug, id]));
    return tags.map(({ slug }) => ids.get(slug) as string);
  }
}
