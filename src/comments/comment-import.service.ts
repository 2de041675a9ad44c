import { emailIndex } from '../platform/secrets/email-index.js';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { commentHtml } from '../body/comment-text.js';
import { chunksOf } from '../platform/database/chunks.js';
import { run } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import { KeyRing } from '../platform/secrets/key-ring.js';
import { type Approval, countAmong, countApprovals } from './comment-counts.js';
import { type CommentDraft, type IdentifiedDraft, threadsOf } from './comment-draft.js';
import { lockComments, lockCounts } from './comment-locks.js';
import { COMMENT_DEPTH } from './comment-limits.js';
import { type Mended, mendComments } from './comment-mending.js';
import { hashOf, statementOf } from './comment-said.js';
import { CommentEntity, CommentIdentityEntity } from './comment.entities.js';

export type { CommentDraft };

/** The comments that came in with a story. */
export interface StoryComments {
  readonly articleId: string;
  readonly drafts: readonly CommentDraft[];
}

/** What became of a story's comments. */
export interface TakenComments {
  readonly added: number;
  /** Those that the import says something else of than before. */
  readonly updated: number;
  /** External ids of those added whose parent is not there. */
  readonly orphans: readonly string[];
}

type Placed = Pick<CommentEntity, 'id' | 'parentId' | 'path' | 'depth'>;

interface Known extends Placed {
  readonly articleId: string;
  readonly externalId: string;
  readonly importHash: string | null;
}

/** Takes over the comments of imported stories. */
@Injectable()
export class CommentImportService {
  constructor(private readonly ring: KeyRing) {}

  /**
   * Adds the comments that the stories do not have yet, found by their external ids. A comment whose parent is not
   * among them stands on its own. One that is there already is brought up to date where this import says something
   * else of it than the last one; its place stays. One that the import does not have any more stays as it is.
   * @returns what became of the comments of each story, by its id
   */
  async take(
    tx: EntityManager,
    stories: readonly StoryComments[],
  ): Promise<ReadonlyMap<string, TakenComments>> {
    const drafts = stories.flatMap(({ articleId, drafts: given }) => threadsOf(articleId, given));
    if (drafts.length === 0) return new Map();
    await lockCounts(
      tx,
      stories.map(({ articleId }) => articleId),
    );
    const known = await this.known(tx, drafts);
    const fresh = drafts.filter((draft) => !known.has(keyOf(draft)));
    const { comments, orphans, approvals } = await this.add(tx, fresh, known);
    const mended = await this.mend(tx, drafts, known);
    await countApprovals(tx, [...approvals, ...mended.map(({ approval }) => approval)]);
    const [added, updated, lost] = [byStory(comments), byStory(mended), byStory(orphans)];
    return new Map(
      stories.map(({ articleId }) => [
        articleId,
        {
          added: added.get(articleId)?.length ?? 0,
          updated: updated.get(articleId)?.length ?? 0,
          orphans: lost.get(articleId)?.map(({ externalId }) => externalId) ?? [],
        },
      ]),
    );
  }

  /** Those of the comments that are there already, and those that they answer. */
  private async known(
    tx: EntityManager,
    drafts: readonly IdentifiedDraft[],
  ): Promise<ReadonlyMap<string, Known>> {
    const keys = new Map<string, { articleId: string; externalId: string }>();
    for (const { articleId, externalId, parentExternalId } of drafts) {
      keys.set(keyOf({ articleId, externalId }), { articleId, externalId });
      if (!parentExternalId) continue;
      const parent = { articleId, externalId: parentExternalId };
      keys.set(keyOf(parent), parent);
    }
    const wanted = [...keys.values()];
    const rows = await run<Known>(
      tx,
      sql`select c.id, c.article_id as "articleId", c.external_id as "externalId", c.parent_id as "parentId", c.path,
          c.depth, c.import_hash as "importHash"
        from unnest(${wanted.map(({ articleId }) => articleId)}::uuid[],
          ${wanted.map(({ externalId }) => externalId)}::text[]) as wanted (article_id, external_id)
        join comment c on c.article_id = wanted.article_id and c.external_id = wanted.external_id`,
    );
    return new Map(rows.map((row) => [keyOf(row), row]));
  }

