import { Injectable } from '@nestjs/common';
import type { GraphQLResolveInfo } from 'graphql';
import { followSlug, type FormerSlug, slugNow } from '../platform/api/former-slugs.js';
import type { ReadContext } from '../platform/api/read-context.js';
import { type Answer, ReadPlans } from '../platform/api/read-plans.js';
import { selectFields, wholeSelection } from '../platform/api/rest-selection.js';
import { field, type Selection } from '../platform/api/selection.js';
import { jsonList, Shape } from '../platform/api/shape.js';
import type { ViewerClass } from '../platform/api/viewer.js';
import { literal, Slot, sql, type Sql } from '../platform/database/sql.js';
import { siteLabel } from '../site/site-label.js';
import { sectionNotFound } from './section.errors.js';
import { Section, type SectionBranch } from './section.view.js';

export interface SectionRow {
  readonly s: Sql;
}

/** A row of `breadcrumbSteps`. */
export const breadcrumbShape = new Shape<{ b: Sql }>('Breadcrumb', {
  label: ({ b }) => sql`${b}.label`,
  url: ({ b }) => sql`${b}.url`,
  kind: ({ b }) => sql`${b}.kind`,
});

export const sectionUrl = (slug: Sql, read: ReadContext): Sql =>
  sql`${literal(`${read.addresses.site}/`)} || ${slug}`;

/** `select` of the steps `(place, label, url, kind)` from the home page down to a section. */
export function breadcrumbSteps(s: Sql, read: ReadContext): Sql {
  return sql`select 0 as place, ${siteLabel('home')} as label, ${literal(`${read.addresses.site}/`)} as url, 'home' as kind
    union all
    select step.place::int, above.name, ${sectionUrl(sql`above.slug`, read)}, 'section'
    from unnest(${s}.path) with ordinality as step (id, place) join section above on above.id = step.id`;
}

export const sectionShape: Shape<SectionRow> = new Shape<SectionRow>('Section', {
  id: ({ s }) => sql`${s}.id`,
  slug: ({ s }) => sql`${s}.slug`,
  name: ({ s }) => sql`${s}.name`,
  url: ({ s }, _, read) => sectionUrl(sql`${s}.slug`, read),
  description: ({ s }) => sql`${s}.description`,
  position: ({ s }) => sql`${s}.position`,
  navigationPosition: ({ s }) => sql`${s}.navigation_position`,
  commentPolicy: ({ s }) => sql`${s}.comment_policy`,
  commentsCloseAfterDays: ({ s }) => sql`${s}.comments_close_after_days`,
  version: ({ s }) => sql`${s}.version`,
  parent: ({ s }, { children }, read) => {
    const above = read.alias('sec');
    return sql`(select ${sectionShape.json({ s: above }, children, read)} from section ${above}
      where ${above}.id = ${s}.parent_id)`;
  },
  children: ({ s }, { children }, read) => {
    const below = read.alias('sec');
    return jsonList(
      sectionShape.json({ s: below }, children, read),
      sql`from section ${below} where ${below}.parent_id = ${s}.id`,
      sql`${below}.position, ${below}.name`,
    );
  },
  breadcrumbs: ({ s }, { children }, read) => {
    const b = read.alias('step');
    return jsonList(
      breadcrumbShape.json({ b }, children, read),
      sql`from (${breadcrumbSteps(s, read)}) ${b}`,
      sql`${b}.place`,
    );
  },
});

@Injectable()
export class SectionQuery {
  constructor(private readonly plans: ReadPlans) {}

  /** @throws DomainError SECTION_NOT_FOUND; Moved for a slug that a section had before */
  async bySlug(request: { viewer: ViewerClass; slug: string; fields?: readonly string[] }): Promise<Answer> {
    const { viewer, slug, fields } = request;
    const selection = selectFields(Section, fields);
    const answer = await this.plans.rest(
      { key: `section ${fields}`, viewer, selection, slots: { slug } },
      oneBySlug,
    );
    if (answer) return answer;
    await followSlug(this.plans, formerOf(viewer, slug));
    throw sectionNotFound().madeFrom('sections');
  }

  /** A slug that a section had before leads to it. */
  async bySlugInGraphql(
    info: GraphQLResolveInfo,
    viewer: ViewerClass,
    slug: string,
  ): Promise<Section | null> {
    const read = (current: string): Promise<Section | null> =>
      this.plans.graphql(info, { viewer, slots: { slug: current } }, oneBySlug);
    const found = await read(slug);
    const now = found ? null : await slugNow(this.plans, formerOf(viewer, slug));
    return now === null ? found : read(now);
  }

  /** A section as a write gives it. */
  async whole(id: string, selection: Selection = wholeSelection(Section)): Promise<Section> {
    const key = `section written ${JSON.stringify(selection)}`;
    const answer = await this.plans.rest(
      { key, viewer: 'reader', selection, slots: { id } },
      (chosen, read) => sql`select ${sectionShape.json({ s: sql`s` }, chosen, read)}::text as json
        from section s where s.id = ${new Slot('id')}::uuid`,
    );
    return JSON.parse(answer?.json ?? 'null') as Section;
  }

  topInGraphql(info: GraphQLResolveInfo, viewer: ViewerClass): Promise<Section[] | null> {
    return this.plans.graphql(info, { viewer, slots: {} }, (selection, read) => {
      const s = read.alias('sec');
      const list = jsonList(
        sectionShape.json({ s }, selection, read),
        sql`from section ${s} where ${s}.parent_id is null`,
        sql`${s}.position, ${s}.name`,
      );
      return sql`select ${list}::text as json`;
    });
  }

  /** All sections as a tree, in one statement whatever its depth. */
  async tree(viewer: ViewerClass): Promise<Answer> {
    const request = { key: 'sections', viewer, selection: treeSelection(), fixed: true };
    const answer = await this.plans.rest(request, (selection, read) => {
      const s = read.alias('sec');
      const list = jsonList(
        sectionShape.json({ s }, selection, read),
        sql`from section ${s}`,
        sql`${s}.position, ${s}.name`,
      );
      return sql`select ${list}::text as json`;
    });
    const sections = JSON.parse(answer?.json ?? '[]') as SectionBranch[];
    const byId = new Map(sections.map((section) => [section.id, section]));
    for (const section of sections) section.children = [];
    for (const section of sections) byId.get(section.parent?.id ?? '')?.children.push(section);
    const items = sections.filter(({ parent }) => parent === null);
    const pageInfo = { hasNextPage: false, endCursor: null };
    return {
      json: JSON.stringify({ items, pageInfo, totalCount: items.length, totalCountExact: true }),
      updated: null,
      tags: answer?.tags,
    };
  }
}

const treeSelection = (): Selection =>
  wholeSelection(Section).map((selected) =>
    selected.name === 'children' ? field('children', [field('id')]) : selected,
  );

const formerOf = (viewer: ViewerClass, slug: string): FormerSlug => ({
  kind: 'section',
  viewer,
  slug,
  visible: () => sql`true`,
});

function oneBySlug(selection: Selection, read: ReadContext): Sql {
  const s = read.alias('sec');
  read.tagsOfNothing.add('sections');
  return sql`select ${sectionShape.json({ s }, selection, read)}::text as json, ${s}.updated_at as updated, ${s}.version
    from section ${s} where ${s}.slug = ${new Slot('slug')}`;
}
