import type { Share, Site } from '../api/answers.js';
import { html, type Html } from '../html.js';

/** Links to share a story with; the script adds the browser's own sheet where there is one, and copies. */
export function shareHtml({ links, webShare }: Share, { labels }: Site): Html {
  const items = links.map(({ network, label, url }) => {
    const copies = network === 'copy' && html` data-copy="${labels.linkCopied}"`;
    return html`<li><a href="${url}" rel="nofollow noopener" ${copies}>${label}</a></li>`;
  });
  return html`<section class="share" aria-labelledby="share-title">
    <h2 id="share-title">${labels.share}</h2>
    <ul>
      ${items}
      <li class="sheet">
        <button
          type="button"
          data-title="${webShare.title}"
          data-text="${webShare.text}"
          data-url="${webShare.url}"
        >
          ${labels.shareSheet}
        </button>
      </li>
    </ul>
    <p role="status"></p>
  </section>`;
}
