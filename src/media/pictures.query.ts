import { Injectable } from '@nestjs/common';
import { isOpenTo, readsBodies, visibleTo } from '../articles/visibility.js';
import { visibleAuthor } from '../authors/authors.query.js';
import { isUuid } from '../platform/api/uuid.js';
import { may, type Viewer, type ViewerClass, viewerClass } from '../platform/api/viewer.js';
import { Database } from '../platform/database/database.js';
import { compile, type CompiledSql, Slot, sql, type Sql } from '../platform/database/sql.js';
import { usedInBody } from './image-use.query.js';
import { imageNotFound } from './media.errors.js';
import type { Point } from './rendition.js';

/** An uploaded picture, as far as its file is concerned. */
export interface StoredPicture {
  readonly id: string;
  readonly width: number;
  readonly height: number;
  readonly mediaType: string;
  readonly byteSize: number;
  readonly contentHash: string;
  readonly version: number;
  readonly focus: Point | null;
  /** Whether something that everybody may see uses it. */
  readonly isPublic: boolean;
}

const id = sql`${new Slot('id')}::uuid`;

/**
 * Whether something uses the picture that the viewer may see: the published state of a visible story, one of its
 * authors, or a sponsor slot that runs. Each is looked up by an index on the picture's id.
 */
function usedVisibly(viewer: ViewerClass): Sql {
  const published = sql`from article_revision r join article a on a.published_revision_id = r.id`;
  return sql`(
    exists (select 1 ${published} where r.lead_image_id = ${id} and ${visibleTo(viewer, sql`a`)})
    or exists (select 1 ${published} where ${usedInBody(sql`r`, id)} and ${visibleTo(viewer, sql`a`)}
      and ${readsBodies(viewer)})
    or exists (select 1 from author au where au.avatar_id = ${id} and ${visibleAuthor(sql`au`, viewer)})
    or exists (select 1 from placement p where p.image_id = ${id} and ${isOpenTo(viewer)}
      and (p.starts_at is null or p.starts_at <= now()) and (p.ends_at is null or p.ends_at > now())))`;
}

const statement = (viewer: ViewerClass, everything: boolean): CompiledSql =>
  compile(sql`select i.id, i.width, i.height, i.media_type as "mediaType", i.byte_size as "byteSize",
      i.content_hash as "contentHash", i.version, i.focal_x as x, i.focal_y as y,
      ${usedVisibly('anonymous')} as "isPublic"
    from image i where i.id = ${id} and i.media_type is not null
      ${everything ? sql`` : sql`and ${usedVisibly(viewer)}`}`);

const STATEMENTS = {
  anonymous: statement('anonymous', false),
  reader: statement('reader', false),
  writer: statement('reader', true),
} as const;

/** Finds uploaded pictures for those who may see them. */
@Injectable()
export class PicturesQuery {
  constructor(private readonly database: Database) {}

  /** @throws DomainError IMAGE_NOT_FOUND, also for a picture that is none of the viewer's business yet */
  async stored(pictureId: string, viewer: Viewer): Promise<StoredPicture> {
    if (!isUuid(pictureId)) throw imageNotFound();
    const kind = may(viewer, 'content:write') ? 'writer' : viewerClass(viewer);
    const [row] = await this.database.read<Omit<StoredPicture, 'focus'> & { x: number; y: number }>(
      STATEMENTS[kind],
      { naming: 'fixed', slots: { id: pictureId } },
    );
    if (!row) throw imageNotFound();
    const { x, y, ...picture } = row;
    return { ...picture, focus: x === null ? null : { x, y } };
  }
}
