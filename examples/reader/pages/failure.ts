import type { Problem } from '../api/problem.js';
import type { Answer } from '../http/answer.js';
import { securityHeaders } from '../http/policy.js';
import { html } from '../html.js';
import type { Reader } from './page.js';

const WORDS: Readonly<Record<number, string>> = {
  400: 'Bad request',
  403: 'Forbidden',
  405: 'Method not allowed',
  413: 'Too large',
  415: 'Not a form',
  429: 'Too many requests',
  502: 'Bad gateway',
  503: 'Unavailable',
  504: 'Gateway timeout',
};

const TRY_AGAIN = 'The newsroom’s server cannot be reached just now. Please try again in a moment.';
const NOT_UNDERSTOOD = 'That request could not be answered.';

/**
 * The page for when something fails, made without the API: its words are the reader's own.
 * @param typed what a reader sent with a form, so that it can be sent again
 */
export function failurePage(
  { assets }: Reader,
  { status, more }: Problem,
  path: string,
  typed?: Record<string, string>,
): Answer {
  const title = WORDS[status] ?? 'Error';
  const again =
    typed &&
    html`<form method="post" action="${path}">
      ${Object.entries(typed).map(([name, value]) =>
        name === 'body'
          ? html`<textarea name="body" rows="8" aria-label="Your comment">${value}</textarea>`
          : html`<input type="hidden" name="${name}" value="${value}" />`,
      )}
      <p><button>Try again</button></p>
    </form>`;
  const body = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <meta name="robots" content="noindex" />
        <meta name="color-scheme" content="light dark" />
        <link rel="stylesheet" href="${assets.urls.style}" />
        <link rel="icon" href="${assets.urls.icon}" type="image/svg+xml" />
      </head>
      <body>
        <main class="notice-page">
          <p class="status">${status}</p>
          <h1>${title}</h1>
          <p class="dek">${status >= 500 ? TRY_AGAIN : NOT_UNDERSTOOD}</p>
          ${again || html`<p><a href="${path}">Try again</a></p>`}
        </main>
      </body>
    </html> `;
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      ...(status >= 502 ? { 'retry-after': more.retryAfter ?? '10' } : {}),
      ...securityHeaders(),
    },
    body: body.source,
  };
}
