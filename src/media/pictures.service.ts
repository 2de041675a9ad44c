import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { Inject, Injectable } from '@nestjs/common';
import { imageNotFound } from './media.errors.js';
import { MEDIA_STORAGE, type MediaStorage } from './media-storage.js';
import { type Format, MEDIA_TYPES } from './picture-format.js';
import { render } from './picture-rendering.js';
import { PictureWork } from './picture-work.js';
import type { StoredPicture } from './pictures.query.js';
import { type Rendition, renditionName } from './rendition.js';

/** Part of the names of renditions: a new number, and all are made anew. */
const GENERATION = '1';

/** Where the file of a picture lies, with its renditions beside it. */
export const masterKey = (id: string): string => `${id}/master`;

/** Gives the files of pictures, and makes their renditions when they are first asked for. */
@Injectable()
export class PicturesService {
  constructor(
    @Inject(MEDIA_STORAGE) private readonly storage: MediaStorage,
    private readonly work: PictureWork,
  ) {}

  /** @throws DomainError IMAGE_NOT_FOUND when the file was removed meanwhile */
  async master(picture: StoredPicture): Promise<{ bytes: number; content: Readable }> {
    const file = await this.storage.get(masterKey(picture.id));
    if (!file) throw imageNotFound();
    return file;
  }

  /** @throws DomainError MEDIA_BUSY, IMAGE_NOT_FOUND */
  async rendition(picture: StoredPicture, rendition: Rendition, format: Format): Promise<Buffer> {
    const key = `${picture.id}/${GENERATION}-${renditionName(rendition)}.${format}`;
    const known = await this.storage.get(key);
    if (known) return buffer(known.content);
    return this.work.shared(key, async () => {
      const { content } = await this.master(picture);
      const made = await render(await buffer(content), rendition, format);
      await this.storage.put(key, { content: made }, MEDIA_TYPES[format]);
      return made;
    });
  }
}
