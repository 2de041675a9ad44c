import { type Fields, textIn, timeIn } from '../imports/json-fields.js';
import { webUrl } from '../markup/web-url.js';
import { SITE_MARK } from './ghost-body.js';
import type { GhostRules } from './ghost-rules.js';
import type { GhostSurvey } from './ghost-survey.js';

const MAX_FORMER = 100;
/** What Ghost puts where a post has no tag that could stand in its address. */
const NO_TAG = 'all';

/** What a post is known by from one export to the next. Exports of old versions number their posts. */
export const externalIdOf = (post: Fields): string =>
  `ghost:${(textIn(post, 'uuid') || textIn(post, 'id')).slice(0, 150)}`;

/** The addresses that a post had, by the forms of its site; paths where nobody told what site that is. */
export function formerUrlsOf(post: Fields, survey: GhostSurvey, rules: GhostRules): string[] {
  const parts = partsOf(post, survey);
  const urls = rules.permalinks.flatMap((form) => {
    let isWhole = true;
    const path = form.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
      const value = parts.get(name) ?? '';
      if (value === '') isWhole = false;
      return encodeURIComponent(value);
    });
    return isWhole ? `${rules.siteUrl ?? ''}${path}` : [];
  });
  return [...new Set(urls)].slice(0, MAX_FORMER);
}

function partsOf(post: Fields, survey: GhostSurvey): ReadonlyMap<string, string> {
  const author = survey.authorsOf(post)[0]?.slugThere ?? '';
  const date = timeIn(post, 'published_at');
  const day = date ? dayIn(date, survey.timeZone) : '';
  const [year = '', month = '', date_ = ''] = day.split('-');
  return new Map([
    ['id', textIn(post, 'id')],
    ['slug', textIn(post, 'slug')],
    ['primary_tag', survey.tagsOf(post)[0]?.slug ?? NO_TAG],
    ['primary_author', author],
    ['author', author],
    ['year', year],
    ['month', month],
    ['day', date_],
  ]);
}

/** A day as `2020-11-08`, where it was that day; in UTC for a zone that nobody knows. */
function dayIn(date: Date, timeZone: string): string {
  try {
    return new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(date);
  } catch {
    return date.toISOString().slice(0, 10);
  }
}

/** An address as the export names it, of the site or of anybody; null for what leads nowhere without the site's. */
export function addressOf(address: string, siteUrl: string | null): string | null {
  const relative = address.startsWith('/') && !address.startsWith('//') ? `${SITE_MARK}${address}` : address;
  return webUrl(siteUrl === null ? relative : relative.replace(SITE_MARK, siteUrl))?.href ?? null;
}
