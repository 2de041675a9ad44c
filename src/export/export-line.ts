import type { ArticleRow } from '../articles/article-row.js';
import { articleUrl } from '../articles/article-url.js';
import { articleCopy, bodyBlocks } from '../articles/article.query.js';
import { ifHasMedia, ifReadsBodies, statusOf } from '../articles/visibility.js';
import { API_ADDRESS } from '../body/own-images.js';
import { imageUrl, imageUrlSize } from '../media/image.query.js';
import type { ReadContext } from '../platform/api/read-context.js';
import { jsonList, objectOf } from '../platform/api/shape.js';
import { instant, literal, sql, type Sql } from '../platform/database/sql.js';

/** What of a story goes into its line. */
export interface LineOptions {
  /** Whether what only those who write may see is in it. */
  readonly internal: boolean;
  readonly comments: boolean;
}

/**
 * A story as the text of a JSON object on one line, in the words of the import (`imports/imported-article.ts`). What is
 * null, or as it is when nobody says anything, is left out.
 */
export function lineSql(row: ArticleRow, read: ReadContext, options: LineOptions): Sql {
  const head = sql`json_strip_nulls(${objectOf(headMembers(row, read, options))})::text`;
  const comments = options.comments
    ? sql` || coalesce(',"comments":' || ${onOneLine(commentsJson(row))}, '')`
    : sql``;
  return sql`left(${onOneLine(marked(head, articleCopy(row, read)))}, -1)
    || ',"body":{"blocks":' || ${blocksText(row, read)} || '}'${comments} || '}'`;
}

/** PostgreSQL breaks lines between the items of the lists that it makes; in a text there is no line break as such. */
const onOneLine = (json: Sql): Sql => sql`replace(${json}, E'\n', '')`;

/** The object with the marks before its first member. */
const marked = (head: Sql, marks: readonly Sql[]): Sql =>
  marks.length === 0 ? head : sql`left(${objectOf(marks)}::text, -1) || ', ' || substr(${head}, 2)`;

function headMembers(row: ArticleRow, read: ReadContext, { internal }: LineOptions): Sql[] {
  const { a, r } = row;
  return [
    sql`'id', ${a}.id, 'externalId', coalesce(${a}.external_id, ${a}.id::text), 'url', ${articleUrl(row, read)}`,
    sql`'version', ${a}.version, 'updatedAt', ${instant(row.updatedAt())}`,
    sql`'headline', ${r}.headline, 'slug', ${a}.slug, 'section', ${sectionJson(row)}`,
    sql`'dek', ${r}.dek, 'excerpt', ${r}.excerpt`,
    sql`'authors', ${authorsJson(row, read)}, 'tags', ${tagsJson(row)}`,
    sql`'leadImage', ${imageJson(row.lead, read)}, 'language', ${a}.language`,
    ...stateMembers(row),
    sql`'sensitive', ${ifSo(sql`${a}.sensitive`)}, 'featured', ${ifSo(sql`${a}.featured`)}`,
    sql`'commentPolicy', ${a}.comment_policy, 'commentsCloseAfterDays', ${a}.comments_close_after_days`,
    sql`'rights', ${rightsJson(a)}, 'seo', ${seoJson(r)}, 'canonicalUrl', ${a}.canonical_url`,
    sql`'translationGroup', ${a}.translation_group, 'corrections', ${correctionsJson(a)}`,
    sql`'formerSlugs', ${formerSlugs(a)}, 'formerUrls', ${formerUrls(a)}`,
    ...(internal
      ? [
          sql`'notice', ${a}.retraction_notice, 'retractedAt', ${instant(sql`${a}.retracted_at`)}`,
          sql`'note', ${r}.note, 'neverRecommend', ${ifSo(sql`${a}.never_recommend`)}`,
        ]
      : []),
  ];
}

