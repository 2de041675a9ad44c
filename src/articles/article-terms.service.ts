import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ADDRESSES, type Addresses } from '../platform/api/read-context.js';
import type { NewChange } from '../platform/changes/change-log.js';
import { run } from '../platform/database/database.js';
import { raw, sql, type Sql } from '../platform/database/sql.js';
import { ArticleIndexService } from './article-index.service.js';
import { sectionTags, sectionTagsOf } from './article-tags.js';
import { isPublic } from './visibility.js';

/** What stories name any number of, in their revisions and in the lists that are made of these. */
export type ListedTerm = 'author' | 'tag';

/** Something that goes, and what takes its place; nothing when that is null. */
export interface Replacement {
  readonly from: string;
  readonly to: string | null;
}

/** Cache tags of a story's change, beside those of the story as it is then. */
type MoreTags = (articleId: string) => readonly string[];

/**
 * Changes what stories name: their section, authors and tags, in every revision, with a number of statements that does
 * not grow with that of the stories. To be called by who has taken the turn of those who save stories.
 *
 * A story whose section, authors, tags or address are others afterwards has changed, and its version with it. What the
 * change log is to hear of that is given back.
 */
@Injectable()
export class ArticleTermsService {
  constructor(
    private readonly index: ArticleIndexService,
    @Inject(ADDRESSES) private readonly addresses: Addresses,
  ) {}

  /** Whether a story names the section: as it is published, or as it will be. */
  async usesSection(tx: EntityManager, id: string): Promise<boolean> {
    return isThere(tx, storiesOfSection(id));
  }

  async uses(tx: EntityManager, term: ListedTerm, id: string): Promise<boolean> {
    return isThere(tx, storiesWith(term, id));
  }

  /** Ids of the stories that readers find under any of these tags, now or when their time comes. */
  async tagged(tx: EntityManager, tagIds: readonly string[]): Promise<string[]> {
    return idsOf(
      tx,
      sql`select distinct article_id as id from article_tag where tag_id = any(${tagIds}::uuid[])`,
    );
  }

  /** Ids of the published stories of these sections, without those of the sections below. */
  async published(tx: EntityManager, sectionIds: readonly string[]): Promise<string[]> {
    return idsOf(
      tx,
      sql`select id from article where section_id = any(${sectionIds}::uuid[]) and status = 'published'`,
    );
  }

  /**
   * Lists the stories of a section, and of those below it, under other sections above it.
   * @param gone sections that they stand in no more
   * @param come sections that they stand in now and did not
   */
  async relist(
    tx: EntityManager,
    sectionId: string,
    { gone, come }: { readonly gone: readonly string[]; readonly come: readonly string[] },
  ): Promise<void> {
    const stories = sql`select article_id, publish_at from article_listing where section_id = ${sectionId}::uuid`;
    const ids = await idsOf(tx, sql`select article_id as id from (${stories}) story`);
    await run(
      tx,
      sql`insert into article_listing (section_id, article_id, publish_at)
        select above, story.article_id, story.publish_at from (${stories}) story, unnest(${come}::uuid[]) above
        on conflict do nothing`,
    );
    // Last, since the section itself may be among those that go.
    await run(
      tx,
      sql`delete from article_listing where section_id = any(${gone}::uuid[])
        and article_id in (select article_id from (${stories}) story)`,
    );
    await this.index.placeAgain(tx, ids);
  }

  /** Lets stories be found by the name that a tag has now. */
  async rename(tx: EntityManager, tagId: string): Promise<void> {
    await this.index.searchAgain(tx, await this.tagged(tx, [tagId]));
  }

  /** Gives the stories of a section that goes to another one. Their lists follow from `relist`. */
  async moveStories(
    tx: EntityManager,
    from: { readonly id: string; readonly path: readonly string[] },
    to: string,
    now: Date,
  ): Promise<NewChange[]> {
    const { id } = from;
    const ids = await idsOf(tx, storiesOfSection(id));
    await run(tx, sql`update article set section_id = ${to}::uuid where section_id = ${id}::uuid`);
    await run(tx, sql`update article_revision set section_id = ${to}::uuid where section_id = ${id}::uuid`);
    // Those who follow the section see them leave.
    const left = sectionTags(from.path);
    return this.changed(tx, ids, { kind: this.isAddressOfSection ? 'moved' : 'updated', now }, () => left);
  }

  /** Revisions of the past that name a section which no story is in: they take the section that their story has. */
  async forgetSection(tx: EntityManager, id: string): Promise<void> {
    await run(
      tx,
      sql`update article_revision r set section_id = a.section_id from article a
        where r.section_id = ${id}::uuid and a.id = r.article_id`,
    );
  }

  /** Stories have other addresses when their section has another slug, where the slug is part of them. */
  async readdress(tx: EntityManager, sectionId: string, now: Date): Promise<NewChange[]> {
    if (!this.isAddressOfSection) return [];
    const ids = await idsOf(tx, sql`select id from article where section_id = ${sectionId}::uuid`);
    return this.changed(tx, ids, { kind: 'moved', now });
  }

