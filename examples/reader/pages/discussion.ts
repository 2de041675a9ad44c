import type { Comment, List } from '../api/answers.js';
import { COMMENT, THREAD } from '../api/fields.js';
import { Problem } from '../api/problem.js';
import { extended } from '../parts/threads.js';
import { apiPath, type Reader } from './page.js';

/** Null for what is not there, or not for this reader. */
async function orNull<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return null;
    throw error;
  }
}

/** A comment with everything above it, each holding only the next one; null when it is not public. */
export async function threadAround({ api }: Reader, story: string, comment: string): Promise<Comment | null> {
  const path = apiPath(`/v1/articles/${story}/comments`, { around: comment, fields: THREAD });
  const reply = await orNull(api.get<List<Comment>>(path));
  return reply?.body.items[0] ?? null;
}

/**
 * A comment that waits for a moderator, in its thread, for whoever wrote it and so holds its token. Null when it waits no
 * longer: it is among the others by now, or gone.
 */
export async function waitingThread(
  reader: Reader,
  story: string,
  id: string,
  token: string,
): Promise<Comment | null> {
  const path = apiPath(`/v1/comments/${id}`, { fields: COMMENT });
  const comment = await orNull(reader.api.getPrivately<Comment>(path, { 'comment-token': token }));
  if (comment?.status !== 'pending') return null;
  const above = comment.parentId && (await threadAround(reader, story, comment.parentId));
  return above ? extended(above, comment) : comment;
}
