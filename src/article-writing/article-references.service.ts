import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { ArticleDraft } from '../articles/article-draft.js';
import { slugOf } from '../articles/article-slug.js';
import { imageIdsIn, type OwnImages } from '../body/own-images.js';
import { ImagesService } from '../media/images.service.js';
import type { FieldError } from '../platform/api/errors.js';
import type { NewChange } from '../platform/changes/change-log.js';
import { run } from '../platform/database/database.js';
import { sql, type Sql } from '../platform/database/sql.js';
import { TagsService } from '../tags/tags.service.js';

/** What a story names. What is left out is not looked for. */
export interface Names {
  readonly section?: string | null;
  readonly authors?: readonly string[] | null;
  readonly tags?: readonly string[] | null;
  readonly newTags?: readonly string[] | null;
  readonly leadImage?: string | null;
  readonly body?: object | null;
}

/** What was found of it. */
export interface References {
  readonly section?: ArticleDraft['section'];
  readonly authorIds?: readonly string[];
  readonly tagIds?: readonly string[];
  readonly addedTagIds?: readonly string[];
  readonly leadImageId?: string | null;
  /** The site's own pictures that the body names. */
  readonly images: OwnImages;
}

interface Kind {
  readonly rows: (names: readonly string[]) => Sql;
  readonly code: string;
  readonly name: string;
}

const bySlug = (table: Sql) => (names: readonly string[]) =>
  sql`select id, slug as name from ${table} where slug = any(${names}::text[]) for key share`;

const KINDS = {
  section: { rows: bySlug(sql`section`), code: 'SECTION_NOT_FOUND', name: 'section' },
  author: { rows: bySlug(sql`author`), code: 'AUTHOR_NOT_FOUND', name: 'author' },
  tag: { rows: bySlug(sql`tag`), code: 'TAG_NOT_FOUND', name: 'tag' },
  image: {
    rows: (ids) => sql`select id, id::text as name from image where id = any(${ids}::uuid[]) for key share`,
    ...{ code: 'IMAGE_NOT_FOUND', name: 'picture' },
  },
} as const satisfies Record<string, Kind>;

/** Finds what a story refers to, and tells all that is not there at once. What is found stays until the commit. */
@Injectable()
export class ArticleReferencesService {
  constructor(
    private readonly tags: TagsService,
    private readonly images: ImagesService,
  ) {}

  /** @returns what was found, a fault for each name that stands for nothing, and what was made by the way */
  async find(
    tx: EntityManager,
    names: Names,
  ): Promise<{ found: References; faults: FieldError[]; made: readonly NewChange[] }> {
    const faults: FieldError[] = [];
    const { section, authors, tags, newTags, leadImage, body } = names;
    const one = async (kind: keyof typeof KINDS, name: string, pointer: string) =>
      (await this.idsOf(tx, kind, [name], () => pointer, faults))[0] ?? '';
    const several = (kind: 'author' | 'tag', given: readonly string[], pointer: string) =>
      this.idsOf(tx, kind, given, (place) => `/${pointer}/${place}`, faults);
    const sectionId = section ? await one('section', section, '/section') : undefined;
    const found: References = {
      images: await this.images.findForUse(tx, body ? imageIdsIn(body) : []),
      section: sectionId ? await this.sectionOf(tx, sectionId) : undefined,
      authorIds: authors === undefined ? undefined : await several('author', authors ?? [], 'authors'),
      tagIds: tags === undefined ? undefined : await several('tag', tags ?? [], 'tags'),
      leadImageId: leadImage ? await one('image', leadImage.toLowerCase(), '/leadImage') : leadImage,
    };
    if (faults.length > 0 || !newTags) return { found, faults, made: [] };
    const { ids: addedTagIds, changes: made } = await this.tags.take(tx, newTags.map(tagOf));
    return { found: { ...found, addedTagIds }, faults, made };
  }

  private async sectionOf(tx: EntityManager, id: string): Promise<ArticleDraft['section']> {
    const [section] = await run<ArticleDraft['section']>(
      tx,
      sql`select id, path from section where id = ${id}::uuid`,
    );
    return section as ArticleDraft['section'];
  }

  /** Ids in the order of the names, with a fault for each that is not there. */
  private async idsOf(
    tx: EntityManager,
    kind: keyof typeof KINDS,
    names: readonly string[],
    pointerOf: (place: number) => string,
    faults: FieldError[],
  ): Promise<string[]> {
    if (names.length === 0) return [];
    const { rows: rowsOf, code, name } = KINDS[kind];
    const rows = await run<{ id: string; name: string }>(tx, rowsOf(names));
    const ids = new Map(rows.map((row) => [row.name, row.id]));
    return names.flatMap((wanted, place) => {
      const id = ids.get(wanted);
      if (id !== undefined) return id;
      faults.push({ pointer: pointerOf(place), code, detail: `There is no ${name} ${wanted}.` });
      return [];
    });
  }
}

/** A tag to be made, where there is none of this slug yet. */
function tagOf(name: string): { slug: string; name: string } {
  const unnamed = `tag-${createHash('sha256').update(name).digest('hex').slice(0, 8)}`;
  return { slug: slugOf(name, unnamed), name };
}
