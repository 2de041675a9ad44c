import { createHash } from 'node:crypto';

/** A comment that comes in with its story. */
export interface CommentDraft {
  readonly externalId: string | null;
  readonly parentExternalId: string | null;
  readonly name: string;
  readonly email: string | null;
  readonly website: string | null;
  readonly body: string;
  readonly createdAt: Date;
  readonly status: 'approved' | 'pending' | 'rejected' | 'spam';
}

/** A comment of a story that is known by an id. */
export interface IdentifiedDraft extends CommentDraft {
  readonly articleId: string;
  readonly externalId: string;
}

/**
 * The comments of one story, each once and after the one it answers. Of those with the same id it is the first: nobody
 * could answer the others.
 */
export function threadsOf(articleId: string, drafts: readonly CommentDraft[]): IdentifiedDraft[] {
  const identified = drafts.map((draft) => ({ ...draft, articleId, externalId: idOf(draft) }));
  const firsts = new Map(identified.toReversed().map((draft) => [draft.externalId, draft]));
  return parentsFirst([...firsts.values()].toReversed());
}

/** A comment without an id is known by who said what when. */
function idOf({ externalId, name, createdAt, body }: CommentDraft): string {
  if (externalId) return externalId;
  const essence = JSON.stringify([name, createdAt, body]);
  return `sha256:${createHash('sha256').update(essence).digest('hex').slice(0, 32)}`;
}

/** The same comments in their order, but each after the one it answers; what answers itself in a circle comes at the end. */
function parentsFirst(drafts: readonly IdentifiedDraft[]): IdentifiedDraft[] {
  const waiting = new Map<string, IdentifiedDraft[]>();
  const ids = new Set(drafts.map(({ externalId }) => externalId));
  const placed = new Set<string>();
  const ordered: IdentifiedDraft[] = [];
  for (const draft of drafts) {
    const parent = draft.parentExternalId;
    if (parent && ids.has(parent) && !placed.has(parent)) {
      const others = waiting.get(parent);
      if (others) others.push(draft);
      else waiting.set(parent, [draft]);
      continue;
    }
    const ready = [draft];
    for (const next of ready) {
      ordered.push(next);
      placed.add(next.externalId);
      ready.push(...(waiting.get(next.externalId) ?? []));
      waiting.delete(next.externalId);
    }
  }
  return [...ordered, ...[...waiting.values()].flat()];
}
