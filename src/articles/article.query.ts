import { authorShape } from '../authors/author.query.js';
import { blocksWithImageUrls, htmlWithImageUrls, imageShape } from '../media/image.query.js';
import type { ReadContext } from '../platform/api/read-context.js';
import { type FieldsSql, jsonList, Shape, type Subject } from '../platform/api/shape.js';
import type { Selection } from '../platform/api/selection.js';
import { instant, sql, type Sql } from '../platform/database/sql.js';
import { breadcrumbShape, breadcrumbSteps, sectionShape } from '../sections/section.query.js';
import { tagShape } from '../tags/tag.query.js';
import { ArticleRow } from './article-row.js';
import { articleUrl } from './article-url.js';
import { commentPolicyOf, commentsCloseAt } from './comment-policy.js';
import { seoMarks, seoShape } from './seo.query.js';
import { ifHasMedia, ifReadsBodies, statusOf, visibleTo } from './visibility.js';

/** What a story's fields and those around it are made from. */
export const articleSubject: Subject<Pick<ArticleRow, 'a'>> = {
  kind: 'article',
  id: ({ a }) => sql`${a}.id`,
};
/** Kind of the cache tag of fields that show what readers did to a story: comments, reactions, counters. */
export const READERS = 'readers';

/** JSON of the story with this id, which the statement has already found visible. */
export function articleJson(id: Sql, selection: Selection, read: ReadContext): Sql {
  const row = new ArticleRow(read);
  return sql`(select ${articleShape.json(row, selection, read)} from ${row.from()} where ${row.a}.id = ${id})`;
}

/** Says that an answer holds this story, for those who hand it on. */
export const articleCopy = ({ a }: Pick<ArticleRow, 'a'>, read: ReadContext): Sql[] =>
  read.copy('given', sql`${a}.id || ' ' || ${a}.version`);

/** Fields of `ArticleBody`. Whoever sees a working copy sees all of it, whatever the site gives to readers. */
export const bodyShape = new Shape<Pick<ArticleRow, 'r' | 'isWorking'>>('ArticleBody', {
  blocks: (row, _, read) => bodyBlocks(row, read),
  html: (row, _, read) => part(row, read, bodyHtml(row, read), excerptHtml(row.r)),
  text: (row, _, read) => part(row, read, sql`${row.r}.text`, sql`${row.r}.excerpt`),
  wordCount: ({ r }) => sql`${r}.word_count`,
});

/** A part of the body, or its excerpt where the caller may have no more. */
const part = (
  { isWorking }: Pick<ArticleRow, 'isWorking'>,
  { viewer }: ReadContext,
  whole: Sql,
  excerpt: Sql,
): Sql => (isWorking ? whole : ifReadsBodies(viewer, whole, excerpt));

/** The whole body as HTML, with as much of its pictures as the caller may have. */
export function bodyHtml({ r }: Pick<ArticleRow, 'r'>, read: ReadContext): Sql {
  return ifHasMedia(read.viewer, htmlWithImageUrls(sql`${r}.html`, read), htmlWithoutImages(r));
}

/** The blocks of the body, as much of it as the caller may have. */
export function bodyBlocks(row: Pick<ArticleRow, 'r' | 'isWorking'>, read: ReadContext): Sql {
  const { r } = row;
  const whole = ifHasMedia(
    read.viewer,
    blocksWithImageUrls(sql`${r}.blocks`, sql`${r}.html`, read),
    blocksWithoutImages(r),
  );
  return part(row, read, whole, excerptBlocks(r));
}

/** The blocks of the body that are pictures, for those who may have them. */
export const bodyImages = ({ r }: Pick<ArticleRow, 'r'>, read: ReadContext): Sql =>
  ifHasMedia(
    read.viewer,
    blocksLike(blocksWithImageUrls(sql`${r}.blocks`, sql`${r}.html`, read), sql`= 'image'`),
    sql`'[]'::json`,
  );

/** A picture is a top-level element, and each of these begins a line; its caption may have several. */
const htmlWithoutImages = (r: Sql): Sql =>
  sql`regexp_replace(${r}.html, '^<figure data-key="[^"]*"><img (?:[^<]|<(?!/figure>))*</figure>\n?', '', 'gw')`;

const blocksWithoutImages = (r: Sql): Sql => blocksLike(sql`${r}.blocks`, sql`<> 'image'`);

/** Those whose type is like this, in their order. */
const blocksLike = (blocks: Sql, type: Sql): Sql =>
  jsonList(
    sql`element.value`,
    sql`from json_array_elements(${blocks}) with ordinality as element (value, place)
      where element.value ->> '_type' ${type}`,
    sql`element.place`,
  );

const excerptBlocks = (
  r: Sql,
): Sql => sql`json_build_array(json_build_object('_type', 'block', '_key', 'excerpt',
    'style', 'normal', 'markDefs', json_build_array(), 'children', json_build_array(json_build_object(
      '_type', 'span', '_key', 'excerpt0', 'text', ${r}.excerpt, 'marks', json_build_array()))))`;

const excerptHtml = (r: Sql): Sql => sql`'<p data-key="excerpt">' ||
    replace(replace(replace(${r}.excerpt, '&', '&amp;'), '<', '&lt;'), '>', '&gt;') || '</p>'`;

const correctionShape = new Shape<{ c: Sql }>('Correction', {
  id: ({ c }) => sql`${c}.id`,
  kind: ({ c }) => sql`${c}.kind`,
  text: ({ c }) => sql`${c}.text`,
  at: ({ c }) => instant(sql`${c}.at`),
});

