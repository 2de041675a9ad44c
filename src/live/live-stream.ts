import { DomainError } from '../platform/api/errors.js';
import type { ViewerClass } from '../platform/api/viewer.js';
import { type EventSource, eventText } from '../platform/http/server-sent-events.js';
import { EventStream } from './event-stream.js';
import { type LiveEntry, type LiveFilter, liveEventText } from './live-event.js';
import type { LiveFollower } from './live-feed.service.js';
import { noStreamsLeft } from './live.errors.js';
import { type LivePosition, positionText } from './live-position.js';

/** Milliseconds after which a client connects again. */
const RETRY_MS = 2_000;

/** What was missed by somebody who comes back; null where that is more than is given. */
export type Missed = readonly LiveEntry[] | null;

/**
 * The events of one caller, in order, as texts. More than a thousand never wait: then the stream lets go of them and
 * ends. Its last event, `end`, says why it was ended.
 */
export class LiveStream implements LiveFollower, EventSource {
  readonly viewer: ViewerClass;
  readonly tags: readonly string[];
  readonly articleId: string | null;
  readonly #queue: EventStream<string, string>;
  /** What happened before it was known what was missed; null from then on. */
  #held: { readonly entry: LiveEntry; readonly text: string }[] | null = [];
  /** What was given as missed: the last change, and comments by their places in the log. */
  readonly #told = { change: 0, comments: new Set<number>() };
  #acts: (() => void)[] = [];

  constructor(viewer: ViewerClass, { tags, articleId }: LiveFilter) {
    this.viewer = viewer;
    this.tags = tags;
    this.articleId = articleId;
    this.#queue = new EventStream({
      prepare: (text) => Promise.resolve(text),
      onEnd: () => {
        for (const act of this.#acts) act();
      },
    });
  }

  /** Calls once, when no more events are to come. */
  onEnd(act: () => void): void {
    this.#acts.push(act);
  }

  /** What was read as missed is heard of by this process before that, or only afterwards: it is told once. */
  receive(entry: LiveEntry, text: string): void {
    if (this.#held) this.#held.push({ entry, text });
    else if (!this.#wasTold(entry)) this.#queue.push(text);
  }

  /**
   * Begins with where the stream stands, so that a client which hears of nothing can come back, and with what was missed.
   * @param from where the client was, and what it missed since; null for one that begins
   */
  begin(position: LivePosition, from: { position: LivePosition; missed: Missed } | null): void {
    const opening = from?.missed ? from.position : position;
    this.#queue.push(eventText({ retry: RETRY_MS, id: positionText(opening) }));
    if (from?.missed === null) this.#queue.push(eventText({ event: 'reset', data: {} }));
    this.#tellMissed(opening, from?.missed ?? []);
    const held = this.#held ?? [];
    this.#held = null;
    for (const { entry, text } of held) this.receive(entry, text);
  }

  /** Says that the stream is alive, and where it stands. */
  beat(position: LivePosition): void {
    for (const id of this.#told.comments) if (id <= position.activity) this.#told.comments.delete(id);
    if (this.#held === null) this.#queue.push(eventText({ comment: 'alive', id: positionText(position) }));
  }

  /** Ends the stream with the reason. */
  end(reason: DomainError): void {
    this.#queue.fail(reason);
  }

  lose(): void {
    this.end(noStreamsLeft('Something was not handed on. Connect again.'));
  }

  /** Lets go of everything. */
  close(): void {
    void this.#queue.return();
  }

  /** Everything that is sent, to its end. */
  async *texts(): AsyncGenerator<string> {
    try {
      yield* this.#queue;
    } catch (reason) {
      if (!(reason instanceof DomainError)) throw reason;
      yield eventText({ event: 'end', data: { code: reason.code, detail: reason.message } });
    }
  }

  #tellMissed(from: LivePosition, missed: readonly LiveEntry[]): void {
    this.#told.change = from.change;
    for (const entry of missed) {
      if ('change' in entry) this.#told.change = entry.change.seq;
      else this.#told.comments.add(entry.activity.id);
      this.#queue.push(liveEventText(entry, { change: this.#told.change, activity: from.activity }));
    }
  }

  #wasTold(entry: LiveEntry): boolean {
    return 'change' in entry
      ? entry.change.seq <= this.#told.change
      : this.#told.comments.has(entry.activity.id);
  }
}
