import { Injectable } from '@nestjs/common';
import type { GraphQLResolveInfo } from 'graphql';
import { MOST_REVISIONS } from '../articles/article-edits.service.js';
import { ArticleLookup } from '../articles/article-lookup.js';
import { bodyShape } from '../articles/article.query.js';
import { revisionNotFound } from '../articles/article.errors.js';
import { authorShape } from '../authors/author.query.js';
import { imageJson } from '../media/image.query.js';
import type { Sort } from '../platform/api/cursor.js';
import { listSql } from '../platform/api/list-sql.js';
import { type PageRequest, readPage, slotted } from '../platform/api/page-request.js';
import type { ReadContext } from '../platform/api/read-context.js';
import { type Answer, ReadPlans } from '../platform/api/read-plans.js';
import { listSelection, selectFields, wholeSelection } from '../platform/api/rest-selection.js';
import type { Selection } from '../platform/api/selection.js';
import { jsonList, Shape } from '../platform/api/shape.js';
import { instant, Slot, sql, type Sql } from '../platform/database/sql.js';
import { sectionShape } from '../sections/section.query.js';
import { tagShape } from '../tags/tag.query.js';
import {
  ArticleRevision,
  type ArticleRevisionDiff,
  ArticleRevisionList,
  ArticleRevisionSummary,
} from './article-revision.view.js';
import { diffOf } from './revision-diff.js';

/** A revision and its story: the tables `article_revision` and `article`. */
interface RevisionRow {
  readonly r: Sql;
  readonly a: Sql;
}

const stepShape = new Shape<{ x: Sql }>('ArticleRevisionStep', {
  kind: ({ x }) => sql`${x}.kind`,
  reason: ({ x }) => sql`${x}.reason`,
  createdBy: ({ x }) => sql`${x}.created_by`,
  createdAt: ({ x }) => instant(sql`${x}.created_at`),
});

const revisionSeoShape = new Shape<RevisionRow>('ArticleRevisionSeo', {
  title: ({ r }) => sql`${r}.seo_title`,
  description: ({ r }) => sql`${r}.seo_description`,
});

/** Fields of `ArticleRevision`, which only those who write may see. */
const revisionShape = new Shape<RevisionRow>('ArticleRevision', {
  number: ({ r }) => sql`${r}.number`,
  headline: ({ r }) => sql`${r}.headline`,
  createdAt: ({ r }) => instant(sql`${r}.created_at`),
  createdBy: ({ r }) => sql`${r}.created_by`,
  reason: ({ r }) => sql`${r}.reason`,
  isPublished: ({ r, a }) =>
    sql`coalesce(${a}.published_revision_id = ${r}.id and ${a}.status = 'published', false)`,
  isDraft: ({ r, a }) => sql`coalesce(${a}.draft_revision_id = ${r}.id, false)`,
  steps: ({ r }, { children }, read) => {
    const x = read.alias('step');
    return jsonList(
      stepShape.json({ x }, children, read),
      sql`from article_step ${x} where ${x}.revision_id = ${r}.id`,
      sql`${x}.created_at, ${x}.id`,
    );
  },
  dek: ({ r }) => sql`${r}.dek`,
  excerpt: ({ r }) => sql`${r}.excerpt`,
  section: ({ r }, { children }, read) => {
    const s = read.alias('sec');
    return sql`(select ${sectionShape.json({ s }, children, read)} from section ${s} where ${s}.id = ${r}.section_id)`;
  },
  authors: ({ r }, { children }, read) => {
    const au = read.alias('aut');
    return jsonList(
      authorShape.json({ au }, children, read),
      sql`from unnest(${r}.author_ids) with ordinality as signed (id, place) join author ${au} on ${au}.id = signed.id`,
      sql`signed.place`,
    );
  },
  tags: ({ r }, { children }, read) => {
    const t = read.alias('tag');
    return jsonList(
      tagShape.json({ t }, children, read),
      sql`from unnest(${r}.tag_ids) with ordinality as tagged (id, place) join tag ${t} on ${t}.id = tagged.id`,
      sql`tagged.place`,
    );
  },
  leadImage: ({ r }, { children }, read) => imageJson(sql`${r}.lead_image_id`, children, read),
  body: (row, { children }, read) => bodyShape.json({ ...row, isWorking: true }, children, read),
  seo: (row, { children }, read) => revisionSeoShape.json(row, children, read),
  note: ({ r }) => sql`${r}.note`,
});

const NEWEST: Sort = { name: 'newest', key: sql`x.number`, id: sql`x.id`, descending: true, type: 'number' };

/** Revisions are for those who write, who see all of them. */
const VIEWER = 'reader';

/** Reads the revisions of a story in any state but retracted. */
@Injectable()
export class ArticleRevisionsQuery {
  constructor(
    private readonly plans: ReadPlans,
    private readonly lookup: ArticleLookup,
  ) {}

