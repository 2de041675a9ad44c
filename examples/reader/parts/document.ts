import type { Site } from '../api/answers.js';
import { html, type Html } from '../html.js';
import { directionOf } from './language.js';
import { footerHtml, mastheadHtml } from './masthead.js';

/** Files that pages load, under names that change with what is in them. */
export interface AssetUrls {
  readonly style: string;
  readonly script: string;
  readonly icon: string;
}

export interface Document {
  readonly site: Site;
  readonly assets: AssetUrls;
  readonly title: string;
  /** Further elements of the head. */
  readonly head?: Html | null;
  /** Feed of what the page lists, below the API's address. */
  readonly feed?: string;
  /** Path of the section that the page stands in, or of the page itself. */
  readonly path?: string;
  readonly main: Html;
}

/** A whole page: the head, the masthead, what the page is about, the footer. */
export function documentHtml({ site, assets, title, head, feed, path, main }: Document): Html {
  const { labels, language } = site;
  return html`<!doctype html>
    <html lang="${language}" dir="${directionOf(language)}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        ${head}
        <link rel="stylesheet" href="${assets.style}" />
        <script type="module" src="${assets.script}"></script>
        <link rel="icon" href="${assets.icon}" type="image/svg+xml" />
        <meta name="color-scheme" content="light dark" />
        <meta name="theme-color" media="(prefers-color-scheme: light)" content="#fdfcf9" />
        <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#161719" />
        ${feed && html`<link rel="alternate" type="application/rss+xml" title="${title}" href="${site.apiUrl}/feeds/${feed}.rss" />`}
      </head>
      <body>
        <a class="skip" href="#content">${labels.skip}</a>
        ${mastheadHtml(site, path)}
        <main id="content" tabindex="-1">${main}</main>
        ${footerHtml(site)}
      </body>
    </html> `;
}
