import type { Author, CollectionPage, Section, Site, Tag } from '../api/answers.js';
import { COLLECTION_PAGE } from '../api/fields.js';
import { html, type Html } from '../html.js';
import { pathOf } from '../parts/address.js';
import { breadcrumbsHtml } from '../parts/breadcrumbs.js';
import { pictureHtml } from '../parts/picture.js';
import { storyListHtml } from '../parts/story-list.js';
import { apiPath, type Page, pageAnswer } from './page.js';

const STORIES = '12';

function sectionHeadHtml({ name, description, breadcrumbs, children }: Section, site: Site): Html {
  const below = children.map((child) => html`<li><a href="${pathOf(child.url)}">${child.name}</a></li>`);
  return html`${breadcrumbsHtml(breadcrumbs, site)}
    <header class="page-head">
      <h1>${name}</h1>
      ${description && html`<p class="dek">${description}</p>`}
      ${
        below.length > 0 &&
        html`<ul class="links">
          ${below}
        </ul>`
      }
    </header>`;
}

function authorHeadHtml({ name, bio, avatar, links }: Author): Html {
  const elsewhere = links.map(
    ({ label, url }) => html`<li><a href="${url}" rel="me noopener">${label}</a></li>`,
  );
  return html`<header class="page-head author">
    ${avatar && pictureHtml(avatar, { sizes: '7rem', shape: 'square', first: true })}
    <div>
      <h1>${name}</h1>
      ${bio && html`<p class="dek">${bio}</p>`}
      ${
        elsewhere.length > 0 &&
        html`<ul class="links">
          ${elsewhere}
        </ul>`
      }
    </div>
  </header>`;
}

const tagHeadHtml = ({ name }: Tag, { labels }: Site): Html =>
  html`<header class="page-head">
    <p class="kicker">${labels.tags}</p>
    <h1>${name}</h1>
  </header>`;

const HEADS = {
  section: ({ section, site }: CollectionPage) => section && sectionHeadHtml(section, site),
  author: ({ author }: CollectionPage) => author && authorHeadHtml(author),
  tag: ({ tag, site }: CollectionPage) => tag && tagHeadHtml(tag, site),
} as const;

const aboutOf = ({ section, author }: CollectionPage): string | null | undefined =>
  section?.description ?? author?.bio;

/** The page of a section, an author or a tag: what it is, and its stories. */
const collectionPage =
  (by: keyof typeof HEADS): Page =>
  async (reader, { query }, name) => {
    const parameters = { limit: STORIES, after: query.get('after'), fields: COLLECTION_PAGE[by] };
    const reply = await reader.api.get<CollectionPage>(apiPath(`/v1/${by}s/${name}/page`, parameters));
    const { body } = reply;
    const { site, articles } = body;
    const subject = body[by] ?? { slug: name, name, url: site.url };
    const path = pathOf(subject.url);
    const main = html`<div class="column">
      ${HEADS[by](body)}
      ${storyListHtml(articles, site, { path, first: !query.has('after'), kicker: by !== 'section' })}
    </div>`;
    const about = aboutOf(body);
    const head = html`<link rel="canonical" href="${subject.url}" />
      ${about && html`<meta name="description" content="${about}" />`}`;
    const title = `${subject.name} – ${site.name}`;
    return pageAnswer(reader, { kept: reply, site, title, head, feed: `${by}s/${name}`, path, main });
  };

export const sectionPage = collectionPage('section');
export const authorPage = collectionPage('author');
export const tagPage = collectionPage('tag');
