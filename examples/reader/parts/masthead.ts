import type { Link, Site } from '../api/answers.js';
import { attributes, html, type Html } from '../html.js';
import { pathOf } from './address.js';

const entryHtml = (target: string, text: string, path?: string): Html =>
  html`<a href="${target}" ${attributes({ 'aria-current': target === path && 'true' })}>${text}</a>`;

const sectionsHtml = (sections: readonly Link[], path?: string): Html[] =>
  sections.map(({ name, url }) => html`<li>${entryHtml(pathOf(url), name, path)}</li>`);

/**
 * The head of every page. On the front page the name of the site is the heading.
 * @param path of the part of the site that the page belongs to
 */
export function mastheadHtml({ name, tagline, navigation, labels }: Site, path?: string): Html {
  const title = entryHtml('/', name, path);
  return html`<header class="masthead">
    <div class="nameplate">
      ${path === '/' ? html`<h1>${title}</h1>` : html`<p class="title">${title}</p>`}
      ${tagline && html`<p class="tagline">${tagline}</p>`}
    </div>
    <nav aria-label="${labels.sections}">
      <ul>
        ${sectionsHtml(navigation, path)}
        <li class="to-search">${entryHtml('/search', labels.search, path)}</li>
      </ul>
    </nav>
  </header>`;
}

export const footerHtml = ({ name, copyrightNotice, navigation, labels }: Site): Html =>
  html`<footer class="colophon">
    <p class="title"><a href="/">${name}</a></p>
    <nav aria-label="${name}: ${labels.sections}">
      <ul>
        ${sectionsHtml(navigation)}
      </ul>
    </nav>
    <p class="copyright">${copyrightNotice}</p>
  </footer>`;