  private async add(
    tx: EntityManager,
    drafts: readonly IdentifiedDraft[],
    known: ReadonlyMap<string, Placed>,
  ): Promise<{ comments: CommentEntity[]; orphans: IdentifiedDraft[]; approvals: Approval[] }> {
    const placed = new Map<string, Placed>(known);
    const labels = await this.labels(tx, drafts.length);
    const orphans: IdentifiedDraft[] = [];
    const identities: CommentIdentityEntity[] = [];
    const comments = drafts.map((draft, index) => {
      const { articleId, parentExternalId } = draft;
      const above = parentExternalId
        ? placed.get(keyOf({ articleId, externalId: parentExternalId }))
        : undefined;
      if (parentExternalId && !above) orphans.push(draft);
      const comment = this.comment(draft, above, labels[index] as string);
      if (draft.email) identities.push(this.identity(comment.id, draft.email));
      placed.set(keyOf(draft), comment);
      return comment;
    });
    const approvals = countAmong(comments);
    await this.lockAnswered(tx, comments);
    for (const rows of chunksOf(comments)) await tx.insert(CommentEntity, rows);
    for (const rows of chunksOf(identities)) await tx.insert(CommentIdentityEntity, rows);
    return { comments, orphans, approvals };
  }

  /**
   * Locks what the new comments answer before they refer to it: a reference alone holds its rows too, but weakly, and
   * readers who answer the same comments meanwhile then wait for each other in a circle.
   */
  private async lockAnswered(tx: EntityManager, comments: readonly CommentEntity[]): Promise<void> {
    const added = new Set(comments.map(({ id }) => id));
    const answered = new Set(comments.flatMap(({ parentId }) => parentId ?? []));
    for (const ids of chunksOf([...answered].filter((id) => !added.has(id)))) await lockComments(tx, ids);
  }

  private async mend(
    tx: EntityManager,
    drafts: readonly IdentifiedDraft[],
    known: ReadonlyMap<string, Known>,
  ): Promise<Mended[]> {
    const differing = drafts.flatMap((draft) => {
      const comment = known.get(keyOf(draft));
      const said = statementOf(draft);
      return comment && comment.importHash !== hashOf(said) ? [[comment.id, said] as const] : [];
    });
    const mended: Mended[] = [];
    for (const some of chunksOf(differing)) mended.push(...(await mendComments(tx, new Map(some))));
    return mended;
  }

  private async labels(tx: EntityManager, count: number): Promise<string[]> {
    if (count === 0) return [];
    const rows = await run<{ label: string }>(
      tx,
      sql`select to_hex(nextval('comment_label')) as label from generate_series(1, ${count}::int)`,
    );
    return rows.map(({ label }) => label);
  }

  private comment(draft: IdentifiedDraft, above: Placed | undefined, label: string): CommentEntity {
    const full = above !== undefined && above.depth >= COMMENT_DEPTH;
    const parents = above ? (full ? above.path.split('.').slice(0, -1) : above.path.split('.')) : [];
    const said = statementOf(draft);
    return {
      id: uuidv7(),
      articleId: draft.articleId,
      parentId: (full ? above.parentId : above?.id) ?? null,
      externalId: draft.externalId,
      path: [...parents, label].join('.'),
      depth: parents.length,
      ...said,
      avatarSeed: this.ring
        .index('comment-avatar', (draft.email ?? draft.name).toLowerCase())
        .toString('hex')
        .slice(0, 16),
      badges: [],
      html: commentHtml(said.text),
      featured: false,
      replyCount: 0,
      reactionsUp: 0,
      reactionsDown: 0,
      flagCount: 0,
      best: 0,
      controversy: 0,
      importHash: hashOf(said),
      tokenHash: null,
      createdAt: draft.createdAt,
      editedAt: null,
    };
  }

  private identity(commentId: string, email: string): CommentIdentityEntity {
    return {
      commentId,
      emailCipher: this.ring.encrypt('comment-email', email),
      emailIndex: emailIndex(this.ring, email),
      addressCipher: null,
      subjectIndex: null,
      createdAt: new Date(),
    };
  }
}

const keyOf = ({ articleId, externalId }: { articleId: string; externalId: string }): string =>
  `${articleId} ${externalId}`;

function byStory<T extends { articleId: string }>(rows: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(row.articleId);
    if (group) group.push(row);
    else groups.set(row.articleId, [row]);
  }
  return groups;
}
