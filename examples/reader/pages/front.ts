import type { FrontPage, Site, Summary } from '../api/answers.js';
import { FRONT_PAGE } from '../api/fields.js';
import { html, type Html } from '../html.js';
import { pathOf } from '../parts/address.js';
import { cardHtml } from '../parts/card.js';
import { apiPath, type Page, pageAnswer } from './page.js';

const LATEST = 4;
const STORIES_A_SECTION = 4;

const newestFirst = (a: Summary, b: Summary): number => b.publishedAt.localeCompare(a.publishedAt);

function sectionHtml(
  section: { name: string; url: string },
  stories: readonly Summary[],
  site: Site,
): Html | null {
  const [first, ...others] = stories.slice(0, STORIES_A_SECTION);
  if (!first) return null;
  const path = pathOf(section.url);
  return html`<section class="block" aria-labelledby="section${path.replaceAll('/', '-')}">
    <h2 id="section${path.replaceAll('/', '-')}"><a href="${path}">${section.name}</a></h2>
    ${cardHtml(first, site, { heading: 3, look: 'large' })}
    ${others.map((story) => cardHtml(story, site, { heading: 3, look: 'plain' }))}
  </section>`;
}

/** The front page: the lead, the newest stories, and the sections with what is left. No story stands there twice. */
export const frontPage: Page = async (reader) => {
  const reply = await reader.api.get<FrontPage>(apiPath('/v1/front', { fields: FRONT_PAGE }));
  const { site, lead, sections } = reply.body;
  const others = new Map(sections.flatMap(({ items }) => items).map((story) => [story.slug, story]));
  others.delete(lead?.slug ?? '');
  const latest = [...others.values()].sort(newestFirst).slice(0, LATEST);
  const left = (stories: readonly Summary[]): Summary[] =>
    stories.filter(({ slug }) => others.has(slug) && !latest.some((story) => story.slug === slug));
  const main = html`<div class="front">
      ${lead && cardHtml(lead, site, { heading: 2, look: 'lead', kicker: true })}
      <section class="latest" aria-labelledby="latest">
        <h2 id="latest">${site.labels.latest}</h2>
        ${latest.map((story) => cardHtml(story, site, { heading: 3, look: 'brief', kicker: true }))}
      </section>
    </div>
    <div class="blocks">
      ${sections.map(({ section, items }) => sectionHtml(section, left(items), site))}
    </div>`;
  const title = site.tagline ? `${site.name} – ${site.tagline}` : site.name;
  const head = html`<link rel="canonical" href="${site.url}/" />
    <meta name="description" content="${site.tagline ?? site.name}" />`;
  return pageAnswer(reader, { kept: reply, site, title, head, feed: 'latest', path: '/', main });
};
