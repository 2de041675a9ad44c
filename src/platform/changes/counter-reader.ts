import type { ListeningConnection } from './listening-connection.js';

const BATCH = 100;

/**
 * Follows what the counters of which things were added to. A fold is small and soon forgotten, and who keeps answers is
 * empty after the connection was lost: so it begins at the end each time.
 */
export class CounterReader {
  #position = 0;

  /** Goes to the end. */
  async begin(connection: ListeningConnection): Promise<void> {
    const [row] = await connection.query<{ seq: string }>(
      'select coalesce(max(seq), 0) as seq from counter_fold',
    );
    this.#position = Number(row?.seq);
  }

  /** Ids of what was counted, fold by fold, 100 at most; none when everything was read. */
  async read(connection: ListeningConnection): Promise<string[][]> {
    const rows = await connection.query<{ seq: string; ids: string[] }>(
      `select seq, article_ids as ids from counter_fold where seq > $1 order by seq limit ${BATCH}`,
      [this.#position],
    );
    this.#position = Number(rows.at(-1)?.seq ?? this.#position);
    return rows.map(({ ids }) => ids);
  }
}
