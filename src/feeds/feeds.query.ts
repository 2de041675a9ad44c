import { Injectable } from '@nestjs/common';
import { type ArticleFilter, articleRows } from '../articles/article-filter.js';
import { articleCopy, articleShape, bodyHtml } from '../articles/article.query.js';
import { ArticleRow } from '../articles/article-row.js';
import { ifHandedOn } from '../articles/visibility.js';
import { authorNotFound } from '../authors/author.errors.js';
import { authorShape } from '../authors/author.query.js';
import { visibleAuthor } from '../authors/authors.query.js';
import type { DomainError } from '../platform/api/errors.js';
import { followSlug } from '../platform/api/former-slugs.js';
import { listSql } from '../platform/api/list-sql.js';
import { type PageRequest, readPage, slotted } from '../platform/api/page-request.js';
import type { ReadContext } from '../platform/api/read-context.js';
import { objectOf } from '../platform/api/shape.js';
import { type Answer, ReadPlans } from '../platform/api/read-plans.js';
import { field, type Selection } from '../platform/api/selection.js';
import type { ViewerClass } from '../platform/api/viewer.js';
import { Slot, sql, type Sql } from '../platform/database/sql.js';
import { sectionNotFound } from '../sections/section.errors.js';
import { sectionShape } from '../sections/section.query.js';
import { tagNotFound } from '../tags/tag.errors.js';
import { tagShape } from '../tags/tag.query.js';
import { visibleTag } from '../tags/tags.query.js';
import type { FeedStory } from './feed.js';
import { type FeedSite, PAGE_INFO, type PageOfFeed, siteOfFeed } from './feed-site.query.js';

/** What the stories of a feed have in common: nothing, or one of these with its slug. */
export type FeedSubject = 'section' | 'tag' | 'author';

export interface StoryFeedRequest {
  readonly viewer: ViewerClass;
  readonly subject: FeedSubject | null;
  readonly slug: string;
  readonly page: PageRequest;
  /** Whether the plain text of the stories is wanted as well. */
  readonly text: boolean;
}

/** The section, tag or author that a feed is about. */
export interface FeedAbout {
  readonly name: string;
  readonly url: string;
  readonly description?: string | null;
  readonly bio?: string | null;
  readonly avatar?: { readonly url: string } | null;
}

/** A feed as it is read. */
export interface StoryFeedData extends FeedSite {
  readonly about: FeedAbout | null;
  /** What it was made from. */
  readonly tags: Answer['tags'];
  readonly list: PageOfFeed<{ story: Omit<FeedStory, 'html' | 'text'> } & Pick<FeedStory, 'html' | 'text'>>;
}

const STORY: Selection = [
  ...['id', 'url', 'headline', 'dek', 'excerpt'].map((name) => field(name)),
  field('section', [field('slug'), field('name')]),
  field('authors', [field('name'), field('url')]),
  field('tags', [field('slug'), field('name')]),
  field(
    'leadImage',
    ['url', 'width', 'height', 'alt', 'caption', 'credit'].map((name) => field(name)),
  ),
  ...['language', 'publishedAt', 'modifiedAt', 'updatedAt'].map((name) => field(name)),
  field('rights', [field('holder'), field('credit')]),
];

interface Subject {
  readonly table: Sql;
  readonly json: (row: Sql, read: ReadContext) => Sql;
  readonly visible: (row: Sql, viewer: ViewerClass) => Sql;
  readonly missing: () => DomainError;
}

const SUBJECTS: Readonly<Record<FeedSubject, Subject>> = {
  section: {
    table: sql`section`,
    json: (s, read) => sectionShape.json({ s }, [field('name'), field('url'), field('description')], read),
    visible: () => sql`true`,
    missing: sectionNotFound,
  },
  tag: {
    table: sql`tag`,
    json: (t, read) => tagShape.json({ t }, [field('name'), field('url')], read),
    visible: visibleTag,
    missing: tagNotFound,
  },
  author: {
    table: sql`author`,
    json: (au, read) =>
      authorShape.json(
        { au },
        [field('name'), field('url'), field('bio'), field('avatar', [field('url')])],
        read,
      ),
    visible: visibleAuthor,
    missing: authorNotFound,
  },
};

/** Reads feeds of stories, each in one statement. */
@Injectable()
export class FeedsQuery {
  constructor(private readonly plans: ReadPlans) {}

  /**
   * @throws DomainError SECTION_NOT_FOUND, TAG_NOT_FOUND, AUTHOR_NOT_FOUND, INVALID_PARAMETER, INVALID_CURSOR,
   * CURSOR_MISMATCH; Moved for a slug that was another before
   */
  async stories({ viewer, subject, slug, page: asked, text }: StoryFeedRequest): Promise<StoryFeedData> {
    const filter: ArticleFilter = subject ? { [subject]: slug } : {};
    const rows = articleRows(filter, '-publishedAt', viewer);
    const { page, slots, form } = slotted(readPage(asked, rows.sort, filter));
    const compose = (selection: Selection, read: ReadContext): Sql => {
      const item = (id: Sql): Sql => storyJson(id, text, read);
      const list = listSql(
        { ...rows.source(), item, marks: rows.dependencies(read) },
        page,
        selection,
        false,
      );
      const about = read.alias('about');
      const { table, json, visible } = SUBJECTS[subject ?? 'section'];
      return subject
        ? sql`select json_build_object('about', ${json(about, read)}, ${siteOfFeed(read)}, 'list', ${list})::text as json
            from ${table} ${about} where ${about}.slug = ${new Slot(subject)} and ${visible(about, viewer)}`
        : sql`select json_build_object('about', null, ${siteOfFeed(read)}, 'list', ${list})::text as json`;
    };
    const key = `feed ${subject} ${form} ${text}`;
    const answer = await this.plans.rest(
      { key, viewer, selection: PAGE_OF_STORIES, slots: { ...slots, ...filter } },
      compose,
    );
    if (answer) return { ...(JSON.parse(answer.json) as Omit<StoryFeedData, 'tags'>), tags: answer.tags };
    const { visible, missing } = SUBJECTS[subject ?? 'section'];
    if (subject) await followSlug(this.plans, { kind: subject, viewer, slug, visible });
    throw missing().madeFrom('any:article', `any:${subject ?? 'section'}`);
  }
}

const PAGE_OF_STORIES: Selection = [field('items', STORY), PAGE_INFO];

/**
 * A story with its body, where it may be handed on. One that may not is there with its headline and first words, and a link
 * to the site, where it can be read.
 */
function storyJson(id: Sql, text: boolean, read: ReadContext): Sql {
  const row = new ArticleRow(read);
  const { a, r } = row;
  const whole = (value: Sql): Sql => ifHandedOn(read.viewer, a, value);
  const members = [
    ...articleCopy(row, read),
    sql`'story', ${articleShape.json(row, STORY, read)}`,
    sql`'html', ${whole(bodyHtml(row, read))}`,
    sql`'text', ${text ? whole(sql`${r}.text`) : sql`null`}`,
  ];
  return sql`(select ${objectOf(members)} from ${row.from()} where ${a}.id = ${id})`;
}