/** A scheduled story was not published yet. */
function stateMembers({ a }: ArticleRow): Sql[] {
  const isComing = sql`${a}.status = 'published' and ${a}.publish_at > now()`;
  const publishAt = instant(sql`${a}.publish_at`);
  return [
    sql`'status', ${statusOf(a)}, 'publishedAt', case when not (${isComing}) then ${publishAt} end`,
    sql`'publishAt', case when ${isComing} then ${publishAt} end`,
    sql`'expiresAt', ${instant(sql`${a}.expires_at`)}`,
    sql`'firstPublishedAt', ${instant(sql`${a}.first_published_at`)}`,
    sql`'modifiedAt', ${instant(sql`${a}.modified_at`)}`,
  ];
}

const ifSo = (flag: Sql): Sql => sql`case when ${flag} then true end`;

/** A list, or null where nothing is in it. */
const listOrNull = (item: Sql, from: Sql, order: Sql): Sql =>
  sql`(select json_agg(${item} order by ${order}) ${from})`;

function sectionJson({ s }: ArticleRow): Sql {
  const described = (x: Sql): Sql =>
    sql`'slug', ${x}.slug, 'name', ${x}.name, 'description', ${x}.description`;
  const parents = listOrNull(
    sql`json_build_object(${described(sql`up`)})`,
    sql`from section up where up.id = any(${s}.path) and up.id <> ${s}.id`,
    sql`cardinality(up.path)`,
  );
  return sql`json_build_object(${described(s)}, 'parents', ${parents})`;
}

function authorsJson(row: ArticleRow, read: ReadContext): Sql {
  const avatar = ifHasMedia(read.viewer, imageJson(sql`face`, read));
  return listOrNull(
    sql`(select json_build_object('slug', au.slug, 'name', au.name, 'bio', au.bio,
        'links', case when au.links <> '[]' then au.links end, 'avatar', ${avatar})
      from author au left join image face on face.id = au.avatar_id where au.id = signed.author_id)`,
    sql`${row.signatures()}${thatIsThere(row, sql`author`, sql`signed.author_id`)}`,
    sql`signed.position`,
  );
}

const tagsJson = (row: ArticleRow): Sql =>
  listOrNull(
    sql`(select json_build_object('slug', t.slug, 'name', t.name) from tag t where t.id = tagged.tag_id)`,
    sql`${row.subjects()}${thatIsThere(row, sql`tag`, sql`tagged.tag_id`)}`,
    sql`tagged.position`,
  );

/** A revision may name what was deleted since; the tables that lists are read from do not. */
const thatIsThere = ({ isWorking }: ArticleRow, table: Sql, id: Sql): Sql =>
  isWorking ? sql` where exists (select 1 from ${table} named where named.id = ${id})` : sql``;

const imageJson = (
  i: Sql,
  read: ReadContext,
): Sql => sql`case when ${i}.id is not null then json_build_object(
    'url', ${imageUrl(i, read)}, 'alt', ${i}.alt, 'width', ${imageUrlSize(i, 'width')},
    'height', ${imageUrlSize(i, 'height')}, 'caption', ${i}.caption, 'credit', ${i}.credit, 'focalPoint',
    case when ${i}.focal_x is not null then json_build_object('x', ${i}.focal_x, 'y', ${i}.focal_y) end) end`;

const rightsJson = (a: Sql): Sql => sql`case
    when not ${a}.rights_syndicate or coalesce(${a}.rights_holder, ${a}.rights_credit) is not null
      or ${a}.rights_embargo_until is not null
    then json_build_object('syndicate', ${a}.rights_syndicate, 'holder', ${a}.rights_holder,
      'credit', ${a}.rights_credit, 'embargoUntil', ${instant(sql`${a}.rights_embargo_until`)}) end`;

const seoJson = (r: Sql): Sql => sql`case when coalesce(${r}.seo_title, ${r}.seo_description) is not null
    then json_build_object('title', ${r}.seo_title, 'description', ${r}.seo_description) end`;

