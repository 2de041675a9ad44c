import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { slugOf } from '../articles/article-slug.js';
import { ArticleTermsService } from '../articles/article-terms.service.js';
import { invalidInput } from '../platform/api/errors.js';
import { ChangeLog, type NewChange } from '../platform/changes/change-log.js';
import { Database } from '../platform/database/database.js';
import { askedSlug, SlugKeeper } from '../platform/writes/slug-keeper.js';
import { type BasedOn, checkVersion } from '../platform/writes/version.js';
import { RelatedService } from '../related-stories/related.service.js';
import { SiteService } from '../site/site.service.js';
import { sectionSlug } from './section-slug.js';
import { SectionEntity } from './section.entities.js';
import {
  sectionCycle,
  sectionAgreed,
  sectionInUse,
  sectionNotFound,
  unknownSection,
} from './section.errors.js';
import type { CreateSectionInput, SectionPatch } from './section.inputs.js';
import { SectionTreeService } from './section-tree.service.js';

/** Fields of a section that an edit gives other values. */
type Edit = Partial<
  Pick<
    SectionEntity,
    | 'name'
    | 'slug'
    | 'description'
    | 'position'
    | 'navigationPosition'
    | 'parentId'
    | 'commentPolicy'
    | 'commentsCloseAfterDays'
  >
>;

/**
 * What editors do to sections. They take turns with each other and with all who save stories, so that no two moves make
 * a cycle together and no story is saved under a path that is just changing.
 */
@Injectable()
export class SectionEditingService {
  private readonly slugs = new SlugKeeper('section');

  constructor(
    private readonly database: Database,
    private readonly tree: SectionTreeService,
    private readonly stories: ArticleTermsService,
    private readonly related: RelatedService,
    private readonly site: SiteService,
    private readonly changes: ChangeLog,
  ) {}

  /**
   * @returns the id of the new section
   * @throws DomainError SLUG_TAKEN, INVALID_INPUT for an unknown parent
   */
  create(wanted: CreateSectionInput, now: Date): Promise<string> {
    return this.database.transaction(async (tx) => {
      await this.related.takeTurnSoon(tx);
      const id = uuidv7();
      const asked = askedSlug(
        unreserved(wanted.slug),
        sectionSlug(slugOf(wanted.name, `section-${id.slice(-12)}`)),
      );
      await this.slugs.claim(tx, id, asked);
      const parent = await this.parentOf(tx, wanted.parent);
      const { name, description = null, navigationPosition = null } = wanted;
      const { commentPolicy = null, commentsCloseAfterDays = null } = wanted;
      const position = wanted.position ?? (await this.tree.nextPlace(tx, parent?.id ?? null));
      const path = [...(parent?.path ?? []), id];
      const placed = {
        id,
        slug: asked.slug,
        parentId: parent?.id ?? null,
        path,
        position,
        navigationPosition,
      };
      await this.slugs.store(asked, () =>
        tx.insert(SectionEntity, {
          ...placed,
          ...{ name, description, commentPolicy, commentsCloseAfterDays },
          ...{ createdAt: now, updatedAt: now },
        }),
      );
      // The section above shows those below it.
      if (parent) await this.tree.touch(tx, { ids: [parent.id], below: [] }, now);
      if (navigationPosition !== null) await this.site.touch(tx, now);
      await this.changes.append(tx, [
        { ...about('created', id, 1, asked.slug), tags: treeTags(navigationPosition !== null) },
      ]);
      return id;
    });
  }

  /**
   * @returns the id of the section
   * @throws DomainError SECTION_NOT_FOUND, VERSION_MISMATCH, SLUG_TAKEN, SECTION_CYCLE, INVALID_INPUT for an unknown
   * parent
   */
  update(slug: string, patch: SectionPatch, basedOn: BasedOn, now: Date): Promise<string> {
    return this.database.transaction(async (tx) => {
      const section = await this.take(tx, slug, basedOn);
      const parent = patch.parent === undefined ? undefined : await this.newParent(tx, section, patch.parent);
      const edit = await this.editOf(tx, section, patch, parent);
      if (Object.keys(edit).length === 0) return section.id;
      const renamed = edit.slug === undefined ? [] : await this.rename(tx, section, edit.slug, now);
      await this.slugs.store({ slug: edit.slug ?? section.slug, pointer: '/slug' }, () =>
        tx.update(SectionEntity, section.id, { ...edit, version: section.version + 1 }),
      );
      const related = edit.parentId === undefined ? [] : await this.move(tx, section, parent ?? null);
      const isSite = await this.spread(tx, section, edit, now);
      if (edit.name !== undefined) {
        related.push(...(await this.related.renew(tx, await this.stories.published(tx, [section.id]))));
      }
      const isMoved = edit.slug !== undefined || edit.parentId !== undefined;
      const entry = about(
        isMoved ? 'moved' : 'updated',
        section.id,
        section.version + 1,
        edit.slug ?? section.slug,
      );
      const previousSlug = edit.slug === undefined ? null : section.slug;
      const tags = [...treeTags(isSite), ...new Set(related)];
      await this.changes.append(tx, [...renamed, { ...entry, previousSlug, tags }]);
      return section.id;
    });
  }

