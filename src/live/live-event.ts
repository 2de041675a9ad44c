import type { Activity } from '../platform/changes/activity-reader.js';
import type { Change } from '../platform/changes/change-reader.js';
import { eventText } from '../platform/http/server-sent-events.js';
import { type LivePosition, positionText } from './live-position.js';

/** What happened: the entry of the log that it is read from. */
export type LiveEntry = { readonly change: Change } | { readonly activity: Activity };

/** What somebody wants to hear of. */
export interface LiveFilter {
  /** Changes of stories that carry all of these tags; of all stories where there are none. */
  readonly tags: readonly string[];
  /** The story whose comments are wanted; null for no comments. */
  readonly articleId: string | null;
}

export const isWanted = (entry: LiveEntry, { tags, articleId }: LiveFilter): boolean =>
  'change' in entry
    ? tags.every((tag) => entry.change.tags.includes(tag))
    : entry.activity.articleId === articleId;

/** The event as it is sent: kinds and ids, and nothing else. */
export function liveEventText(entry: LiveEntry, position: LivePosition): string {
  const id = positionText(position);
  if ('change' in entry) {
    const { subjectId: articleId, kind } = entry.change;
    return eventText({ id, event: 'articleChanged', data: { articleId, kind } });
  }
  const { articleId, commentId } = entry.activity;
  return eventText({ id, event: 'commentAdded', data: { articleId, commentId } });
}
