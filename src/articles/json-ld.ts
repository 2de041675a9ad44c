import { imageUrl, imageUrlSize } from '../media/image.query.js';
import type { ReadContext } from '../platform/api/read-context.js';
import { instant, literal, sql, type Sql } from '../platform/database/sql.js';
import { breadcrumbSteps } from '../sections/section.query.js';
import type { ArticleRow } from './article-row.js';
import { canonicalUrl } from './article-url.js';
import { authorUrl, said, saidDescription, tagNames } from './seo-values.js';

/** The part of a page that not everybody may read, by the one kind of selector that Google knows: a class. */
const PAYWALL = literal('.paywall');

/**
 * A graph of NewsArticle and BreadcrumbList, by https://schema.org and Google's rules for articles
 * (https://developers.google.com/search/docs/appearance/structured-data/article) and breadcrumbs (…/breadcrumb).
 * What is not known is left out: there is no null and no empty text in it.
 */
export const jsonLd = (row: ArticleRow, read: ReadContext): Sql =>
  sql`json_build_object('@context', 'https://schema.org', '@graph', json_build_array(
    ${newsArticle(row, read)}, ${breadcrumbList(row, read)}))`;

function newsArticle(row: ArticleRow, read: ReadContext): Sql {
  const { a, r, s, site } = row;
  const url = canonicalUrl(row, read);
  const publisher = sql`json_build_object('@type', 'NewsMediaOrganization', 'name', ${site}.name,
    'url', ${literal(read.addresses.site)})`;
  const isFree = sql`(${site}.anonymous_access = 'full')`;
  return sql`json_strip_nulls(json_build_object('@type', 'NewsArticle', '@id', ${url}, 'url', ${url},
    'mainEntityOfPage', ${url}, 'headline', ${r}.headline, 'description', ${saidDescription(row)},
    'image', ${images(row, read)}, 'datePublished', ${instant(sql`${a}.publish_at`)},
    'dateModified', ${instant(sql`${a}.modified_at`)}, 'author', coalesce(${authors(row, read)}, json_build_array(${publisher})),
    'publisher', ${publisher}, 'articleSection', ${s}.name,
    'keywords', case when json_array_length(${tagNames(row)}) > 0 then ${tagNames(row)} end,
    'inLanguage', ${a}.language, 'wordCount', ${r}.word_count, 'isAccessibleForFree', ${isFree},
    'hasPart', case when not ${isFree} then json_build_object('@type', 'WebPageElement',
      'isAccessibleForFree', false, 'cssSelector', ${PAYWALL}) end,
    'correction', ${corrections(row)}))`;
}

/** Null where there is none. */
const images = ({ lead }: ArticleRow, read: ReadContext): Sql =>
  sql`case when ${lead}.id is not null then json_build_array(json_build_object('@type', 'ImageObject',
    'url', ${imageUrl(lead, read)}, 'width', ${imageUrlSize(lead, 'width')}, 'height', ${imageUrlSize(lead, 'height')},
    'caption', ${said(sql`${lead}.caption`)}, 'creditText', ${said(sql`${lead}.credit`)})) end`;

/** Null where nobody signs the story: then it is the publication that does. */
const authors = (row: ArticleRow, read: ReadContext): Sql =>
  sql`(select json_agg((select json_build_object('@type', 'Person', 'name', author.name,
      'url', ${authorUrl(sql`author`, read)}) from author where author.id = signed.author_id)
    order by signed.position) ${row.signatures()})`;

/** Null where there is none. */
const corrections = ({ a }: ArticleRow): Sql =>
  sql`(select json_agg(json_build_object('@type', 'CorrectionComment', 'text', c.text,
    'datePublished', ${instant(sql`c.at`)}) order by c.at) from article_correction c where c.article_id = ${a}.id)`;

function breadcrumbList(row: ArticleRow, read: ReadContext): Sql {
  const last = sql`select 1000, ${row.r}.headline, ${canonicalUrl(row, read)}, 'article'`;
  const steps = sql`(select json_agg(json_build_object('@type', 'ListItem', 'position', step.position,
      'name', step.label, 'item', step.url) order by step.place)
    from (select *, row_number() over (order by place) as position
      from (${breadcrumbSteps(row.s, read)} union all ${last}) steps) step)`;
  return sql`json_build_object('@type', 'BreadcrumbList', 'itemListElement', ${steps})`;
}
