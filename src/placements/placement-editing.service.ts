import { isDeepStrictEqual } from 'node:util';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { invalidInput, type FieldError } from '../platform/api/errors.js';
import { ADDRESSES, type Addresses } from '../platform/api/read-context.js';
import { isUuid } from '../platform/api/uuid.js';
import { ChangeLog } from '../platform/changes/change-log.js';
import { Database, run } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import { type BasedOn, checkVersion } from '../platform/writes/version.js';
import { siteLabel } from '../site/site-label.js';
import { webAddress } from './creative-rules.js';
import { PlacementEntity } from './placement.entities.js';
import { placementNotFound } from './placement.errors.js';
import type { CreatePlacementInput, PlacementPatch, PlacementRuleInput } from './placement.inputs.js';
import { type FoundParts, PlacementPartsService } from './placement-parts.service.js';
import { placementFaults, ruleFaults, targetFaults } from './placement-rules.js';
import { type PlacementDraft, PlacementsService } from './placements.service.js';

/** What a new slot is where nothing is said. */
const USUAL = {
  ...{ text: null, imageId: null, startsAt: null, endsAt: null },
  ...{ position: 0, minWords: 0, sectionIds: [], tagIds: [], languages: [] },
} as const satisfies Partial<PlacementDraft>;

/** Sells sponsor slots, changes them and takes them back. */
@Injectable()
export class PlacementEditingService {
  constructor(
    private readonly database: Database,
    private readonly parts: PlacementPartsService,
    private readonly placements: PlacementsService,
    private readonly changes: ChangeLog,
    @Inject(ADDRESSES) private readonly addresses: Addresses,
  ) {}

  /**
   * @returns the id of the new slot
   * @throws DomainError INVALID_INPUT
   */
  create(wanted: CreatePlacementInput, now: Date): Promise<string> {
    return this.database.transaction(async (tx) => {
      const edit = await this.read(tx, wanted);
      const label = edit.values.label ?? (await this.usualLabel(tx));
      const draft = { ...USUAL, ...edit.values, label } as PlacementDraft;
      refuse([...edit.faults, ...wholeFaults(draft)]);
      const [id = ''] = await this.placements.addPlacements(tx, [draft], now);
      await this.log(tx, 'created', id, 1);
      return id;
    });
  }

  /**
   * @returns the id of the slot
   * @throws DomainError PLACEMENT_NOT_FOUND, VERSION_MISMATCH, INVALID_INPUT
   */
  update(id: string, patch: PlacementPatch, basedOn: BasedOn, now: Date): Promise<string> {
    return this.database.transaction(async (tx) => {
      if (!isUuid(id) || !(await tx.existsBy(PlacementEntity, { id }))) throw placementNotFound();
      // What it names first, as those take it who merge a tag or a section, and then change the slots of it.
      const edit = await this.read(tx, patch);
      const slot = await this.take(tx, id, basedOn, 'for_no_key_update');
      refuse([...edit.faults, ...wholeFaults({ ...slot, ...edit.values })]);
      const differs = ([name, value]: [string, unknown]): boolean =>
        !isDeepStrictEqual(value, slot[name as keyof PlacementEntity]);
      const changed = Object.fromEntries(Object.entries(edit.values).filter(differs));
      if (Object.keys(changed).length === 0) return slot.id;
      const version = slot.version + 1;
      await tx.update(PlacementEntity, slot.id, { ...changed, version, updatedAt: now });
      await this.log(tx, 'updated', slot.id, version);
      return slot.id;
    });
  }

  /** Its link leads nowhere from now on. @throws DomainError PLACEMENT_NOT_FOUND, VERSION_MISMATCH */
  delete(id: string, basedOn: BasedOn): Promise<void> {
    return this.database.transaction(async (tx) => {
      const slot = await this.take(tx, id, basedOn, 'pessimistic_write');
      await tx.delete(PlacementEntity, { id: slot.id });
      await this.log(tx, 'deleted', slot.id, slot.version + 1);
    });
  }

  /** The site's own word. */
  private async usualLabel(tx: EntityManager): Promise<string> {
    const [row] = await run<{ label: string }>(tx, sql`select ${siteLabel('sponsored')} as label`);
    return (row as { label: string }).label;
  }

  /** What is said of a slot, as it is stored, and what is wrong with it by itself. */
  private async read(
    tx: EntityManager,
    said: PlacementPatch,
  ): Promise<{ values: Partial<PlacementDraft>; faults: FieldError[] }> {
    const faults = said.rule ? ruleFaults(said.rule) : [];
    if (said.href !== undefined) faults.push(...targetFaults(said.href, this.addresses.api));
    const found = await this.parts.find(tx, said, faults);
    return { values: valuesOf(said, found), faults };
  }

  /** The slot, kept from all other writers until the commit. Its clicks are counted meanwhile, unless it goes. */
  private async take(
    tx: EntityManager,
    id: string,
    basedOn: BasedOn,
    mode: 'for_no_key_update' | 'pessimistic_write',
  ): Promise<PlacementEntity> {
    const slot = isUuid(id) ? await tx.findOne(PlacementEntity, { where: { id }, lock: { mode } }) : null;
    if (!slot) throw placementNotFound();
    checkVersion(slot.version, basedOn);
    return slot;
  }

  private log(tx: EntityManager, kind: string, subjectId: string, version: number): Promise<void> {
    return this.changes.append(tx, [
      { kind, subject: 'placement', subjectId, version, tags: ['placements'] },
    ]);
  }
}

/** The columns that something was said of. */
function valuesOf(said: PlacementPatch, found: FoundParts): Partial<PlacementDraft> {
  const { slot, label, text, href, rule, position, minWords, startsAt, endsAt, languages } = said;
  const values = {
    ...{ slot, label, text, position, minWords },
    href: href === undefined ? undefined : (webAddress(href) as string),
    startsAt: startsAt ? new Date(startsAt) : startsAt,
    endsAt: endsAt ? new Date(endsAt) : endsAt,
    languages: languages && [...new Set(languages.flatMap((one) => Intl.getCanonicalLocales(one)))],
    ...(rule ? columnsOf(rule) : {}),
    ...found,
  };
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

const columnsOf = ({ kind, amount, most }: PlacementRuleInput) => ({
  rule: kind,
  amount: amount ?? null,
  most: most ?? 1,
});

const wholeFaults = (slot: PlacementDraft): FieldError[] =>
  placementFaults({ ...slot, hasImage: slot.imageId !== null });

/** @throws DomainError INVALID_INPUT where there are faults */
function refuse(faults: readonly FieldError[]): void {
  if (faults.length > 0) throw invalidInput(faults);
}
