import type { NewChange } from '../platform/changes/change-log.js';

/** What the log is to hear of an author. */
export const authorChange = (kind: string, subjectId: string, version: number, slug: string): NewChange => ({
  kind,
  subject: 'author',
  subjectId,
  version,
  slug,
  tags: ['authors', `author:${subjectId}`],
});
