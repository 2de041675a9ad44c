import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { NewChange } from '../platform/changes/change-log.js';
import { run } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import { SlugKeeper } from '../platform/writes/slug-keeper.js';
import { tagChange } from './tag-change.js';

export interface TagDraft {
  readonly slug: string;
  readonly name: string;
}

/** Makes tags. */
@Injectable()
export class TagsService {
  private readonly slugs = new SlugKeeper('tag');

  /** Ids of tags in the order asked for; those that are new are made with the name that was given. */
  async idsOf(tx: EntityManager, tags: readonly TagDraft[]): Promise<string[]> {
    return (await this.take(tx, tags)).ids;
  }

  /** The same, with what the log is to hear of those that were made. */
  async take(
    tx: EntityManager,
    tags: readonly TagDraft[],
  ): Promise<{ ids: string[]; changes: readonly NewChange[] }> {
    const ids = await this.known(tx, tags);
    const fresh = tags.filter(({ slug }) => !ids.has(slug));
    let made: { id: string; slug: string }[] = [];
    if (fresh.length > 0) {
      made = await run(
        tx,
        sql`insert into tag (id, slug, name)
          select * from unnest(${fresh.map(() => uuidv7())}::uuid[], ${fresh.map(({ slug }) => slug)}::text[],
            ${fresh.map(({ name }) => name)}::text[])
          on conflict do nothing returning id, slug`,
      );
      // Another writer may have made one of them meanwhile.
      for (const [slug, id] of await this.known(tx, fresh)) ids.set(slug, id);
    }
    return {
      ids: tags.map(({ slug }) => ids.get(slug) as string),
      changes: made.map(({ id, slug }) => tagChange('created', id, 1, slug)),
    };
  }

  /** Ids by the slugs that tags have, or had. */
  private known(tx: EntityManager, tags: readonly TagDraft[]): Promise<Map<string, string>> {
    return this.slugs.idsOf(
      tx,
      tags.map(({ slug }) => slug),
    );
  }
}
