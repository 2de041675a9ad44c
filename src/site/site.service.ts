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

  language(tx: EntityManager): Promise<string> {
    return tx.findOneByOrFail(SiteEntity, { id: 1 }).then(({ language }) => language);
  }
}
