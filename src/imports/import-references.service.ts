import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { ArticleDraft } from '../articles/article-draft.js';
import { type AuthorDraft, AuthorsService } from '../authors/authors.service.js';
import { imageIdsIn, type OwnImages } from '../body/own-images.js';
import { ImagesService } from '../media/images.service.js';
import type { NewChange } from '../platform/changes/change-log.js';
import { run } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import { sectionSlug } from '../sections/section-slug.js';
import { type SectionDraft, sectionMade, SectionsService } from '../sections/sections.service.js';
import { TagsService } from '../tags/tags.service.js';
import type { ImportedArticle, ImportedImage } from './imported-article.js';
import type { ImportedAuthor, ImportedSection, ImportedTag, Term } from './imported-terms.js';
import { MetNames, type Named, slugFor } from './met-names.js';

type Section = ArticleDraft['section'];

/** What a story refers to. */
export type References = Pick<ArticleDraft, 'section' | 'authorIds' | 'tagIds' | 'leadImageId' | 'images'>;

/** What the lines of an import refer to. */
export interface FoundReferences {
  of(line: ImportedArticle): References;
  /** What the log is to hear of the sections, authors and tags that were made for them. */
  readonly made: readonly NewChange[];
}

const namesOf = {
  section: ({ section }: ImportedArticle): Term<ImportedSection>[] => [section],
  authors: ({ authors }: ImportedArticle): Term<ImportedAuthor>[] => authors ?? [],
  tags: ({ tags, newTags }: ImportedArticle): Term<ImportedTag>[] => [...(tags ?? []), ...(newTags ?? [])],
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
    const authors = await MetNames.lookUp(lines.flatMap(namesOf.authors), async (names) =>
      noting(this.authors.take(tx, await this.authorDrafts(tx, names))),
    );
    const tags = await MetNames.lookUp(lines.flatMap(namesOf.tags), (names) =>
      noting(this.tags.take(tx, names)),
    );
    const images = await this.images.findForUse(tx, unique(lines.flatMap(ownImagesOf)));
    const leads = await this.leadImages(tx, lines, images);
    return {
      made,
      of: (line) => ({
        section: sections.of(line.section),
        authorIds: unique(namesOf.authors(line).map((author) => authors.of(author))),
        tagIds: unique(namesOf.tags(line).map((tag) => tags.of(tag))),
        leadImageId: leads.get(line) ?? null,
        images,
      }),
    };
  }

  /**
   * Those that are there already are found together; a site has few, so that the others are made one by one, unless a
   * line says where they stand.
   */
  private async sectionsOf(
    tx: EntityManager,
    names: readonly Named<ImportedSection>[],
    made: NewChange[],
  ): Promise<Section[]> {
    const known = await this.knownSections(tx, names);
    const drafts = names.flatMap(({ slug, known: given }) =>
      given && !known.has(sectionSlug(slug)) ? branchOf(given) : [],
    );
    if (drafts.length > 0) made.push(...(await this.sections.makeMissing(tx, drafts)).map(sectionMade));
    const sections: Section[] = [];
    for (const { slug, name } of names) {
      const section = known.get(sectionSlug(slug)) ?? (await this.sections.pathOf(tx, slug, name));
      sections.push(section);
      if ('made' in section && section.made) made.push(sectionMade(section.id));
    }
    return sections;
  }

  private async knownSections(
    tx: EntityManager,
    names: readonly Named[],
  ): Promise<ReadonlyMap<string, Section>> {
    const rows = await run<Section & { slug: string }>(
      tx,
      sql`select slug, id, path from section where slug = any(${names.map(({ slug }) => sectionSlug(slug))}::text[])`,
    );
    return new Map(rows.map(({ slug, id, path }) => [slug, { id, path }]));
  }

  /** Authors with what lines say of them, their pictures found. */
  private async authorDrafts(
    tx: EntityManager,
    names: readonly Named<ImportedAuthor>[],
  ): Promise<AuthorDraft[]> {
    const pictured = names.flatMap(({ slug, known }) =>
      known?.avatar ? [{ slug, image: known.avatar }] : [],
    );
    const ids = await this.images.idsOf(
      tx,
      pictured.map(({ image }) => image),
    );
    const avatars = new Map(pictured.map(({ slug }, index) => [slug, ids[index] as string]));
    return names.map(({ slug, name, known }) => ({
      slug,
      name,
      bio: known?.bio || null,
      links: known?.links?.map(({ label, url }) => ({ label, url })) ?? [],
      avatarId: avatars.get(slug) ?? null,
    }));
  }

  /** A picture that this site keeps is that one, whatever a line says of it. */
  private async leadImages(
    tx: EntityManager,
    lines: readonly ImportedArticle[],
    own: OwnImages,
  ): Promise<ReadonlyMap<ImportedArticle, string>> {
    const found = new Map<ImportedArticle, string>();
    const others: { line: ImportedArticle; image: ImportedImage }[] = [];
    for (const line of lines) {
      if (!line.leadImage) continue;
      const [id = ''] = imageIdsIn({ html: line.leadImage.url });
      if (own.get(id)?.isUploaded) found.set(line, id);
      else others.push({ line, image: line.leadImage });
    }
    const ids = await this.images.idsOf(
      tx,
      others.map(({ image }) => image),
    );
    for (const [index, { line }] of others.entries()) found.set(line, ids[index] as string);
    return found;
  }
}

/** Ids of pictures that a story names, if this site keeps them. */
const ownImagesOf = ({ body, leadImage }: ImportedArticle): string[] => [
  ...imageIdsIn(body),
  ...(leadImage ? imageIdsIn({ html: leadImage.url }) : []),
];

const unique = (ids: readonly string[]): string[] => [...new Set(ids)];

/** A section and those above it, each after the one above it. */
function branchOf({ parents = [], ...section }: ImportedSection): SectionDraft[] {
  const branch = [...parents, section].map(({ slug, name, description }) => ({
    slug: slugFor(slug),
    name,
    description: description || null,
  }));
  return branch.map((draft, place) => ({ ...draft, parent: branch[place - 1]?.slug ?? null }));
}
