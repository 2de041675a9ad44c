import type { Problem } from '../api/problem.js';
import type { Answer } from '../http/answer.js';
import { securityHeaders } from '../http/policy.js';
import { html, type Html } from '../html.js';
import type { Reader } from './page.js';

const AWAY = {
  title: 'Back in a moment',
  text: 'The newsroom’s server cannot be reached just now. Please try again in a little while.',
};
const REFUSED = { title: 'That cannot be answered', text: 'Something is wrong with this request.' };

/** A form with all that was typed into another, to be sent again. */
const againHtml = (path: string, { body = '', ...others }: Readonly<Record<string, string>>): Html =>
  html`<form method="post" action="${path}">
    ${Object.entries(others).map(
      ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
    )}
    <textarea name="body" rows="8" aria-label="Comment">${body}</textarea>
    <p><button>Try again</button></p>
  </form>`;

/**
 * The page for when something fails. It is made without the API, so its words are the reader's own.
 * @param typed what was sent with a form, so that nothing of it is lost
 */
export function failurePage(
  { assets: { urls } }: Reader,
  { status, more }: Problem,
  path: string,
  typed?: Readonly<Record<string, string>>,
): Answer {
  const { title, text } = status >= 500 ? AWAY : REFUSED;
  const body = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <meta name="robots" content="noindex" />
        <meta name="color-scheme" content="light dark" />
        <link rel="stylesheet" href="${urls.style}" />
        <link rel="icon" href="${urls.icon}" type="image/svg+xml" />
      </head>
      <body>
        <main>
          <div class="notice-page">
            <p class="status">${status}</p>
            <h1>${title}</h1>
            <p class="dek">${text}</p>
            ${typed ? againHtml(path, typed) : html`<p><a href="${path}">Try again</a></p>`}
          </div>
        </main>
      </body>
    </html>`;
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      ...(status > 500 ? { 'retry-after': more.retryAfter ?? '10' } : {}),
      ...securityHeaders(),
    },
    body: body.source,
  };
}
