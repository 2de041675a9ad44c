import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { SiteEntity } from './site.entity.js';

export type SiteSettings = Pick<
  SiteEntity,
  | 'name'
  | 'tagline'
  | 'language'
  | 'copyrightNotice'
  | 'labels'
  | 'shareNetworks'
  | 'commentPolicy'
  | 'commentsCloseAfterDays'
  | 'anonymousAccess'
>;

/** What a site is before its newsroom has said anything. */
const DEFAULT_SITE: SiteSettings = {
  name: 'Broadsheet',
  tagline: null,
  language: 'en',
  copyrightNotice: '',
  labels: {},
  shareNetworks: ['x', 'facebook', 'telegram', 'whatsapp', 'linkedin', 'reddit', 'vk', 'email', 'copy'],
  commentPolicy: 'open',
  commentsCloseAfterDays: null,
  anonymousAccess: 'full',
};

/** Keeps the one row of site settings. */
@Injectable()
export class SiteService {
  /** Gives a new database its settings; does nothing when there are some. */
  async ensure(tx: EntityManager, now: Date): Promise<void> {
    await tx
      .createQueryBuilder()
      .insert()
      .into(SiteEntity)
      .values({ id: 1, ...DEFAULT_SITE, updatedAt: now })
      .orIgnore()
      .execute();
  }

  async set(tx: EntityManager, settings: SiteSettings, now: Date): Promise<void> {
    await tx.save(SiteEntity, { id: 1, ...settings, updatedAt: now });
  }

  /**
   * Gives a site that nobody has named yet the words of the one that moves in.
   * @returns whether it took them
   */
  async introduce(
    tx: EntityManager,
    words: Pick<SiteSettings, 'name' | 'tagline'> & { readonly language: string | null },
    now: Date,
  ): Promise<boolean> {
    const site = await tx.findOneByOrFail(SiteEntity, { id: 1 });
    if (site.name !== DEFAULT_SITE.name || words.name === '' || words.name === site.name) return false;
    const { name, tagline } = words;
    await tx.update(SiteEntity, 1, {
      name,
      tagline,
      language: words.language ?? site.language,
      version: site.version + 1,
      updatedAt: now,
    });
    return true;
  }

  /** Says that the site's answer is another now, by what stands elsewhere: its navigation is made of sections. */
  async touch(tx: EntityManager, now: Date): Promise<void> {
    await tx.update(SiteEntity, 1, { version: () => 'version + 1', updatedAt: now });
  }

  language(tx: EntityManager): Promise<string> {
    return tx.findOneByOrFail(SiteEntity, { id: 1 }).then(({ language }) => language);
  }
}
