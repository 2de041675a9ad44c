import PQueue from 'p-queue';
import { mediaBusy } from './media.errors.js';

/** Pictures that are worked on at once in one process: decoding and encoding take processors and memory. */
const AT_ONCE = 2;
/** Pictures that may wait for their turn; beyond that callers are better off coming again. */
const WAITING = 40;

/** The turns of everything that decodes or encodes pictures. */
export class PictureWork {
  private readonly queue: PQueue;
  private readonly running = new Map<string, Promise<unknown>>();

  constructor(
    atOnce = AT_ONCE,
    private readonly waiting = WAITING,
  ) {
    this.queue = new PQueue({ concurrency: atOnce });
  }

  /** @throws DomainError MEDIA_BUSY when too many wait already */
  async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.queue.size >= this.waiting) throw mediaBusy();
    return this.queue.add(work);
  }

  /**
   * The same for work that several may ask for at a time: it is done once for all of them.
   * @param name tells the work from all other
   */
  shared<T>(name: string, work: () => Promise<T>): Promise<T> {
    const known = this.running.get(name) as Promise<T> | undefined;
    if (known) return known;
    const fresh = this.inTurn(work).finally(() => this.running.delete(name));
    this.running.set(name, fresh);
    return fresh;
  }
}
