import { Client } from 'pg';

/** What the application does on its own, whoever calls: it folds counters, looks for what is due, and
 * listens for changes, forgets what is over, and its workers look for jobs. */
const OWN_WORK =
  /^(with (turn|list as materialized)|with j as .* "graphile_worker"\._private_jobs|select graphile_worker\.force_unlock_workers|select set_config\('application_name'|select 1\b|select exists \(select from webhook|select position from webhook_delivery|\( select due\.position from webhook|(un)?listen |select id\b.* from activity|select .* from (change|counter_fold)\b|select max\(since\)|delete from (activity|counter_fold|visit_salt|share_\w+)\b)/i;

/** Notes the statements that this process sends to PostgreSQL. */
export class StatementLog {
  readonly #texts: string[] = [];
  readonly #original = Client.prototype.query;

  constructor() {
    const { prototype } = Client;
    const original = this.#original as (...args: unknown[]) => unknown;
    const note = (text: string) => OWN_WORK.test(text.trim()) || this.#texts.push(text);
    prototype.query = function (this: Client, ...args: unknown[]) {
      const [first] = args;
      note((typeof first === 'string' ? first : (first as { text: string }).text).replace(/\s+/g, ' '));
      return original.apply(this, args);
    } as typeof prototype.query;
  }

  /** The statements that were sent while this was done. */
  async during(work: () => Promise<unknown>): Promise<string[]> {
    this.#texts.length = 0;
    await work();
    return [...this.#texts];
  }

  stop(): void {
    Client.prototype.query = this.#original;
  }
}
