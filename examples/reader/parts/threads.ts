import type { Comment } from '../api/answers.js';

/** A comment with everything above it is one thread: each comment holds only the next one. */
export const lastOf = (thread: Comment, id: string): Comment | null => {
  if (thread.id === id) return thread;
  const [below] = thread.replies ?? [];
  return below ? lastOf(below, id) : null;
};

/** The thread with one more comment at its end. */
export function extended(thread: Comment, reply: Comment): Comment {
  if (thread.id === reply.parentId) return { ...thread, replies: [...(thread.replies ?? []), reply] };
  return { ...thread, replies: (thread.replies ?? []).map((below) => extended(below, reply)) };
}

/** The comments that are shown, with a thread put where it belongs among them. */
export function withThread(shown: readonly Comment[], thread: Comment, isReply = false): readonly Comment[] {
  const place = shown.findIndex(({ id }) => id === thread.id);
  const there = shown[place];
  // A story's comments are shown newest first, replies oldest first.
  if (!there) return isReply ? [...shown, thread] : [thread, ...shown];
  const replies = (thread.replies ?? []).reduce<readonly Comment[]>(
    (shownReplies, reply) => withThread(shownReplies, reply, true),
    there.replies ?? [],
  );
  // Of one that waits but has replies, readers see the place; whoever wrote it sees what it says.
  return shown.with(place, { ...(thread.status === 'pending' ? thread : there), replies });
}
