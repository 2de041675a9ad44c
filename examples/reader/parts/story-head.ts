import type { Seo } from '../api/answers.js';
import { html, json, type Html } from '../html.js';

/** The property of each Open Graph value (https://ogp.me). */
const OPEN_GRAPH: Readonly<Record<string, string>> = {
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

const TWITTER: Readonly<Record<string, string>> = {
  card: 'twitter:card',
  title: 'twitter:title',
  description: 'twitter:description',
  image: 'twitter:image',
  imageAlt: 'twitter:image:alt',
};

type Values = Readonly<Record<string, string | number | readonly string[] | null>>;

function metaHtml(values: Values, names: Readonly<Record<string, string>>, key: 'property' | 'name'): Html[] {
  return Object.entries(names).flatMap(([field, name]) => {
    const contents = [values[field] ?? []].flat();
    return contents.map((content) => html`<meta ${key}="${name}" content="${content}" /> `);
  });
}

/** What search engines and networks read of a story. The data block is no script: nothing runs it. */
export const storyHeadHtml = ({ description, canonical, openGraph, twitter, oEmbed, jsonLd }: Seo): Html =>
  html`<meta name="description" content="${description}" />
    <link rel="canonical" href="${canonical}" />
    ${metaHtml(openGraph, OPEN_GRAPH, 'property')}${metaHtml(twitter, TWITTER, 'name')}
    <link rel="alternate" type="application/json+oembed" href="${oEmbed.json}" />
    <link rel="alternate" type="text/xml+oembed" href="${oEmbed.xml}" />
    <script type="application/ld+json">
      ${json(jsonLd)}
    </script>`;
