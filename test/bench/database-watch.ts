import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { processorMilliseconds } from './processes.js';

/** Looks at what PostgreSQL does for one database. */
export class DatabaseWatch {
  private constructor(private readonly client: Client) {}

  static async on(url: string): Promise<DatabaseWatch> {
    const client = new Client({ connectionString: url });
    // A lost connection fails the query under way; nobody else need hear of it.
    client.on('error', () => undefined);
    await client.connect();
    return new DatabaseWatch(client);
  }

  /** Processor time of the connections there are, but for this one; null where the server is not on this machine. */
  async processorMilliseconds(): Promise<number | null> {
    const { rows } = await this.client.query<{ pid: number }>(
      `select pid from pg_stat_activity where datname = current_database() and backend_type = 'client backend'
        and pid <> pg_backend_pid()`,
    );
    const times = rows.map(({ pid }) => (isPostgres(pid) ? processorMilliseconds(pid) : null));
    return times.reduce<number | null>((sum, time) => (sum === null || time === null ? null : sum + time), 0);
  }

  /** Waits until a running product has counted everything that readers did: answers change while it does. */
  async counted(): Promise<void> {
    const isDue = 'select exists (select 1 from activity where not folded) as due';
    while ((await this.client.query<{ due: boolean }>(isDue)).rows[0]?.due) await pause(100);
  }

  /** Visits through short links that are written down. */
  async visits(): Promise<number> {
    const { rows } = await this.client.query<{ visits: string }>(
      'select coalesce(sum(visits), 0) as visits from share_visit',
    );
    return Number(rows[0]?.visits);
  }

  async bytes(): Promise<number> {
    const { rows } = await this.client.query<{ size: string }>(
      'select pg_database_size(current_database()) as size',
    );
    return Number(rows[0]?.size);
  }

  end(): Promise<void> {
    return this.client.end();
  }
}

function isPostgres(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').includes('(postgres');
  } catch {
    return false;
  }
}
