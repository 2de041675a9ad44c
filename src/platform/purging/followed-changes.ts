import { tagsOfChange } from '../cache/change-tags.js';
import type { Database } from '../database/database.js';
import { changesAfter, endsOfChanges } from '../following/changes-after.js';
import type { FollowedLog, LogEnds, LogEntry } from '../following/followed-log.js';

/** What editors and the clock did. */
export class FollowedChanges implements FollowedLog {
  readonly name = 'change';

  constructor(private readonly database: Database) {}

  ends(): Promise<LogEnds> {
    return endsOfChanges(this.database);
  }

  async read(after: number, limit: number): Promise<LogEntry[]> {
    const changes = await changesAfter(this.database, after, limit);
    return changes.map((change) => ({ seq: change.seq, tags: tagsOfChange(change) }));
  }
}
