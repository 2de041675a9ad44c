import { Injectable } from '@nestjs/common';
import { isDeepStrictEqual } from 'node:util';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { slugOf } from '../articles/article-slug.js';
import { ArticleTermsService } from '../articles/article-terms.service.js';
import { ChangeLog } from '../platform/changes/change-log.js';
import { Database, run } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import { askedSlug, SlugKeeper } from '../platform/writes/slug-keeper.js';
import { type BasedOn, checkVersion } from '../platform/writes/version.js';
import { RelatedService } from '../related-stories/related.service.js';
import { authorChange } from './author-change.js';
import { AuthorEntity } from './author.entities.js';
import { authorInUse, authorNotFound, unknownAuthor, unknownAvatar } from './author.errors.js';
import type { AuthorLinkInput, AuthorPatch, CreateAuthorInput } from './author.inputs.js';

type Edit = Partial<Pick<AuthorEntity, 'name' | 'slug' | 'bio' | 'avatarId' | 'links'>>;

/** What editors do to authors. They take turns with all who save stories, which name authors. */
@Injectable()
export class AuthorEditingService {
  private readonly slugs = new SlugKeeper('author');

  constructor(
    private readonly database: Database,
    private readonly stories: ArticleTermsService,
    private readonly related: RelatedService,
    private readonly changes: ChangeLog,
  ) {}

  /**
   * @returns the id of the new author
   * @throws DomainError SLUG_TAKEN, INVALID_INPUT for an unknown portrait
   */
  create(wanted: CreateAuthorInput, now: Date): Promise<string> {
    return this.database.transaction(async (tx) => {
      await this.related.takeTurnSoon(tx);
      const id = uuidv7();
      const { name, bio = null, avatar: avatarId = null } = wanted;
      const asked = askedSlug(wanted.slug, slugOf(name, `author-${id.slice(-12)}`));
      await this.slugs.claim(tx, id, asked);
      await this.checkAvatar(tx, avatarId);
      const links = linksOf(wanted.links ?? []);
      const author = { id, slug: asked.slug, name, bio, avatarId, links, createdAt: now, updatedAt: now };
      await this.slugs.store(asked, () => tx.insert(AuthorEntity, author));
      await this.changes.append(tx, [authorChange('created', id, 1, asked.slug)]);
      return id;
    });
  }

  /**
   * @returns the id of the author
   * @throws DomainError AUTHOR_NOT_FOUND, VERSION_MISMATCH, SLUG_TAKEN, INVALID_INPUT for an unknown portrait
   */
  update(slug: string, patch: AuthorPatch, basedOn: BasedOn, now: Date): Promise<string> {
    return this.database.transaction(async (tx) => {
      const author = await this.take(tx, slug, basedOn);
      const { id } = author;
      const edit = editOf(author, patch);
      if (Object.keys(edit).length === 0) return id;
      if (edit.avatarId !== undefined) await this.checkAvatar(tx, edit.avatarId);
      if (edit.slug !== undefined) {
        await this.slugs.claim(tx, id, { slug: edit.slug, pointer: '/slug' });
        await this.slugs.change(tx, { id, from: author.slug, to: edit.slug, now });
      }
      const version = author.version + 1;
      await this.slugs.store({ slug: edit.slug ?? author.slug, pointer: '/slug' }, () =>
        tx.update(AuthorEntity, id, { ...edit, version, updatedAt: now }),
      );
      const isMoved = edit.slug !== undefined;
      const entry = authorChange(isMoved ? 'moved' : 'updated', id, version, edit.slug ?? author.slug);
      const isNamed = isMoved || edit.name !== undefined;
      const tags = isNamed ? entry.tags : [`author:${id}`];
      await this.changes.append(tx, [{ ...entry, previousSlug: isMoved ? author.slug : null, tags }]);
      return id;
    });
  }

  /**
   * @param moveTo slug of the author who signs the stories from now on
   * @throws DomainError AUTHOR_NOT_FOUND, VERSION_MISMATCH, AUTHOR_IN_USE, INVALID_INPUT for another author who is not
   * there
   */
  delete(slug: string, moveTo: string | null | undefined, basedOn: BasedOn, now: Date): Promise<void> {
    return this.database.transaction(async (tx) => {
      const author = await this.take(tx, slug, basedOn);
      const heir = moveTo ? await this.find(tx, moveTo) : null;
      if (moveTo && (!heir || heir.id === author.id)) throw unknownAuthor('/moveTo');
      if (!heir && (await this.stories.uses(tx, 'author', author.id))) throw authorInUse();
      const tags = [author, ...(heir ? [heir] : [])].map(({ id }) => `author:${id}`);
      // Without another one it is taken out of the revisions of the past, where alone it is.
      const replacement = { from: author.id, to: heir?.id ?? null };
      const changed = await this.stories.replace(tx, 'author', replacement, now);
      if (heir) await this.slugs.bequeath(tx, author, heir.id, now);
      await tx.delete(AuthorEntity, { id: author.id });
      const kind = heir ? 'merged' : 'deleted';
      const entry = authorChange(kind, author.id, author.version + 1, heir?.slug ?? author.slug);
      const previousSlug = heir ? author.slug : null;
      await this.changes.append(tx, [...changed, { ...entry, previousSlug, tags: ['authors', ...tags] }]);
    });
  }

  /** The author, kept from all others until the commit. */
  private async take(tx: EntityManager, slug: string, basedOn: BasedOn): Promise<AuthorEntity> {
    await this.related.takeTurnSoon(tx);
    const author = await this.find(tx, slug);
    if (!author) throw authorNotFound();
    checkVersion(author.version, basedOn);
    return author;
  }

  private async find(tx: EntityManager, slug: string): Promise<AuthorEntity | null> {
    const id = await this.slugs.idOf(tx, slug);
    return id === null
      ? null
      : tx.findOne(AuthorEntity, { where: { id }, lock: { mode: 'pessimistic_write' } });
  }

  /** Keeps the picture from being deleted until the commit. */
  private async checkAvatar(tx: EntityManager, id: string | null): Promise<void> {
    if (id === null) return;
    const found = await run(tx, sql`select 1 from image where id = ${id}::uuid for key share`);
    if (found.length === 0) throw unknownAvatar();
  }
}

function editOf(author: AuthorEntity, { name, slug, bio, avatar, links }: AuthorPatch): Edit {
  const wanted: Edit = {
    ...{ name, slug, bio, avatarId: avatar },
    links: links === undefined ? undefined : linksOf(links ?? []),
  };
  const differs = ([field, value]: [string, unknown]): boolean =>
    value !== undefined && !isDeepStrictEqual(value, author[field as keyof Edit]);
  return Object.fromEntries(Object.entries(wanted).filter(differs)) as Edit;
}

const linksOf = (links: readonly AuthorLinkInput[]): AuthorEntity['links'] =>
  links.map(({ label, url }) => ({ label, url }));
