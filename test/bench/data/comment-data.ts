import { v7 as uuidv7 } from 'uuid';
import { commentHtml } from '../../../src/body/comment-text.js';
import type { Random } from '../../support/random.js';
import type { Row } from './copy.js';
import { sentence } from './prose.js';
import type { StoryData } from './story-data.js';

interface Placed {
  readonly id: string;
  readonly path: string;
  readonly depth: number;
}

export interface CommentData {
  readonly rows: readonly Row[];
  /** By id of the story. */
  readonly counts: ReadonlyMap<string, number>;
}

/** Deepest reply. */
const DEPTH = 4;
const REPLY_SHARE = 0.45;
const TEXTS = 500;

/**
 * Approved comments in threads up to four deep. Some stories have hundreds and most a few, as on a real site: the
 * square of an even chance picks the story.
 */
export function commentData(
  random: Random,
  stories: readonly StoryData[],
  count: number,
  now: Date,
): CommentData {
  const texts = Array.from({ length: TEXTS }, () => `${sentence(random)} ${sentence(random)}`);
  const htmls = texts.map(commentHtml);
  const threads = new Map<string, Placed[]>();
  const replies = new Map<string, number>();
  const popular = stories.map((story) => ({ story, at: random.next() })).sort((a, b) => a.at - b.at);
  const rows = Array.from({ length: count }, (_, index) => {
    const { story } = popular[Math.floor(random.next() ** 2 * stories.length)] as { story: StoryData };
    const thread = threads.get(story.id) ?? [];
    threads.set(story.id, thread);
    const candidate = thread.length > 0 && random.chance(REPLY_SHARE) ? random.pick(thread) : null;
    const parent = candidate && candidate.depth < DEPTH ? candidate : null;
    const span = now.getTime() - story.publishedAt.getTime();
    const createdAt = new Date(story.publishedAt.getTime() + Math.floor((span * index) / count));
    const label = (index + 1).toString(16);
    const placed = {
      id: uuidv7({ msecs: createdAt.getTime() }),
      path: parent ? `${parent.path}.${label}` : label,
      depth: parent ? parent.depth + 1 : 0,
    };
    thread.push(placed);
    if (parent) replies.set(parent.id, (replies.get(parent.id) ?? 0) + 1);
    const text = random.int(0, TEXTS - 1);
    return {
      ...placed,
      article_id: story.id,
      parent_id: parent?.id ?? null,
      author_name: `Reader ${random.int(1, 5_000)}`,
      avatar_seed: index.toString(16).padStart(16, '0'),
      badges: [],
      text: texts[text] as string,
      html: htmls[text] as string,
      status: 'approved',
      reactions_up: random.int(0, 20),
      reactions_down: random.int(0, 5),
      best: random.next(),
      controversy: random.next(),
      created_at: createdAt,
    };
  });
  return {
    rows: rows.map((row) => ({ ...row, reply_count: replies.get(row.id) ?? 0 })),
    counts: new Map([...threads].map(([id, thread]) => [id, thread.length])),
  };
}
