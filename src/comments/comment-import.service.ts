import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { commentHtml, normaliseCommentText } from '../body/comment-text.js';
import { run } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import { KeyRing } from '../platform/secrets/key-ring.js';
import { COMMENT_DEPTH } from './comment-limits.js';
import { CommentEntity, CommentIdentityEntity } from './comment.entities.js';

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

/** What became of a story's comments. */
export interface AddedComments {
  readonly added: number;
  /** External ids of those added whose parent is not there. */
  readonly orphans: readonly string[];
}

/** Rows of one statement: PostgreSQL takes 65,535 values at most. */
const ROWS = 500;

type Placed = Pick<CommentEntity, 'id' | 'externalId' | 'parentId' | 'path' | 'depth'>;

/** Takes over the comments of an imported story. */
@Injectable()
export class CommentImportService {
  constructor(private readonly ring: KeyRing) {}

  /**
   * Adds the comments that the story does not have yet, found by their external ids. A comment whose parent is not
   * among them stands on its own.
   */
  async add(tx: EntityManager, articleId: string, drafts: readonly CommentDraft[]): Promise<AddedComments> {
    if (drafts.length === 0) return { added: 0, orphans: [] };
    const known = await tx.find(CommentEntity, {
      select: { id: true, externalId: true, parentId: true, path: true, depth: true },
      where: { articleId },
    });
    const placed = new Map<string, Placed>(
      known.flatMap((one) => (one.externalId ? [[one.externalId, one]] : [])),
    );
    const fresh = parentsFirst(
      distinct(drafts.map(identified)).filter(({ externalId }) => !placed.has(externalId)),
    );
    const labels = await this.labels(tx, fresh.length);
    const comments: CommentEntity[] = [];
    const identities: CommentIdentityEntity[] = [];
    const orphans: string[] = [];
    for (const [index, draft] of fresh.entries()) {
      const above = draft.parentExternalId ? placed.get(draft.parentExternalId) : undefined;
      if (draft.parentExternalId && !above) orphans.push(draft.externalId);
      const comment = this.comment(articleId, draft, above, labels[index] as string);
      comments.push(comment);
      if (draft.email) identities.push(this.identity(comment.id, draft.email));
      placed.set(draft.externalId, comment);
    }
    for (const rows of chunks(comments)) await tx.insert(CommentEntity, rows);
    for (const rows of chunks(identities)) await tx.insert(CommentIdentityEntity, rows);
    if (fresh.length > 0) await this.count(tx, articleId, comments);
    return { added: fresh.length, orphans };
  }

  private async labels(tx: EntityManager, count: number): Promise<string[]> {
    const rows = await run<{ label: string }>(
      tx,
      sql`select to_hex(nextval('comment_label')) as label from generate_series(1, ${count}::int)`,
    );
    return rows.map(({ label }) => label);
  }

  private comment(
    articleId: string,
    draft: CommentDraft,
    above: Placed | undefined,
    label: string,
  ): CommentEntity {
    const text = normaliseCommentText(draft.body);
    const full = above !== undefined && above.depth >= COMMENT_DEPTH;
    const parents = above ? (full ? above.path.split('.').slice(0, -1) : above.path.split('.')) : [];
    return {
      id: uuidv7(),
      articleId,
      parentId: (full ? above.parentId : above?.id) ?? null,
      externalId: draft.externalId,
      path: [...parents, label].join('.'),
      depth: parents.length,
      authorName: draft.name,
      authorWebsite: draft.website,
      avatarSeed: this.ring
        .index('comment-avatar', (draft.email ?? draft.name).toLowerCase())
        .toString('hex')
        .slice(0, 16),
      badges: [],
      text,
      html: commentHtml(text),
      status: draft.status,
      featured: false,
      replyCount: 0,
      reactionsUp: 0,
      reactionsDown: 0,
      best: 0,
      controversy: 0,
      importHash: null,
      tokenHash: null,
      createdAt: draft.createdAt,
      editedAt: null,
    };
  }

  private identity(commentId: string, email: string): CommentIdentityEntity {
    return {
      commentId,
      emailCipher: this.ring.encrypt('comment-email', email),
      emailIndex: this.ring.index('comment-email', email.toLowerCase()),
      addressCipher: null,
      addressIndex: null,
    };
  }

  /** Adds to the counts what came in. Added, not counted anew: readers write at the same time. */
  private async count(
    tx: EntityManager,
    articleId: string,
    comments: readonly CommentEntity[],
  ): Promise<void> {
    const approved = comments.filter(({ status }) => status === 'approved');
    const replies = new Map<string, number>();
    for (const { parentId } of approved) {
      if (parentId) replies.set(parentId, (replies.get(parentId) ?? 0) + 1);
    }
    await run(
      tx,
      sql`update comment set reply_count = comment.reply_count + came.replies
        from unnest(${[...replies.keys()]}::uuid[], ${[...replies.values()]}::int[]) as came (id, replies)
        where comment.id = came.id`,
    );
    await run(
      tx,
      sql`update article_stats set comment_count = comment_count + ${approved.length}::int
        where article_id = ${articleId}`,
    );
  }
}

type IdentifiedDraft = CommentDraft & { readonly externalId: string };

/** A comment without an id is known by who said what when. */
function identified(draft: CommentDraft): IdentifiedDraft {
  if (draft.externalId) return { ...draft, externalId: draft.externalId };
  const essence = JSON.stringify([draft.name, draft.createdAt, draft.body]);
  return {
    ...draft,
    externalId: `sha256:${createHash('sha256').update(essence).digest('hex').slice(0, 32)}`,
  };
}

/** Of comments with the same id the first: nobody could answer the others. */
const distinct = (drafts: readonly IdentifiedDraft[]): IdentifiedDraft[] =>
  [...new Map(drafts.toReversed().map((draft) => [draft.externalId, draft])).values()].toReversed();

const chunks = <T>(rows: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(rows.length / ROWS) }, (_, index) =>
    rows.slice(index * ROWS, (index + 1) * ROWS),
  );

/** The same comments, each after the one it answers; what answers itself in a circle comes at the end. */
function parentsFirst(drafts: readonly IdentifiedDraft[]): IdentifiedDraft[] {
  const waiting = new Map<string, IdentifiedDraft[]>();
  const ids = new Set(drafts.map(({ externalId }) => externalId));
  const ordered: IdentifiedDraft[] = [];
  for (const draft of drafts) {
    const parent = draft.parentExternalId;
    if (parent && ids.has(parent)) waiting.set(parent, [...(waiting.get(parent) ?? []), draft]);
    else ordered.push(draft);
  }
  for (const draft of ordered) {
    ordered.push(...(waiting.get(draft.externalId) ?? []));
    waiting.delete(draft.externalId);
  }
  return [...ordered, ...[...waiting.values()].flat()];
}
