import { randomUUID } from 'node:crypto';
import type { TestApp } from './test-app.js';

/** A comment as REST gives it. */
export interface CommentAnswer {
  readonly id: string;
  readonly articleId: string;
  readonly parentId: string | null;
  readonly depth: number;
  readonly author: { name: string; website: string | null; avatarSeed: string; badges: string[] };
  readonly html: string;
  readonly text: string;
  readonly status: string;
  readonly replyCount: number;
  readonly replies: CommentAnswer[];
  readonly repliesCursor: string | null;
}

export interface CommentListAnswer {
  readonly items: CommentAnswer[];
  readonly pageInfo: { hasNextPage: boolean; endCursor: string | null };
  readonly totalCount: number | null;
}

export interface WrittenAnswer {
  readonly comment: CommentAnswer;
  readonly token: string;
}

export interface ProblemAnswer {
  readonly status: number;
  readonly code: string;
  readonly errors: { pointer: string; code: string; detail: string }[];
}

/** A sound comment, with some parts changed. */
export const aComment = (changes: Record<string, unknown> = {}): Record<string, unknown> => ({
  name: 'Ada',
  email: 'ada@example.com',
  body: 'Well said.',
  ...changes,
});

/** A line of an import: a published story, with some parts changed. */
export const aStory = (slug: string, changes: Record<string, unknown> = {}): Record<string, unknown> => ({
  externalId: `story:${slug}`,
  headline: `Story ${slug}`,
  slug,
  section: 'world',
  body: { text: 'One paragraph.' },
  status: 'published',
  publishedAt: '2026-01-02T03:04:05Z',
  ...changes,
});

/** Imports one published story and gives its id. */
export async function storyOf(
  site: TestApp,
  slug = `story-${randomUUID()}`,
  changes: Record<string, unknown> = {},
): Promise<{ id: string; slug: string; path: string }> {
  const [story] = await site.import([aStory(slug, changes)]);
  if (!story) throw new Error('The story was not imported');
  return { id: story.id, slug, path: `/v1/articles/${slug}/comments` };
}

/** Adds a comment and gives it back; fails when it is not taken. */
export async function added(
  site: TestApp,
  path: string,
  changes: Record<string, unknown> = {},
): Promise<CommentAnswer> {
  const answer = await site.post<WrittenAnswer>(path, aComment(changes));
  if (answer.status !== 201) throw new Error(`Not taken: ${JSON.stringify(answer.body)}`);
  return answer.body.comment;
}
