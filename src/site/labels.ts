import type { Labels } from './site.view.js';

/** What a page says where the newsroom has not chosen words of its own. */
export const DEFAULT_LABELS: Readonly<Labels> = {
  home: 'Home',
  related: 'Check Also',
  share: 'Think your friends would be interested? Share this story!',
  reply: 'Leave a Reply',
  replyNotice: 'Your email address will not be published. Required fields are marked *',
  replyTo: 'Reply to',
  submitReply: 'Post Comment',
  cancelReply: 'Cancel reply',
  comments: 'Comments',
  moreComments: 'Show more comments',
  commentsClosed: 'Comments are closed.',
  sponsored: 'Sponsored',
  sensitive: 'This story may be distressing to some readers.',
  published: 'Published',
  updated: 'Updated',
  minutesToRead: 'min read',
  latest: 'Latest',
  more: 'More',
  search: 'Search',
};
