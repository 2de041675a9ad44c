import { Injectable } from '@nestjs/common';
import type { GraphQLResolveInfo } from 'graphql';
import { ArticleLookup } from '../articles/article-lookup.js';
import { isUuid } from '../platform/api/uuid.js';
import { textFault } from '../platform/http/body-guard.js';
import { articleShape } from '../articles/article.query.js';
import { ArticleRow } from '../articles/article-row.js';
import { isOpenTo, visibleTo } from '../articles/visibility.js';
import { graphqlSelection } from '../platform/api/graphql-selection.js';
import { idBySlug } from '../platform/api/former-slugs.js';
import { hearsOf } from '../partners/hearing.js';
import type { ReadContext } from '../platform/api/read-context.js';
import { ReadPlans } from '../platform/api/read-plans.js';
import { findField, type Selection } from '../platform/api/selection.js';
import type { ViewerClass } from '../platform/api/viewer.js';
import { ChangeListener } from '../platform/changes/change-listener.js';
import type { Change } from '../platform/changes/change-reader.js';
import { Database } from '../platform/database/database.js';
import { Slot, sql, type Sql } from '../platform/database/sql.js';
import { sectionNotFound } from '../sections/section.errors.js';
import { type ArticleChange, ArticleChangeKind } from './article-change.view.js';
import { EventStream } from './event-stream.js';
import { LiveLogQuery } from './live-log.query.js';
import { missedTooMuch, notAChange } from './live.errors.js';

const PUBLIC_KINDS: ReadonlySet<string> = new Set(Object.values(ArticleChangeKind));

/** Whether others may know of a change: one of a story that has a name. */
export const isPublicChange = ({ subject, kind }: Pick<Change, 'subject' | 'kind'>): boolean =>
  subject === 'article' && PUBLIC_KINDS.has(kind);

export interface ArticleChangesRequest {
  readonly viewer: ViewerClass;
  /** Id or slug of a story; null for all stories. */
  readonly article: string | null;
  /** Slug of a section; null for all sections. */
  readonly section: string | null;
  /** The last change that was heard of; null to begin now. */
  readonly after?: string | null;
}

/** Follows what happens to stories. */
@Injectable()
export class LiveArticlesQuery {
  /** Reads under way, so that a crowd that asks the same of the same change makes one. */
  readonly #reads = new Map<string, Promise<Now | null>>();

  constructor(
    private readonly listener: ChangeListener,
    private readonly lookup: ArticleLookup,
    private readonly database: Database,
    private readonly plans: ReadPlans,
    private readonly log: LiveLogQuery,
  ) {}

  /**
   * Every change from now on of the stories that are asked for. An id need not be one of a visible story: it may be
   * published one day.
   * @throws DomainError ARTICLE_NOT_FOUND or ARTICLE_RETRACTED for a slug, SECTION_NOT_FOUND, INVALID_CURSOR,
   * CURSOR_EXPIRED where more was missed than is given again
   */
  async follow(
    info: GraphQLResolveInfo,
    request: ArticleChangesRequest,
  ): Promise<EventStream<Change, ArticleChange>> {
    const { viewer } = request;
    const tags = await this.tagsOf(request);
    const form = `${viewer} ${JSON.stringify(graphqlSelection(info))}`;
    const stream = new EventStream<Change, ArticleChange>({
      prepare: (change) => this.prepare(info, viewer, form, change),
      onEnd: () => unsubscribe(),
    });
    const held: Change[] = [];
    let take = (change: Change): void => void held.push(change);
    const unsubscribe = this.listener.subscribe((change) => {
      if (isPublicChange(change) && tags.every((tag) => change.tags.includes(tag))) take(change);
    });
    try {
      const missed = await this.missed(request, tags);
      const last = missed.at(-1)?.seq ?? 0;
      take = (change) => stream.push(change);
      // What was read as missed is heard of by this process before that, or only afterwards: it is told once.
      for (const change of [...missed, ...held.filter(({ seq }) => seq > last)]) stream.push(change);
    } catch (error) {
      await stream.return();
      throw error;
    }
    return stream;
  }

  private async missed({ viewer, after = null }: ArticleChangesRequest, tags: string[]): Promise<Change[]> {
    if (after === null) return [];
    if (!/^\d{1,15}$/.test(after)) throw notAChange();
    const missed = await this.log.changesSince(viewer, tags, Number(after));
    if (!missed) throw missedTooMuch();
    return missed;
  }

  /**
   * What the changes that are asked for are tagged with. A change carries the tags of its story and of every section that
   * it stands in, the ones above included.
   * @throws DomainError ARTICLE_NOT_FOUND or ARTICLE_RETRACTED for a slug, SECTION_NOT_FOUND
   */
  async tagsOf({ viewer, article, section }: ArticleChangesRequest): Promise<string[]> {
    const tags: string[] = [];
    if (article !== null) {
      const id = isUuid(article) ? article.toLowerCase() : await this.lookup.idOf(article, viewer);
      tags.push(`article:${id}`);
    }
    if (section !== null) tags.push(`section:${await this.sectionId(section, viewer)}`);
    return tags;
  }

  private async sectionId(slug: string, viewer: ViewerClass): Promise<string> {
    const [row] =
      textFault(slug) === undefined
        ? await this.database.query<{ id: string }>(
            sql`select id from section where id = ${idBySlug('section', slug)} and ${isOpenTo(viewer)}`,
          )
        : [];
    if (!row) throw sectionNotFound();
    return row.id;
  }

  /** The change as the viewer gets it; null on a site that is closed to the viewer. */
  private async prepare(
    info: GraphQLResolveInfo,
    viewer: ViewerClass,
    form: string,
    change: Change,
  ): Promise<ArticleChange | null> {
    const key = `${change.seq} ${form}`;
    let read = this.#reads.get(key);
    if (!read) {
      const request = { viewer, slots: { id: change.subjectId } };
      read = this.plans.graphql<Now>(info, request, changedArticle);
      this.#reads.set(key, read);
      const done = (): void => void this.#reads.delete(key);
      read.then(done, done);
    }
    const found = await read;
    return found && { ...published(change), ...found };
  }
}

/** What an event says of the story as it is now. */
type Now = Pick<ArticleChange, 'article' | 'notice'>;

const published = (change: Change): Omit<ArticleChange, keyof Now> => ({
  id: String(change.seq),
  articleId: change.subjectId as string,
  kind: change.kind as ArticleChangeKind,
  at: change.at.toISOString(),
  version: change.version ?? 0,
  slug: change.slug,
  previousSlug: change.previousSlug,
});

/** No row on a site that is closed to the viewer; no `article` when it was not selected or is not visible. */
function changedArticle(selection: Selection, read: ReadContext): Sql {
  const selected = findField(selection, 'article');
  const article = selected ? visibleArticle(selected.children, read) : sql`null::json`;
  const notice = sql`(select retraction_notice from article where id = ${new Slot('id')}::uuid and status = 'retracted')`;
  return sql`select json_build_object('article', ${article}, 'notice', ${notice})::text as json
    where ${hearsOf(read.viewer, sql`${new Slot('id')}::uuid`)}`;
}

function visibleArticle(selection: Selection, read: ReadContext): Sql {
  const row = new ArticleRow(read);
  return sql`(select ${articleShape.json(row, selection, read)} from ${row.from()}
    where ${row.a}.id = ${new Slot('id')}::uuid and ${visibleTo(read.viewer, row.a)})`;
}
