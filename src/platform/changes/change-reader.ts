import type { ListeningConnection } from './listening-connection.js';

/** One entry of the change log. */
export interface Change {
  /** Its place in the log, which is the order of commit. Numbers may be left out; they never come late. */
  readonly seq: number;
  readonly at: Date;
  readonly kind: string;
  readonly subject: string;
  readonly subjectId: string | null;
  readonly version: number | null;
  readonly slug: string | null;
  readonly previousSlug: string | null;
  readonly tags: readonly string[];
}

/** Its columns in the table `change`, by these names. */
export const CHANGE_COLUMNS = `seq, at, kind, subject, subject_id as "subjectId", version, slug,
  previous_slug as "previousSlug", tags`;

const BATCH = 500;

/** Follows the change log by its sequence numbers. */
export class ChangeReader {
  #position: number | null = null;

  /** The last sequence number that was read; null before the log's end was found. */
  get position(): number | null {
    return this.#position;
  }

  /** Goes to the end of the log. Does nothing when there is a position already. */
  async begin(connection: ListeningConnection): Promise<void> {
    if (this.#position !== null) return;
    const [row] = await connection.query<{ seq: string }>('select coalesce(max(seq), 0) as seq from change');
    this.#position = Number(row?.seq);
  }

  /** The next entries in order, 500 at most; none when everything was read. */
  async read(connection: ListeningConnection): Promise<Change[]> {
    const rows = await connection.query<Omit<Change, 'seq'> & { seq: string }>(
      `select ${CHANGE_COLUMNS} from change where seq > $1 order by seq limit ${BATCH}`,
      [this.#position],
    );
    const changes = rows.map((row) => ({ ...row, seq: Number(row.seq) }));
    this.#position = changes.at(-1)?.seq ?? this.#position;
    return changes;
  }
}
