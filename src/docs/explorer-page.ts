import type { ExampleOperation } from './explorer-examples.js';
import { html, jsonData } from './html.js';
import type { Frame } from './page-shell.js';

export interface Explorer {
  readonly examples: readonly ExampleOperation[];
  /** Whether the API answers introspection; without it there is no documentation to show. */
  readonly introspection: boolean;
  /** What styles must carry that scripts add to the page. */
  readonly styleNonce: string;
}

/** The page of GraphiQL, which its script makes. It stands at the path of GraphQL itself. */
export const explorerPage = (explorer: Explorer, { styles, scripts, icon }: Frame): string =>
  `<!doctype html>\n${
    html`<html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>GraphiQL · Broadsheet</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="description" content="Write and run GraphQL operations against this API." />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href="${icon}" type="image/svg+xml" />
        ${styles.map((style) => html`<link rel="stylesheet" href="${style}" />`)}
        ${scripts.map((script) => html`<script src="${script}" defer></script>`)}
      </head>
      <body>
        ${
          !explorer.introspection &&
          html`<p class="notice">
            Introspection is off on this server, so there is no documentation and no completion here.
            Operations run as ever.
          </p>`
        }
        <div id="explorer">
          <p>GraphiQL needs JavaScript. <a href="docs">The documentation</a> does not.</p>
        </div>
        <script type="application/json" id="settings">
          ${jsonData(explorer)}
        </script>
      </body>
    </html>`.text
  }\n`;
