import { lineOfHtml } from '../markup/html-text.js';
import type { Losses } from './losses.js';
import type { WxrItem, WxrSite } from './wxr.js';
import { parseUrl } from '../platform/http/parse-url.js';

const MAX_TITLE = 500;
const MAX_DESCRIPTION = 2_000;
const MAX_URL = 2_000;
/** Most of a field that is looked at. */
const MAX_SOURCE = 4_000;

/** Custom fields of Yoast, Rank Math, All in One SEO (4 and before), SEOPress, The SEO Framework and Jetpack. */
const TITLES = [
  '_yoast_wpseo_title',
  'rank_math_title',
  '_aioseo_title',
  '_aioseop_title',
  '_seopress_titles_title',
  '_genesis_title',
  'jetpack_seo_html_title',
];
const DESCRIPTIONS = [
  '_yoast_wpseo_metadesc',
  'rank_math_description',
  '_aioseo_description',
  '_aioseop_description',
  '_seopress_titles_desc',
  '_genesis_description',
  'advanced_seo_description',
];
const CANONICALS = [
  '_yoast_wpseo_canonical',
  'rank_math_canonical_url',
  '_aioseo_canonical_url',
  '_aioseop_custom_link',
  '_seopress_robots_canonical',
  '_genesis_canonical_uri',
];

/** `%%title%%` of Yoast and SEOPress, `%title%` of Rank Math, `#post_title` of All in One SEO. */
const VARIABLE = /%%([a-z_]+)%%|%([a-z_]+(?:\([^)%]{0,40}\))?)%|#([a-z]+(?:_[a-z]+)+|title|separator_sa)\b/gi;
/** What is loose when it has nothing left on one of its sides. */
const SEPARATOR = /[\s|·»•:,\-–—]/;

interface Names {
  readonly title: string;
  readonly excerpt: string;
  readonly section: string;
  readonly author: string;
  readonly site: WxrSite;
}

/** What a post says to search engines, from the fields of whichever plugin it was written with. */
export function seoOf(item: WxrItem, names: Names, losses: Losses) {
  const read = (fields: readonly string[]): string =>
    fields.map((field) => item.meta.get(field)?.trim() ?? '').find((value) => value !== '') ?? '';
  // Variables may be longer than what stands for them, so that there is cut before and after.
  const resolve = (text: string, max: number): string | null =>
    resolveVariables(lineOfHtml(text).slice(0, MAX_SOURCE), names, losses).slice(0, max) || null;
  return {
    title: resolve(read(TITLES), MAX_TITLE),
    description: resolve(read(DESCRIPTIONS), MAX_DESCRIPTION),
    canonicalUrl: canonicalOf(read(CANONICALS), item),
  };
}

/** An address of another page. That of the post itself is where it no longer stands. */
function canonicalOf(address: string, { link }: WxrItem): string | null {
  if (!/^https?:\/\//i.test(address) || !parseUrl(address) || address.length > MAX_URL) return null;
  const { href } = new URL(address);
  const same = (url: string): string => url.replace(/^https?:\/\/(?:www\.)?/i, '').replace(/\/+$/, '');
  return link.length <= MAX_URL && same(href) === same(link) ? null : href;
}

/** A line without the separators at its ends. */
function withoutLoose(line: string): string {
  let start = 0;
  let end = line.length;
  while (start < end && SEPARATOR.test(line.charAt(start))) start += 1;
  while (end > start && SEPARATOR.test(line.charAt(end - 1))) end -= 1;
  return line.slice(start, end);
}

function resolveVariables(text: string, names: Names, losses: Losses): string {
  let isWhole = true;
  const resolved = text.replaceAll(VARIABLE, (whole, ...groups: (string | undefined)[]) => {
    const name = (groups[0] ?? groups[1] ?? groups[2] ?? '').toLowerCase();
    const value = valueOf(name, names);
    if (value !== undefined) return value;
    // A percentage such as 5%off% is nobody's variable.
    if (groups[1] !== undefined && !RANK_MATH.test(name)) return whole;
    losses.add('seo variable', name);
    isWhole = false;
    return '';
  });
  const line = resolved.replaceAll(/\s+/g, ' ').trim();
  return isWhole && line !== '' && !VARIABLE_AT_EDGE.test(text) ? line : withoutLoose(line);
}

/** Variables that are empty more often than not stand at the ends, beside a separator. */
const VARIABLE_AT_EDGE = /^(?:%|#)|(?:%|#[a-z_]+)$/i;
const RANK_MATH =
  /^(?:[a-z]+_[a-z_]+|categor(?:y|ies)|tags?|name|date|modified|id|user_?description)(?:\(.*\))?$/;

function valueOf(name: string, { title, excerpt, section, author, site }: Names): string | undefined {
  switch (name) {
    case 'title':
    case 'post_title':
    case 'seo_title':
      return title;
    case 'sitename':
    case 'sitetitle':
    case 'site_title':
      return lineOfHtml(site.title);
    case 'sitedesc':
    case 'tagline':
    case 'site_tagline':
    case 'site_description':
      return lineOfHtml(site.description);
    case 'sep':
    case 'separator':
    case 'separator_sa':
      return '-';
    case 'page':
    case 'pagenumber':
    case 'pagetotal':
    case 'current_pagination':
      return '';
    case 'excerpt':
    case 'excerpt_only':
    case 'post_excerpt':
      return excerpt;
    case 'category':
    case 'category_title':
    case 'primary_category':
    case 'primary_taxonomy':
    case 'post_category':
      return section;
    case 'author':
    case 'author_name':
    case 'post_author':
    case 'name':
      return author;
    default:
      return undefined;
  }
}
