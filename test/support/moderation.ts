import { randomUUID } from 'node:crypto';
import { CommentStandingService } from '../../src/comments/comment-standing.service.js';
import { sql } from '../../src/platform/database/sql.js';
import { added, type CommentAnswer, storyOf } from './comments.js';
import { ADMIN_KEY, type Answered, TestApp } from './test-app.js';

/** An id that nothing has. */
export const UNKNOWN = '00000000-0000-7000-8000-000000000000';

const admin = { authorization: `Bearer ${ADMIN_KEY}` };

/** A decision as REST gives it. */
export interface DecisionAnswer {
  readonly id: string;
  readonly source: string;
  readonly actor: string;
  readonly verdict: string;
  readonly rule: string | null;
  readonly score: number | null;
  readonly reason: string | null;
  readonly statusBefore: string | null;
  readonly statusAfter: string | null;
  readonly undoes: string | null;
}

/** A comment as moderators see it in REST. */
export interface ModeratedAnswer {
  readonly comment: CommentAnswer & { readonly featured: boolean };
  readonly article: {
    readonly id: string;
    readonly slug: string;
    readonly headline: string;
    readonly url: string;
  };
  readonly flagCount: number;
  readonly flags: { readonly reason: string; readonly note: string | null; readonly at: string }[];
  readonly revisions: { readonly text: string; readonly at: string }[];
  readonly decisions: DecisionAnswer[];
  readonly history: { readonly approved: number; readonly rejected: number; readonly spam: number };
  readonly network: string | null;
}

export interface QueueAnswer {
  readonly items: ModeratedAnswer[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly totalCount: number | null;
}

/** Headers of a caller with a new key of these scopes. */
export async function callerWith(
  site: TestApp,
  scopes: readonly string[],
  name = `desk ${randomUUID()}`,
): Promise<{ authorization: string }> {
  const { body } = await site.post<{ key: string }>('/v1/api-keys', { name, scopes }, admin);
  return { authorization: `Bearer ${body.key}` };
}

/** A story whose comments wait for a moderator. */
export const heldStory = (site: TestApp, changes: Record<string, unknown> = {}) =>
  storyOf(site, undefined, { commentPolicy: 'premoderated', ...changes });

/** Somebody who calls what moderators call. */
export class Moderator {
  constructor(
    private readonly site: TestApp,
    readonly headers: { readonly authorization: string },
  ) {}

  static async with(site: TestApp, name?: string): Promise<Moderator> {
    return new Moderator(site, await callerWith(site, ['comments:moderate'], name));
  }

  queue(query = ''): Promise<Answered<QueueAnswer>> {
    return this.site.get<QueueAnswer>(`/v1/moderation/queue${query}`, this.headers);
  }

  act<T = ModeratedAnswer>(id: string, action: string, body: unknown = {}): Promise<Answered<T>> {
    return this.site.post<T>(`/v1/comments/${id}/${action}`, body, this.headers);
  }

  undo<T = ModeratedAnswer>(decisionId: string, body: unknown = {}): Promise<Answered<T>> {
    return this.site.post<T>(`/v1/moderation/decisions/${decisionId}/undo`, body, this.headers);
  }

  decideAll<T>(body: unknown): Promise<Answered<T>> {
    return this.site.post<T>('/v1/moderation/decisions', body, this.headers);
  }

  /** Runs an operation and gives its data; fails when there are errors beside it. */
  async graphql<T>(query: string, variables: Record<string, unknown> = {}): Promise<T> {
    const { body } = await this.site.graphql<T>(query, variables, this.headers);
    if (body.errors) throw new Error(JSON.stringify(body.errors));
    return body.data as T;
  }
}

/** A site, and a moderator at work there. Readers may say where they come from. */
export async function startDesk(): Promise<{ site: TestApp; desk: Moderator }> {
  const site = await TestApp.start({ TRUSTED_PROXIES: '127.0.0.1' });
  return { site, desk: await Moderator.with(site, 'Ada at the desk') };
}

/** Ids of the comments on a page of the queue. */
export const idsOf = ({ items }: QueueAnswer): string[] => items.map(({ comment }) => comment.id);

/** Notes what a phase would have found. */
export const noteFinding = (
  site: TestApp,
  commentId: string,
  phase: string,
  verdict: string,
  rule: string | null,
  score = 1,
) =>
  site.database.query(
    sql`insert into comment_judgement (id, comment_id, at, findings) values (${`${randomUUID().slice(0, -2)}00`}, ${commentId},
      now(), ${JSON.stringify([{ phase, verdict, rule, score }])})`,
  );

/** Approves comments as a moderator does, without the desk. */
export async function approve(site: TestApp, ...ids: string[]): Promise<void> {
  const standing = site.app.get(CommentStandingService, { strict: false });
  const mover = { source: 'moderator', actor: 'test', now: new Date() } as const;
  await site.database.transaction(async (tx) => {
    const comments = await standing.take(tx, ids);
    const moves = comments.map((comment) => ({ comment, to: 'approved', verdict: 'approve' }) as const);
    await standing.move(tx, moves, mover);
  });
}

/** Adds comments one after the other and gives their ids. */
export async function addMany(
  site: TestApp,
  path: string,
  count: number,
  changes: (index: number) => Record<string, unknown> = () => ({}),
): Promise<string[]> {
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1) {
    ids.push((await added(site, path, { body: `Comment ${index}.`, ...changes(index) })).id);
  }
  return ids;
}

/** Those of the decisions that people made. */
export const byModerators = <T extends { readonly source: string }>(decisions: readonly T[]): T[] =>
  decisions.filter(({ source }) => source === 'moderator');

/** Where the counts of stories and their comments differ from the comments counted anew; empty when they are exact. */
export async function wrongCounts(site: TestApp, stories: readonly string[]): Promise<object[]> {
  return site.database.query(sql`
    with seen as (
      -- One that is not approved is seen while something below it is.
      select c.id, c.parent_id, c.status = 'approved' or exists (
        select from comment below where below.path <@ c.path and below.id <> c.id
          and below.status = 'approved') as is_seen
      from comment c
    )
    select 'story' as kind, s.article_id as id, s.comment_count + coalesce(waiting.n, 0) as kept, actual.n as real
      from article_stats s
      left join lateral (select sum(comments)::int as n from activity
        where not folded and article_id = s.article_id) waiting on true
      join lateral (select count(*)::int as n from comment
        where article_id = s.article_id and status = 'approved') actual on true
      where s.article_id = any(${stories}::uuid[]) and s.comment_count + coalesce(waiting.n, 0) <> actual.n
    union all
    select 'comment', c.id, c.reply_count, actual.n from comment c
      join lateral (select count(*)::int as n from seen where parent_id = c.id and is_seen) actual on true
      where c.article_id = any(${stories}::uuid[]) and c.reply_count <> actual.n`);
}
