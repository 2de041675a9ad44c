import { Html, html, type HtmlValue } from './html.js';
import type { PageContext } from './page-context.js';

/** What every page is framed with. Addresses are from the root of the API. */
export interface Frame {
  readonly styles: readonly string[];
  readonly scripts: readonly string[];
  readonly icon: string;
}

export interface PageParts {
  readonly title: string;
  /** One sentence, for search engines. */
  readonly description: string;
  /** Which of the main links leads here. */
  readonly current: string;
  /** Chooses the layout. */
  readonly layout: 'landing' | 'guide' | 'reference';
  /** What stands beside the main part, such as a table of contents. */
  readonly aside?: HtmlValue;
  readonly main: HtmlValue;
}

const MAIN_LINKS = [
  { address: 'docs#guides', name: 'Guides' },
  { address: 'docs/reference', name: 'Reference' },
  { address: 'graphql', name: 'GraphiQL' },
];

/** A whole page. */
export function pageShell(
  { title, description, current, layout, aside, main }: PageParts,
  { root }: PageContext,
  { styles, scripts, icon }: Frame,
): string {
  const page = html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <title>${title}</title>
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="description" content="${description}" />
      <meta name="color-scheme" content="light dark" />
      <link rel="icon" href="${root}${icon}" type="image/svg+xml" />
      ${styles.map((style) => html`<link rel="stylesheet" href="${root}${style}" />`)}
      ${scripts.map((script) => html`<script src="${root}${script}" defer></script>`)}
    </head>
    <body class="${layout}" data-root="${root}">
      <a class="skip" href="#main">Skip to the content</a>
      <header class="bar">
        ${layout === 'landing' ? html`<span class="section">Documentation</span>` : html`<a class="nameplate" href="${root}docs">Broadsheet</a>`}
        <nav aria-label="Main">
          ${MAIN_LINKS.map(
            ({ address, name }) =>
              html`<a href="${root}${address}" ${name === current && html` aria-current="page"`}>${name}</a>`,
          )}
        </nav>
      </header>
      ${aside}
      <main id="main" tabindex="-1">${main}</main>
      <footer>
        <p>
          Served by this API itself. <a href="${root}openapi.json">openapi.json</a> and
          <a href="${root}schema.graphql">schema.graphql</a> describe it to programs.
        </p>
      </footer>
    </body>
  </html>`;
  return `<!doctype html>\n${compact(page)}\n`;
}

/** Blanks at the start of lines are for those who read this program; a listing keeps its own. */
const compact = ({ text }: Html): string =>
  text
    .split(/(<pre[^]*?<\/pre>)/)
    .map((part) => (part.startsWith('<pre') ? part : part.replaceAll(/\n\s+/g, '\n')))
    .join('');
