import { Injectable } from '@nestjs/common';
import { articleListPlan } from '../articles/articles.query.js';
import { authorShape } from '../authors/author.query.js';
import { authorNotFound } from '../authors/author.errors.js';
import { visibleAuthor } from '../authors/authors.query.js';
import type { DomainError } from '../platform/api/errors.js';
import { followSlug } from '../platform/api/former-slugs.js';
import type { PageRequest } from '../platform/api/page-request.js';
import type { ReadContext } from '../platform/api/read-context.js';
import { type Answer, ReadPlans } from '../platform/api/read-plans.js';
import { selectFields } from '../platform/api/rest-selection.js';
import type { Selection } from '../platform/api/selection.js';
import { type FieldSql, Shape } from '../platform/api/shape.js';
import type { ViewClass } from '../platform/api/view.js';
import type { ViewerClass } from '../platform/api/viewer.js';
import { Slot, sql, type Sql } from '../platform/database/sql.js';
import { sectionNotFound } from '../sections/section.errors.js';
import { sectionShape } from '../sections/section.query.js';
import { siteJson } from '../site/site.query.js';
import { tagNotFound } from '../tags/tag.errors.js';
import { tagShape } from '../tags/tag.query.js';
import { visibleTag } from '../tags/tags.query.js';
import { AuthorPage, SectionPage, TagPage } from './collection-page.view.js';

/** The row that a page is about, and the list of its stories. */
interface CollectionRow {
  readonly x: Sql;
  list(selection: Selection, read: ReadContext): Sql;
}

/** What stories are collected by, under the name of the filter that finds them. */
interface Collection {
  readonly view: ViewClass;
  readonly table: Sql;
  readonly shape: Shape<CollectionRow>;
  /** Whether the caller may know of it. */
  visible(row: Sql, viewer: ViewerClass): Sql;
  notFound(): DomainError;
}

const pageShape = (name: string, subject: string, json: FieldSql<CollectionRow>): Shape<CollectionRow> =>
  new Shape<CollectionRow>(
    name,
    {
      site: (_, { children }, read) => siteJson(children, read),
      [subject]: json,
      articles: ({ list }, { children }, read) => list(children, read),
    },
    // Readers know of it as long as one of its stories is visible.
    { kind: `articles:${subject}`, id: ({ x }) => sql`${x}.id` },
  );

const COLLECTIONS: Readonly<Record<'section' | 'author' | 'tag', Collection>> = {
  section: {
    view: SectionPage,
    table: sql`section`,
    shape: pageShape('SectionPage', 'section', ({ x }, { children }, read) =>
      sectionShape.json({ s: x }, children, read),
    ),
    visible: () => sql`true`,
    notFound: sectionNotFound,
  },
  author: {
    view: AuthorPage,
    table: sql`author`,
    shape: pageShape('AuthorPage', 'author', ({ x }, { children }, read) =>
      authorShape.json({ au: x }, children, read),
    ),
    visible: visibleAuthor,
    notFound: authorNotFound,
  },
  tag: {
    view: TagPage,
    table: sql`tag`,
    shape: pageShape('TagPage', 'tag', ({ x }, { children }, read) =>
      tagShape.json({ t: x }, children, read),
    ),
    visible: visibleTag,
    notFound: tagNotFound,
  },
};

export interface CollectionPageRequest {
  readonly viewer: ViewerClass;
  readonly slug: string;
  readonly page: PageRequest;
  readonly count: boolean;
  readonly fields?: readonly string[];
}

/** Everything that the page of a section, an author or a tag shows, in one round trip. */
@Injectable()
export class CollectionPagesQuery {
  constructor(private readonly plans: ReadPlans) {}

  /** @throws DomainError SECTION_NOT_FOUND, AUTHOR_NOT_FOUND, TAG_NOT_FOUND, INVALID_PARAMETER, INVALID_CURSOR, CURSOR_MISMATCH; Moved */
  async read(by: keyof typeof COLLECTIONS, request: CollectionPageRequest): Promise<Answer> {
    const { viewer, slug, page, count, fields } = request;
    const { view, table, shape, visible, notFound } = COLLECTIONS[by];
    const { form, slots, list } = articleListPlan({ viewer, filter: { [by]: slug }, page }, count);
    const selection = selectFields(view, fields);
    const answer = await this.plans.rest(
      { key: `${view.name} ${form} ${fields} ${count}`, viewer, selection, slots },
      (chosen, read) => {
        // Another name or slug leads elsewhere, also where neither was asked for.
        read.tags.add(`${by}s`);
        return sql`select ${shape.json({ x: sql`x`, list }, chosen, read)}::text as json
          from ${table} x where x.slug = ${new Slot(by)} and ${visible(sql`x`, viewer)}`;
      },
    );
    if (answer) return answer;
    await followSlug(this.plans, { kind: by, viewer, slug, visible });
    throw notFound().madeFrom('any:article', `any:${by}`);
  }
}
