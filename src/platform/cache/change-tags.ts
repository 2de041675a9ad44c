import type { Change } from '../changes/change-reader.js';

/** Tags of what a change makes untrue: those that it names, and those of what depends on its kind of thing at large. */
export function tagsOfChange({ subject, slug, previousSlug, tags }: Change): string[] {
  const names = [slug, previousSlug].filter((name) => name !== null);
  return [...tags, `any:${subject}`, ...names.map((name) => nameTag(subject, name)), 'many'];
}

/** What a refusal depends on that found nothing under a name. */
export const nameTag = (subject: string, slug: string): string => `named:${subject}:${slug}`;
