import type { Placement } from '../api/answers.js';
import { html, type Html, trusted } from '../html.js';
import { sponsorHtml } from './sponsor.js';

/** The API gives one top-level element a line, and no line inside an element begins with a tag. */
const BETWEEN_ELEMENTS = /\n(?=<)/;

/** What may be wider than the page can be scrolled on its own, by keyboard too. */
const elementHtml = (element: string): Html =>
  /^<(table|pre) /.test(element)
    ? html`<div class="scroller" tabindex="0">${trusted(element)}</div>`
    : trusted(element);

/** The slots that stand above the story. */
export const topSlotsHtml = (placements: readonly Placement[]): Html[] =>
  placements.filter(({ position }) => position.kind === 'top').map(sponsorHtml);

/** The story with its sponsor slots, each where the API wants it. */
export function storyBodyHtml(body: string, placements: readonly Placement[]): Html {
  const waiting = new Set(placements.filter(({ position }) => position.kind !== 'top'));
  const take = (kind: 'before' | 'after', element: string): Html[] =>
    [...waiting].flatMap((placement) => {
      const { position } = placement;
      const isHere = element.includes(html`data-key="${position.blockKey}"`.source);
      if (position.kind !== kind || !isHere) return [];
      waiting.delete(placement);
      return [sponsorHtml(placement)];
    });
  const elements = body
    .split(BETWEEN_ELEMENTS)
    .map((element) => html`${take('before', element)}${elementHtml(element)} ${take('after', element)}`);
  // At the end there are also those whose block is not there, as where a story is cut to its excerpt.
  return html`<div class="prose paywall">${elements}${[...waiting].map(sponsorHtml)}</div>`;
}
