import type { Comment, List, StoryPage } from '../api/answers.js';
import { STORY_HEAD, THREAD } from '../api/fields.js';
import { redirect } from '../http/answer.js';
import { idIn } from '../http/request.js';
import { html } from '../html.js';
import { pathOf } from '../parts/address.js';
import { breadcrumbsHtml } from '../parts/breadcrumbs.js';
import { commentsHtml, moreHtml } from '../parts/comment.js';
import { languageOf } from '../parts/language.js';
import { apiPath, type Page, pageAnswer } from './page.js';

/** Further comments on a story (`?comments=<cursor>`), or replies to one (`?replies=<id>`). The script takes them from here. */
export const commentsPage: Page = async (reader, { path, query: asked }, name) => {
  const parent = idIn(asked, 'replies');
  const after = parent ? asked.get('after') : asked.get('comments');
  const [head, list] = await Promise.all([
    reader.api.get<Pick<StoryPage, 'site' | 'breadcrumbs' | 'article' | 'commentForm'>>(
      apiPath(`/v1/articles/${name}/page`, { fields: STORY_HEAD }),
    ),
    reader.api.get<List<Comment>>(
      apiPath(`/v1/articles/${name}/comments`, { parent, after, fields: THREAD }),
    ),
  ]);
  const { site, breadcrumbs, article, commentForm } = head.body;
  const { items, pageInfo } = list.body;
  const canonical = pathOf(article.url);
  if (canonical !== path) return redirect(301, `${canonical}?${asked.toString()}`);
  const { labels } = site;
  const [label, query] = parent
    ? [labels.moreReplies, `replies=${parent}&after=${pageInfo.endCursor}`]
    : [labels.moreComments, `comments=${pageInfo.endCursor}`];
  const main = html`<div class="column">
    ${breadcrumbsHtml(breadcrumbs, site)}
    <header class="page-head">
      <h1 ${languageOf(article.language, site.language)}>
        <a href="${canonical}">${article.headline}</a>
      </h1>
    </header>
    <section class="discussion" aria-labelledby="comments-title">
      <h2 id="comments-title">${labels.comments}</h2>
      ${commentsHtml(items, { site, path: canonical, open: commentForm.open })}
      ${pageInfo.hasNextPage && moreHtml(`${canonical}?${query}`, label)}
    </section>
  </div>`;
  return pageAnswer(reader, {
    kept: list,
    site,
    title: `${labels.comments}: ${article.headline} – ${site.name}`,
    head: html`<meta name="robots" content="noindex" />`,
    main,
  });
};
