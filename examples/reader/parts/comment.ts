import type { Comment, Site } from '../api/answers.js';
import { html, type Html, trusted } from '../html.js';
import { dateHtml } from './language.js';

/** Where comments stand: what they link to and what they say. */
export interface Discussion {
  readonly site: Site;
  /** Path of the story. */
  readonly path: string;
  /** Whether comments are taken. */
  readonly open: boolean;
}

const TINTS = 6;

/** A letter in a colour that is the same for the same reader; it says nothing that the name does not. */
function avatarHtml({ name, avatarSeed }: Comment['author']): Html {
  const tint = Number.parseInt(avatarSeed.slice(0, 4), 16) % TINTS;
  return html`<span class="avatar tint-${tint}" aria-hidden="true">${[...name.trim()][0]}</span>`;
}

function authorHtml({ name, website, badges }: Comment['author']): Html {
  const signature = website
    ? html`<a href="${website}" rel="ugc nofollow noopener">${name}</a>`
    : html`${name}`;
  return html`<b class="name" dir="auto">${signature}</b>
    ${badges.map((badge) => html`<span class="badge">${badge}</span> `)}`;
}

function headHtml(comment: Comment, { site, path }: Discussion): Html {
  const { id, author, createdAt, editedAt, featured } = comment;
  const { labels, language } = site;
  const edited = editedAt && html`· ${labels.updated} ${dateHtml(editedAt, language, 'minute')}`;
  return html`<header>
    ${avatarHtml(author)}
    <p>
      ${authorHtml(author)} ${featured && html`<span class="badge">${labels.commentFeatured}</span>`}
      <small>
        <a href="${path}?comment=${id}#comment-${id}">${dateHtml(createdAt, language, 'minute')}</a> ${edited}
      </small>
    </p>
  </header>`;
}

function contentHtml(comment: Comment, discussion: Discussion): Html {
  const { id, author, status } = comment;
  const { site, path, open } = discussion;
  const { labels } = site;
  if (status === 'deleted') return html`<p class="deleted">${labels.commentDeleted}</p>`;
  const reply = html`<p class="actions">
    <a href="${path}?reply=${id}#reply" rel="nofollow" data-reply="${id}">
      ${labels.replyTo} <span dir="auto">${author.name}</span>
    </a>
  </p>`;
  return html`${headHtml(comment, discussion)}
    <div class="text" dir="auto">${trusted(comment.html)}</div>
    ${status === 'pending' ? html`<p class="pending">${labels.commentPending}</p>` : open && reply}`;
}

/** A link to further comments, which the script takes to where the link stands. */
export const moreHtml = (target: string, label: string): Html =>
  html`<p class="more"><a href="${target}" rel="nofollow" data-more>${label}</a></p>`;

function moreRepliesHtml(
  { id, replyCount, repliesCursor, replies = [] }: Comment,
  { site, path }: Discussion,
): Html | null {
  if (repliesCursor === null && replyCount <= replies.length) return null;
  const after = repliesCursor === null ? '' : `&after=${repliesCursor}`;
  return moreHtml(`${path}?replies=${id}${after}`, site.labels.moreReplies);
}

function commentHtml(comment: Comment, discussion: Discussion): Html {
  const { id, replies = [] } = comment;
  return html`<li id="comment-${id}" class="comment" tabindex="-1">
    <article>${contentHtml(comment, discussion)}</article>
    ${replies.length > 0 && commentsHtml(replies, discussion)} ${moreRepliesHtml(comment, discussion)}
  </li> `;
}

/** Comments and the threads below them. */
export const commentsHtml = (comments: readonly Comment[], discussion: Discussion): Html =>
  html`<ol class="comments">
    ${comments.map((comment) => commentHtml(comment, discussion))}
  </ol>`;
