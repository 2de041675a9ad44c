import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { ImageEntity } from './image.entity.js';

export interface ImageDraft {
  readonly url: string;
  readonly alt?: string | null;
  readonly width?: number | null;
  readonly height?: number | null;
  readonly caption?: string | null;
  readonly credit?: string | null;
}

/** Keeps pictures by reference. */
@Injectable()
export class ImagesService {
  /** The id of this picture with just these words; made when there is none yet. */
  async idOf(tx: EntityManager, draft: ImageDraft): Promise<string> {
    const wanted = {
      url: draft.url,
      alt: draft.alt ?? '',
      width: draft.width ?? null,
      height: draft.height ?? null,
      caption: draft.caption ?? null,
      credit: draft.credit ?? null,
    };
    const known = await tx.findBy(ImageEntity, { url: draft.url });
    const same = known.find((image) =>
      (Object.keys(wanted) as (keyof typeof wanted)[]).every((name) => image[name] === wanted[name]),
    );
    if (same) return same.id;
    const { id } = await tx.save(ImageEntity, { id: uuidv7(), focalX: null, focalY: null, ...wanted });
    return id;
  }
}
