import { attribute, xmlText } from '../platform/xml/xml.js';
import type { OEmbedLinks, OpenGraph, Seo, TwitterCard } from './seo.view.js';

/** The property of each Open Graph value (https://ogp.me), in the order of the tags. */
const OPEN_GRAPH: Readonly<Record<keyof OpenGraph, string>> = {
  type: 'og:type',
  siteName: 'og:site_name',
  title: 'og:title',
  description: 'og:description',
  url: 'og:url',
  image: 'og:image',
  imageWidth: 'og:image:width',
  imageHeight: 'og:image:height',
  imageAlt: 'og:image:alt',
  locale: 'og:locale',
  publishedTime: 'article:published_time',
  modifiedTime: 'article:modified_time',
  expirationTime: 'article:expiration_time',
  authors: 'article:author',
  section: 'article:section',
  tags: 'article:tag',
};

const TWITTER: Readonly<Record<keyof TwitterCard, string>> = {
  card: 'twitter:card',
  title: 'twitter:title',
  description: 'twitter:description',
  image: 'twitter:image',
  imageAlt: 'twitter:image:alt',
};

const OEMBED: Readonly<Record<keyof OEmbedLinks, string>> = {
  json: 'application/json+oembed',
  xml: 'text/xml+oembed',
};

/**
 * What stands in the head of a page about a story, a tag on a line: title, description, canonical address, Open Graph,
 * Twitter card, discovery of oEmbed and structured data. Every text is escaped, so it is safe whatever a headline says.
 */
export function headTags(seo: Seo): string {
  const tags = [
    `<title>${xmlText(seo.title)}</title>`,
    ...metaTags('name', 'description', seo.description),
    linkTag({ rel: 'canonical', href: seo.canonical }),
    ...Object.entries(OPEN_GRAPH).flatMap(([field, name]) =>
      metaTags('property', name, seo.openGraph[field as keyof OpenGraph]),
    ),
    ...Object.entries(TWITTER).flatMap(([field, name]) =>
      metaTags('name', name, seo.twitter[field as keyof TwitterCard]),
    ),
    ...Object.entries(OEMBED).map(([field, type]) =>
      linkTag({ rel: 'alternate', type, href: seo.oEmbed[field as keyof OEmbedLinks], title: seo.title }),
    ),
    `<script type="application/ld+json">${jsonInHtml(seo.jsonLd)}</script>`,
  ];
  return tags.join('\n');
}

type MetaValue = string | number | readonly string[] | null;

/** A tag for each value; none where there is nothing to say. */
const metaTags = (key: 'name' | 'property', name: string, value: MetaValue): string[] =>
  [value]
    .flat()
    .filter((content) => content !== null && content !== '')
    .map((content) => `<meta${attribute(key, name)}${attribute('content', content as string | number)}>`);

const linkTag = (attributes: Readonly<Record<string, string>>): string =>
  `<link${Object.entries(attributes)
    .map(([name, value]) => attribute(name, value))
    .join('')}>`;

/** JSON as the content of a script: without `<` nothing in it can end the script, or begin a comment. */
const jsonInHtml = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c');
