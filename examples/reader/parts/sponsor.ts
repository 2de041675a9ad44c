import type { Placement } from '../api/answers.js';
import { html, type Html } from '../html.js';
import { pictureHtml } from './picture.js';

/** A slot that is paid for: set apart from the story, with its label before everything else. */
export const sponsorHtml = ({ label, sponsor, text, image, href, rel }: Placement): Html =>
  html`<div class="sponsor" role="group" aria-label="${label}: ${sponsor.name}">
    <p class="sponsor-label">${label}</p>
    <a href="${href}" rel="${rel} noopener"
      >${image && pictureHtml(image, { sizes: '12rem' })}<strong dir="auto">${sponsor.name}</strong>${
        text && html` <span dir="auto">${text}</span>`
      }</a
    >
  </div> `;
