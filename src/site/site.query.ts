import { Injectable } from '@nestjs/common';
import type { GraphQLResolveInfo } from 'graphql';
import type { ReadContext } from '../platform/api/read-context.js';
import { ReadPlans } from '../platform/api/read-plans.js';
import { selectFields, wholeSelection } from '../platform/api/rest-selection.js';
import type { Selection } from '../platform/api/selection.js';
import { jsonList, Shape } from '../platform/api/shape.js';
import type { ViewerClass } from '../platform/api/viewer.js';
import { literal, sql, type Sql } from '../platform/database/sql.js';
import { sectionShape } from '../sections/section.query.js';
import { DEFAULT_LABELS } from './labels.js';
import { labelOf } from './site-label.js';
import { type Labels, Site } from './site.view.js';

const labelShape = new Shape<object>(
  'Labels',
  Object.fromEntries(Object.keys(DEFAULT_LABELS).map((name) => [name, () => labelOf(name as keyof Labels)])),
);

/** Fields of the one row of the table `site`, which its statements call `site`. */
const siteShape = new Shape<object>('Site', {
  name: () => sql`site.name`,
  tagline: () => sql`site.tagline`,
  url: (_, __, read) => literal(read.addresses.site),
  apiUrl: (_, __, read) => literal(read.addresses.api),
  language: () => sql`site.language`,
  copyrightNotice: () => sql`site.copyright_notice`,
  navigation: (_, { children }, read) => {
    const s = read.alias('sec');
    return jsonList(
      sectionShape.json({ s }, children, read),
      sql`from section ${s} where ${s}.navigation_position is not null`,
      sql`${s}.navigation_position, ${s}.name`,
    );
  },
  labels: (row, { children }, read) => labelShape.json(row, children, read),
  shareNetworks: () => sql`to_json(site.share_networks)`,
  commentPolicy: () => sql`site.comment_policy`,
  commentsCloseAfterDays: () => sql`site.comments_close_after_days`,
  anonymousAccess: () => sql`site.anonymous_access`,
  version: () => sql`site.version`,
});

/** JSON of the site as an SQL expression. */
export const siteJson = (selection: Selection, read: ReadContext): Sql =>
  sql`(select ${siteShape.json({}, selection, read)} from site)`;

const statement = (selection: Selection, read: ReadContext): Sql =>
  sql`select ${siteJson(selection, read)}::text as json, (select site.updated_at from site) as updated,
    (select site.version from site) as version`;

@Injectable()
export class SiteQuery {
  constructor(private readonly plans: ReadPlans) {}

  get({ viewer, fields }: { viewer: ViewerClass; fields?: readonly string[] }) {
    const selection = selectFields(Site, fields);
    return this.plans.rest({ key: `site ${fields}`, viewer, selection }, statement);
  }

  /** The site as a write gives it. */
  async whole(selection: Selection = wholeSelection(Site)): Promise<Site> {
    const key = `site written ${JSON.stringify(selection)}`;
    const answer = await this.plans.rest({ key, viewer: 'reader', selection }, statement);
    return JSON.parse(answer?.json ?? 'null') as Site;
  }

  getInGraphql(info: GraphQLResolveInfo, viewer: ViewerClass): Promise<Site | null> {
    return this.plans.graphql(info, { viewer, slots: {} }, statement);
  }
}