const correctionsJson = (a: Sql): Sql =>
  listOrNull(
    sql`json_build_object('kind', c.kind, 'text', c.text, 'at', ${instant(sql`c.at`)})`,
    sql`from article_correction c where c.article_id = ${a}.id`,
    sql`c.at, c.id`,
  );

const formerSlugs = (a: Sql): Sql =>
  listOrNull(
    sql`known.slug`,
    sql`from article_alias known where known.article_id = ${a}.id and known.until is not null`,
    sql`known.slug`,
  );

/** An address without a host is a path, which stands for any. */
const formerUrls = (a: Sql): Sql =>
  listOrNull(
    sql`case when p.host = '' then p.url else 'https://' || p.host || p.url end`,
    sql`from article_permalink p where p.article_id = ${a}.id`,
    sql`p.host, p.url`,
  );

/**
 * The blocks of the body, as much of it as the caller may have. Pictures that this site keeps are named by their address,
 * since another site does not know their ids; here they are found by it.
 *
 * The blocks of most stories are what is stored, and are not looked at: cutting a long text, or reading its JSON, takes
 * longer than all the rest of a line.
 */
function blocksText(row: ArticleRow, read: ReadContext): Sql {
  const blocks = bodyBlocks(row, read);
  const portable = jsonList(
    sql`case when block.value ->> 'imageId' is null then block.value else json_strip_nulls(json_build_object(
      '_type', 'image', 'url', block.value -> 'url', 'alt', block.value -> 'alt', 'caption', block.value -> 'caption',
      'credit', block.value -> 'credit', 'width', block.value -> 'width', 'height', block.value -> 'height',
      '_key', block.value -> '_key')) end`,
    sql`from json_array_elements(${blocks}) with ordinality as block (value, place)`,
    sql`block.place`,
  );
  const stored = ifReadsBodies(read.viewer, sql`${row.r}.blocks::text`, onOneLine(sql`${blocks}::text`));
  return sql`(case when strpos(${row.r}.html, '<img ') = 0 then ${row.isWorking ? sql`${row.r}.blocks::text` : stored}
    when strpos(${row.r}.html, ${literal(API_ADDRESS)}) = 0 then ${onOneLine(sql`${blocks}::text`)}
    else ${onOneLine(sql`${portable}::text`)} end)`;
}

/**
 * What readers wrote, in order of time; null where there is nothing. The place of a deleted comment is not kept: what
 * answers it goes to the next one above. Nothing says who its author is but the name.
 */
function commentsJson({ a }: ArticleRow): Sql {
  const idOf = (c: Sql): Sql => sql`coalesce(${c}.external_id, ${c}.id::text)`;
  const parent = sql`case when up.status <> 'deleted' then ${idOf(sql`up`)}
    when up.id is not null then (select ${idOf(sql`above`)} from comment above
      where above.article_id = c.article_id and above.path @> c.path and above.id <> c.id
        and above.status <> 'deleted' order by nlevel(above.path) desc limit 1) end`;
  const comment = sql`json_strip_nulls(json_build_object('externalId', ${idOf(sql`c`)}, 'parentExternalId', ${parent},
    'name', c.author_name, 'website', c.author_website, 'body', c.text, 'createdAt', ${instant(sql`c.created_at`)},
    'status', c.status))`;
  return sql`${listOrNull(
    comment,
    sql`from comment c left join comment up on up.id = c.parent_id
      where c.article_id = ${a}.id and c.status <> 'deleted'`,
    sql`c.created_at, c.id`,
  )}::text`;
}

/** What the line of a story takes of memory, about: its words, and those of its readers. In bytes. */
export function lineSize({ a, r }: ArticleRow, { comments }: LineOptions): Sql {
  const said = sql`(select coalesce(sum(octet_length(c.text) + 300), 0) from comment c where c.article_id = ${a}.id)`;
  return comments ? sql`(octet_length(${r}.html) + ${said})` : sql`octet_length(${r}.html)`;
}
