import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuthorsService } from '../authors/authors.service.js';
import { ChangeLog, type NewChange } from '../platform/changes/change-log.js';
import { chunksOf } from '../platform/database/chunks.js';
import { Database, run } from '../platform/database/database.js';
import { raw, sql } from '../platform/database/sql.js';
import { type SectionDraft, sectionMade, SectionsService } from '../sections/sections.service.js';
import { SiteService } from '../site/site.service.js';
import { TagsService } from '../tags/tags.service.js';
import { ArticleImportService } from './article-import.service.js';
import { differingTerms } from './differing-terms.js';

interface Named {
  readonly slug: string;
  readonly name: string;
}

/** What a site brings along beside its stories. */
export interface ImportedSite {
  readonly name: string;
  readonly tagline: string | null;
  /** BCP 47; null when nobody knows. */
  readonly language: string | null;
  /** Each after the one above it. */
  readonly sections: readonly SectionDraft[];
  readonly authors: readonly Named[];
  readonly tags: readonly Named[];
}

/** How many of each were made, because they were not there. */
export interface MadeTerms {
  sections: number;
  authors: number;
  tags: number;
}

/** What became of the sections, authors and tags of a site. */
export interface TakenTerms {
  readonly made: MadeTerms;
  /** Those that are there already, and not as they are declared. */
  readonly different: MadeTerms;
}

/** Takes over what stories of another site refer to. Doing so again changes nothing. */
@Injectable()
export class TermsImportService {
  constructor(
    private readonly database: Database,
    private readonly stories: ArticleImportService,
    private readonly site: SiteService,
    private readonly sections: SectionsService,
    private readonly authors: AuthorsService,
    private readonly tags: TagsService,
    private readonly changes: ChangeLog,
  ) {}

  /**
   * Makes the sections, authors and tags that are not there yet; those that are stay as they are, since nobody
   * can tell what an editor made of them. A site that nobody has named takes the name of the one that moves in.
   */
  import(site: ImportedSite, now: Date): Promise<TakenTerms> {
    return this.database.transaction(async (tx) => {
      await this.stories.takeTurn(tx);
      const [authorsBefore, tagsBefore] = [await count(tx, 'author'), await count(tx, 'tag')];
      const isNamed = await this.site.introduce(tx, site, now);
      const sections = await this.sections.makeMissing(tx, site.sections);
      const changes = sections.map(sectionMade);
      for (const authors of chunksOf(site.authors)) {
        changes.push(...(await this.authors.take(tx, authors)).changes);
      }
      for (const tags of chunksOf(site.tags)) changes.push(...(await this.tags.take(tx, tags)).changes);
      const made = {
        sections: sections.length,
        authors: (await count(tx, 'author')) - authorsBefore,
        tags: (await count(tx, 'tag')) - tagsBefore,
      };
      await this.changes.append(tx, [...(isNamed ? [siteChanged('site')] : []), ...changes]);
      return { made, different: await differingTerms(tx, site) };
    });
  }

  /** Makes the tags that are not there yet. Gives how many those were. */
  importTags(tags: readonly Named[]): Promise<number> {
    return this.database.transaction(async (tx) => {
      await this.stories.takeTurn(tx);
      const { changes } = await this.tags.take(tx, tags);
      await this.changes.append(tx, changes);
      return changes.length;
    });
  }

  /** Gives a site without a navigation one, once its stories are there. */
  async settle(): Promise<void> {
    await this.database.transaction(async (tx) => {
      await this.stories.takeTurn(tx);
      if (await this.sections.fillNavigation(tx)) await this.changes.append(tx, [siteChanged('sections')]);
    });
  }
}

const siteChanged = (tag: 'site' | 'sections'): NewChange => ({
  kind: 'updated',
  subject: 'site',
  tags: [tag],
});

async function count(tx: EntityManager, table: 'author' | 'tag'): Promise<number> {
  const [row] = await run<{ rows: number }>(tx, sql`select count(*)::int as rows from ${raw(table)}`);
  return row?.rows ?? 0;
}
