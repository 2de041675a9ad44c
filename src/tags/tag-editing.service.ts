import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { slugOf } from '../articles/article-slug.js';
import { ArticleTermsService } from '../articles/article-terms.service.js';
import { PlacementsService } from '../placements/placements.service.js';
import { ChangeLog } from '../platform/changes/change-log.js';
import { Database } from '../platform/database/database.js';
import { askedSlug, SlugKeeper } from '../platform/writes/slug-keeper.js';
import { type BasedOn, checkVersion } from '../platform/writes/version.js';
import { RelatedService } from '../related-stories/related.service.js';
import { tagChange } from './tag-change.js';
import { TagEntity } from './tag.entities.js';
import { sameTag, tagNotFound, unknownTag } from './tag.errors.js';
import type { CreateTagInput, TagPatch } from './tag.inputs.js';

/** What editors do to tags. They take turns with all who save stories, which name tags and are related by them. */
@Injectable()
export class TagEditingService {
  private readonly slugs = new SlugKeeper('tag');

  constructor(
    private readonly database: Database,
    private readonly stories: ArticleTermsService,
    private readonly related: RelatedService,
    private readonly placements: PlacementsService,
    private readonly changes: ChangeLog,
  ) {}

  /**
   * @returns the id of the new tag
   * @throws DomainError SLUG_TAKEN
   */
  create(wanted: CreateTagInput, now: Date): Promise<string> {
    return this.database.transaction(async (tx) => {
      await this.related.takeTurnSoon(tx);
      const id = uuidv7();
      const { name } = wanted;
      const asked = askedSlug(wanted.slug, slugOf(name, `tag-${id.slice(-12)}`));
      await this.slugs.claim(tx, id, asked);
      const tag = { id, slug: asked.slug, name, createdAt: now, updatedAt: now };
      await this.slugs.store(asked, () => tx.insert(TagEntity, tag));
      await this.changes.append(tx, [tagChange('created', id, 1, asked.slug)]);
      return id;
    });
  }

  /**
   * @returns the id of the tag
   * @throws DomainError TAG_NOT_FOUND, VERSION_MISMATCH, SLUG_TAKEN
   */
  update(slug: string, patch: TagPatch, basedOn: BasedOn, now: Date): Promise<string> {
    return this.database.transaction(async (tx) => {
      const tag = await this.take(tx, slug);
      checkVersion(tag.version, basedOn);
      const { id } = tag;
      const next = { name: patch.name ?? tag.name, slug: patch.slug ?? tag.slug };
      const isMoved = next.slug !== tag.slug;
      if (!isMoved && next.name === tag.name) return id;
      const asked = { slug: next.slug, pointer: '/slug' } as const;
      if (isMoved) {
        await this.slugs.claim(tx, id, asked);
        await this.slugs.change(tx, { id, from: tag.slug, to: next.slug, now });
      }
      const version = tag.version + 1;
      await this.slugs.store(asked, () => tx.update(TagEntity, id, { ...next, version, updatedAt: now }));
      const isNamed = next.name !== tag.name;
      if (isNamed) await this.stories.rename(tx, id);
      // Related stories name the tags that they share.
      const related = isNamed ? await this.related.renew(tx, await this.stories.tagged(tx, [id])) : [];
      const entry = tagChange(isMoved ? 'moved' : 'updated', id, version, next.slug);
      const previousSlug = isMoved ? tag.slug : null;
      await this.changes.append(tx, [{ ...entry, previousSlug, tags: [...entry.tags, ...related] }]);
      return id;
    });
  }

  /**
   * Takes the tag off its stories, and out of being.
   * @throws DomainError TAG_NOT_FOUND, VERSION_MISMATCH
   */
  delete(slug: string, basedOn: BasedOn, now: Date): Promise<void> {
    return this.database.transaction(async (tx) => {
      const tag = await this.take(tx, slug);
      checkVersion(tag.version, basedOn);
      await this.remove(tx, tag, null, now);
    });
  }

  /**
   * Gives the stories of a tag another one in its place. Its slugs lead to that from now on.
   * @returns the id of the other tag
   * @throws DomainError TAG_NOT_FOUND, INVALID_INPUT for another tag that is not there, or is the tag itself
   */
  merge(slug: string, into: string, now: Date): Promise<string> {
    return this.database.transaction(async (tx) => {
      const tag = await this.take(tx, slug);
      // A former slug may be one that another tag left behind: what is to go must be named as it is.
      if (tag.slug !== slug) throw tagNotFound();
      const heir = await this.find(tx, into);
      if (!heir) throw unknownTag();
      if (heir.id === tag.id) throw sameTag();
      await this.remove(tx, tag, heir, now);
      return heir.id;
    });
  }

  private async remove(tx: EntityManager, tag: TagEntity, heir: TagEntity | null, now: Date): Promise<void> {
    const ids = [tag, ...(heir ? [heir] : [])].map(({ id }) => id);
    const neighbours = await this.stories.tagged(tx, ids);
    const replacement = { from: tag.id, to: heir?.id ?? null };
    const changed = await this.stories.replace(tx, 'tag', replacement, now);
    if (heir) await this.slugs.bequeath(tx, tag, heir.id, now);
    const hasSlots =
      heir !== null && (await this.placements.moveTo(tx, 'tag', { from: tag.id, to: heir.id }));
    await tx.delete(TagEntity, { id: tag.id });
    const related = await this.related.renew(tx, neighbours);
    const entry = tagChange(heir ? 'merged' : 'deleted', tag.id, tag.version + 1, heir?.slug ?? tag.slug);
    const previousSlug = heir ? tag.slug : null;
    const tags = ['tags', ...ids.map((id) => `tag:${id}`), ...(hasSlots ? ['placements'] : []), ...related];
    await this.changes.append(tx, [...changed, { ...entry, previousSlug, tags }]);
  }

  /** The tag, kept from all others until the commit. */
  private async take(tx: EntityManager, slug: string): Promise<TagEntity> {
    await this.related.takeTurnSoon(tx);
    const tag = await this.find(tx, slug);
    if (!tag) throw tagNotFound();
    return tag;
  }

  private async find(tx: EntityManager, slug: string): Promise<TagEntity | null> {
    const id = await this.slugs.idOf(tx, slug);
    return id === null ? null : tx.findOne(TagEntity, { where: { id }, lock: { mode: 'pessimistic_write' } });
  }
}
