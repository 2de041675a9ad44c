import { instant, literal, sql, type Sql } from '../platform/database/sql.js';
import { imageUrl } from '../media/image.query.js';
import type { ReadContext } from '../platform/api/read-context.js';
import { Shape } from '../platform/api/shape.js';
import { breadcrumbSteps } from '../sections/section.query.js';
import { articleUrl } from './article-url.js';
import type { ArticleRow } from './article-row.js';

const title = ({ r }: ArticleRow): Sql => sql`coalesce(${r}.seo_title, ${r}.headline)`;
const description = ({ r }: ArticleRow): Sql => sql`coalesce(${r}.seo_description, ${r}.dek, ${r}.excerpt)`;
const canonical = (row: ArticleRow, read: ReadContext): Sql =>
  sql`coalesce(${row.a}.canonical_url, ${articleUrl(row, read)})`;
const tagNames = (row: ArticleRow): Sql =>
  row.shared(sql`(select coalesce(json_agg((select tag.name from tag where tag.id = tagged.tag_id) order by tagged.position), '[]'::json)
    ${row.subjects()})`);

const openGraphShape = new Shape<ArticleRow>('OpenGraph', {
  type: () => sql`'article'`,
  siteName: ({ site }) => sql`${site}.name`,
  title,
  description,
  url: (row, _, read) => canonical(row, read),
  image: (row, _, read) => imageUrl(row.lead, read),
  imageAlt: (row) => sql`${row.lead}.alt`,
  locale: ({ a }) => sql`replace(${a}.language, '-', '_')`,
  publishedTime: ({ a }) => instant(sql`${a}.publish_at`),
  modifiedTime: ({ a }) => instant(sql`${a}.modified_at`),
  section: ({ s }) => sql`${s}.name`,
  tags: tagNames,
});

const twitterShape = new Shape<ArticleRow>('TwitterCard', {
  card: ({ r }) => sql`case when ${r}.lead_image_id is null then 'summary' else 'summary_large_image' end`,
  title,
  description,
  image: (row, _, read) => imageUrl(row.lead, read),
  imageAlt: (row) => sql`${row.lead}.alt`,
});

/** Fields of `Seo`. */
export const seoShape = new Shape<ArticleRow>('Seo', {
  title,
  description,
  canonical: (row, _, read) => canonical(row, read),
  openGraph: (row, { children }, read) => openGraphShape.json(row, children, read),
  twitter: (row, { children }, read) => twitterShape.json(row, children, read),
  jsonLd: (row, _, read) => jsonLd(row, read),
});

/** Names of its authors and subjects, and its picture, stand in what is made for others to read. */
export const seoMarks = (row: ArticleRow, read: ReadContext): Sql[] => [
  ...read.mark('image', sql`coalesce(${row.lead}.id::text, '')`),
  ...read.mark(
    'author',
    sql`(select coalesce(string_agg(signed.author_id::text, ' '), '') ${row.signatures()})`,
  ),
  ...read.mark('tag', sql`(select coalesce(string_agg(tagged.tag_id::text, ' '), '') ${row.subjects()})`),
];

/**
 * A graph of NewsArticle and BreadcrumbList, by https://schema.org and Google's rules for articles
 * (headline, image, dates, and authors with name and url) and breadcrumbs (position, name, item).
 */
function jsonLd(row: ArticleRow, read: ReadContext): Sql {
  const { a, r, s, site } = row;
  const url = canonical(row, read);
  const publisher = sql`json_build_object('@type', 'NewsMediaOrganization', 'name', ${site}.name,
    'url', ${literal(read.addresses.site)})`;
  const authors = sql`(select coalesce(json_agg((select json_build_object('@type', 'Person', 'name', author.name,
        'url', ${literal(`${read.addresses.site}/author/`)} || author.slug) from author where author.id = signed.author_id)
      order by signed.position), '[]'::json) ${row.signatures()})`;
  const corrections = sql`(select json_agg(json_build_object('@type', 'CorrectionComment', 'text', c.text,
      'datePublished', ${instant(sql`c.at`)}) order by c.at) from article_correction c where c.article_id = ${a}.id)`;
  const steps = sql`(select json_agg(json_build_object('@type', 'ListItem', 'position', step.position,
      'name', step.label, 'item', step.url) order by step.place)
    from (select *, row_number() over (order by place) as position
      from (${breadcrumbSteps(s, read)} union all select 1000, ${r}.headline, ${url}, 'article') steps) step)`;
  return sql`json_build_object('@context', 'https://schema.org', '@graph', json_build_array(
    json_strip_nulls(json_build_object('@type', 'NewsArticle', '@id', ${url}, 'mainEntityOfPage', ${url},
      'headline', ${r}.headline, 'description', ${description(row)}, 'image', ${imageUrl(row.lead, read)},
      'datePublished', ${instant(sql`${a}.publish_at`)}, 'dateModified', ${instant(sql`${a}.modified_at`)},
      'author', ${authors}, 'publisher', ${publisher}, 'articleSection', ${s}.name, 'keywords', ${tagNames(row)},
      'inLanguage', ${a}.language, 'wordCount', ${r}.word_count, 'isAccessibleForFree', ${site}.anonymous_access = 'full',
      'correction', ${corrections})),
    json_build_object('@type', 'BreadcrumbList', 'itemListElement', ${steps})))`;
}
