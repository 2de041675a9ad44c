import type { Change } from '../changes/change-reader.js';

/** Tags of what a change makes untrue: those that it names, and those of what depends on its kind of thing at large. */
export function tagsOfChange({ subject, slug, previousSlug, tags }: Change): string[] {
  const names = [slug, previousSlug].filter((name) => name !== null);
  return impliedBy([...tags, `any:${subject}`, ...names.map((name) => nameTag(subject, name)), 'many']);
}

/** These tags, and those that go with them: a list of one thing (`articles:tag:<id>`) is one of such lists (`articles:tag`). */
export const impliedBy = (tags: readonly string[]): string[] => [
  ...new Set([...tags, ...tags.flatMap((tag) => /^(\w+:\w+):/.exec(tag)?.[1] ?? [])]),
];

/** Tags of what shows what readers did: comments, reactions, counters. */
export const tagsOfReaders = (ids: readonly string[]): string[] => [
  ...ids.map((id) => `readers:${id}`),
  'any:readers',
  'many',
];

/** What a refusal depends on that found nothing under a name. */
export const nameTag = (subject: string, slug: string): string => `named:${subject}:${slug}`;
