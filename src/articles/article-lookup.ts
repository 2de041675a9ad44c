import { Injectable } from '@nestjs/common';
import type { GraphQLResolveInfo } from 'graphql';
import type { ReadContext } from '../platform/api/read-context.js';
import { type Answer, ReadPlans } from '../platform/api/read-plans.js';
import type { Selection } from '../platform/api/selection.js';
import { textFault } from '../platform/http/body-guard.js';
import { isUuid } from '../platform/api/uuid.js';
import type { ViewerClass } from '../platform/api/viewer.js';
import { nameTag } from '../platform/cache/change-tags.js';
import { Database } from '../platform/database/database.js';
import { Slot, sql, type Sql } from '../platform/database/sql.js';
import { articleNotFound, articleRetracted, ArticleMoved } from './article.errors.js';
import { ArticleRow, type Sight } from './article-row.js';
import { hearsOf } from '../partners/hearing.js';
import { visibleTo } from './visibility.js';

/** Composes what is read of one story that has been found visible. */
export type ComposeOfArticle = (row: ArticleRow, selection: Selection, read: ReadContext) => Sql;

export interface ArticleRead {
  readonly viewer: ViewerClass;
  /** Id or slug. */
  readonly reference: string;
  /** Names what is read, with everything that shapes its statement. */
  readonly key: string;
  readonly selection: Selection;
  readonly slots?: Readonly<Record<string, unknown>>;
  readonly fixed?: boolean;
  /** `working` for those who write: a story in any state but retracted, as it stands in its newest revision. */
  readonly sight?: Sight;
  /** Whether the answer is for the caller and this moment alone. */
  readonly momentary?: boolean;
}

/** Reads anything of one story in one round trip, and explains it when the story is not there. */
@Injectable()
export class ArticleLookup {
  constructor(
    private readonly plans: ReadPlans,
    private readonly database: Database,
  ) {}

  /** @throws DomainError ARTICLE_NOT_FOUND, ARTICLE_RETRACTED; ArticleMoved for an old slug */
  async rest(request: ArticleRead, compose: ComposeOfArticle): Promise<Answer> {
    const { reference, key, slots, sight = 'listed' } = request;
    const answer = await this.plans.rest(
      {
        ...request,
        key: `${key} ${sight} ${isUuid(reference) ? 'id' : 'slug'}`,
        slots: { ...slots, reference },
      },
      statementOf(reference, sight, compose),
    );
    if (!answer) return this.explain(reference, request.viewer, sight);
    return request.momentary ? { ...answer, momentary: true } : answer;
  }

  /** @throws DomainError ARTICLE_NOT_FOUND, ARTICLE_RETRACTED */
  async graphql<T>(
    info: GraphQLResolveInfo,
    request: Pick<ArticleRead, 'viewer' | 'reference' | 'slots' | 'sight'> & { form?: string },
    compose: ComposeOfArticle,
  ): Promise<T> {
    const { viewer, reference, slots, form = '', sight = 'listed' } = request;
    const read = (current: string) =>
      this.plans.graphql<T>(
        info,
        {
          viewer,
          slots: { ...slots, reference: current },
          form: `${form} ${sight} ${isUuid(current) ? 'id' : 'slug'}`,
        },
        statementOf(current, sight, compose),
      );
    try {
      return (await read(reference)) ?? (await this.explain(reference, viewer, sight));
    } catch (error) {
      if (!(error instanceof ArticleMoved)) throw error;
      return (await read(error.to)) ?? (await this.explain(error.to, viewer, sight));
    }
  }

  /**
   * The slug that a visible story has now, for a write that came with one it had before.
   * @throws DomainError ARTICLE_NOT_FOUND, ARTICLE_RETRACTED
   */
  async currentSlug(reference: string, viewer: ViewerClass): Promise<string> {
    try {
      return await this.explain(reference, viewer);
    } catch (error) {
      if (error instanceof ArticleMoved) return error.to;
      throw error;
    }
  }

  /**
   * The id of a visible story, or with `working` of one in any state but retracted, by id or by a slug that it has or
   * had.
   * @throws DomainError ARTICLE_NOT_FOUND, ARTICLE_RETRACTED
   */
  async idOf(reference: string, viewer: ViewerClass, sight: Sight = 'listed'): Promise<string> {
    return (await this.visible(reference, viewer, sight)).id;
  }

  /**
   * The same for a read of REST, which is sent on to the slug that the story has now.
   * @throws DomainError ARTICLE_NOT_FOUND, ARTICLE_RETRACTED; ArticleMoved for an old slug
   */
  async idAt(reference: string, viewer: ViewerClass, sight: Sight = 'listed'): Promise<string> {
    const { id, slug } = await this.visible(reference, viewer, sight);
    if (slug !== reference && !isUuid(reference)) throw new ArticleMoved(reference, slug);
    return id;
  }

  private async visible(reference: string, viewer: ViewerClass, sight: Sight): Promise<FoundArticle> {
    const found = await this.find(reference, viewer, sight);
    if (found?.visible) return found;
    throw found?.status === 'retracted' ? articleRetracted(found.notice) : articleNotFound();
  }

  /** Says why a story was not found: moved, retracted or nothing that a reader may know of. */
  private async explain(reference: string, viewer: ViewerClass, sight: Sight = 'listed'): Promise<never> {
    const found = await this.find(reference, viewer, sight);
    // What is not there may be there some day: under this id, or as a story that gets this slug.
    const named = isUuid(reference) ? `article:${reference.toLowerCase()}` : nameTag('article', reference);
    const tag = found ? `article:${found.id}` : named;
    if (found?.status === 'retracted') throw articleRetracted(found.notice).madeFrom(tag);
    if (found?.visible && found.slug !== reference && !isUuid(reference))
      throw new ArticleMoved(reference, found.slug);
    throw articleNotFound().madeFrom(tag);
  }

  private async find(
    reference: string,
    viewer: ViewerClass,
    sight: Sight = 'listed',
  ): Promise<FoundArticle | undefined> {
    // No story has a name that PostgreSQL cannot hold.
    if (textFault(reference) !== undefined) return undefined;
    const id = isUuid(reference)
      ? sql`select ${reference}::uuid`
      : sql`select article_id from article_alias where slug = ${reference}`;
    const [row] = await this.database.query<FoundArticle>(
      sql`select a.id, a.slug, a.status, a.retraction_notice as notice, ${seenBy(viewer, sight, sql`a`)} as visible
        from article a where a.id = (${id}) and ${hearsOf(viewer, sql`a.id`)}`,
    );
    return row;
  }
}

interface FoundArticle {
  readonly id: string;
  readonly slug: string;
  readonly visible: boolean;
  readonly status: string;
  readonly notice: string | null;
}

const seenBy = (viewer: ViewerClass, sight: Sight, a: Sql): Sql =>
  sight === 'working' ? sql`(${a}.status <> 'retracted')` : visibleTo(viewer, a);

function statementOf(reference: string, sight: Sight, compose: ComposeOfArticle) {
  return (selection: Selection, read: ReadContext): Sql => {
    const row = new ArticleRow(read, sight);
    const version = sight === 'working' ? sql`, ${row.a}.version` : sql``;
    const key = isUuid(reference) ? sql`${row.a}.id` : sql`${row.a}.slug`;
    return sql`select ${compose(row, selection, read)}::text as json, ${row.updatedAt()} as updated${version}
      from ${row.from()} where ${key} = ${new Slot('reference')} and ${seenBy(read.viewer, sight, row.a)}`;
  };
}
