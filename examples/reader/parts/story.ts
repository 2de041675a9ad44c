import type { Comment, Site, Story, StoryPage } from '../api/answers.js';
import { html, type Html } from '../html.js';
import { pathOf } from './address.js';
import { breadcrumbsHtml } from './breadcrumbs.js';
import { authorsHtml, cardHtml } from './card.js';
import { type Attempt, commentFormHtml } from './comment-form.js';
import { commentsHtml, moreHtml } from './comment.js';
import { dateHtml, languageOf, nameOfLanguage } from './language.js';
import { pictureHtml } from './picture.js';
import { shareHtml } from './share.js';
import { storyBodyHtml, topSlotsHtml } from './story-body.js';

/** Origins of the players that a story may load. */
export const playersIn = (body: string): string[] => [
  ...new Set([...body.matchAll(/ data-player="(https:\/\/[^/"]+)/g)].map(([, origin]) => origin ?? '')),
];

const MINUTE = 60_000;

function bylineHtml(story: Story, { labels, language }: Site): Html {
  const { authors, publishedAt, modifiedAt, readingMinutes } = story;
  const wasModified = Date.parse(modifiedAt) - Date.parse(publishedAt) >= MINUTE;
  const date = (label: string, instant: string): Html =>
    html`<span>${label} ${dateHtml(instant, language, 'minute')}</span>`;
  return html`<div class="byline" ${languageOf(language, story.language)}>
    ${authors.length > 0 && html`<p class="authors">${labels.by} ${authorsHtml(authors, language)}</p>`}
    <p class="dates">
      ${date(labels.published, publishedAt)} ${wasModified && date(labels.updated, modifiedAt)}
      <span>${readingMinutes} ${labels.minutesToRead}</span>
    </p>
  </div>`;
}

const sensitiveHtml = ({ language }: Story, site: Site): Html =>
  html`<p class="sensitive" role="note" ${languageOf(site.language, language)}>${site.labels.sensitive}</p>`;

function leadHtml({ leadImage }: Story): Html | null {
  if (!leadImage) return null;
  const { caption, credit } = leadImage;
  const text = html`${caption} ${credit && html`<cite>${credit}</cite>`}`;
  return html`<figure class="lead-image">
    ${pictureHtml(leadImage, { sizes: '(min-width: 50rem) 46rem, 100vw', first: true })}
    ${(caption || credit) && html`<figcaption>${text}</figcaption>`}
  </figure>`;
}

const correctionsHtml = ({ corrections }: Story, { labels, language }: Site): Html[] =>
  corrections.map(
    ({ kind, text, at }) =>
      html`<p class="correction"><b>${labels[kind]}</b> (${dateHtml(at, language)}): ${text}</p>`,
  );

function linksHtml(id: string, title: string, links: readonly Html[]): Html | null {
  if (links.length === 0) return null;
  return html`<h2 id="${id}">${title}</h2>
    <ul class="links" aria-labelledby="${id}">
      ${links.map((link) => html`<li>${link}</li>`)}
    </ul>`;
}

function tailHtml(story: Story, { labels, language: siteLanguage }: Site): Html {
  const { tags, translations, rights } = story;
  const topics = tags.map(({ name, url }) => html`<a href="${pathOf(url)}" rel="tag">${name}</a>`);
  const others = translations.map(
    ({ language, url }) =>
      html`<a href="${pathOf(url)}" hreflang="${language}" lang="${language}"
        >${nameOfLanguage(language)}</a
      >`,
  );
  return html`<footer ${languageOf(siteLanguage, story.language)}>
    ${rights.credit && html`<p class="credit">${rights.credit}</p>`}
    ${linksHtml('topics', labels.tags, topics)} ${linksHtml('translations', labels.translations, others)}
  </footer>`;
}

function articleHtml({ article, placements, site }: StoryPage): Html {
  const { headline, dek, language, sensitive, body } = article;
  return html`<article class="story" ${languageOf(language, site.language)} data-embed="${site.labels.embed}">
    <header>
      <h1>${headline}</h1>
      ${dek && html`<p class="dek">${dek}</p>`} ${bylineHtml(article, site)}
    </header>
    ${sensitive && sensitiveHtml(article, site)} ${leadHtml(article)} ${storyBodyHtml(body.html, placements)}
    ${correctionsHtml(article, site)} ${tailHtml(article, site)}
  </article>`;
}

function relatedHtml({ related, site }: StoryPage): Html | null {
  if (related.length === 0) return null;
  return html`<section class="related" aria-labelledby="related-title">
    <h2 id="related-title">${site.labels.related}</h2>
    ${related.map(({ article }) => cardHtml(article, site, { heading: 3, look: 'row' }))}
  </section>`;
}

interface StoryContext {
  readonly page: StoryPage;
  /** Comments as this reader sees them. */
  readonly comments: readonly Comment[];
  readonly path: string;
  readonly answered: Comment | null;
  readonly attempt: Attempt;
}

function discussionHtml({ page, comments, path, answered, attempt }: StoryContext): Html {
  const { site, article, commentForm, comments: list } = page;
  const { labels, language } = site;
  const { hasNextPage, endCursor } = list.pageInfo;
  const count = new Intl.NumberFormat(language).format(article.commentCount);
  return html`<section id="comments" class="discussion" aria-labelledby="comments-title">
      <h2 id="comments-title">${labels.comments} <span class="count">${count}</span></h2>
      ${commentsHtml(comments, { site, path, open: commentForm.open })}
      ${hasNextPage && moreHtml(`${path}?comments=${endCursor}`, labels.moreComments)}
      <p role="status"></p>
    </section>
    ${commentFormHtml({ form: commentForm, site, path, answered, attempt })}`;
}

/** Everything that the page of a story shows, from the sponsor at the top to the comment form. */
export const storyHtml = (context: StoryContext): Html => {
  const { page } = context;
  return html`${topSlotsHtml(page.placements)} ${breadcrumbsHtml(page.breadcrumbs, page.site)}
    <div class="story-page">
      ${articleHtml(page)} ${shareHtml(page.share, page.site)} ${relatedHtml(page)} ${discussionHtml(context)}
    </div>`;
};
