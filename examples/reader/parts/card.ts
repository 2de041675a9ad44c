import type { Link, Site, Summary } from '../api/answers.js';
import { html, type Html } from '../html.js';
import { pathOf } from './address.js';
import { dateHtml, languageOf } from './language.js';
import { pictureHtml } from './picture.js';

export interface CardStyle {
  /** Level of its heading on the page. */
  readonly heading: 2 | 3;
  readonly look: 'lead' | 'large' | 'row' | 'brief' | 'plain';
  /** Whether it names its section. */
  readonly kicker?: boolean;
}

const SIZES: Readonly<Record<CardStyle['look'], string>> = {
  lead: '(min-width: 60rem) 46rem, 100vw',
  large: '(min-width: 60rem) 24rem, (min-width: 40rem) 50vw, 100vw',
  row: '(min-width: 40rem) 16rem, 7rem',
  brief: '7rem',
  plain: '1px',
};

export const authorsHtml = (authors: readonly Link[], language: string): Html => {
  const links = authors.map(({ name, url }) => html`<a href="${pathOf(url)}" rel="author">${name}</a>`);
  // The language's own way to enumerate: the names stand in for numbers, which no name can be taken for.
  const parts = new Intl.ListFormat(language).formatToParts(authors.map((_, place) => String(place)));
  return html`${parts.map(({ type, value }) => (type === 'element' ? links[Number(value)] : value))}`;
};

/** A story as lists show it. The link of the headline covers the whole card. */
export function cardHtml(story: Summary, { language }: Site, { heading, look, kicker }: CardStyle): Html {
  const { url, headline, dek, excerpt, section, leadImage, publishedAt, authors } = story;
  const title = html`<a href="${pathOf(url)}">${headline}</a>`;
  const isShort = look === 'plain' || look === 'brief';
  const picture = look === 'plain' ? null : leadImage;
  const options = { sizes: SIZES[look], shape: 'wide', first: look === 'lead' } as const;
  const own = languageOf(language, story.language);
  const byline = !isShort && authors.length > 0 && html`<span>${authorsHtml(authors, language)}</span>`;
  return html`<article class="card ${look}" ${languageOf(story.language, language)}>
    ${picture && pictureHtml(picture, options)}
    <div class="words">
      ${kicker && html`<p class="kicker" ${own}><a href="${pathOf(section.url)}">${section.name}</a></p>`}
      ${heading === 2 ? html`<h2>${title}</h2>` : html`<h3>${title}</h3>`}
      ${!isShort && html`<p class="dek">${dek ?? excerpt}</p>`}
      <p class="meta" ${own}>${byline} ${dateHtml(publishedAt, language)}</p>
    </div>
  </article>`;
}