  /** @throws DomainError ARTICLE_NOT_FOUND, ARTICLE_RETRACTED, INVALID_CURSOR, CURSOR_MISMATCH */
  async list(
    reference: string,
    page: PageRequest,
    { count, fields }: { readonly count: boolean; readonly fields?: readonly string[] },
  ): Promise<Answer | null> {
    const article = await this.lookup.idAt(reference, VIEWER, 'working');
    const { form, slots, compose } = listPlan(article, page, count);
    const selection = listSelection(ArticleRevisionList, selectFields(ArticleRevisionSummary, fields));
    return this.plans.rest(
      { key: `revisions ${form} ${count} ${fields}`, viewer: VIEWER, selection, slots },
      compose,
    );
  }

  /** @throws DomainError as `list` */
  async listInGraphql(
    info: GraphQLResolveInfo,
    reference: string,
    page: PageRequest,
  ): Promise<object | null> {
    const article = await this.lookup.idOf(reference, VIEWER, 'working');
    const { form, slots, compose } = listPlan(article, page, true);
    return this.plans.graphql(info, { viewer: VIEWER, slots, form }, compose);
  }

  /** @throws DomainError ARTICLE_NOT_FOUND, ARTICLE_RETRACTED, REVISION_NOT_FOUND */
  async one(reference: string, number: number, fields?: readonly string[]): Promise<Answer> {
    const article = await this.lookup.idAt(reference, VIEWER, 'working');
    return this.read(article, number, `${fields}`, selectFields(ArticleRevision, fields));
  }

  /** @throws DomainError as `one` */
  async oneInGraphql(info: GraphQLResolveInfo, reference: string, number: number): Promise<object> {
    const article = await this.lookup.idOf(reference, VIEWER, 'working');
    checkNumber(number);
    const slots = { article, number };
    const revision = await this.plans.graphql<object>(info, { viewer: VIEWER, slots }, oneRevision);
    if (!revision) throw revisionNotFound();
    return revision;
  }

  /** @throws DomainError as `one` */
  async diff(reference: string, number: number, against: number): Promise<Answer> {
    const article = await this.lookup.idAt(reference, VIEWER, 'working');
    return { json: JSON.stringify(await this.difference(article, number, against)), updated: null };
  }

  /** @throws DomainError as `one` */
  async diffInGraphql(reference: string, number: number, against: number): Promise<ArticleRevisionDiff> {
    const article = await this.lookup.idOf(reference, VIEWER, 'working');
    return this.difference(article, number, against);
  }

  private async difference(article: string, number: number, against: number): Promise<ArticleRevisionDiff> {
    const whole = async (wanted: number): Promise<ArticleRevision> => {
      const { json } = await this.read(article, wanted, 'undefined', wholeSelection(ArticleRevision));
      return JSON.parse(json) as ArticleRevision;
    };
    return diffOf(await whole(against), await whole(number));
  }

  private async read(article: string, number: number, key: string, selection: Selection): Promise<Answer> {
    checkNumber(number);
    const request = {
      key: `revision ${key}`,
      viewer: VIEWER,
      selection,
      slots: { article, number },
    } as const;
    const answer = await this.plans.rest(request, oneRevision);
    if (!answer) throw revisionNotFound();
    return answer;
  }
}

/** The number in a path; none where it is not written as one. */
export const revisionNumber = (text: string): number =>
  /^[1-9]\d{0,9}$/.test(text) ? Number(text) : Number.NaN;

function checkNumber(number: number): void {
  if (!Number.isInteger(number) || number < 1 || number > MOST_REVISIONS) throw revisionNotFound();
}

const oneRevision = (selection: Selection, read: ReadContext): Sql => {
  const row = { r: read.alias('rev'), a: read.alias('art') };
  return sql`select ${revisionShape.json(row, selection, read)}::text as json
    from article_revision ${row.r} join article ${row.a} on ${row.a}.id = ${row.r}.article_id
    where ${row.r}.article_id = ${new Slot('article')}::uuid and ${row.r}.number = ${new Slot('number')}::int`;
};

function listPlan(article: string, request: PageRequest, counted: boolean) {
  const { page, slots, form } = slotted(readPage(request, NEWEST, `revisions ${article}`));
  const compose = (selection: Selection, read: ReadContext): Sql => {
    const item = (id: Sql, inner: Selection): Sql => {
      const row = { r: read.alias('rev'), a: read.alias('art') };
      return sql`(select ${revisionShape.json(row, inner, read)} from article_revision ${row.r}
        join article ${row.a} on ${row.a}.id = ${row.r}.article_id where ${row.r}.id = ${id})`;
    };
    const source = {
      from: sql`from article_revision x`,
      where: sql`x.article_id = ${new Slot('article')}::uuid`,
      sort: NEWEST,
      item,
    };
    return sql`select ${listSql(source, page, selection, counted)}::text as json`;
  };
  return { form, slots: { ...slots, article }, compose };
}
