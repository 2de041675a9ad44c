import { Client, type QueryResultRow } from 'pg';

const HEARTBEAT_MS = 2_000;
const HEARTBEAT_TIMEOUT_MS = 2_000;
const CONNECT_TIMEOUT_MS = 5_000;

export interface ListeningOptions {
  readonly url: string;
  /** Names of the program itself: they are written into the statement. */
  readonly channels: readonly string[];
  readonly onNotification: (channel: string) => void;
  /** Called every two seconds while the connection answers. */
  readonly onHeartbeat: () => void;
}

/**
 * A connection of its own that listens, since a pool may hand a connection to anyone. A backend that froze or a
 * network that swallows packets breaks no connection for minutes, so it is asked for an answer every two seconds
 * and given up when none comes within two.
 */
export class ListeningConnection {
  /** Settles, with the reason, when nothing more is to be expected from the connection. Never rejects. */
  readonly lost: Promise<Error>;
  readonly #client: Client;
  #lose: (reason: Error) => void = () => undefined;
  #heartbeat: NodeJS.Timeout | undefined;

  constructor(private readonly options: ListeningOptions) {
    this.lost = new Promise((resolve) => (this.#lose = resolve));
    this.#client = new Client({
      connectionString: options.url,
      application_name: 'broadsheet listener',
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      keepAlive: true,
    });
    this.#client.on('notification', ({ channel }) => options.onNotification(channel));
    this.#client.on('error', (error) => this.#lose(error));
    this.#client.on('end', () => this.#lose(new Error('The connection was closed')));
  }

  /** Connects and listens. What is committed from here on is either notified or visible to the next query. */
  async open(): Promise<void> {
    await this.#client.connect();
    await this.#client.query(this.options.channels.map((channel) => `listen ${channel}`).join('; '));
    this.#heartbeat = setInterval(() => void this.#beat(), HEARTBEAT_MS);
  }

  /** @throws Error of `pg` when the statement fails or the connection is lost meanwhile */
  async query<Row extends QueryResultRow>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    return (await this.#client.query<Row>(text, [...values])).rows;
  }

  /** Says that the connection is of no more use. */
  giveUp(reason: Error): void {
    this.#lose(reason);
  }

  /** Ends the connection, without waiting for a query that does not come back. */
  async close(): Promise<void> {
    clearInterval(this.#heartbeat);
    await this.#client.end();
  }

  async #beat(): Promise<void> {
    const late = setTimeout(
      () => this.#lose(new Error('The database did not answer in time')),
      HEARTBEAT_TIMEOUT_MS,
    );
    try {
      await this.#client.query('select 1');
      this.options.onHeartbeat();
    } catch (error) {
      this.#lose(error as Error);
    } finally {
      clearTimeout(late);
    }
  }
}
