import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { PartnerSectionsService } from '../partners/partner-sections.service.js';
import { PlacementsService } from '../placements/placements.service.js';
import { run } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import { WebhookSectionsService } from '../webhooks/webhook-sections.service.js';
import { SectionEntity } from './section.entities.js';

/** Moves sections about, any number of them with one statement. */
@Injectable()
export class SectionTreeService {
  constructor(
    private readonly placements: PlacementsService,
    private readonly partners: PartnerSectionsService,
    private readonly webhooks: WebhookSectionsService,
  ) {}

  /** The place behind the last of the sections below one, or of the top sections. */
  async nextPlace(tx: EntityManager, parentId: string | null): Promise<number> {
    const [row] = await run<{ next: number }>(
      tx,
      sql`select coalesce(max(position) + 1, 0) as next from section
        where parent_id is not distinct from ${parentId}::uuid`,
    );
    return row?.next ?? 0;
  }

  /** Whether sections or sponsor slots stand in a section, or a partner or a webhook is to have its stories. */
  async isInUse(tx: EntityManager, id: string): Promise<boolean> {
    return (
      (await tx.existsBy(SectionEntity, { parentId: id })) ||
      (await this.placements.hasSection(tx, id)) ||
      this.webhooks.hasSection(tx, id)
    );
  }

  /** Whether it was agreed with a partner that it may have the stories of just this section. */
  async isAgreed(tx: EntityManager, id: string): Promise<boolean> {
    return this.partners.hasSection(tx, id);
  }

  /** Writes the paths of sections that have another parent, and of all below them, anew. */
  async reroot(tx: EntityManager, ids: readonly string[], above: readonly string[]): Promise<void> {
    await this.partners.moved(tx, ids, above);
    await run(
      tx,
      sql`update section set path = ${above}::uuid[] || section.path[array_position(section.path, moved.id):]
        from unnest(${ids}::uuid[]) as moved (id) where section.path @> array[moved.id]`,
    );
  }

  /**
   * Puts the sections below one, and its sponsor slots, under the heir, behind those that are there.
   * @returns whether there were slots
   */
  async adopt(tx: EntityManager, id: string, heir: Pick<SectionEntity, 'id' | 'path'>): Promise<boolean> {
    const place = await this.nextPlace(tx, heir.id);
    const children = await run<{ id: string }>(
      tx,
      sql`update section set parent_id = ${heir.id}::uuid, position = position + ${place}::int,
          version = version + 1
        where parent_id = ${id}::uuid returning id`,
    );
    await this.reroot(
      tx,
      children.map((child) => child.id),
      heir.path,
    );
    await this.webhooks.moveTo(tx, { from: id, to: heir.id });
    return this.placements.moveTo(tx, 'section', { from: id, to: heir.id });
  }

  /**
   * Says that the answers of sections are others now, by what is shown there of another one.
   * @param below and those that stand below these
   */
  async touch(
    tx: EntityManager,
    { ids, below }: { readonly ids: readonly string[]; readonly below: readonly string[] },
    now: Date,
  ): Promise<void> {
    await run(
      tx,
      sql`update section set updated_at = ${now} where id = any(${ids}::uuid[]) or path && ${below}::uuid[]`,
    );
  }
}
