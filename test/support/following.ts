import type { Change } from '../../src/platform/changes/change-reader.js';
import type { Activity } from '../../src/platform/changes/activity-reader.js';
import { ChangeListener } from '../../src/platform/changes/change-listener.js';
import { sql } from '../../src/platform/database/sql.js';
import type { TestApp } from './test-app.js';

export const listenerOf = (site: TestApp): ChangeListener => site.app.get(ChangeListener, { strict: false });

/** Everything that a process hands on from now on. */
export class Followed {
  readonly changes: Change[] = [];
  readonly activity: Activity[] = [];
  readonly #ends: (() => void)[];

  constructor(listener: ChangeListener) {
    this.#ends = [
      listener.subscribe((change) => this.changes.push(change)),
      listener.subscribeActivity((activity) => this.activity.push(activity)),
    ];
  }

  kindsOf(articleId: string): string[] {
    return this.changes.filter(({ subjectId }) => subjectId === articleId).map(({ kind }) => kind);
  }

  end(): void {
    for (const end of this.#ends) end();
  }
}

/** Ends the listening connections of every process on the site's database. Gives how many there were. */
export async function killListeners(site: TestApp): Promise<number> {
  const killed = await site.database.query(
    sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name = 'broadsheet listener'`,
  );
  return killed.length;
}
