import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { ApiKeysService } from '../access/api-keys.service.js';
import { invalidInput } from '../platform/api/errors.js';
import { isUuid } from '../platform/api/uuid.js';
import { ChangeLog, type NewChange } from '../platform/changes/change-log.js';
import { Database } from '../platform/database/database.js';
import { requiredIds } from '../platform/writes/slug-references.js';
import { type BasedOn, checkVersion } from '../platform/writes/version.js';
import { followEmbargoes } from './embargo-turns.service.js';
import { PartnerEntity } from './partner.entities.js';
import { partnerNotFound } from './partner.errors.js';
import type { CreatePartnerInput, PartnerPatch } from './partner.inputs.js';

type Edit = Partial<PartnerEntity>;

/** What decides which stories a partner may have, and how much of them. */
const RIGHTS: readonly (keyof PartnerEntity)[] = [
  'sectionIds',
  'languages',
  'embargoMinutes',
  'content',
  'media',
];

/** Makes, changes and deletes partners. */
@Injectable()
export class PartnerEditingService {
  constructor(
    private readonly database: Database,
    private readonly keys: ApiKeysService,
    private readonly changes: ChangeLog,
  ) {}

  /** @returns the id of the new partner @throws DomainError INVALID_INPUT */
  create(wanted: CreatePartnerInput, { actor, now }: { actor: string; now: Date }): Promise<string> {
    if (wanted.endsAt && new Date(wanted.endsAt) <= now) throw hasEnded();
    return this.database.transaction(async (tx) => {
      const id = uuidv7();
      const values = await valuesOf(tx, wanted);
      const { name } = wanted;
      await tx.insert(PartnerEntity, {
        ...values,
        id,
        name,
        createdBy: actor,
        createdAt: now,
        updatedAt: now,
      });
      await followEmbargoes(tx);
      await this.changes.append(tx, [entry('created', id, 1)]);
      return id;
    });
  }

  /**
   * What it may have holds at once; it reads the current state again, since stories come and go with it.
   * @returns the id of the partner
   * @throws DomainError PARTNER_NOT_FOUND, VERSION_MISMATCH, INVALID_INPUT
   */
  update(id: string, patch: PartnerPatch, basedOn: BasedOn, now: Date): Promise<string> {
    return this.database.transaction(async (tx) => {
      // The sections first, as those take them who merge two and then let partners follow.
      const values = await valuesOf(tx, patch);
      const partner = await take(tx, id, basedOn, 'for_no_key_update');
      const differs = ([name, value]: [string, unknown]): boolean =>
        !isDeepStrictEqual(value, partner[name as keyof PartnerEntity]);
      const edit: Edit = Object.fromEntries(Object.entries(values).filter(differs));
      if (Object.keys(edit).length === 0) return partner.id;
      const { version: before, rightsVersion } = partner;
      const rights = RIGHTS.some((right) => right in edit)
        ? { rightsVersion: rightsVersion + 1, checkedSeq: null }
        : {};
      const version = before + 1;
      await tx.update(PartnerEntity, partner.id, { ...edit, ...rights, version, updatedAt: now });
      await followEmbargoes(tx);
      await this.changes.append(tx, [entry('updated', partner.id, version)]);
      return partner.id;
    });
  }

  /** Its keys are revoked, and what it has is known no more. @throws DomainError PARTNER_NOT_FOUND, VERSION_MISMATCH */
  delete(id: string, basedOn: BasedOn, now: Date): Promise<void> {
    return this.database.transaction(async (tx) => {
      const partner = await take(tx, id, basedOn, 'pessimistic_write');
      const revoked = await this.keys.forgetPartner(tx, partner.id, now);
      await tx.delete(PartnerEntity, { id: partner.id });
      await this.changes.append(tx, [...revoked, entry('deleted', partner.id, partner.version + 1)]);
    });
  }
}

const hasEnded = (): Error =>
  invalidInput([{ pointer: '/endsAt', code: 'INVALID', detail: 'endsAt must be in the future.' }]);

const entry = (kind: string, subjectId: string, version: number): NewChange => ({
  ...{ kind, subject: 'partner', subjectId, version, tags: [] },
});

/** The partner, kept from all other writers until the commit. Its requests are counted meanwhile, unless it goes. */
async function take(
  tx: EntityManager,
  id: string,
  basedOn: BasedOn,
  mode: 'for_no_key_update' | 'pessimistic_write',
): Promise<PartnerEntity> {
  const partner = isUuid(id) ? await tx.findOne(PartnerEntity, { where: { id }, lock: { mode } }) : null;
  if (!partner) throw partnerNotFound();
  checkVersion(partner.version, basedOn);
  return partner;
}

/** The columns that something was said of. */
async function valuesOf(tx: EntityManager, said: PartnerPatch): Promise<Edit> {
  const { name, sections, languages, embargoMinutes, content, media, dailyQuota, endsAt } = said;
  const values = {
    ...{ name, embargoMinutes, content, media, dailyQuota },
    endsAt: endsAt ? new Date(endsAt) : endsAt,
    languages: languages && [...new Set(languages.map((one) => one.toLowerCase()))],
    sectionIds: sections && (await requiredIds(tx, 'section', sections)),
  };
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
