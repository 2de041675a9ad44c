import { type LogPosition, logPosition } from './log-position.js';
import type { Replica } from './replica.js';

/**
 * Which replica may answer a read so that nobody sees anything older than what this process has said: what it has
 * handed on from the change log, written itself, or given a position of. While nobody follows the change log, that is
 * none at all.
 */
export class Replicas {
  /** Up to here reads must see the log. */
  #required: LogPosition = 0n;
  #isFollowed = false;
  /** Transactions of this process, and how many of them the required position covers. */
  #written = 0;
  #covered = 0;
  #isLearning = false;
  #turn = 0;

  /** @param position asks the primary how far its log reaches */
  constructor(
    readonly all: readonly Replica[],
    private readonly position: () => Promise<string>,
  ) {}

  /** A replica that shows all that a read must see, each in its turn; null when only the primary does. */
  next(): Replica | null {
    if (this.all.length === 0 || !this.#isFollowed) return null;
    if (this.#covered < this.#written) {
      void this.#learn();
      return null;
    }
    this.#turn += 1;
    for (let index = 0; index < this.all.length; index += 1) {
      const replica = this.all[(this.#turn + index) % this.all.length];
      if (replica?.shows(this.#required)) return replica;
    }
    return null;
  }

  /** Reads from now on see the log up to this position at least. */
  mustSee(position: string): void {
    const wanted = logPosition(position) ?? 0n;
    if (wanted > this.#required) this.#required = wanted;
  }

  /** Whether reads see the log up to this position anyway. */
  covers(position: LogPosition): boolean {
    return this.all.length === 0 || (this.#isFollowed && position <= this.#required);
  }

  /**
   * Says whether this process hears of every change. What was required until it stopped to is forgotten: the primary
   * that it finds next may be another server, whose log is shorter.
   */
  follow(isFollowed: boolean): void {
    this.#isFollowed = isFollowed;
    if (!isFollowed) this.#required = 0n;
  }

  /** Says that a transaction of this process was committed, or may have been. Where the log stands is asked later. */
  wrote(): void {
    this.#written += 1;
  }

  /** @throws Error when this one cannot be used for what must be seen now */
  async check(replica: Replica): Promise<void> {
    await replica.catchUp(this.#required);
  }

  async close(): Promise<void> {
    await Promise.all(this.all.map((replica) => replica.close()));
  }

  async #learn(): Promise<void> {
    if (this.#isLearning) return;
    this.#isLearning = true;
    const written = this.#written;
    try {
      this.mustSee(await this.position());
      this.#covered = written;
    } catch {
      // The primary does not answer: reads go there all the same, and fail for that reason.
    } finally {
      this.#isLearning = false;
    }
  }
}
