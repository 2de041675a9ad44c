import type { List, Summary } from '../api/answers.js';
import { SUMMARY } from '../api/fields.js';
import { html } from '../html.js';
import { storyListHtml } from '../parts/story-list.js';
import { apiPath, type Page, pageAnswer } from './page.js';
import { readSite } from './site.js';

const MOST_CHARACTERS = 200;

/** The search form, and what was found. */
export const searchPage: Page = async (reader, { query }) => {
  const q = (query.get('q') ?? '').trim().slice(0, MOST_CHARACTERS);
  const parameters = { q, sort: 'relevance', limit: '12', after: query.get('after'), fields: SUMMARY };
  const [site, found] = await Promise.all([
    readSite(reader),
    q === '' ? null : reader.api.get<List<Summary>>(apiPath('/v1/articles', parameters)),
  ]);
  const { labels } = site;
  const path = `/search?q=${encodeURIComponent(q)}`;
  const main = html`<div class="column">
    <header class="page-head">
      <h1>${labels.search}</h1>
      <search>
        <form action="/search" class="search">
          <input
            type="search"
            name="q"
            value="${q}"
            maxlength="${MOST_CHARACTERS}"
            aria-label="${labels.search}"
            dir="auto"
          />
          <button>${labels.search}</button>
        </form>
      </search>
    </header>
    ${found && storyListHtml(found.body, site, { path, first: false, kicker: true })}
  </div>`;
  const title = `${q === '' ? labels.search : q} – ${site.name}`;
  const head = html`<meta name="robots" content="noindex" />`;
  return pageAnswer(reader, { kept: found, site, title, head, path: '/search', main });
};
