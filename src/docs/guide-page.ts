import type { Heading, RenderedGuide } from './guide-markdown.js';
import type { GuideSource } from './guide-source.js';
import { html, type Html } from './html.js';

/** The list of guides, for beside a guide or the reference. */
const guideList = (guides: readonly GuideSource[], current: string): Html =>
  html`<ul>
    ${guides.map(
      ({ name, title }) =>
        html`<li><a href="${name}" ${name === current && html`aria-current="page"`}>${title}</a></li>`,
    )}
    <li><a href="reference">API reference</a></li>
  </ul>`;

/** What stands beside a guide: the others, and what is on this page. Folded together where there is little room. */
export const guideAside = (
  guides: readonly GuideSource[],
  current: string,
  headings: readonly Heading[],
): Html =>
  html`<aside>
    <details class="fold">
      <summary>Guides and contents</summary>
      <nav aria-label="Guides">${guideList(guides, current)}</nav>
      ${
        headings.length > 1 &&
        html`<nav aria-label="On this page" class="toc">
          <h2>On this page</h2>
          <ul>
            ${headings.map(
              ({ id, text, level }) => html`<li class="level-${level}"><a href="#${id}">${text}</a></li>`,
            )}
          </ul>
        </nav>`
      }
    </details>
  </aside>`;

/** The main part of a guide, with the ways to the guides before and after it. */
export function guidePage(
  guides: readonly GuideSource[],
  { name, title }: GuideSource,
  { body }: RenderedGuide,
): Html {
  const place = guides.findIndex((guide) => guide.name === name);
  const [before, after] = [guides[place - 1], guides[place + 1]];
  return html`<article>
      <h1>${title}</h1>
      ${body}
    </article>
    <nav class="turn" aria-label="Other guides">
      ${before && html`<a rel="prev" href="${before.name}"><span>Before this</span> ${before.title}</a>`}
      ${after && html`<a rel="next" href="${after.name}"><span>After this</span> ${after.title}</a>`}
    </nav>`;
}
