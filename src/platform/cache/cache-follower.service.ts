import { Inject, Injectable, Logger } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { ChangeListener } from '../changes/change-listener.js';
import type { Change } from '../changes/change-reader.js';
import { Pace } from './pace.js';
import { ResponseCache } from './response-cache.js';
import type { FoundTurns, ScheduleSource, Turn } from './schedule.js';
import { tagsOfChange, tagsOfReaders } from './change-tags.js';

/** Injection token of the list of `ScheduleSource`s. */
export const SCHEDULE_SOURCES = Symbol('SCHEDULE_SOURCES');

/** What readers do throws the answers away that show it, of each subject at most so often. */
const READERS_EVERY_MS = 1_000;
/** Turns that are known beforehand, of each source. */
const KNOWN_TURNS = 1_000;
/** They are looked up anew so often: clocks are set, and what was called off is forgotten. */
const REFILL_MS = 60_000;
const RETRY_MS = 1_000;

/**
 * Keeps the cache true: throws away what a change, a reader or the clock makes untrue, and turns the cache off while it
 * cannot be known.
 */
@Injectable()
export class CacheFollower implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #logger = new Logger(CacheFollower.name);
  readonly #pace = new Pace(READERS_EVERY_MS, (id) => this.cache.evict(tagsOfReaders([id])));
  #ends: (() => void)[] = [];
  /** Changes whose turns have not been looked up yet. */
  #changed: Change[] = [];
  #isLookingUp = false;
  /** Counts the times that it was turned on or off: what was begun before is of no use. */
  #round = 0;
  #refill: NodeJS.Timeout | undefined;

  constructor(
    private readonly cache: ResponseCache,
    private readonly listener: ChangeListener,
    @Inject(SCHEDULE_SOURCES) private readonly sources: readonly ScheduleSource[],
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.#ends = [
      this.listener.subscribe((change) => this.#changedBy(change)),
      this.listener.subscribeActivity(({ articleId }) => this.#pace.touch(articleId)),
      this.listener.subscribeCounters((ids) => ids.forEach((id) => this.#pace.touch(id))),
      this.listener.onLost(() => this.#turnOff()),
      this.listener.onResumed(() => {
        this.#turnOff();
        void this.#turnOn();
      }),
    ];
    if (this.listener.listening) await this.#turnOn();
  }

  onApplicationShutdown(): void {
    for (const end of this.#ends) end();
    this.#turnOff();
  }

  #turnOff(): void {
    this.#round += 1;
    clearTimeout(this.#refill);
    this.#pace.clear();
    this.#changed = [];
    this.cache.turnOff();
  }

  /** Not before it is known what the clock will do. */
  async #turnOn(): Promise<void> {
    if (!this.listener.listening) return;
    this.#round += 1;
    const round = this.#round;
    try {
      await this.#fillSchedule();
      if (round === this.#round) this.cache.turnOn();
    } catch (error) {
      if (round === this.#round) this.#startAgain(error);
    }
  }

  #startAgain(error: unknown): void {
    this.#logger.error(error);
    this.#turnOff();
    this.#refill = setTimeout(() => void this.#turnOn(), RETRY_MS).unref();
  }

  async #fillSchedule(): Promise<void> {
    const found = await this.#lookUp((source) => source.upcoming(KNOWN_TURNS));
    const ends = found.filter(({ turns }) => turns.length === KNOWN_TURNS).map(endOf);
    this.cache.schedule.replace(found, Math.min(...ends));
    clearTimeout(this.#refill);
    this.#refill = setTimeout(() => void this.#turnOn(), REFILL_MS).unref();
  }

  #changedBy(change: Change): void {
    this.cache.evict(tagsOfChange(change));
    this.#changed.push(change);
    if (!this.#isLookingUp) void this.#lookUpChanged();
  }

  /** The turns of what was changed, of many changes at a time. */
  async #lookUpChanged(): Promise<void> {
    this.#isLookingUp = true;
    const round = this.#round;
    try {
      while (this.#changed.length > 0) {
        const changes = this.#changed.splice(0);
        for (const found of await this.#lookUp((source) => source.of(changes)))
          this.cache.schedule.add(found);
      }
    } catch (error) {
      if (round === this.#round) this.#startAgain(error);
    } finally {
      this.#isLookingUp = false;
    }
  }

  #lookUp(find: (source: ScheduleSource) => Promise<Turn[]>): Promise<FoundTurns[]> {
    const sent = performance.now();
    return Promise.all(
      this.sources.map(async (source) => {
        const turns = await find(source);
        return { turns, sent, received: performance.now() };
      }),
    );
  }
}

/** When the last turn comes that was found (`performance.now()`). */
const endOf = ({ turns, sent }: FoundTurns): number => sent + (turns.at(-1)?.inMs ?? 0);
