import { element, textElement, XML_DECLARATION, xmlText } from '../platform/xml/xml.js';

export const XML = 'application/xml; charset=utf-8';

/** Namespaces: https://www.sitemaps.org/protocol.html, and Google's extensions for pictures and news. */
const SITEMAP = 'http://www.sitemaps.org/schemas/sitemap/0.9';
const IMAGE = 'http://www.google.com/schemas/sitemap-image/1.1';
const NEWS = 'http://www.google.com/schemas/sitemap-news/0.9';

/** A longer address of a picture is left out, so that 10,000 entries with the longest ones stay below 50 MB. */
const MOST_IMAGE_URL = 2_000;

/** A page of the site. */
export interface SitemapEntry {
  readonly url: string;
  /** When it last changed, if that is known. */
  readonly changed: string | null;
  readonly image: string | null;
}

/** A part of the sitemap, as an index lists it. */
export interface SitemapLink {
  readonly url: string;
  readonly changed: string | null;
}

/** A story of the last two days, as Google News wants to hear of it. */
export interface NewsEntry {
  readonly url: string;
  readonly headline: string;
  readonly publishedAt: string;
  readonly language: string;
}

export const URLSET_START = `${XML_DECLARATION}<urlset xmlns="${SITEMAP}" xmlns:image="${IMAGE}">\n`;
export const URLSET_END = '</urlset>\n';

export function entryXml({ url, changed, image }: SitemapEntry): string {
  const picture = xmlText(image ?? '');
  const shown = /^https?:/i.test(picture) && picture.length <= MOST_IMAGE_URL;
  return `${element(
    'url',
    {},
    [
      textElement('loc', url),
      textElement('lastmod', changed),
      shown ? element('image:image', {}, element('image:loc', {}, picture)) : '',
    ].join(''),
  )}\n`;
}

export function indexXml(parts: readonly SitemapLink[]): string {
  const sitemaps = parts.map(
    ({ url, changed }) =>
      `${element('sitemap', {}, textElement('loc', url) + textElement('lastmod', changed))}\n`,
  );
  return `${XML_DECLARATION}<sitemapindex xmlns="${SITEMAP}">\n${sitemaps.join('')}</sitemapindex>\n`;
}

/** https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap */
export function newsXml(publication: string, stories: readonly NewsEntry[]): string {
  const urls = stories.map(({ url, headline, publishedAt, language }) => {
    const about = element(
      'news:publication',
      {},
      textElement('news:name', publication) + textElement('news:language', newsLanguage(language)),
    );
    const news = [
      about,
      textElement('news:publication_date', publishedAt),
      textElement('news:title', headline),
    ];
    return `${element('url', {}, textElement('loc', url) + element('news:news', {}, news.join('')))}\n`;
  });
  return `${XML_DECLARATION}<urlset xmlns="${SITEMAP}" xmlns:news="${NEWS}">\n${urls.join('')}</urlset>\n`;
}

/** ISO 639 alone; for Chinese the two words that Google knows. */
function newsLanguage(language: string): string {
  const { language: base, script, region } = new Intl.Locale(language).maximize();
  if (base !== 'zh') return base ?? language;
  return script === 'Hant' || region === 'TW' ? 'zh-tw' : 'zh-cn';
}
