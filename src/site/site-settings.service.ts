import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { invalidInput } from '../platform/api/errors.js';
import { idBySlug } from '../platform/api/former-slugs.js';
import { ChangeLog } from '../platform/changes/change-log.js';
import { Database, run } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import { type BasedOn, checkVersion } from '../platform/writes/version.js';
import { RelatedService } from '../related-stories/related.service.js';
import { SiteEntity } from './site.entity.js';
import type { LabelChoices, SitePatch } from './site.inputs.js';
import type { SiteSettings } from './site.service.js';

/**
 * What an administrator does to the site's settings. Its navigation is made of sections, so it takes turns with those who
 * edit them: each would wait for the other's rows.
 */
@Injectable()
export class SiteSettingsService {
  constructor(
    private readonly database: Database,
    private readonly related: RelatedService,
    private readonly changes: ChangeLog,
  ) {}

  /** @throws DomainError VERSION_MISMATCH, INVALID_INPUT for a navigation with a section that is not there */
  update(patch: SitePatch, basedOn: BasedOn, now: Date): Promise<void> {
    return this.database.transaction(async (tx) => {
      await this.related.takeTurnSoon(tx);
      const site = await tx.findOneOrFail(SiteEntity, {
        where: { id: 1 },
        lock: { mode: 'pessimistic_write' },
      });
      checkVersion(site.version, basedOn);
      const edit = editOf(site, patch);
      const { navigation } = patch;
      const isNavigated = navigation !== undefined && (await this.navigate(tx, navigation ?? [], now));
      if (!isNavigated && Object.keys(edit).length === 0) return;
      const version = site.version + 1;
      await tx.update(SiteEntity, 1, { ...edit, version, updatedAt: now });
      const tags = ['site', ...(isNavigated ? ['sections'] : [])];
      await this.changes.append(tx, [{ kind: 'updated', subject: 'site', version, tags }]);
    });
  }

  /**
   * Makes these sections the navigation, in their order.
   * @returns whether it was another one before
   */
  private async navigate(tx: EntityManager, slugs: readonly string[], now: Date): Promise<boolean> {
    const found = await run<{ id: string | null }>(
      tx,
      sql`select ${idBySlug('section', sql`asked.slug`)} as id
        from unnest(${slugs}::text[]) with ordinality as asked (slug, place) order by place`,
    );
    const ids = found.map(({ id }) => id);
    const faults = ids.flatMap((id, place) => faultOf(ids, id, place));
    if (faults.length > 0) throw invalidInput(faults);
    const changed = await run(
      tx,
      sql`update section set navigation_position = wanted.place, version = version + 1, updated_at = ${now}
        from (select s.id, listed.place::int - 1 as place from section s
          left join unnest(${ids}::uuid[]) with ordinality as listed (id, place) on listed.id = s.id) wanted
        where wanted.id = section.id and section.navigation_position is distinct from wanted.place
        returning section.id`,
    );
    return changed.length > 0;
  }
}

/** A section that is not there, or is there twice: by its slug and by one that it had. */
function faultOf(ids: readonly (string | null)[], id: string | null, place: number) {
  const pointer = `/navigation/${place}`;
  if (id === null) {
    return [{ pointer, code: 'SECTION_NOT_FOUND', detail: 'There is no section with this slug.' }];
  }
  return ids.indexOf(id) < place
    ? [{ pointer, code: 'INVALID', detail: 'The section is in the navigation already.' }]
    : [];
}

function editOf(site: SiteEntity, patch: SitePatch): Partial<SiteSettings> {
  const { name, tagline, language, commentPolicy, commentsCloseAfterDays, anonymousAccess, copyrightNotice } =
    patch;
  const wanted: Partial<SiteSettings> = {
    ...{ name, tagline, language, commentPolicy, commentsCloseAfterDays, anonymousAccess },
    copyrightNotice: copyrightNotice === null ? '' : copyrightNotice,
    shareNetworks: patch.shareNetworks === null ? [] : patch.shareNetworks,
    labels: patch.labels === undefined ? undefined : labelsOf(site, patch.labels),
  };
  const differs = ([field, value]: [string, unknown]): boolean =>
    value !== undefined && !isDeepStrictEqual(value, site[field as keyof SiteSettings]);
  return Object.fromEntries(Object.entries(wanted).filter(differs)) as Partial<SiteSettings>;
}

/** The words of the newsroom's own: those that it had, with what is chosen now. */
function labelsOf({ labels }: SiteEntity, choices: LabelChoices | null): Record<string, string> {
  const chosen = choices === null ? [] : Object.entries({ ...labels, ...choices });
  return Object.fromEntries(
    chosen.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
