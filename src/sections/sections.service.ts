import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { SectionEntity } from './section.entity.js';

export interface SectionDraft {
  readonly slug: string;
  readonly name: string;
  readonly description?: string | null;
  /** Slug of the section above. */
  readonly parent?: string | null;
  readonly position?: number;
  readonly navigationPosition?: number | null;
}

/** Makes sections. */
@Injectable()
export class SectionsService {
  /** The section with this slug and every section above it, from the top down; made at the top when it is new. */
  async pathOf(
    tx: EntityManager,
    slug: string,
    name: string,
  ): Promise<{ id: string; path: string[]; made: boolean }> {
    const known = await tx.findOneBy(SectionEntity, { slug });
    if (known) return { id: known.id, path: known.path, made: false };
    const section = await this.create(tx, { slug, name });
    return { id: section.id, path: section.path, made: true };
  }

  /** Makes a section below its parent, which must be there already. */
  async create(tx: EntityManager, draft: SectionDraft): Promise<SectionEntity> {
    const parent = draft.parent ? await tx.findOneByOrFail(SectionEntity, { slug: draft.parent }) : null;
    const id = uuidv7();
    const { slug, name, description, position, navigationPosition } = draft;
    return tx.save(SectionEntity, {
      id,
      parentId: parent?.id ?? null,
      slug,
      name,
      description: description ?? null,
      path: [...(parent?.path ?? []), id],
      position: position ?? (await this.siblings(tx, parent?.id ?? null)),
      navigationPosition: navigationPosition ?? null,
    });
  }

  private siblings(tx: EntityManager, parentId: string | null): Promise<number> {
    const siblings = tx.createQueryBuilder(SectionEntity, 's');
    return (
      parentId
        ? siblings.where('s.parent_id = :parentId', { parentId })
        : siblings.where('s.parent_id is null')
    ).getCount();
  }
}
