import { type Feed, type FeedHead, type FeedLinks, later, newestOf } from './feed.js';
import { hostedUrl } from '../body/portable-html.js';
import type { StoryFeedData } from './feeds.query.js';

/** A feed of stories, as every format writes it. */
export function storyFeed(data: StoryFeedData, links: FeedLinks): Feed {
  const stories = data.list.items.map(({ story, html, text }) => ({ ...story, html, text }));
  const times = stories.map(({ publishedAt, updatedAt }) => later(publishedAt, updatedAt));
  return { ...headOf(data), updatedAt: newestOf(times, data.since), links, stories };
}

function headOf({ site, about }: StoryFeedData): Omit<FeedHead, 'updatedAt'> {
  const title = about ? `${about.name} – ${site.name}` : site.name;
  return {
    title,
    description: about?.description || about?.bio || (!about && site.tagline) || title,
    home: about?.url ?? `${site.url}/`,
    site,
    language: site.language,
    copyright: site.copyrightNotice,
    icon: about?.avatar ? hostedUrl(about.avatar.url, site.url) : null,
  };
}
