import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { API_ADDRESS, type OwnImage, type OwnImages } from '../body/own-images.js';
import { ADDRESSES, type Addresses, ReadContext } from '../platform/api/read-context.js';
import { isUuid } from '../platform/api/uuid.js';
import { run } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import { ImageEntity } from './image.entity.js';
import { imageSrcset, imageUrl } from './image.query.js';

export interface ImageDraft {
  readonly url: string;
  readonly alt?: string | null;
  readonly width?: number | null;
  readonly height?: number | null;
  readonly caption?: string | null;
  readonly credit?: string | null;
  /** Of a picture that is not there yet. */
  readonly focalPoint?: { readonly x: number; readonly y: number } | null;
}

type Picture = Pick<ImageEntity, 'url' | 'alt' | 'width' | 'height' | 'caption' | 'credit'>;

/** Keeps pictures by reference, and finds all of them for those who use them. */
@Injectable()
export class ImagesService {
  constructor(@Inject(ADDRESSES) private readonly addresses: Addresses) {}

  /**
   * The pictures with these ids, for a story, an author or a slot that is about to use them: until the transaction
   * ends, none of them is removed. Those that there are not are left out.
   */
  async findForUse(tx: EntityManager, ids: readonly string[]): Promise<OwnImages> {
    const wanted = ids.filter(isUuid);
    if (wanted.length === 0) return new Map();
    const read = new ReadContext('reader', { ...this.addresses, api: API_ADDRESS });
    const images = await run<OwnImage>(
      tx,
      sql`select i.id, i.media_type is not null as "isUploaded", ${imageUrl(sql`i`, read)} as url,
          ${imageSrcset(sql`i`, read)} as srcset, i.width, i.height, i.alt, i.caption, i.credit
        from image i where i.id = any(${wanted}::uuid[]) order by i.id for key share`,
    );
    return new Map(images.map((image) => [image.id, image]));
  }

  /** The id of this picture with just these words; made when there is none yet. */
  async idOf(tx: EntityManager, draft: ImageDraft): Promise<string> {
    const [id] = await this.idsOf(tx, [draft]);
    return id as string;
  }

  /** Ids of pictures in the order asked for, each with just these words; those that are new are made. */
  async idsOf(tx: EntityManager, drafts: readonly ImageDraft[]): Promise<string[]> {
    if (drafts.length === 0) return [];
    const wanted = drafts.map(pictureOf);
    const pictures = new Map(wanted.map((picture) => [keyOf(picture), picture]));
    const points = new Map(wanted.map((picture, place) => [keyOf(picture), drafts[place]?.focalPoint]));
    const ids = await this.known(tx, [...pictures.values()]);
    const fresh = [...pictures]
      .filter(([key]) => !ids.has(key))
      .map(([key, picture]) => {
        const point = points.get(key);
        return { id: uuidv7(), focalX: point?.x ?? null, focalY: point?.y ?? null, ...picture };
      });
    if (fresh.length > 0) await tx.insert(ImageEntity, fresh);
    for (const image of fresh) ids.set(keyOf(image), image.id);
    return wanted.map((picture) => ids.get(keyOf(picture)) as string);
  }

  /** Ids of those that are there already. Of pictures that are the same in everything it is the first. */
  private async known(tx: EntityManager, pictures: readonly Picture[]): Promise<Map<string, string>> {
    const rows = await run<Picture & { id: string }>(
      tx,
      sql`select w.url, w.alt, w.width, w.height, w.caption, w.credit, found.id
        from json_to_recordset(${JSON.stringify(pictures)}::json)
          as w (url text, alt text, width int, height int, caption text, credit text),
        lateral (select id from image i where i.url = w.url and i.alt = w.alt
          and i.width is not distinct from w.width and i.height is not distinct from w.height
          and i.caption is not distinct from w.caption and i.credit is not distinct from w.credit
          order by id limit 1) found`,
    );
    return new Map(rows.map((row) => [keyOf(row), row.id]));
  }
}

const pictureOf = ({ url, alt, width, height, caption, credit }: ImageDraft): Picture => ({
  url,
  alt: alt ?? '',
  width: width ?? null,
  height: height ?? null,
  caption: caption ?? null,
  credit: credit ?? null,
});

const keyOf = ({ url, alt, width, height, caption, credit }: Picture): string =>
  JSON.stringify([url, alt, width, height, caption, credit]);
