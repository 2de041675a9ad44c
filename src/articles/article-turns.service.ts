import { Injectable } from '@nestjs/common';
import type { ScheduleSource, Turn } from '../platform/cache/schedule.js';
import type { Change } from '../platform/changes/change-reader.js';
import { Database } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import { storyTurns } from './article-turns.js';

/** As many as are looked at again when sections moved, under which any of the next stories may stand. */
const MOST = 1_000;

/**
 * Knows when stories come and go. It asks the stories and not `article_due`: where the clock of the application runs
 * ahead of the database's, a story that was published at once is visible a moment later, and nothing of it is due.
 */
@Injectable()
export class ArticleTurnsService implements ScheduleSource {
  constructor(private readonly database: Database) {}

  upcoming(limit: number): Promise<Turn[]> {
    return this.database.query<Turn>(storyTurns({ where: sql`true`, limit }));
  }

  async of(changes: readonly Change[]): Promise<Turn[]> {
    const ids = changes.flatMap(({ subject, subjectId }) => (subject === 'article' ? (subjectId ?? []) : []));
    const moved = changes.some(({ subject }) => subject === 'section') ? await this.upcoming(MOST) : [];
    if (ids.length === 0) return moved;
    const turns = await this.database.query<Turn>(
      storyTurns({ where: sql`id = any(${ids}::uuid[])`, since: firstOf(changes) }),
    );
    return [...moved, ...turns];
  }
}

/** A turn that came between a change and the look at it is not part of what the change threw away. */
export const firstOf = (changes: readonly Change[]): Date =>
  new Date(Math.min(...changes.map(({ at }) => at.getTime())));