  /**
   * @param moveTo slug of the section that stories, sections below and sponsor slots go to
   * @throws DomainError SECTION_NOT_FOUND, VERSION_MISMATCH, SECTION_IN_USE, SECTION_CYCLE, INVALID_INPUT for a section
   * to move to that is not there
   */
  delete(slug: string, moveTo: string | null | undefined, basedOn: BasedOn, now: Date): Promise<void> {
    return this.database.transaction(async (tx) => {
      const section = await this.take(tx, slug, basedOn);
      const { id, parentId, navigationPosition } = section;
      const heir = moveTo ? await this.heirOf(tx, section, moveTo) : null;
      if (await this.tree.isAgreed(tx, id)) throw sectionAgreed();
      if (!heir && (await this.isInUse(tx, id))) throw sectionInUse();
      const handed = heir ? await this.handOver(tx, section, heir, now) : { moved: [], tags: [] };
      await this.stories.forgetSection(tx, id);
      await tx.delete(SectionEntity, { id });
      const relatives = [...(parentId ? [parentId] : []), ...(heir ? [heir.id] : [])];
      await this.tree.touch(tx, { ids: relatives, below: heir ? [heir.id] : [] }, now);
      if (navigationPosition !== null) await this.site.touch(tx, now);
      const entry = about(heir ? 'merged' : 'deleted', id, section.version + 1, heir?.slug ?? section.slug);
      const previousSlug = heir ? section.slug : null;
      const tags = [...treeTags(navigationPosition !== null), ...handed.tags];
      await this.changes.append(tx, [...handed.moved, { ...entry, previousSlug, tags }]);
    });
  }

  /** The section, kept from all others until the commit. */
  private async take(tx: EntityManager, slug: string, basedOn: BasedOn): Promise<SectionEntity> {
    await this.related.takeTurnSoon(tx);
    const section = await this.find(tx, slug);
    if (!section) throw sectionNotFound();
    checkVersion(section.version, basedOn);
    return section;
  }

  private async find(tx: EntityManager, slug: string): Promise<SectionEntity | null> {
    const id = await this.slugs.idOf(tx, slug);
    return id === null
      ? null
      : tx.findOne(SectionEntity, { where: { id }, lock: { mode: 'pessimistic_write' } });
  }

  private async parentOf(tx: EntityManager, slug: string | null | undefined): Promise<SectionEntity | null> {
    if (slug === null || slug === undefined) return null;
    const parent = await this.find(tx, slug);
    if (!parent) throw unknownSection('/parent');
    return parent;
  }

  private async newParent(
    tx: EntityManager,
    { id }: SectionEntity,
    slug: string | null,
  ): Promise<SectionEntity | null> {
    const parent = await this.parentOf(tx, slug);
    if (parent?.path.includes(id)) throw sectionCycle('/parent');
    return parent;
  }

  private async editOf(
    tx: EntityManager,
    section: SectionEntity,
    patch: SectionPatch,
    parent: SectionEntity | null | undefined,
  ): Promise<Edit> {
    const { name, slug, description, position, navigationPosition } = patch;
    const { commentPolicy, commentsCloseAfterDays } = patch;
    const parentId = parent === undefined ? undefined : (parent?.id ?? null);
    const isMoved = parentId !== undefined && parentId !== section.parentId;
    const last = isMoved && position === undefined ? await this.tree.nextPlace(tx, parentId) : undefined;
    const wanted: Edit = {
      ...{ name, slug, description, navigationPosition, parentId },
      ...{ commentPolicy, commentsCloseAfterDays },
      position: position ?? last,
    };
    const differs = ([field, value]: [string, unknown]): boolean =>
      value !== undefined && value !== section[field as keyof Edit];
    return Object.fromEntries(Object.entries(wanted).filter(differs)) as Edit;
  }

