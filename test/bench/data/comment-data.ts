import { v7 as uuidv7 } from 'uuid';
import { commentHtml } from '../../../src/body/comment-text.js';
import type { Random } from '../../support/random.js';
import type { Row } from './copy.js';
import { sentence } from './prose.js';
import type { StoryData } from './story-data.js';

interface CommentRow {
  readonly id: string;
  readonly path: string;
  readonly depth: number;
  reply_count: number;
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
  const threads = new Map<string, CommentRow[]>();
  const popular = stories.map((story) => ({ story, at: random.next() })).sort((a, b) => a.at - b.at);
  const rows = Array.from({ length: count }, (_, index) => {
    const { story } = popular[Math.floor(random.next() ** 2 * stories.length)] as { story: StoryData };
    const thread = threads.get(story.id) ?? [];
    if (thread.length === 0) threads.set(story.id, thread);
    const candidate = thread.length > 0 && random.chance(REPLY_SHARE) ? random.pick(thread) : null;
    const parent = candidate && candidate.depth < DEPTH ? candidate : null;
    if (parent) parent.reply_count += 1;
    const span = now.getTime() - story.publishedAt.getTime();
    const createdAt = new Date(story.publishedAt.getTime() + Math.floor((span * index) / count));
    const text = random.int(0, TEXTS - 1);
    const words = { text: texts[text] as string, html: htmls[text] as string };
    const row = commentRow(random, { story, parent, label: (index + 1).toString(16), createdAt, words });
    thread.push(row);
    return row;
  });
  return { rows, counts: new Map([...threads].map(([id, thread]) => [id, thread.length])) };
}

interface NewComment {
  readonly story: StoryData;
  readonly parent: CommentRow | null;
  /** Its own part of the path. */
  readonly label: string;
  readonly createdAt: Date;
  readonly words: { readonly text: string; readonly html: string };
}

function commentRow(
  random: Random,
  { story, parent, label, createdAt, words }: NewComment,
): CommentRow & Row {
  return {
    id: uuidv7({ msecs: createdAt.getTime() }),
    article_id: story.id,
    parent_id: parent ? parent.id : null,
    path: parent ? `${parent.path}.${label}` : label,
    depth: parent ? parent.depth + 1 : 0,
    author_name: `Reader ${random.int(1, 5_000)}`,
    avatar_seed: label.padStart(16, '0'),
    badges: [],
    ...words,
    status: 'approved',
    reply_count: 0,
    reactions_up: random.int(0, 20),
    reactions_down: random.int(0, 5),
    best: random.next(),
    controversy: random.next(),
    created_at: createdAt,
  };
}
