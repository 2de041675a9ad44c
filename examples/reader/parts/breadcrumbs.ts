import type { Breadcrumb, Site } from '../api/answers.js';
import { html, type Html } from '../html.js';
import { pathOf } from './address.js';

/** The way from the home page; its last step is the page itself. */
export function breadcrumbsHtml(steps: readonly Breadcrumb[], { labels }: Site): Html {
  const items = steps.map(({ label, url }, place) =>
    place === steps.length - 1
      ? html`<li aria-current="page">${label}</li>`
      : html`<li><a href="${pathOf(url)}">${label}</a></li>`,
  );
  return html`<nav class="breadcrumbs" aria-label="${labels.breadcrumbs}">
    <ol>
      ${items}
    </ol>
  </nav>`;
}
