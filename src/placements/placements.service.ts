import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { run } from '../platform/database/database.js';
import { withHeir } from '../platform/database/id-lists.js';
import { raw, sql } from '../platform/database/sql.js';
import { ShareCodesService } from '../share-links/share-codes.service.js';
import { PlacementEntity, SponsorEntity } from './placement.entities.js';

type Kept = 'id' | 'version' | 'createdAt' | 'updatedAt';
export type SponsorDraft = Omit<SponsorEntity, Kept>;
export type PlacementDraft = Omit<PlacementEntity, Kept>;

/** What a slot is sold for that others take care of. */
const TARGETS = { section: 'section_ids', tag: 'tag_ids' } as const;

/** Keeps sponsors and the slots they pay for, whoever sold them. */
@Injectable()
export class PlacementsService {
  constructor(private readonly codes: ShareCodesService) {}

  async addSponsor(tx: EntityManager, draft: SponsorDraft): Promise<string> {
    const { id } = await tx.save(SponsorEntity, { id: uuidv7(), ...draft });
    return id;
  }

  /** Adds slots, each with the code of its counted link. @returns their ids */
  async addPlacements(tx: EntityManager, drafts: readonly PlacementDraft[], now: Date): Promise<string[]> {
    const slots = drafts.map((draft) => ({ id: uuidv7(), createdAt: now, updatedAt: now, ...draft }));
    await tx.insert(PlacementEntity, slots);
    const ids = slots.map(({ id }) => id);
    await this.codes.ensureForPlacements(tx, ids, now);
    return ids;
  }

  /** Whether a slot is sold for the stories of this section. */
  async hasSection(tx: EntityManager, sectionId: string): Promise<boolean> {
    const found = await run(
      tx,
      sql`select 1 from placement where section_ids @> array[${sectionId}::uuid] limit 1`,
    );
    return found.length > 0;
  }

  /**
   * Lets slots that are sold for a section, or for a tag, follow its stories to another one.
   * @returns whether there were any
   */
  async moveTo(
    tx: EntityManager,
    kind: keyof typeof TARGETS,
    replacement: { readonly from: string; readonly to: string },
  ): Promise<boolean> {
    const ids = raw(TARGETS[kind]);
    const moved = await run(
      tx,
      sql`update placement set version = version + 1, updated_at = now(), ${ids} = ${withHeir(ids, replacement)}
        where ${ids} @> array[${replacement.from}::uuid] returning id`,
    );
    return moved.length > 0;
  }
}