  /** Puts one author or tag in the place of another in every revision, each once, and into the lists. */
  async replace(
    tx: EntityManager,
    term: ListedTerm,
    { from, to }: Replacement,
    now: Date,
  ): Promise<NewChange[]> {
    const ids = await idsOf(tx, storiesWith(term, from));
    const lists = await listsOf(tx, term, { from, to });
    const named = raw(`${term}_ids`);
    const others = to === null ? sql`array_remove(${named}, ${from}::uuid)` : replaced(named, from, to);
    await run(
      tx,
      sql`update article_revision set ${named} = ${others} where ${named} @> array[${from}::uuid]`,
    );
    await this.listAgain(tx, term, ids);
    await (term === 'tag' ? this.index.searchAgain(tx, ids) : this.index.placeAgain(tx, ids));
    return this.changed(tx, ids, { kind: 'updated', now }, (id) => lists.get(id) ?? []);
  }

  private get isAddressOfSection(): boolean {
    return this.addresses.articlePattern.includes('{section}');
  }

  private async listAgain(tx: EntityManager, term: ListedTerm, ids: readonly string[]): Promise<void> {
    const table = raw(`article_${term}`);
    await run(tx, sql`delete from ${table} where article_id = any(${ids}::uuid[])`);
    await run(
      tx,
      sql`insert into ${table} (${raw(`${term}_id`)}, article_id, position, publish_at)
        select l.id, a.id, l.place, a.publish_at
        from article a join article_revision r on r.id = a.published_revision_id,
          unnest(r.${raw(`${term}_ids`)}) with ordinality as l (id, place)
        where a.id = any(${ids}::uuid[]) and a.status = 'published'`,
    );
  }

  /** @returns what the log is to hear: of a story that no reader can see, that its draft was edited */
  private async changed(
    tx: EntityManager,
    ids: readonly string[],
    { kind, now }: { readonly kind: 'updated' | 'moved'; readonly now: Date },
    more: MoreTags = () => [],
  ): Promise<NewChange[]> {
    if (ids.length === 0) return [];
    await run(
      tx,
      sql`update article set version = version + 1, updated_at = ${now} where id = any(${ids}::uuid[])`,
    );
    const changes = await run<NewChange & { subjectId: string }>(
      tx,
      sql`select case when ${isPublic(sql`a`)} then ${kind}::text else 'drafted' end as kind, 'article' as subject,
          a.id as "subjectId", a.version, a.slug, array['article:' || a.id] || ${sectionTagsOf(sql`s`)} as tags
        from article a join section s on s.id = a.section_id where a.id = any(${ids}::uuid[]) order by a.id`,
    );
    return changes.map((change) => ({
      ...change,
      tags: [...new Set([...change.tags, ...more(change.subjectId)])],
    }));
  }
}

/** Stories that name a section as they are published, or in the draft of their next version. */
const storiesOfSection = (id: string): Sql => sql`select a.id from article a
  left join article_revision draft on draft.id = a.draft_revision_id
  where a.section_id = ${id}::uuid or draft.section_id = ${id}::uuid`;

/** The same of an author or a tag. */
const storiesWith = (term: ListedTerm, id: string): Sql => sql`select a.id from article_revision r
  join article a on r.id in (a.published_revision_id, a.draft_revision_id) and a.id = r.article_id
  where r.${raw(`${term}_ids`)} @> array[${id}::uuid] group by a.id`;

/**
 * Cache tags of the lists that stories leave and enter when one author or tag takes the place of another, by the ids of
 * those that are listed, now or when their time comes.
 */
async function listsOf(
  tx: EntityManager,
  term: ListedTerm,
  { from, to }: Replacement,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const [table, column] = [raw(`article_${term}`), raw(`${term}_id`)];
  const rows = await run<{ id: string; enters: boolean }>(
    tx,
    sql`select article_id as id, ${to}::uuid is not null and not exists (
        select 1 from ${table} had where had.article_id = l.article_id and had.${column} = ${to}::uuid) as enters
      from ${table} l where ${column} = ${from}::uuid`,
  );
  const left = [`articles:${term}:${from}`];
  const both = [...left, `articles:${term}:${to}`];
  return new Map(rows.map(({ id, enters }) => [id, enters ? both : left]));
}

/** A list of ids with one in the place of another, each only where it comes first. */
const replaced = (ids: Sql, from: string, to: string): Sql =>
  sql`array(select id from unnest(array_replace(${ids}, ${from}::uuid, ${to}::uuid)) with ordinality as l (id, place)
    group by id order by min(place))`;

const isThere = async (tx: EntityManager, rows: Sql): Promise<boolean> =>
  (await run(tx, sql`${rows} limit 1`)).length > 0;

const idsOf = async (tx: EntityManager, rows: Sql): Promise<string[]> =>
  (await run<{ id: string }>(tx, rows)).map(({ id }) => id);
