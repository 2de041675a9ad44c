import { v7 as uuidv7 } from 'uuid';
import type { Random } from './random.js';

/** A comment of a tree that was written into the database. */
export interface TreeComment {
  readonly id: string;
  readonly parentId: string | null;
  readonly depth: number;
}

export interface TreeOptions {
  readonly articleId: string;
  readonly comments: number;
  /** Levels below the first. */
  readonly depth: number;
  readonly random: Random;
  /** What a comment says, as text and as HTML. */
  readonly words?: () => { readonly text: string; readonly html: string };
}

type Query = (text: string, values: unknown[]) => Promise<unknown>;

const WORDS = { text: 'Well said.', html: '<p>Well said.</p>' };
/** Share of the comments that answer none. */
const ROOTS = 0.3;

/**
 * Writes a discussion of approved comments: a chain through all levels, and the others below one that is drawn. Times
 * and scores are few, so that ids have to settle ties; thirds and sevenths are not exact in binary.
 */
export async function plantTree(query: Query, options: TreeOptions): Promise<TreeComment[]> {
  const { articleId, random, words = () => WORDS } = options;
  const tree = grow(options);
  const rows = tree.map((comment) => ({ ...comment, ...words(), draw: random.int(0, 59) }));
  await query(
    `insert into comment (id, article_id, parent_id, path, depth, author_name, avatar_seed, badges, text, html, status,
      best, controversy, created_at)
    select t.id, $1, t."parentId", t.path::ltree, t.depth, 'Ada', 'ada0ada0ada0ada0', '{}', t.text, t.html, 'approved',
      (t.draw % 5) / 3.0, (t.draw % 4) / 7.0,
      '2026-01-01T00:00:00Z'::timestamptz + (t.draw % 3) * interval '1 millisecond'
    from json_to_recordset($2) as t (id uuid, "parentId" uuid, path text, depth int, text text, html text, draw int)`,
    [articleId, JSON.stringify(rows)],
  );
  await query(
    `update comment set reply_count = r.count
    from (select parent_id, count(*) as count from comment where article_id = $1 group by parent_id) r
    where comment.id = r.parent_id`,
    [articleId],
  );
  await query('update article_stats set comment_count = comment_count + $2 where article_id = $1', [
    articleId,
    tree.length,
  ]);
  return tree.map(({ path: _path, ...comment }) => comment);
}

function grow({ comments, depth, random }: TreeOptions): (TreeComment & { readonly path: string })[] {
  const tree: (TreeComment & { readonly path: string })[] = [];
  for (let index = 0; index < comments; index += 1) {
    const drawn = random.chance(ROOTS) ? undefined : tree[random.int(0, tree.length - 1)];
    const above = index <= depth ? tree.at(-1) : drawn && drawn.depth < depth ? drawn : undefined;
    const label = (index + 1).toString(16);
    tree.push({
      id: uuidv7(),
      parentId: above?.id ?? null,
      depth: above ? above.depth + 1 : 0,
      path: above ? `${above.path}.${label}` : label,
    });
  }
  return tree;
}
