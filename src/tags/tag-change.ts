import type { NewChange } from '../platform/changes/change-log.js';

/** What the log is to hear of a tag. */
export const tagChange = (kind: string, subjectId: string, version: number, slug: string): NewChange => ({
  kind,
  subject: 'tag',
  subjectId,
  version,
  slug,
  tags: ['tags', `tag:${subjectId}`],
});
