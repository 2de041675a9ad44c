import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { Client, type ClientConfig, Pool, type PoolConfig, type QueryResultRow } from 'pg';
import { type LogPosition, logPosition } from './log-position.js';
import { PLANNING } from './planning.js';

/** A read that a replica has not answered by then is done on the primary. Its own server gives up a little earlier. */
const READ_MS = 2_500;
const CONNECT_MS = 1_000;
const ASK_MS = 1_000;
/** How long is believed what a server said of itself. */
const BELIEVED_MS = 5_000;
/** How long nobody asks a server again that has not replayed far enough. */
const BEHIND_MS = 5;
/** How long nobody asks a server again that did not answer. */
const OUT_OF_USE_MS = 2_000;
const CLOSE_MS = 1_000;

/** Nothing is ever written to a replica, not even to one that has become a primary. */
const SESSION = `${PLANNING} -c statement_timeout=2s -c default_transaction_read_only=on`;

const STATE = 'select pg_last_wal_replay_lsn()::text as position';

export interface ReplicaOptions {
  /** What it is called in the log and in the answer of `/health/ready`. */
  readonly name: string;
  /** Leads to one server: what one says of itself would not hold for another. */
  readonly url: string;
  readonly poolSize: number;
}

/** One statement, as `pg` takes it. */
export interface Statement {
  readonly name?: string;
  readonly text: string;
  readonly values: unknown[];
}

/**
 * A connection that knows when its server is no standby: PostgreSQL says so at the start, and when it was promoted,
 * before the end of the next statement.
 */
class StandbyClient extends Client {
  isStandby = true;

  constructor(config?: ClientConfig) {
    super(config);
    this.connection.on('parameterStatus', ({ parameterName, parameterValue }: ParameterStatus) => {
      if (parameterName === 'in_hot_standby') this.isStandby = parameterValue === 'on';
    });
  }
}

interface ParameterStatus {
  readonly parameterName: string;
  readonly parameterValue: string;
}

/**
 * A streaming replica: a pool of connections, and how far the server is known to have replayed the log. Whatever goes
 * wrong with it is no failure of a read, which then goes to the primary.
 */
export class Replica {
  readonly name: string;
  readonly #logger = new Logger(Replica.name);
  readonly #pool: Pool;
  /** How far the server had come when it was last asked; null when that is not known, or must not be relied on. */
  #replayed: LogPosition | null = null;
  /** When it said so, and from when on it may be asked again (monotonic clock, milliseconds). */
  #heardAt = 0;
  #mayAskFrom = 0;
  #asking: Promise<void> | null = null;
  /** Counts the times that what was known stopped being so. */
  #doubts = 0;
  #isOut = false;

  constructor({ name, url, poolSize }: ReplicaOptions) {
    this.name = name;
    this.#pool = new Pool(poolConfig(url, poolSize));
    // A connection that breaks in use fails the statement that uses it; unheard, the event would end the process.
    this.#pool.on('connect', (client) => client.on('error', () => undefined));
    this.#pool.on('error', () => undefined);
    // A server that went down may come back as it was a while ago: it replays again what was not on its disk.
    this.#pool.on('remove', () => this.#doubt());
  }

  /** Whether the server is known to show everything up to `position`. Where it is not, it is asked meanwhile. */
  shows(position: LogPosition): boolean {
    const age = performance.now() - this.#heardAt;
    const shows = this.#replayed !== null && this.#replayed >= position && age < BELIEVED_MS;
    if (!shows || age > BELIEVED_MS / 2) this.#askInTime();
    return shows;
  }

  /** The rows of one statement that changes nothing, or null when the server did not give them, whyever. */
  async read<Row extends QueryResultRow>(statement: Statement): Promise<Row[] | null> {
    try {
      return await this.#query<Row>(statement, READ_MS);
    } catch {
      this.#doubt();
      return null;
    }
  }

  /**
   * Asks until the server has replayed the log up to `position`, for a second at most.
   * @throws Error when it has not by then, or is not to be used
   */
  async catchUp(position: LogPosition): Promise<void> {
    const deadline = performance.now() + ASK_MS;
    while (!this.shows(position)) {
      const isHopeless = this.#isOut && !this.#asking;
      if (isHopeless || performance.now() > deadline) throw new Error(`${this.name} is not used`);
      await (this.#asking ?? pause(BEHIND_MS));
    }
  }

  /** Ends the connections, without waiting for a server that does not answer. */
  async close(): Promise<void> {
    await Promise.race([this.#pool.end(), pause(CLOSE_MS)]);
  }

  #doubt(): void {
    this.#replayed = null;
    this.#doubts += 1;
  }

  #askInTime(): void {
    if (this.#asking || this.#pool.ending || performance.now() < this.#mayAskFrom) return;
    this.#asking = this.#ask().finally(() => (this.#asking = null));
  }

  async #ask(): Promise<void> {
    const doubts = this.#doubts;
    const askedAt = performance.now();
    try {
      const replayed = await this.#state();
      if (doubts !== this.#doubts) return;
      this.#replayed = replayed;
      this.#heardAt = askedAt;
      this.#mayAskFrom = performance.now() + BEHIND_MS;
      this.#sayIfNew(false, 'in use');
    } catch (error) {
      this.#doubt();
      this.#mayAskFrom = performance.now() + OUT_OF_USE_MS;
      this.#sayIfNew(true, `out of use: ${(error as Error).message}`);
    }
  }

  /** @throws Error when it does not answer in time, or is no replica */
  async #state(): Promise<LogPosition> {
    const statement = { name: 'replica_state', text: STATE, values: [] };
    const [state] = await this.#query<{ position: string | null }>(statement, ASK_MS);
    const position = logPosition(state?.position ?? '');
    if (position === null) throw new Error('it is no standby');
    return position;
  }

  async #query<Row extends QueryResultRow>(statement: Statement, timeoutMs: number): Promise<Row[]> {
    const client = await this.#pool.connect();
    let hasFailed = true;
    try {
      const { rows } = await client.query<Row>({ ...statement, query_timeout: timeoutMs } as Statement);
      if (!(client as Client as StandbyClient).isStandby) throw new Error('it is no standby');
      hasFailed = false;
      return rows;
    } finally {
      // A connection that failed may still be waiting, or hold a plan that went stale.
      client.release(hasFailed);
    }
  }

  #sayIfNew(isOut: boolean, what: string): void {
    if (this.#isOut !== isOut && !this.#pool.ending) this.#logger.warn(`${this.name} is ${what}`);
    this.#isOut = isOut;
  }
}

const poolConfig = (url: string, poolSize: number): PoolConfig => ({
  connectionString: url,
  Client: StandbyClient,
  max: poolSize,
  application_name: 'broadsheet',
  connectionTimeoutMillis: CONNECT_MS,
  idleTimeoutMillis: 0,
  keepAlive: true,
  options: SESSION,
});
