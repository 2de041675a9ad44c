import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ImagesService } from '../media/images.service.js';
import type { FieldError } from '../platform/api/errors.js';
import { idsOfSlugs } from '../platform/writes/slug-references.js';
import { webAddress } from './creative-rules.js';
import { SponsorEntity } from './placement.entities.js';
import { unknownPart } from './placement.errors.js';
import type { PlacementImageInput } from './placement.inputs.js';
import { sponsorBy } from './sponsors.service.js';

/** What a slot names. What is left out is not looked for. */
export interface NamedParts {
  readonly sponsor?: string;
  readonly sections?: readonly string[];
  readonly tags?: readonly string[];
  readonly image?: PlacementImageInput | null;
}

/** What was found of it. */
export interface FoundParts {
  readonly sponsorId?: string;
  readonly sectionIds?: string[];
  readonly tagIds?: string[];
  readonly imageId?: string | null;
}

/** Finds what a slot names, and tells all that is not there at once. What is found stays until the commit. */
@Injectable()
export class PlacementPartsService {
  constructor(private readonly images: ImagesService) {}

  /** @param faults gets one for each name that stands for nothing */
  async find(
    tx: EntityManager,
    { sponsor, sections, tags, image }: NamedParts,
    faults: FieldError[],
  ): Promise<FoundParts> {
    return {
      ...(sponsor === undefined ? {} : { sponsorId: await this.sponsorId(tx, sponsor, faults) }),
      ...(sections ? { sectionIds: await idsOfSlugs(tx, 'section', sections, faults) } : {}),
      ...(tags ? { tagIds: await idsOfSlugs(tx, 'tag', tags, faults) } : {}),
      ...(image === undefined ? {} : { imageId: image && (await this.imageId(tx, image, faults)) }),
    };
  }

  private async sponsorId(tx: EntityManager, reference: string, faults: FieldError[]): Promise<string> {
    const where = sponsorBy(reference);
    const found =
      where &&
      (await tx.findOne(SponsorEntity, { where, lock: { mode: 'for_key_share' }, select: { id: true } }));
    if (!found) faults.push(unknownPart('/sponsor', 'SPONSOR'));
    return found?.id ?? '';
  }

  /** A picture by its address is kept by reference, once for all that use it with the same words. */
  private async imageId(
    tx: EntityManager,
    { id, url, alt, width, height }: PlacementImageInput,
    faults: FieldError[],
  ): Promise<string | null> {
    if (Boolean(id) === Boolean(url)) {
      faults.push({ pointer: '/image', code: 'INVALID', detail: 'A picture has either an id or a url.' });
      return null;
    }
    const words = { alt, width, height };
    if (url) return this.images.idOf(tx, { ...words, url: webAddress(url) as string });
    for (const [name, value] of Object.entries(words)) {
      if (value === undefined || value === null) continue;
      faults.push({ pointer: `/image/${name}`, code: 'INVALID', detail: `The library knows its ${name}.` });
    }
    const known = id as string;
    const found = await this.images.findForUse(tx, [known]);
    if (found.size === 0) faults.push(unknownPart('/image/id', 'IMAGE'));
    return known.toLowerCase();
  }
}
