import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuthorsService } from '../authors/authors.service.js';
import { ArticleImportService } from '../imports/article-import.service.js';
import { ImportedArticle } from '../imports/imported-article.js';
import { ImagesService } from '../media/images.service.js';
import { type PlacementDraft, PlacementsService } from '../placements/placements.service.js';
import { ChangeLog } from '../platform/changes/change-log.js';
import { Database, run } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import { validateInput } from '../platform/http/validation.js';
import { RelatedService } from '../related-stories/related.service.js';
import { SectionsService } from '../sections/sections.service.js';
import { SiteService } from '../site/site.service.js';
import { TagsService } from '../tags/tags.service.js';
import { demoSite } from './demo-site.js';
import type { DemoArticle, DemoPlacement } from './demo-types.js';

/** Fills an empty database with the demo site, through the same services that a newsroom's own content takes. */
@Injectable()
export class DemoService {
  constructor(
    private readonly database: Database,
    private readonly site: SiteService,
    private readonly sections: SectionsService,
    private readonly authors: AuthorsService,
    private readonly tags: TagsService,
    private readonly images: ImagesService,
    private readonly placements: PlacementsService,
    private readonly related: RelatedService,
    private readonly stories: ArticleImportService,
    private readonly changes: ChangeLog,
  ) {}

  /** Does nothing where there is anything already. All of it is there or nothing, however the process ends. */
  async fillEmpty(now: Date): Promise<void> {
    const lines = await Promise.all(demoSite.articles.map(lineOf));
    await this.database.transaction(async (tx) => {
      await this.stories.takeTurn(tx);
      const [site] = await run<{ empty: boolean }>(
        tx,
        sql`select not exists (select 1 from article) and not exists (select 1 from section) as empty`,
      );
      if (!site?.empty) return;
      await this.furnish(tx, now);
      const outcomes = await this.stories.importInto(tx, lines, {
        actor: 'demo',
        now,
        onFailure: 'stop',
        slugs: 'exact',
        isLast: true,
      });
      const ids = new Map<string, string>();
      for (const { story, failure } of outcomes) {
        if (!story) throw failure;
        ids.set(story.slug, story.id);
      }
      await this.related.refresh(tx, [...ids.values()]);
      await this.pin(tx, ids);
      await this.changes.append(tx, [
        { kind: 'created', subject: 'site', tags: ['site', 'sections', 'placements'] },
      ]);
    });
  }

  private async furnish(tx: EntityManager, now: Date): Promise<void> {
    const { navigation, ...settings } = demoSite.site;
    await this.site.set(tx, { ...settings, labels: { ...settings.labels } }, now);
    for (const section of demoSite.sections) {
      const place = navigation.indexOf(section.slug);
      await this.sections.create(tx, { ...section, navigationPosition: place === -1 ? null : place });
    }
    for (const { avatar, ...author } of demoSite.authors) {
      const avatarId = avatar ? await this.images.idOf(tx, avatar) : null;
      await this.authors.idsOf(tx, [{ ...author, avatarId }]);
    }
    await this.tags.idsOf(tx, demoSite.tags);
    await this.sell(tx, now);
  }

  private async sell(tx: EntityManager, now: Date): Promise<void> {
    const sponsorIds = new Map<string, string>();
    for (const { allowedOnSensitive: allowSensitive, ...sponsor } of demoSite.sponsors) {
      sponsorIds.set(sponsor.slug, await this.placements.addSponsor(tx, { ...sponsor, allowSensitive }));
    }
    const drafts: PlacementDraft[] = [];
    for (const [position, placement] of demoSite.placements.entries()) {
      const { sponsor, section, rule, startsAt, endsAt, slot, label, text, href } = placement;
      drafts.push({
        sponsorId: sponsorIds.get(sponsor) as string,
        sectionIds: section ? [(await this.sections.pathOf(tx, section, section)).id] : [],
        ...{ tagIds: [], languages: [], minWords: 0 },
        ...{ slot, label, text, href, position, ...ruleOf(rule) },
        imageId: null,
        startsAt: startsAt ? new Date(startsAt) : null,
        endsAt: endsAt ? new Date(endsAt) : null,
      });
    }
    await this.placements.addPlacements(tx, drafts, now);
  }

  private async pin(tx: EntityManager, ids: ReadonlyMap<string, string>): Promise<void> {
    for (const { slug, relatedPins = [] } of demoSite.articles) {
      const pins = relatedPins.flatMap((pinned) => ids.get(pinned) ?? []);
      const id = ids.get(slug);
      if (id && pins.length > 0) await this.related.pin(tx, id, pins);
    }
  }
}

/** A line from elsewhere has pictures by their whole address; those of the demo site are paths of this API. */
async function lineOf({ relatedPins: _pins, leadImage, ...article }: DemoArticle): Promise<ImportedArticle> {
  const line = await validateInput(ImportedArticle, article);
  return Object.assign(line, { leadImage });
}

function ruleOf(rule: DemoPlacement['rule']): Pick<PlacementDraft, 'rule' | 'amount' | 'most'> {
  switch (rule.kind) {
    case 'afterWords':
      return { rule: rule.kind, amount: rule.words, most: 1 };
    case 'everyBlocks':
      return { rule: rule.kind, amount: rule.blocks, most: rule.max };
    default:
      return { rule: rule.kind, amount: null, most: 1 };
  }
}
