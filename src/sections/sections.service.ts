import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { isPublic } from '../articles/visibility.js';
import type { NewChange } from '../platform/changes/change-log.js';
import { chunksOf } from '../platform/database/chunks.js';
import { run } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import { SlugKeeper } from '../platform/writes/slug-keeper.js';
import { SectionEntity } from './section.entities.js';
import { sectionSlug } from './section-slug.js';

export interface SectionDraft {
  readonly slug: string;
  readonly name: string;
  readonly description?: string | null;
  /** Slug of the section above. */
  readonly parent?: string | null;
  readonly position?: number;
  readonly navigationPosition?: number | null;
}

/** Most sections that a navigation gets on its own: more do not fit beside each other. */
const NAVIGATION = 8;
/** The entry of the change log for a section that was made. */
export const sectionMade = (subjectId: string): NewChange => ({
  kind: 'created',
  subject: 'section',
  subjectId,
  tags: ['sections'],
});

/** Makes sections. */
@Injectable()
export class SectionsService {
  private readonly slugs = new SlugKeeper('section');

  /** The section that has this slug, or had it, and every section above it, from the top down; made at the top when it is new. */
  async pathOf(
    tx: EntityManager,
    wanted: string,
    name: string,
  ): Promise<{ id: string; path: string[]; made: boolean }> {
    const slug = sectionSlug(wanted);
    const id = await this.slugs.idOf(tx, slug);
    const known = id === null ? null : await tx.findOneBy(SectionEntity, { id });
    if (known) return { id: known.id, path: known.path, made: false };
    const section = await this.create(tx, { slug, name });
    return { id: section.id, path: section.path, made: true };
  }

  /** Makes a section below its parent, which must be there already. */
  async create(tx: EntityManager, draft: SectionDraft): Promise<SectionEntity> {
    const parent = draft.parent
      ? await tx.findOneByOrFail(SectionEntity, { slug: sectionSlug(draft.parent) })
      : null;
    const id = uuidv7();
    const { name, description, position, navigationPosition } = draft;
    const slug = sectionSlug(draft.slug);
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

  /**
   * Makes those of many sections that are not there yet; the others are left as they are. Each comes after the one
   * above it.
   * @returns ids of those that were made
   */
  async makeMissing(tx: EntityManager, drafts: readonly SectionDraft[]): Promise<string[]> {
    const ids = await this.slugs.idsOf(
      tx,
      drafts.map(({ slug }) => sectionSlug(slug)),
    );
    const known = await run<{ id: string; path: string[] }>(
      tx,
      sql`select id, path from section where id = any(${[...ids.values()]}::uuid[])`,
    );
    const pathOf = new Map(known.map(({ id, path }) => [id, path]));
    const paths = new Map([...ids].map(([slug, id]) => [slug, pathOf.get(id) ?? []]));
    const counts = await this.childCounts(tx);
    const made: Partial<SectionEntity>[] = [];
    for (const { slug: wanted, name, description, parent } of drafts) {
      const slug = sectionSlug(wanted);
      if (paths.has(slug)) continue;
      const above = parent ? (paths.get(sectionSlug(parent)) ?? []) : [];
      const id = uuidv7();
      const parentId = above.at(-1) ?? null;
      const position = counts.get(parentId) ?? 0;
      counts.set(parentId, position + 1);
      paths.set(slug, [...above, id]);
      made.push({
        id,
        parentId,
        slug,
        name,
        description: description ?? null,
        path: [...above, id],
        position,
      });
    }
    for (const rows of chunksOf(made)) await tx.insert(SectionEntity, rows);
    return made.map(({ id }) => id as string);
  }

  /**
   * Gives a site whose navigation is empty one of its top sections: those with the most stories that readers can see.
   * @returns whether there is a navigation now that was not there before
   */
  async fillNavigation(tx: EntityManager): Promise<boolean> {
    const placed = await run<{ id: string }>(
      tx,
      sql`with counted as (
          select s.id, s.position, count(*) as stories from section s
          join article_listing l on l.section_id = s.id join article a on a.id = l.article_id
          where s.parent_id is null and ${isPublic(sql`a`)} group by s.id
        ), first as (
          select id, row_number() over (order by stories desc, position, id) - 1 as place from counted
          order by stories desc, position, id limit ${NAVIGATION}::int
        )
        update section set navigation_position = first.place, version = version + 1, updated_at = now() from first
        where section.id = first.id and not exists (select 1 from section where navigation_position is not null)
        returning section.id`,
    );
    return placed.length > 0;
  }

  private async childCounts(tx: EntityManager): Promise<Map<string | null, number>> {
    const rows = await run<{ parent: string | null; children: number }>(
      tx,
      sql`select parent_id as parent, count(*)::int as children from section group by parent_id`,
    );
    return new Map(rows.map(({ parent, children }) => [parent, children]));
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
