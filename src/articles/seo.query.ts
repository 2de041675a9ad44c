import { instant, literal, sql, type Sql } from '../platform/database/sql.js';
import { imageUrl, imageUrlSize } from '../media/image.query.js';
import type { ReadContext } from '../platform/api/read-context.js';
import { Shape } from '../platform/api/shape.js';
import { canonicalUrl, encodedArticleUrl } from './article-url.js';
import type { ArticleRow } from './article-row.js';
import { jsonLd } from './json-ld.js';
import { authorUrl, said, saidDescription, tagNames } from './seo-values.js';

const title = (row: ArticleRow): Sql =>
  row.shared(sql`coalesce(${said(sql`${row.r}.seo_title`)}, ${row.r}.headline)`);
const description = (row: ArticleRow): Sql => sql`coalesce(${saidDescription(row)}, '')`;
const imageAlt = ({ lead }: ArticleRow): Sql => said(sql`${lead}.alt`);

/** `en_GB` of `en-GB` and of `en-Latn-GB-oxendict`, null of `en`: a locale has a territory (https://ogp.me). */
const locale = ({ a }: ArticleRow): Sql =>
  sql`case when ${a}.language like '%-%' then
    lower(substring(${a}.language from '^[A-Za-z]{2,3}(?=(?:-[A-Za-z]{4})?-[A-Za-z]{2}(?![^-]))'))
    || '_' || upper(substring(${a}.language from '^[A-Za-z]{2,3}(?:-[A-Za-z]{4})?-([A-Za-z]{2})(?![^-])')) end`;

const openGraphShape = new Shape<ArticleRow>('OpenGraph', {
  type: () => sql`'article'`,
  siteName: ({ site }) => sql`${site}.name`,
  title,
  description,
  url: (row, _, read) => canonicalUrl(row, read),
  image: (row, _, read) => imageUrl(row.lead, read),
  imageWidth: ({ lead }) => imageUrlSize(lead, 'width'),
  imageHeight: ({ lead }) => imageUrlSize(lead, 'height'),
  imageAlt,
  locale,
  publishedTime: ({ a }) => instant(sql`${a}.publish_at`),
  modifiedTime: ({ a }) => instant(sql`${a}.modified_at`),
  expirationTime: ({ a }) => instant(sql`${a}.expires_at`),
  authors: (row, _, read) =>
    sql`(select coalesce(json_agg((select ${authorUrl(sql`author`, read)} from author where author.id = signed.author_id)
      order by signed.position), '[]'::json) ${row.signatures()})`,
  section: ({ s }) => sql`${s}.name`,
  tags: tagNames,
});

/** The smallest picture that X shows large; one whose size nobody knows is taken to be large enough. */
const LARGE = { width: literal('300'), height: literal('157') };

const twitterShape = new Shape<ArticleRow>('TwitterCard', {
  card: ({ lead }) =>
    sql`case when ${lead}.id is null or (${imageUrlSize(lead, 'width')}) < ${LARGE.width}::int
      or (${imageUrlSize(lead, 'height')}) < ${LARGE.height}::int then 'summary' else 'summary_large_image' end`,
  title,
  description,
  image: (row, _, read) => imageUrl(row.lead, read),
  imageAlt,
});

const oEmbedUrl = (row: ArticleRow, format: string, read: ReadContext): Sql =>
  sql`${literal(`${read.addresses.api}/oembed?url=`)} || ${encodedArticleUrl(row, read)} || ${literal(`&format=${format}`)}`;

const oEmbedShape = new Shape<ArticleRow>('OEmbedLinks', {
  json: (row, _, read) => oEmbedUrl(row, 'json', read),
  xml: (row, _, read) => oEmbedUrl(row, 'xml', read),
});

/** Fields of `Seo`. */
export const seoShape = new Shape<ArticleRow>('Seo', {
  title,
  description,
  canonical: (row, _, read) => canonicalUrl(row, read),
  openGraph: (row, { children }, read) => openGraphShape.json(row, children, read),
  twitter: (row, { children }, read) => twitterShape.json(row, children, read),
  oEmbed: (row, { children }, read) => oEmbedShape.json(row, children, read),
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