/** The notes for which a condition holds, oldest first. */
export function correctionsJson(selection: Selection, read: ReadContext, like: (c: Sql) => Sql): Sql {
  const c = read.alias('cor');
  return jsonList(
    correctionShape.json({ c }, selection, read),
    sql`from article_correction ${c} where ${like(c)}`,
    sql`${c}.at, ${c}.id`,
  );
}

const translationShape = new Shape<{ a: Sql; s: Sql }>(
  'Translation',
  {
    language: ({ a }) => sql`${a}.language`,
    slug: ({ a }) => sql`${a}.slug`,
    url: (row, _, read) => articleUrl(row, read),
  },
  articleSubject,
);

/** The same story in other languages, as far as the caller sees it: `json` of each. */
export function translationsJson(
  { a }: Pick<ArticleRow, 'a'>,
  read: ReadContext,
  json: (other: { a: Sql; s: Sql }) => Sql,
): Sql {
  const other = { a: read.alias('art'), s: read.alias('sec') };
  return jsonList(
    json(other),
    sql`from article ${other.a} join section ${other.s} on ${other.s}.id = ${other.a}.section_id
      where ${other.a}.translation_group = ${a}.translation_group and ${other.a}.id <> ${a}.id
        and ${visibleTo(read.viewer, other.a)}`,
    sql`${other.a}.language, ${other.a}.slug`,
  );
}

const rightsShape = new Shape<ArticleRow>('Rights', {
  syndicate: ({ a }) => sql`${a}.rights_syndicate`,
  holder: ({ a }) => sql`${a}.rights_holder`,
  credit: ({ a }) => sql`${a}.rights_credit`,
  embargoUntil: ({ a }) => instant(sql`${a}.rights_embargo_until`),
});

/** Fields of `Article`. Related stories, comments and whatever else stands around a story add their own edges. */
const articleFields: FieldsSql<ArticleRow> = {
  id: ({ a }) => sql`${a}.id`,
  slug: ({ a }) => sql`${a}.slug`,
  url: (row, _, read) => articleUrl(row, read),
  headline: ({ r }) => sql`${r}.headline`,
  dek: ({ r }) => sql`${r}.dek`,
  excerpt: ({ r }) => sql`${r}.excerpt`,
  section: ({ s }, { children }, read) => sectionShape.json({ s }, children, read),
  authors: (row, { children }, read) => {
    const au = read.alias('aut');
    return jsonList(
      sql`(select ${authorShape.json({ au }, children, read)} from author ${au} where ${au}.id = signed.author_id)`,
      row.signatures(),
      sql`signed.position`,
    );
  },
  tags: (row, { children }, read) => {
    const t = read.alias('tag');
    // Looked up one by one: of a join PostgreSQL makes a hash of all the tags there are, for every story.
    return jsonList(
      sql`(select ${tagShape.json({ t }, children, read)} from tag ${t} where ${t}.id = tagged.tag_id)`,
      row.subjects(),
      sql`tagged.position`,
    );
  },
  leadImage: ({ lead }, { children }, read) =>
    sql`case when ${lead}.id is not null then ${imageShape.json({ i: lead }, children, read)} end`,
  language: ({ a }) => sql`${a}.language`,
  publishedAt: ({ a }) => instant(sql`${a}.publish_at`),
  modifiedAt: ({ a }) => instant(sql`${a}.modified_at`),
  updatedAt: (row) => instant(row.updatedAt()),
  sensitive: ({ a }) => sql`${a}.sensitive`,
  featured: ({ a }) => sql`${a}.featured`,
  readingMinutes: ({ r }) => sql`${r}.reading_minutes`,
  body: (row, { children }, read) => bodyShape.json(row, children, read),
  breadcrumbs: (row, { children }, read) => breadcrumbsJson(row, children, read),
  status: ({ a }) => statusOf(a),
  version: ({ a }) => sql`${a}.version`,
  firstPublishedAt: ({ a }) => instant(sql`${a}.first_published_at`),
  corrections: ({ a }, { children }, read) =>
    correctionsJson(children, read, (c) => sql`${c}.article_id = ${a}.id`),
  commentPolicy: commentPolicyOf,
  commentsCloseAt: (row) => instant(commentsCloseAt(row)),
  translations: (row, { children }, read) =>
    translationsJson(row, read, (other) => translationShape.json(other, children, read)),
  rights: (row, { children }, read) => rightsShape.json(row, children, read),
  seo: (row, { children }, read) => seoShape.json(row, children, read, seoMarks(row, read)),
};

export const articleShape = new Shape<ArticleRow>('Article', articleFields, {
  ...articleSubject,
  copied: { field: 'body', version: ({ a }) => sql`${a}.version` },
});
articleShape.extend({ commentCount: ({ stats }) => sql`coalesce(${stats}.comment_count, 0)` }, READERS);

/** The breadcrumbs of a story: its section's, and the headline. */
export function breadcrumbsJson(row: ArticleRow, selection: Selection, read: ReadContext): Sql {
  // The alias is fixed: the page and the story in it ask for the same expression, which is then computed once.
  const b = sql`step`;
  const last = sql`select 1000, ${row.r}.headline, ${articleUrl(row, read)}, 'article'`;
  return row.shared(
    jsonList(
      breadcrumbShape.json({ b }, selection, read),
      sql`from (${breadcrumbSteps(row.s, read)} union all ${last}) ${b}`,
      sql`${b}.place`,
    ),
  );
}
