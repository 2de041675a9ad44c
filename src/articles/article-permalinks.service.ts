import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { run } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import { permalinkOf } from './permalink.js';

/** A story, and the addresses that it had elsewhere. */
export interface FormerUrls {
  readonly id: string;
  readonly urls: readonly string[];
}

/** Keeps what stories were found under before they came here. */
@Injectable()
export class ArticlePermalinksService {
  /**
   * Keeps the addresses that stories had on the site's former system. The first story to claim one keeps it.
   * @returns those that other stories have, by the story that wanted them
   */
  async keep(
    tx: EntityManager,
    stories: readonly FormerUrls[],
  ): Promise<ReadonlyMap<string, readonly string[]>> {
    const claims = stories.flatMap(({ id, urls }) =>
      urls.map((address) => ({ id, address, ...permalinkOf(address) })),
    );
    const lost = new Map<string, string[]>();
    if (claims.length === 0) return lost;
    const columns = sql`unnest(${claims.map(({ url }) => url)}::text[], ${claims.map(({ host }) => host)}::text[],
      ${claims.map(({ id }) => id)}::uuid[])`;
    await run(
      tx,
      sql`insert into article_permalink (url, host, article_id) select * from ${columns} on conflict do nothing`,
    );
    const taken = await run<{ place: number }>(
      tx,
      sql`select c.place::int from ${columns} with ordinality as c (url, host, article_id, place)
        join article_permalink p on p.url = c.url and p.host = c.host where p.article_id <> c.article_id order by 1`,
    );
    for (const { place } of taken) {
      const { id, address } = claims[place - 1] as (typeof claims)[number];
      lost.set(id, [...(lost.get(id) ?? []), address]);
    }
    return lost;
  }
}
