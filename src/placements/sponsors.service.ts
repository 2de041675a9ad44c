import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { slugOf } from '../articles/article-slug.js';
import { isUuid } from '../platform/api/uuid.js';
import { ChangeLog } from '../platform/changes/change-log.js';
import { Database } from '../platform/database/database.js';
import { textFault } from '../platform/http/body-guard.js';
import { askedSlug, SlugKeeper } from '../platform/writes/slug-keeper.js';
import { type BasedOn, checkVersion } from '../platform/writes/version.js';
import { webAddress } from './creative-rules.js';
import { PlacementEntity, SponsorEntity } from './placement.entities.js';
import { sponsorInUse, sponsorNotFound } from './placement.errors.js';
import type { CreateSponsorInput, SponsorPatch } from './sponsor.inputs.js';

type Edit = Partial<Pick<SponsorEntity, 'name' | 'slug' | 'url' | 'allowSensitive'>>;

/** Makes, changes and deletes sponsors. */
@Injectable()
export class SponsorsService {
  private readonly slugs = new SlugKeeper('sponsor');

  constructor(
    private readonly database: Database,
    private readonly changes: ChangeLog,
  ) {}

  /**
   * @returns the id of the new sponsor
   * @throws DomainError SLUG_TAKEN
   */
  create({ name, slug, url, allowSensitive }: CreateSponsorInput, now: Date): Promise<string> {
    return this.database.transaction(async (tx) => {
      const id = uuidv7();
      const asked = askedSlug(slug, slugOf(name, `sponsor-${id.slice(-12)}`));
      await this.slugs.store(asked, () =>
        tx.insert(SponsorEntity, {
          ...{ id, name, slug: asked.slug, url: url ? webAddress(url) : null },
          ...{ allowSensitive: allowSensitive ?? false, createdAt: now, updatedAt: now },
        }),
      );
      await this.log(tx, 'created', { id, version: 1, slug: asked.slug });
      return id;
    });
  }

  /**
   * @param reference slug or id
   * @returns the id of the sponsor
   * @throws DomainError SPONSOR_NOT_FOUND, VERSION_MISMATCH, SLUG_TAKEN
   */
  update(reference: string, patch: SponsorPatch, basedOn: BasedOn, now: Date): Promise<string> {
    return this.database.transaction(async (tx) => {
      const sponsor = await this.take(tx, reference, basedOn);
      const { id } = sponsor;
      const edit = editOf(sponsor, patch);
      if (Object.keys(edit).length === 0) return id;
      const version = sponsor.version + 1;
      const slug = edit.slug ?? sponsor.slug;
      await this.slugs.store({ slug, pointer: '/slug' }, () =>
        tx.update(SponsorEntity, id, { ...edit, version, updatedAt: now }),
      );
      await this.log(tx, 'updated', { id, version, slug });
      return id;
    });
  }

  /**
   * @param reference slug or id
   * @throws DomainError SPONSOR_NOT_FOUND, VERSION_MISMATCH, SPONSOR_IN_USE
   */
  delete(reference: string, basedOn: BasedOn): Promise<void> {
    return this.database.transaction(async (tx) => {
      const { id, version, slug } = await this.take(tx, reference, basedOn);
      if (await tx.existsBy(PlacementEntity, { sponsorId: id })) throw sponsorInUse();
      await tx.delete(SponsorEntity, { id });
      await this.log(tx, 'deleted', { id, version: version + 1, slug });
    });
  }

  /** The sponsor, kept from all others until the commit. */
  private async take(tx: EntityManager, reference: string, basedOn: BasedOn): Promise<SponsorEntity> {
    const where = sponsorBy(reference);
    const sponsor =
      where && (await tx.findOne(SponsorEntity, { where, lock: { mode: 'pessimistic_write' } }));
    if (!sponsor) throw sponsorNotFound();
    checkVersion(sponsor.version, basedOn);
    return sponsor;
  }

  private log(
    tx: EntityManager,
    kind: string,
    { id, version, slug }: Pick<SponsorEntity, 'id' | 'version' | 'slug'>,
  ): Promise<void> {
    return this.changes.append(tx, [
      { kind, subject: 'sponsor', subjectId: id, version, slug, tags: ['placements'] },
    ]);
  }
}

/** How a sponsor is found by its slug or id; null for what PostgreSQL cannot hold. */
export function sponsorBy(reference: string): { id: string } | { slug: string } | null {
  if (isUuid(reference)) return { id: reference };
  return textFault(reference) === undefined ? { slug: reference } : null;
}

function editOf(sponsor: SponsorEntity, { name, slug, url, allowSensitive }: SponsorPatch): Edit {
  const wanted: Edit = { name, slug, url: url ? webAddress(url) : url, allowSensitive };
  const differs = ([field, value]: [string, unknown]): boolean =>
    value !== undefined && value !== sponsor[field as keyof Edit];
  return Object.fromEntries(Object.entries(wanted).filter(differs)) as Edit;
}
