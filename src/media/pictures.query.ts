import { Injectable } from '@nestjs/common';
import { isOpenTo, readsBodies, visibleTo } from '../articles/visibility.js';
import { visibleAuthor } from '../authors/authors.query.js';
import { isRunning } from '../placements/placement.query.js';
import { isUuid } from '../platform/api/uuid.js';
import { may, type Viewer, type ViewerClass } from '../platform/api/viewer.js';
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

/** Stories whose published state is one of these revisions, which are found first: they are few, and stories many. */
const storiesWith = (revisions: Sql): Sql =>
  sql`from (select r.id, r.article_id from article_revision r where ${revisions} offset 0) r
    join article a on a.id = r.article_id and a.published_revision_id = r.id`;

/**
 * Whether something uses the picture that the viewer may see: the published state of a visible story, one of its
 * authors, or a sponsor slot that runs. Each is looked up by an index on the picture's id.
 */
function usedVisibly(viewer: ViewerClass): Sql {
  const visible = visibleTo(viewer, sql`a`);
  return sql`(
    exists (select 1 ${storiesWith(sql`r.lead_image_id = ${id}`)} where ${visible})
    or exists (select 1 ${storiesWith(usedInBody(sql`r`, id))} where ${visible} and ${readsBodies(viewer)})
    or exists (select 1 from (select id from author where avatar_id = ${id} offset 0) au
      where ${visibleAuthor(sql`au`, viewer)})
    or exists (select 1 from placement p where p.image_id = ${id} and ${isOpenTo(viewer)} and ${isRunning(sql`p`)}))`;
}

const statement = (isVisible: Sql): CompiledSql =>
  compile(sql`select i.id, i.width, i.height, i.media_type as "mediaType", i.byte_size as "byteSize",
      i.content_hash as "contentHash", i.version, i.focal_x as x, i.focal_y as y,
      ${usedVisibly('anonymous')} as "isPublic", ${isVisible} as "isVisible"
    from image i where i.id = ${id} and i.media_type is not null`);

/** What everybody sees is asked in any case, since it decides who may keep the answer. */
const STATEMENTS = {
  anonymous: statement(sql`false`),
  reader: statement(usedVisibly('reader')),
  writer: statement(sql`true`),
} as const;

interface Row extends Omit<StoredPicture, 'focus'> {
  readonly x: number | null;
  readonly y: number | null;
  readonly isVisible: boolean;
}

const sightOf = (viewer: Viewer): keyof typeof STATEMENTS => {
  if (may(viewer, 'content:write')) return 'writer';
  return may(viewer, 'content:read') ? 'reader' : 'anonymous';
};

/** Finds uploaded pictures for those who may see them. */
@Injectable()
export class PicturesQuery {
  constructor(private readonly database: Database) {}

  /** @throws DomainError IMAGE_NOT_FOUND, also for a picture that is none of the viewer's business yet */
  async stored(pictureId: string, viewer: Viewer): Promise<StoredPicture> {
    if (!isUuid(pictureId)) throw imageNotFound();
    const kind = sightOf(viewer);
    const slots = { id: pictureId };
    const [row] = await this.database.read<Row>(STATEMENTS[kind], { naming: 'fixed', slots });
    if (!row || !(row.isPublic || row.isVisible)) throw imageNotFound();
    const { x, y, isVisible: _, ...picture } = row;
    return { ...picture, focus: x === null || y === null ? null : { x, y } };
  }
}
