import { hostedUrl } from '../body/portable-html.js';
import { changedAt, commentFeedUrl, type Feed, type FeedStory, summaryOf, urnOf } from './feed.js';
import { storyHtml, summaryHtml } from './feed-html.js';

export const JSON_FEED = 'application/feed+json';

/** JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/). Members without a value are left out, as it asks. */
export function jsonFeed(feed: Feed): string {
  const { title, description, home, site, language, icon, links } = feed;
  return JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title,
    home_page_url: home,
    feed_url: links.feed,
    description,
    next_url: links.next ?? undefined,
    icon: icon ?? undefined,
    authors: [{ name: site.name, url: site.url }],
    language,
    hubs: links.hubs.length > 0 ? links.hubs.map((url) => ({ type: 'WebSub', url })) : undefined,
    items: feed.stories.map((story) => itemOf(story, links.api)),
  });
}

function itemOf(story: FeedStory, api: string): object {
  const { id, url, headline, authors, tags, section, leadImage, language, publishedAt, text } = story;
  const summary = summaryOf(story).join('\n\n');
  return {
    id: urnOf(id),
    url,
    title: headline,
    content_html: storyHtml(story) ?? summaryHtml(story),
    content_text: text ?? summary,
    summary,
    image: leadImage ? hostedUrl(leadImage.url, url) : undefined,
    date_published: publishedAt,
    date_modified: changedAt(story),
    authors: authors.length > 0 ? authors : undefined,
    tags: [section.name, ...tags.map(({ name }) => name)],
    language,
    _broadsheet: extensionOf(story, api),
  };
}

/** What JSON Feed has no place for and must not get lost: whose the story and its picture are, and its comments. */
const extensionOf = ({ id, leadImage, rights }: FeedStory, api: string): object => ({
  comments_url: commentFeedUrl(id, api),
  image: leadImage ? { alt: leadImage.alt, caption: leadImage.caption, credit: leadImage.credit } : undefined,
  rights: rights.holder || rights.credit ? rights : undefined,
});
