import type { Comment, StoryPage } from '../api/answers.js';
import { STORY_PAGE } from '../api/fields.js';
import { type Answer, redirect } from '../http/answer.js';
import { idIn, type ReaderRequest } from '../http/request.js';
import { forgottenToken, tokensIn } from '../http/tokens.js';
import { html } from '../html.js';
import { pathOf } from '../parts/address.js';
import { type Attempt, UNTRIED } from '../parts/comment-form.js';
import { storyHeadHtml } from '../parts/story-head.js';
import { playersIn, storyHtml } from '../parts/story.js';
import { lastOf, withThread } from '../parts/threads.js';
import { commentsPage } from './comments.js';
import { threadAround, waitingThread } from './discussion.js';
import { apiPath, type Page, pageAnswer, type Reader } from './page.js';

/** What a page shows beside what it shows to everybody. */
interface Asked {
  /** A comment that was asked for by its address. */
  readonly comment: string | null;
  /** The comment that is to be answered. */
  readonly answering: string | null;
  /** Tokens of the reader's own comments that wait, by their ids. */
  readonly tokens: ReadonlyMap<string, string>;
  readonly attempt: Attempt;
}

/** The page of a story; its parameters open a part of the discussion. */
export const storyPage: Page = (reader, request, name) => {
  const { query, headers } = request;
  if (query.has('comments') || query.has('replies')) return commentsPage(reader, request, name);
  return answerStory(reader, request, name, {
    comment: idIn(query, 'comment'),
    answering: idIn(query, 'reply'),
    tokens: tokensIn(headers.cookie),
    attempt: UNTRIED,
  });
};

/** The same page with a form that was sent and not taken. */
export const storyPageWith = (
  reader: Reader,
  request: ReaderRequest,
  name: string,
  { status, attempt }: { status: number; attempt: Attempt },
): Promise<Answer> => {
  const answering = idIn(new URLSearchParams(attempt.values), 'parentId');
  const asked = { comment: null, answering, tokens: tokensIn(request.headers.cookie), attempt };
  return answerStory(reader, request, name, asked, status);
};

async function answerStory(
  reader: Reader,
  { path, query }: ReaderRequest,
  name: string,
  asked: Asked,
  status = 200,
): Promise<Answer> {
  const { comment, answering, tokens, attempt } = asked;
  const isPrivate = tokens.size > 0 || attempt !== UNTRIED;
  const around = (id: string | null) => (id === null ? null : threadAround(reader, name, id));
  const [reply, followed, answered, ...waiting] = await Promise.all([
    reader.api.get<StoryPage>(apiPath(`/v1/articles/${name}/page`, { fields: STORY_PAGE })),
    around(comment),
    around(answering),
    ...[...tokens].map(([id, token]) => waitingThread(reader, name, id, token)),
  ]);
  const page = reply.body;
  const { site, article } = page;
  const canonical = pathOf(article.url);
  if (canonical !== path && status === 200) {
    return redirect(301, query.size > 0 ? `${canonical}?${query.toString()}` : canonical);
  }
  const threads = [followed, answered, ...waiting].filter((thread): thread is Comment => thread !== null);
  const comments = threads.reduce((shown, thread) => withThread(shown, thread), page.comments.items);
  const settled = [...tokens.keys()].filter((_, place) => waiting[place] === null);
  const forgotten = settled.map((id) => forgottenToken(id, canonical, site.url));
  return pageAnswer(reader, {
    status,
    kept: isPrivate ? null : reply,
    headers: { vary: 'Cookie', ...(forgotten.length > 0 ? { 'set-cookie': forgotten } : {}) },
    players: playersIn(article.body.html),
    site,
    title: `${article.seo.title} – ${site.name}`,
    head: html`${storyHeadHtml(article.seo)}${article.translations.map(
      ({ language, url }) => html` <link rel="alternate" hreflang="${language}" href="${url}" />`,
    )}`,
    feed: `articles/${article.slug}/comments`,
    path: pathOf(article.section.url),
    main: storyHtml({
      page,
      comments,
      path: canonical,
      answered: answered && answering ? lastOf(answered, answering) : null,
      attempt,
    }),
  });
}