  private async rename(tx: EntityManager, { id, slug: from }: SectionEntity, to: string, now: Date) {
    await this.slugs.claim(tx, id, { slug: unreserved(to), pointer: '/slug' });
    await this.slugs.change(tx, { id, from, to, now });
    return this.stories.readdress(tx, id, now);
  }

  /** Puts a section with all below it under another one. @returns cache tags of what stands beside its stories */
  private async move(
    tx: EntityManager,
    section: SectionEntity,
    parent: SectionEntity | null,
  ): Promise<string[]> {
    const { id, path } = section;
    const above = parent?.path ?? [];
    await this.tree.reroot(tx, [id], above);
    const gone = path.filter((one) => one !== id && !above.includes(one));
    const come = above.filter((one) => !path.includes(one));
    await this.stories.relist(tx, id, { gone, come });
    return this.related.renew(tx, await this.stories.published(tx, [...gone, ...come]));
  }

  /**
   * Says of everything that shows what was edited that it changed: those beside which the section is shown, and the
   * navigation.
   * @returns whether the site's own answer is another now
   */
  private async spread(tx: EntityManager, section: SectionEntity, edit: Edit, now: Date): Promise<boolean> {
    const { id, parentId, navigationPosition } = section;
    const isShownBelow = edit.name !== undefined || edit.slug !== undefined || edit.parentId !== undefined;
    const parents = [parentId, edit.parentId ?? null].filter((one) => one !== null);
    const isNavigation = navigationPosition !== null && (edit.name !== undefined || edit.slug !== undefined);
    const isSite = isNavigation || edit.navigationPosition !== undefined;
    if (isSite) await this.site.touch(tx, now);
    await this.tree.touch(tx, { ids: [id, ...parents], below: isShownBelow ? [id] : [] }, now);
    return isSite;
  }

  private async heirOf(tx: EntityManager, { id }: SectionEntity, slug: string): Promise<SectionEntity> {
    const heir = await this.find(tx, slug);
    if (!heir) throw unknownSection('/moveTo');
    if (heir.path.includes(id)) throw sectionCycle('/moveTo');
    return heir;
  }

  private async isInUse(tx: EntityManager, id: string): Promise<boolean> {
    return (await this.tree.isInUse(tx, id)) || this.stories.usesSection(tx, id);
  }

  /**
   * Gives everything that stands in a section to the one that takes its place, its address included.
   * @returns what the log is to hear of the stories, and cache tags of what else is another now
   */
  private async handOver(
    tx: EntityManager,
    section: SectionEntity,
    heir: SectionEntity,
    now: Date,
  ): Promise<{ moved: NewChange[]; tags: string[] }> {
    const { id, path } = section;
    const gone = path.filter((one) => !heir.path.includes(one));
    const come = heir.path.filter((one) => !path.includes(one));
    const moved = await this.stories.moveStories(tx, section, heir.id, now);
    await this.stories.relist(tx, id, { gone, come });
    const hasSlots = await this.tree.adopt(tx, id, heir);
    await this.slugs.bequeath(tx, section, heir.id, now);
    const related = await this.related.renew(
      tx,
      await this.stories.published(tx, [...gone, ...come, heir.id]),
    );
    return { moved, tags: [...(hasSlots ? ['placements'] : []), ...related] };
  }
}

/** Every answer is made of the tree, addresses and breadcrumbs, so that nothing else need be named. */
const treeTags = (isSite: boolean): string[] => ['sections', ...(isSite ? ['site'] : [])];

const about = (kind: string, subjectId: string, version: number, slug: string): Omit<NewChange, 'tags'> => ({
  kind,
  subject: 'section',
  subjectId,
  version,
  slug,
});

/** @throws DomainError INVALID_INPUT for a slug that front ends have another page for */
function unreserved<Slug extends string | null | undefined>(slug: Slug): Slug {
  if (!slug || sectionSlug(slug) === slug) return slug;
  const detail = `${slug} is the address of another kind of page.`;
  throw invalidInput([{ pointer: '/slug', code: 'RESERVED', detail }]);
}
