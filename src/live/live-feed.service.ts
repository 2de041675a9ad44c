import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import type { ViewerClass } from '../platform/api/viewer.js';
import { ChangeListener } from '../platform/changes/change-listener.js';
import { isPublicChange } from './live-articles.query.js';
import { isWanted, type LiveEntry, type LiveFilter, liveEventText } from './live-event.js';
import { LiveLogQuery } from './live-log.query.js';
import type { LivePosition } from './live-position.js';

/** Somebody who follows what happens. */
export interface LiveFollower extends LiveFilter {
  readonly viewer: ViewerClass;
  /** Takes what happened, with its text. Calls come in the order of `LiveFeed.position`. */
  receive(entry: LiveEntry, text: string): void;
  /** Something was not handed on, so that following has to begin anew from the last position. */
  lose(error: unknown): void;
}

interface Taken {
  /** Null for what nobody hears of: it moves the position alone. */
  readonly entry: LiveEntry | null;
  readonly position: LivePosition;
}

/**
 * Hands on what happens to all followers of this process. What they may hear of is asked once for all of the same kind
 * of viewer and for all that came together, so neither a crowd of followers nor one of commenters makes more statements.
 */
@Injectable()
export class LiveFeed implements OnModuleInit {
  readonly #logger = new Logger(LiveFeed.name);
  readonly #followers = new Set<LiveFollower>();
  #taken: Taken[] = [];
  #handingOn = false;
  /** The last change that was taken; null before the first. */
  #change: number | null = null;
  #position: LivePosition | null = null;

  constructor(
    private readonly listener: ChangeListener,
    private readonly log: LiveLogQuery,
  ) {}

  onModuleInit(): void {
    this.listener.subscribe((change) => {
      this.#change = change.seq;
      this.#take(isPublicChange(change) ? { change } : null);
    });
    this.listener.subscribeActivity((activity) => this.#take({ activity }));
  }

  /** Up to where everything was handed on. */
  get position(): LivePosition {
    return this.#position ?? this.#heard();
  }

  /** From now on. @returns ends it */
  follow(follower: LiveFollower): () => void {
    this.#followers.add(follower);
    return () => void this.#followers.delete(follower);
  }

  #heard(): LivePosition {
    const { position, settledActivity } = this.listener;
    return { change: this.#change ?? position ?? 0, activity: settledActivity };
  }

  #take(entry: LiveEntry | null): void {
    this.#taken.push({ entry, position: this.#heard() });
    void this.#handOn();
  }

  /** Never runs twice at a time, and does not throw. */
  async #handOn(): Promise<void> {
    if (this.#handingOn) return;
    this.#handingOn = true;
    while (this.#taken.length > 0) {
      // What a read of the log brings comes in one go: it is taken together.
      await Promise.resolve();
      const taken = this.#taken;
      this.#taken = [];
      try {
        await this.#tell(taken);
      } catch (error) {
        this.#logger.error(error);
        for (const follower of this.#followers) follower.lose(error);
      }
      this.#position = taken.at(-1)?.position ?? this.#position;
    }
    this.#handingOn = false;
  }

  async #tell(taken: readonly Taken[]): Promise<void> {
    const followers = [...this.#followers];
    const wanted = taken.filter(
      ({ entry }) => entry && followers.some((follower) => isWanted(entry, follower)),
    ) as (Taken & { readonly entry: LiveEntry })[];
    if (wanted.length === 0) return;
    const shown = new Map<ViewerClass, ReadonlySet<LiveEntry>>();
    for (const viewer of new Set(followers.map((follower) => follower.viewer))) {
      const entries = wanted.map(({ entry }) => entry);
      shown.set(viewer, new Set(await this.log.shownTo(viewer, entries)));
    }
    for (const { entry, position } of wanted) {
      const text = liveEventText(entry, position);
      for (const follower of followers) {
        if (shown.get(follower.viewer)?.has(entry) && isWanted(entry, follower))
          follower.receive(entry, text);
      }
    }
  }
}
