import type { Change } from '../changes/change-reader.js';

/**
 * Tags of what a change makes untrue: those that it names, and those of what depends on its kind of thing at large. A
 * list of one thing (`articles:tag:<id>`) is one of such lists (`articles:tag`).
 */
export function tagsOfChange({ subject, slug, previousSlug, tags }: Change): string[] {
  const kindsOfLists = tags.flatMap((tag) => /^(\w+:\w+):/.exec(tag)?.[1] ?? []);
  const names = [slug, previousSlug].filter((name) => name !== null);
  return [
    ...new Set([
      ...tags,
      ...kindsOfLists,
      `any:${subject}`,
      ...names.map((name) => nameTag(subject, name)),
      'many',
    ]),
  ];
}

/** What a refusal depends on that found nothing under a name. */
export const nameTag = (subject: string, slug: string): string => `named:${subject}:${slug}`;
