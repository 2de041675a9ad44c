import { Inject, Injectable, Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { isUuid } from '../platform/api/uuid.js';
import { ChangeLog } from '../platform/changes/change-log.js';
import { Database, run } from '../platform/database/database.js';
import { sql, type Sql } from '../platform/database/sql.js';
import { type BasedOn, checkVersion } from '../platform/writes/version.js';
import { isUsed } from './image-use.query.js';
import { ImageEntity } from './image.entity.js';
import { imageInUse, imageNotFound } from './media.errors.js';
import { MEDIA_STORAGE, type MediaStorage } from './media-storage.js';
import type { TakenPicture } from './picture-intake.js';
import { masterKey } from './pictures.service.js';
import type { Point } from './rendition.js';

/** What is said of a picture. */
export interface ImageWords {
  readonly alt?: string | null;
  readonly caption?: string | null;
  readonly credit?: string | null;
  readonly focalPoint?: Point | null;
}

/** SQLSTATE of a row that others still refer to. */
const REFERRED_TO = '23503';

/** Takes pictures in, changes what is said of them, and removes them. */
@Injectable()
export class MediaService {
  private readonly logger = new Logger(MediaService.name);

  constructor(
    private readonly database: Database,
    private readonly changes: ChangeLog,
    @Inject(MEDIA_STORAGE) private readonly storage: MediaStorage,
  ) {}

  /**
   * Stores the file of a picture that was checked while `work` adds its row, and removes it unless there is one in the
   * end. No row is ever without its file, and no transaction of `work` waits for the storage.
   * @param work gets the id of the picture
   */
  async whileStored<T>(picture: TakenPicture, work: (id: string) => Promise<T>): Promise<T> {
    const id = uuidv7();
    try {
      await this.storage.put(masterKey(id), { path: picture.path }, picture.mediaType);
    } catch (error) {
      await this.removeFiles(id);
      throw error;
    }
    try {
      return await work(id);
    } finally {
      if (await this.isWithoutRow(id)) await this.removeFiles(id);
    }
  }

  /** Adds the row of a picture whose file is stored. */
  async add(
    id: string,
    picture: TakenPicture,
    { words, now }: { words: ImageWords; now: Date },
  ): Promise<{ version: number }> {
    await this.database.transaction((tx) => this.insert(tx, id, { picture, words, now }));
    return { version: 1 };
  }

  /**
   * Changes what is said of a picture: what is undefined is left alone, null clears.
   * @throws DomainError IMAGE_NOT_FOUND, VERSION_MISMATCH
   */
  change(
    id: string,
    words: ImageWords,
    { basedOn, now }: { basedOn: BasedOn; now: Date },
  ): Promise<{ version: number }> {
    return this.database.transaction(async (tx) => {
      const image = await this.locked(tx, id, basedOn);
      const version = image.version + 1;
      await tx.update(ImageEntity, { id }, { ...columnsOf(words), version, updatedAt: now });
      await this.log(tx, 'updated', { id, version });
      return { version };
    });
  }

  /** @throws DomainError IMAGE_NOT_FOUND, VERSION_MISMATCH, IMAGE_IN_USE */
  async remove(id: string, basedOn: BasedOn): Promise<void> {
    await this.database.transaction(async (tx) => {
      // Who starts to use the picture takes a lock on it as well: one of the two waits for the other.
      const { version } = await this.locked(tx, id, basedOn);
      const [use] = await run<{ isUsed: boolean }>(tx, sql`select ${isUsed(sql`${id}::uuid`)} as "isUsed"`);
      if (use?.isUsed) throw imageInUse();
      await tx.delete(ImageEntity, { id }).catch((error: unknown) => {
        throw (error as { code?: string }).code === REFERRED_TO ? imageInUse() : error;
      });
      await this.log(tx, 'deleted', { id, version });
    });
    await this.database.afterwards((isCommitted) => (isCommitted ? this.removeFiles(id) : Promise.resolve()));
  }

  /**
   * Whether a picture certainly has no row. What `work` was answered does not tell: a connection may break between a
   * commit and its answer. Waits for a transaction that is still adding the row.
   */
  private async isWithoutRow(id: string): Promise<boolean> {
    try {
      return await this.database.transaction(async (tx) => {
        await run(tx, sql`set local lock_timeout = '10s'`);
        await run(tx, lockOf(id));
        return !(await tx.existsBy(ImageEntity, { id }));
      });
    } catch (error) {
      this.logger.error(`The files of picture ${id} may be left over: ${String(error)}`);
      return false;
    }
  }

  private async insert(
    tx: EntityManager,
    id: string,
    { picture, words, now }: { picture: TakenPicture; words: ImageWords; now: Date },
  ): Promise<void> {
    await run(tx, lockOf(id));
    await tx.insert(ImageEntity, {
      id,
      url: `/media/${id}`,
      width: picture.width,
      height: picture.height,
      ...columnsOf(words),
      mediaType: picture.mediaType,
      byteSize: picture.bytes,
      contentHash: picture.contentHash,
      animated: picture.animated,
      createdAt: now,
      updatedAt: now,
    });
    await this.log(tx, 'created', { id, version: 1 });
  }

  private async locked(tx: EntityManager, id: string, basedOn: BasedOn): Promise<ImageEntity> {
    const image = isUuid(id)
      ? await tx.findOne(ImageEntity, { where: { id }, lock: { mode: 'pessimistic_write' } })
      : null;
    if (!image) throw imageNotFound();
    checkVersion(image.version, basedOn);
    return image;
  }

  private async log(
    tx: EntityManager,
    kind: string,
    { id, version }: { id: string; version: number },
  ): Promise<void> {
    const tags = [`image:${id}`];
    await this.changes.append(tx, [{ kind, subject: 'image', subjectId: id, version, tags }]);
  }

  /** What is left behind is in nobody's way, so that it is not worth a failure. */
  private removeFiles(id: string): Promise<void> {
    return this.storage
      .removeFolder(id)
      .catch((error: unknown) =>
        this.logger.error(`The files of picture ${id} are left over: ${String(error)}`),
      );
  }
}

/** Held by a transaction that adds a picture's row, until it is settled whether there is one. */
const lockOf = (id: string): Sql => sql`select pg_advisory_xact_lock(hashtextextended(${id}, 0))`;

/** The columns of what is said; those of what is not said are undefined, which leaves them alone. */
const columnsOf = ({ alt, caption, credit, focalPoint }: ImageWords) => ({
  ...(alt === undefined ? {} : { alt: alt ?? '' }),
  ...(caption === undefined ? {} : { caption: caption || null }),
  ...(credit === undefined ? {} : { credit: credit || null }),
  ...(focalPoint === undefined ? {} : { focalX: focalPoint?.x ?? null, focalY: focalPoint?.y ?? null }),
});
