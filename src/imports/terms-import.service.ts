import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuthorsService } from '../authors/authors.service.js';
import { ChangeLog, type NewChange } from '../platform/changes/change-log.js';
import { Database, run } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import { type SectionDraft, SectionsService } from '../sections/sections.service.js';
import { SiteService } from '../site/site.service.js';
import { TagsService } from '../tags/tags.service.js';
import { ArticleImportService } from './article-import.service.js';

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

/** Rows of one statement: PostgreSQL takes 65,535 values at most. */
const ROWS = 1_000;

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
   * Makes the sections, authors and tags that are not there yet; those that are stay as they are. A site that nobody
   * has named takes the name of the one that moves in.
   */
  import(site: ImportedSite, now: Date): Promise<MadeTerms> {
    return this.database.transaction(async (tx) => {
      await this.stories.takeTurn(tx);
      const before = await counts(tx);
      const isNamed = await this.site.introduce(tx, site, now);
      const sections = await this.sections.makeMissing(tx, site.sections);
      for (const authors of chunks(site.authors)) await this.authors.idsOf(tx, authors);
      for (const tags of chunks(site.tags)) await this.tags.idsOf(tx, tags);
      const after = await counts(tx);
      await this.changes.append(tx, [
        ...(isNamed ? [SITE_CHANGED] : []),
        ...sections.map((subjectId) => ({
          kind: 'created',
          subject: 'section',
          subjectId,
          tags: ['sections'],
        })),
      ]);
      return {
        sections: sections.length,
        authors: after.authors - before.authors,
        tags: after.tags - before.tags,
      };
    });
  }

  /** Makes the tags that are not there yet. */
  importTags(tags: readonly Named[]): Promise<number> {
    return this.database.transaction(async (tx) => {
      await this.stories.takeTurn(tx);
      const before = await counts(tx);
      await this.tags.idsOf(tx, tags);
      return (await counts(tx)).tags - before.tags;
    });
  }

  /** Gives a site without a navigation one, once its stories are there. */
  async settle(): Promise<void> {
    await this.database.transaction(async (tx) => {
      await this.stories.takeTurn(tx);
      if (await this.sections.fillNavigation(tx)) await this.changes.append(tx, [SITE_CHANGED]);
    });
  }
}

const SITE_CHANGED: NewChange = { kind: 'updated', subject: 'site', tags: ['site', 'sections'] };

async function counts(tx: EntityManager): Promise<{ authors: number; tags: number }> {
  const [row] = await run<{ authors: number; tags: number }>(
    tx,
    sql`select (select count(*)::int from author) as authors, (select count(*)::int from tag) as tags`,
  );
  return row as { authors: number; tags: number };
}

const chunks = <T>(rows: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(rows.length / ROWS) }, (_, index) =>
    rows.slice(index * ROWS, (index + 1) * ROWS),
  );
