import type { ListeningConnection } from './listening-connection.js';

/** Something that a reader did. */
export interface Activity {
  /** Its place in the log. Entries may come a little out of this order. */
  readonly id: number;
  readonly kind: 'commentAdded';
  readonly articleId: string;
  readonly commentId: string;
}

/** An entry may become visible this long after it took its id. */
const OVERLAP_MS = 10_000;
const BATCH = 1_000;

/**
 * Follows the log of readers' activity. It is written without a lock, so an entry can become visible after another
 * one with a higher id: ids that were handed out within the last ten seconds are looked at again on every read, and
 * those already seen are left out. An entry whose transaction takes longer than that to commit is missed: comments are
 * written by a single statement, and whoever moves them logs it last but for the change log.
 */
export class ActivityReader {
  /** Entries up to here are settled: whatever is missing below it was rolled back. */
  #floor: number | null = null;
  #seen = new Set<number>();
  /** Up to which id entries were visible at which time (monotonic clock, milliseconds). */
  #marks: { readonly id: number; readonly at: number }[] = [];

  /**
   * A place in the log up to which every entry has been read. It stays ten seconds behind, and so holds for every
   * process; 0 before anything was read.
   */
  get settled(): number {
    return this.#floor ?? 0;
  }

  /** Takes what is there as seen. Does nothing when it was done before. */
  async begin(connection: ListeningConnection): Promise<void> {
    if (this.#floor !== null) return;
    const rows = await connection.query<{ id: string; old: boolean }>(
      `select id, at < now() - interval '${OVERLAP_MS} milliseconds' as old from activity
      where kind = 'commentAdded' order by id desc limit ${BATCH}`,
    );
    const settled = rows.find(({ old }) => old)?.id;
    const below = rows.length < BATCH ? 0 : Number(rows.at(-1)?.id) - 1;
    this.#floor = settled === undefined ? below : Number(settled);
    this.#seen = new Set(rows.map(({ id }) => Number(id)).filter((id) => id > this.settled));
    this.#mark(Number(rows[0]?.id ?? 0));
  }

  /** Entries that were not given before, by id, 1,000 at most; none when everything was read. */
  async read(connection: ListeningConnection): Promise<Activity[]> {
    this.#settle();
    const rows = await connection.query<Omit<Activity, 'id'> & { id: string }>(
      `select id, kind, article_id as "articleId", comment_id as "commentId" from activity
      where kind = 'commentAdded' and id > $1 and id <> all ($2::bigint[]) order by id limit ${BATCH}`,
      [this.#floor, [...this.#seen]],
    );
    for (const { id } of rows) this.#seen.add(Number(id));
    this.#mark(Number(rows.at(-1)?.id ?? 0));
    return rows.map((row) => ({ ...row, id: Number(row.id) }));
  }

  #mark(newest: number): void {
    if (newest > (this.#marks.at(-1)?.id ?? 0)) this.#marks.push({ id: newest, at: performance.now() });
  }

  /** Moves the floor up to what was visible ten seconds ago. */
  #settle(): void {
    const old = performance.now() - OVERLAP_MS;
    const settled = this.#marks.findLast(({ at }) => at <= old);
    if (!settled) return;
    this.#floor = settled.id;
    this.#marks = this.#marks.filter(({ id }) => id > settled.id);
    this.#seen = new Set([...this.#seen].filter((id) => id > settled.id));
  }
}
