import { LRUCache } from 'lru-cache';
import type { EncodedAnswer } from '../http/encoding.js';
import { CachedAnswer, isShared } from './cached-answer.js';
import { Evictions } from './evictions.js';
import type { Flight } from './flight.js';
import type { Made } from './kept-values.js';
import { Schedule } from './schedule.js';
import { type Tag, tagOf } from './tag.js';

export interface ResponseCacheOptions {
  /** Bytes that all answers together may take. */
  readonly maxBytes: number;
  /** Tags that every answer depends on, whatever it says. */
  readonly everywhere: readonly string[];
  /** Headers of every answer that do not depend on the request. */
  readonly headers: Readonly<Record<string, string>>;
  /**
   * Headers that say how long others may keep an answer.
   * @param secondsToNextTurn when the clock makes it another one; null when that is not planned
   */
  readonly terms: (secondsToNextTurn: number | null) => Readonly<Record<string, string>>;
}

/** An answer larger than this share of the cache would push out too much. */
const LARGEST_SHARE = 1 / 8;
/** How often a caller waits for an answer that another is making, before it makes its own. */
const MOST_WAITS = 3;

/**
 * Answers of this process, by whatever tells them apart. It is off, and empty, until somebody turns it on who hears of
 * everything that makes an answer untrue.
 */
export class ResponseCache {
  readonly schedule = new Schedule((tags) => this.#evictions.evict(tags));
  readonly #evictions = new Evictions();
  readonly #answers: LRUCache<string, CachedAnswer>;
  readonly #flights = new Map<string, OwnFlight>();
  readonly #everywhere: ReadonlySet<string>;
  #isOn = false;

  constructor(private readonly options: ResponseCacheOptions) {
    const { maxBytes, everywhere } = options;
    this.#everywhere = new Set(everywhere);
    this.#answers = new LRUCache({
      maxSize: maxBytes,
      sizeCalculation: ({ size }, key) => size + 2 * key.length,
    });
  }

  get isOn(): boolean {
    return this.#isOn;
  }

  turnOn(): void {
    this.#isOn = true;
  }

  /** Forgets everything, what is being made included. */
  turnOff(): void {
    this.#isOn = false;
    this.#evictAll();
    this.schedule.clear();
  }

  /** Throws away every answer that was made from one of these. */
  evict(tags: readonly string[]): void {
    if (tags.some((tag) => this.#everywhere.has(tag))) this.#evictAll();
    else this.#evictions.evict(tags.map(tagOf));
  }

  /** The answer that is kept, when it still holds. */
  find(key: string): CachedAnswer | undefined {
    if (!this.#isOn) return undefined;
    const answer = this.#answers.get(key);
    if (!answer) return undefined;
    if (this.holds(answer)) return answer;
    this.#answers.delete(key);
    return undefined;
  }

  /** The epoch that something begins in which may be kept. Its queries come after this. */
  now(): number {
    this.schedule.pass();
    return this.#evictions.epoch;
  }

  /** Whether nothing was evicted that this was made from, since it was begun. */
  holds(made: Made): boolean {
    const epoch = this.now();
    if (made.checkedIn === epoch) return true;
    if (!this.#evictions.isCurrent(made.tags, made.since)) return false;
    made.checkedIn = epoch;
    return true;
  }

  /**
   * Finds the answer under a key, or begins it. Who asks for what another is making waits for it; what was not kept then
   * will not be kept the next time either, so nobody waits for it again.
   * @param done gets the answer; a flight, when it is to be made and may be kept (`end` has to be called, whatever comes
   * of it); or null, when it is to be made for this caller alone. At once where there is nothing to wait for.
   */
  findOrBegin(key: string, done: (found: CachedAnswer | OwnFlight | null) => void, waits = 0): void {
    const answer = this.find(key);
    const flight = answer ? undefined : this.#flights.get(key);
    if (flight && waits < MOST_WAITS) {
      flight.wait((isKept) => (isKept ? this.findOrBegin(key, done, waits + 1) : done(null)));
    } else {
      done(answer ?? (this.#isOn && !flight ? this.begin(key) : null));
    }
  }

  /** Begins an answer that may be kept. Its queries come after this. */
  begin(key: string): OwnFlight {
    const since = this.now();
    const flight = new OwnFlight(
      (answer, tags, route) =>
        this.#keep(key, { answer: this.#untimed(answer), tags, route, since, always: this.options.headers }),
      (tags) =>
        this.#isOn && this.#evictions.isCurrent([], since) ? this.#termsAt(this.schedule.firstOf(tags)) : {},
      () => {
        if (this.#flights.get(key) === flight) this.#flights.delete(key);
      },
    );
    this.#flights.set(key, flight);
    return flight;
  }

  /** Headers of an answer from memory that are others than usual, since the clock is going to make it another one. */
  termsOf(answer: CachedAnswer): Readonly<Record<string, string>> | null {
    const { version } = this.schedule;
    if (answer.turnKnownIn !== version) {
      answer.turnKnownIn = version;
      answer.turn = this.schedule.firstOf(answer.tags);
    }
    const isPlanned = answer.turn !== Number.POSITIVE_INFINITY && answer.isShared;
    return isPlanned ? this.#termsAt(answer.turn) : null;
  }

  /** To be called when another representation of an answer was made. */
  grown(key: string, answer: CachedAnswer): void {
    // A value that is set once more is not measured again.
    if (this.#answers.peek(key) === answer && this.#answers.delete(key)) this.#answers.set(key, answer);
  }

  #keep(key: string, kept: ConstructorParameters<typeof CachedAnswer>[0]): void {
    this.schedule.pass();
    const isSmall = kept.answer.bytes.length <= this.options.maxBytes * LARGEST_SHARE;
    if (this.#isOn && isSmall && this.#evictions.isCurrent(kept.tags, kept.since)) {
      this.#answers.set(key, new CachedAnswer(kept));
    }
  }

  #termsAt(turn: number): Readonly<Record<string, string>> {
    const seconds = (turn - performance.now()) / 1000;
    return this.options.terms(turn === Number.POSITIVE_INFINITY ? null : seconds);
  }

  /** What was said of the time that was left when it was made is not true later on. */
  #untimed(answer: EncodedAnswer): EncodedAnswer {
    if (!isShared(answer)) return answer;
    return { ...answer, headers: { ...answer.headers, ...this.options.terms(null) } };
  }

  #evictAll(): void {
    this.#evictions.evictAll();
    this.#answers.clear();
  }
}

/** The flight of one answer, and those who wait for it. */
export class OwnFlight implements Flight {
  readonly #waiting: ((isKept: boolean) => void)[] = [];
  #isOver = false;

  constructor(
    private readonly store: (answer: EncodedAnswer, tags: readonly Tag[], route: string) => void,
    readonly terms: (tags: readonly Tag[]) => Readonly<Record<string, string>>,
    private readonly land: () => void,
  ) {}

  keep(answer: EncodedAnswer, tags: readonly Tag[], route: string): void {
    if (this.#isOver) return;
    this.store(answer, tags, route);
    this.#land(true);
  }

  /** Calls when it is over. */
  wait(goOn: (isKept: boolean) => void): void {
    this.#waiting.push(goOn);
  }

  /** Ends it without an answer that is kept; when there is one, nothing is left to be done. */
  end(): void {
    if (!this.#isOver) this.#land(false);
  }

  #land(isKept: boolean): void {
    this.#isOver = true;
    this.land();
    for (const goOn of this.#waiting) goOn(isKept);
  }
}
