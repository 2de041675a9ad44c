import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { ArticleDraft } from '../articles/article-draft.js';
import { AuthorsService } from '../authors/authors.service.js';
import { ImagesService } from '../media/images.service.js';
import type { NewChange } from '../platform/changes/change-log.js';
import { run } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import { sectionSlug } from '../sections/section-slug.js';
import { sectionMade, SectionsService } from '../sections/sections.service.js';
import { TagsService } from '../tags/tags.service.js';
import type { ImportedArticle } from './imported-article.js';
import { MetNames, type Named } from './met-names.js';

type Section = ArticleDraft['section'];

/** What a story refers to. */
export type References = Pick<ArticleDraft, 'section' | 'authorIds' | 'tagIds' | 'leadImageId'>;

/** What the lines of an import refer to. */
export interface FoundReferences {
  of(line: ImportedArticle): References;
  /** What the log is to hear of the sections, authors and tags that were made for them. */
  readonly made: readonly NewChange[];
}

const namesOf = {
  section: ({ section }: ImportedArticle): string[] => [section],
  authors: ({ authors }: ImportedArticle): string[] => authors ?? [],
  tags: ({ tags, newTags }: ImportedArticle): string[] => [...(tags ?? []), ...(newTags ?? [])],
};

/** Finds the sections, authors, tags and pictures that an import names, all lines at once, and makes what is new. */
@Injectable()
export class ImportReferencesService {
  constructor(
    private readonly sections: SectionsService,
    private readonly authors: AuthorsService,
    private readonly tags: TagsService,
    private readonly images: ImagesService,
  ) {}

  async find(tx: EntityManager, lines: readonly ImportedArticle[]): Promise<FoundReferences> {
    const made: NewChange[] = [];
    const noting = async (taken: Promise<{ ids: string[]; changes: readonly NewChange[] }>) => {
      const { ids, changes } = await taken;
      made.push(...changes);
      return ids;
    };
    const sections = await MetNames.lookUp(lines.flatMap(namesOf.section), (names) =>
      this.sectionsOf(tx, names, made),
    );
    const authors = await MetNames.lookUp(lines.flatMap(namesOf.authors), (names) =>
      noting(this.authors.take(tx, names)),
    );
    const tags = await MetNames.lookUp(lines.flatMap(namesOf.tags), (names) =>
      noting(this.tags.take(tx, names)),
    );
    const leads = await this.leadImages(tx, lines);
    const idsOf = (names: readonly string[], met: MetNames<string>): string[] => [
      ...new Set(names.map((name) => met.of(name))),
    ];
    return {
      made,
      of: (line) => ({
        section: sections.of(line.section),
        authorIds: idsOf(namesOf.authors(line), authors),
        tagIds: idsOf(namesOf.tags(line), tags),
        leadImageId: leads.get(line) ?? null,
      }),
    };
  }

  /** Those that are there already are found together; a site has few, so that the others are made one by one. */
  private async sectionsOf(
    tx: EntityManager,
    names: readonly Named[],
    made: NewChange[],
  ): Promise<Section[]> {
    const rows = await run<Section & { slug: string }>(
      tx,
      sql`select slug, id, path from section where slug = any(${names.map(({ slug }) => sectionSlug(slug))}::text[])`,
    );
    const known = new Map(rows.map(({ slug, id, path }) => [slug, { id, path }]));
    const sections: Section[] = [];
    for (const { slug, name } of names) {
      const section = known.get(sectionSlug(slug)) ?? (await this.sections.pathOf(tx, slug, name));
      sections.push(section);
      if (!known.has(sectionSlug(slug))) made.push(sectionMade(section.id));
    }
    return sections;
  }

  private async leadImages(
    tx: EntityManager,
    lines: readonly ImportedArticle[],
  ): Promise<ReadonlyMap<ImportedArticle, string>> {
    const leads = lines.flatMap((line) => (line.leadImage ? [{ line, image: line.leadImage }] : []));
    const ids = await this.images.idsOf(
      tx,
      leads.map(({ image }) => image),
    );
    return new Map(leads.map(({ line }, index) => [line, ids[index] as string]));
  }
}
