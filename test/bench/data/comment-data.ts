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

/** A comment that is to be written. */
interface Turn {
  readonly story: StoryData;
  /** Milliseconds. */
  readonly at: number;
}

/** What was said under some neighbouring stories. */
export interface Said {
  /** In order of time. */
  readonly rows: readonly Row[];
  /** By id of the story. */
  readonly counts: ReadonlyMap<string, number>;
}

/** Deepest reply. */
const DEPTH = 4;
const REPLY_SHARE = 0.45;
const TEXTS = 500;
/** Readers comment for so long after a story came out. */
const DAYS_OF_TALK = 14;
const DAY = 86_400_000;
/** A prime beyond any number of stories: its multiples name each place in the order of popularity once. */
const PRIME = 2 ** 31 - 1;

/**
 * Approved comments in threads up to four deep. Some stories have hundreds and most a few, as on a real site: the
 * story at the place p of n in popularity has the share √(p + 1) − √p of √n, and popularity has nothing to do with age.
 * Asked for neighbouring stories at a time, it remembers no comment of those before.
 */
export class CommentData {
  readonly #words: readonly { readonly text: string; readonly html: string }[];
  #stories = 0;
  #written = 0;
  #owed = 0;

  constructor(
    private readonly random: Random,
    private readonly size: { readonly articles: number; readonly comments: number },
    private readonly now: Date,
  ) {
    const texts = Array.from({ length: TEXTS }, () => `${sentence(random)} ${sentence(random)}`);
    this.#words = texts.map((text) => ({ text, html: commentHtml(text) }));
  }

  /** The comments of the next stories. */
  next(stories: readonly StoryData[]): Said {
    const counts = new Map(stories.map(({ id }) => [id, this.#nextCount()]));
    const turns = stories.flatMap((story) => this.#turns(story, counts.get(story.id) ?? 0));
    turns.sort((a, b) => a.at - b.at);
    const threads = new Map<string, CommentRow[]>(stories.map(({ id }) => [id, []]));
    const rows = turns.map((turn) => this.#comment(turn, threads.get(turn.story.id) as CommentRow[]));
    return { rows, counts };
  }

  /** Asking the system for randomness would take longer than all the rest of a comment. */
  #randomBytes(): Uint8Array {
    const words = Uint32Array.from({ length: 4 }, () => this.random.next() * 2 ** 32);
    return new Uint8Array(words.buffer);
  }

  #nextCount(): number {
    const { articles, comments } = this.size;
    const place = (this.#stories * PRIME) % articles;
    this.#stories += 1;
    this.#owed += (Math.sqrt(place + 1) - Math.sqrt(place)) * (comments / Math.sqrt(articles));
    // What is left of a comment is owed to the stories that follow, and the last one gets what rounding has lost.
    const count = this.#stories === articles ? Math.round(this.#owed) : Math.floor(this.#owed);
    this.#owed -= count;
    return count;
  }

  #turns(story: StoryData, count: number): Turn[] {
    const start = story.publishedAt.getTime();
    const span = Math.min(this.now.getTime() - start, DAYS_OF_TALK * DAY);
    return Array.from({ length: count }, (_, index) => ({
      story,
      at: start + Math.floor((span * index) / count),
    }));
  }

  #comment({ story, at }: Turn, thread: CommentRow[]): Row {
    const { random } = this;
    const candidate = thread.length > 0 && random.chance(REPLY_SHARE) ? random.pick(thread) : null;
    const parent = candidate && candidate.depth < DEPTH ? candidate : null;
    if (parent) parent.reply_count += 1;
    this.#written += 1;
    const label = this.#written.toString(16);
    const row = {
      id: uuidv7({ msecs: at, random: this.#randomBytes() }),
      article_id: story.id,
      parent_id: parent ? parent.id : null,
      path: parent ? `${parent.path}.${label}` : label,
      depth: parent ? parent.depth + 1 : 0,
      author_name: `Reader ${random.int(1, 5_000)}`,
      avatar_seed: label.padStart(16, '0'),
      badges: [],
      ...random.pick(this.#words),
      status: 'approved',
      reply_count: 0,
      reactions_up: random.int(0, 20),
      reactions_down: random.int(0, 5),
      best: random.next(),
      controversy: random.next(),
      created_at: new Date(at),
    };
    thread.push(row);
    return row;
  }
}
