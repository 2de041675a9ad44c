import type { List, Site, Summary } from '../api/answers.js';
import { html, type Html } from '../html.js';
import { cardHtml } from './card.js';

interface Options {
  /** Path of the page that the list stands on, with its parameters if it has any. */
  readonly path: string;
  /** Whether it is the first page, which begins with a larger card. */
  readonly first: boolean;
  readonly kicker: boolean;
}

/** One page of a list of stories, and the way to the next. */
export function storyListHtml({ items, pageInfo }: List<Summary>, site: Site, options: Options): Html {
  const { path, first, kicker } = options;
  const { labels } = site;
  if (items.length === 0) return html`<p class="empty">${labels.noResults}</p>`;
  const cards = items.map((story, place) =>
    cardHtml(story, site, { heading: 2, look: first && place === 0 ? 'lead' : 'row', kicker }),
  );
  const next = `${path}${path.includes('?') ? '&' : '?'}after=${pageInfo.endCursor}`;
  return html`<div class="stories">${cards}</div>
    ${pageInfo.hasNextPage && html`<p class="more"><a href="${next}" rel="next">${labels.more}</a></p>`}`;
}
