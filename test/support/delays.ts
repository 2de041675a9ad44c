import { Client } from 'pg';
import { setTimeout as pause } from 'node:timers/promises';

const CHANNEL = 'test_delays';
/** Delays of so many milliseconds before and after a moment say how busy the machine was. */
const AROUND_MS = 1_000;

/**
 * How long a notification of PostgreSQL takes to another connection of the same process, looked at all the time. On a
 * machine that has better things to do, whatever waits for notifications is late by as much.
 */
export class Delays {
  readonly #delays: { readonly at: number; readonly ms: number }[] = [];
  #isOver = false;

  private constructor(
    private readonly sender: Client,
    private readonly listener: Client,
  ) {}

  static async start(url: string): Promise<Delays> {
    const [sender, listener] = [new Client({ connectionString: url }), new Client({ connectionString: url })];
    const delays = new Delays(sender, listener);
    await sender.connect();
    await listener.connect();
    await listener.query(`listen ${CHANNEL}`);
    listener.on('notification', ({ payload }) => {
      const now = performance.now();
      delays.#delays.push({ at: now, ms: now - Number(payload) });
    });
    void delays.#run();
    return delays;
  }

  get worst(): number {
    return Math.max(...this.#delays.map(({ ms }) => ms));
  }

  /** The longest delay around this moment, in milliseconds. */
  around(moment: number): number {
    const near = this.#delays.filter(({ at }) => Math.abs(at - moment) <= AROUND_MS);
    return Math.max(0, ...near.map(({ ms }) => ms));
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await this.sender.end();
    await this.listener.end();
  }

  async #run(): Promise<void> {
    while (!this.#isOver) {
      await this.sender
        .query(`select pg_notify('${CHANNEL}', $1)`, [`${performance.now()}`])
        .catch(() => undefined);
      await pause(20);
    }
  }
}
