import { element, emptyElement, textElement, xmlText } from '../platform/xml/xml.js';
import type { CommentFeedData, FeedComment } from './comment-feed.query.js';
import { type FeedLinks, later, newestOf, urnOf } from './feed.js';
import { portableHtml } from '../body/portable-html.js';
import { linesOf } from './feed-xml.js';
import { rssDocument, rssTime } from './rss.js';

/** RSS 2.0 of the comments of a story; which of them a comment answers is said by RFC 4685. */
export function commentFeed({ site, story, list }: CommentFeedData, links: FeedLinks): string {
  const times = list.items.map(({ createdAt, editedAt }) => later(createdAt, editedAt ?? createdAt));
  const head = {
    title: story.headline,
    description: story.excerpt,
    home: story.url,
    site,
    language: story.language,
    copyright: site.copyrightNotice,
    icon: null,
    updatedAt: newestOf(times, story.updatedAt),
  };
  return rssDocument(
    head,
    links,
    list.items.map((comment) => itemOf(comment, story.url)),
  );
}

function itemOf(comment: FeedComment, page: string): string {
  const { id, parentId, author, html, createdAt, permalink } = comment;
  return element(
    'item',
    {},
    linesOf([
      element('title', {}, xmlText(author.name)),
      textElement('link', permalink),
      textElement('guid', urnOf(id), { isPermaLink: 'false' }),
      textElement('pubDate', rssTime(createdAt)),
      textElement('dc:creator', author.name),
      parentId === null ? '' : emptyElement('thr:in-reply-to', { ref: urnOf(parentId) }),
      element('description', {}, xmlText(portableHtml(html, page))),
    ]),
  );
}
