import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { PlacementEntity, SponsorEntity } from './placement.entities.js';

export type SponsorDraft = Omit<SponsorEntity, 'id'>;
export type PlacementDraft = Omit<PlacementEntity, 'id'>;

/** Keeps sponsors and the slots they pay for. */
@Injectable()
export class PlacementsService {
  async addSponsor(tx: EntityManager, draft: SponsorDraft): Promise<string> {
    const { id } = await tx.save(SponsorEntity, { id: uuidv7(), ...draft });
    return id;
  }

  async addPlacements(tx: EntityManager, drafts: readonly PlacementDraft[]): Promise<void> {
    await tx.insert(
      PlacementEntity,
      drafts.map((draft) => ({ id: uuidv7(), ...draft })),
    );
  }

  /** Whether a slot is sold for the stories of this section. */
  hasSection(tx: EntityManager, sectionId: string): Promise<boolean> {
    return tx.existsBy(PlacementEntity, { sectionId });
  }

  /** Lets slots that are sold for a section follow its stories to another one. @returns whether there were any */
  async moveSection(tx: EntityManager, from: string, to: string): Promise<boolean> {
    const { affected } = await tx.update(PlacementEntity, { sectionId: from }, { sectionId: to });
    return Boolean(affected);
  }
}
