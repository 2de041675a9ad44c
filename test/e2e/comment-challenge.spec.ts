import { randomUUID } from 'node:crypto';
import type { Challenge } from 'altcha-lib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CommentChallengesService } from '../../src/comment-challenges/comment-challenges.service.js';
import type { Viewer } from '../../src/platform/api/viewer.js';
import { CommentAttacksService } from '../../src/comment-challenges/comment-attacks.service.js';
import { ChangeLog } from '../../src/platform/changes/change-log.js';
import { sql } from '../../src/platform/database/sql.js';
import { encoded, solved } from '../support/challenges.js';
import { TagLog } from '../support/change-tags.js';
import { aComment, type ProblemAnswer, storyOf } from '../support/comments.js';
import { type Answered, TestApp } from '../support/test-app.js';

const RATE = 5;
const ADD = `mutation ($input: AddCommentInput!) {
  addComment(input: $input) { comment { id } errors { pointer code } } }`;
const GET = `mutation ($input: CommentChallengeInput!) {
  commentChallenge(input: $input) { challenge { parameters signature } errors { pointer code } } }`;

type Refusal = ProblemAnswer & { challenge?: { kind: string; url: string } };

/** One where every comment needs a challenge, and one where those do that are under attack. */
let guarded: TestApp;
let site: TestApp;
beforeAll(async () => {
  [guarded, site] = await Promise.all([
    TestApp.start({ COMMENT_CHALLENGE: 'always' }),
    TestApp.start({ RESPONSE_CACHE: 'on', RATE_LIMITS: 'on', COMMENT_ATTACK_RATE: String(RATE) }),
  ]);
});
afterAll(async () => {
  await guarded?.close();
  await site?.close();
});

const challengeFor = (path: string): Promise<Answered<Challenge>> =>
  guarded.post<Challenge>(`${path}/challenge`, {});
const solutionFor = async (path: string): Promise<string> =>
  encoded(await solved((await challengeFor(path)).body));
const send = (path: string, challenge?: unknown): Promise<Answered<Refusal>> =>
  guarded.post<Refusal>(path, aComment({ challenge, body: `Number ${randomUUID()}.` }));
const countOf = async (app: TestApp, id: string): Promise<number> => {
  const [row] = await app.database.query<{ count: number }>(
    sql`select count(*)::int as count from comment where article_id = ${id}::uuid`,
  );
  return row?.count ?? 0;
};

describe('a comment that needs a challenge', () => {
  it('is refused without one, with the address to get one from, which nobody stores', async () => {
    const { id, slug, path } = await storyOf(guarded);
    const refused = await send(path);
    expect([refused.status, refused.body.code]).toEqual([403, 'CHALLENGE_REQUIRED']);
    const challenge = { kind: 'altcha', url: `https://api.example/v1/articles/${id}/comments/challenge` };
    expect(refused.body.challenge).toEqual(challenge);
    const { body } = await guarded.graphql<any>(ADD, { input: aComment({ articleId: slug }) });
    expect(body.data.addComment).toEqual({
      comment: null,
      errors: [{ pointer: '/challenge', code: 'CHALLENGE_REQUIRED' }],
    });
    const page = await guarded.get<any>(`/v1/articles/${slug}/page?fields=commentForm`);
    expect(page.body.commentForm.challenge).toEqual(challenge);
    const given = await challengeFor(path);
    expect([given.status, given.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(Object.keys(given.body).sort()).toEqual(['parameters', 'signature']);
    expect(await countOf(guarded, id)).toBe(0);
  });

  it('is taken with a solution once, in both transports', async () => {
    const { id, slug, path } = await storyOf(guarded);
    const challenge = await solutionFor(path);
    expect((await send(path, challenge)).status).toBe(201);
    const again = await send(path, challenge);
    expect([again.status, again.body.code]).toEqual([422, 'CHALLENGE_FAILED']);
    expect(again.body.errors).toMatchObject([{ pointer: '/challenge', code: 'CHALLENGE_FAILED' }]);

    const given = await guarded.graphql<any>(GET, { input: { articleId: slug } });
    const solution = encoded(await solved(given.body.data.commentChallenge.challenge));
    const add = async () => {
      const input = aComment({ articleId: slug, challenge: solution, body: `Number ${randomUUID()}.` });
      return (await guarded.graphql<any>(ADD, { input })).body.data.addComment.errors;
    };
    expect(await add()).toEqual([]);
    expect(await add()).toEqual([{ pointer: '/challenge', code: 'CHALLENGE_FAILED' }]);
    expect(await countOf(guarded, id)).toBe(2);
  });

  it('is taken once of twenty that bring one solution at a time', async () => {
    const { id, path } = await storyOf(guarded);
    const challenge = await solutionFor(path);
    const answers = await Promise.all(Array.from({ length: 20 }, () => send(path, challenge)));
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([201, ...Array<number>(19).fill(422)]);
    expect(await countOf(guarded, id)).toBe(1);
  });

  it('is refused with a solution that is of another story, changed, forged or over', async () => {
    const { id, path } = await storyOf(guarded);
    const elsewhere = await storyOf(guarded);
    const good = await solved((await challengeFor(path)).body);
    const { challenge, solution } = good;
    const { parameters } = challenge;
    const nobody: Viewer = { key: null, actor: 'anonymous', scopes: new Set(), address: '203.0.113.1' };
    const late = new Date(Date.now() - 11 * 60_000);
    const service = guarded.app.get(CommentChallengesService, { strict: false });
    const over = await service.issue(id, nobody, late);
    const wrong = [
      encoded(await solved(over.challenge as Challenge)),
      await solutionFor(elsewhere.path),
      encoded({ challenge, solution: { ...solution, counter: solution.counter + 1 } }),
      encoded({ challenge, solution: { ...solution, derivedKey: '00'.repeat(32) } }),
      encoded({ challenge: { ...challenge, parameters: { ...parameters, cost: 1 } }, solution }),
      encoded({
        challenge: { ...challenge, parameters: { ...parameters, data: { article: elsewhere.id } } },
        solution,
      }),
      encoded({ challenge: { parameters }, solution }),
      encoded({ challenge: { ...challenge, signature: '0'.repeat(64) }, solution }),
      encoded({ challenge, solution: null }),
      encoded({ challenge: null, solution }),
      ...[encoded('text'), encoded(null), encoded([[[]]]), '{}', '%%%', 'ünknown', '['.repeat(4_000)],
    ];
    for (const text of wrong) {
      const { status, body } = await send(path, text);
      expect([text, status, body.code]).toEqual([text, 422, 'CHALLENGE_FAILED']);
    }
    for (const text of [{}, 7, ['x'], 'x'.repeat(5_001)]) {
      const { status, body } = await send(path, text);
      expect([status, body.code]).toEqual([422, 'INVALID_INPUT']);
    }
    expect(await countOf(guarded, id)).toBe(0);
    expect((await send(path, encoded(good))).status).toBe(201);
  });

  it('gets no challenge for a story that is not there', async () => {
    const { status, body } = await guarded.post<ProblemAnswer>('/v1/articles/nowhere/comments/challenge', {});
    expect([status, body.code]).toEqual([404, 'ARTICLE_NOT_FOUND']);
    const asked = await guarded.graphql<any>(GET, { input: { articleId: 'nowhere' } });
    expect(asked.body.data.commentChallenge).toEqual({
      challenge: null,
      errors: [{ pointer: '', code: 'ARTICLE_NOT_FOUND' }],
    });
  });
});

describe('a discussion', () => {
  const announced = async (slug: string): Promise<boolean> => {
    const { body } = await site.get<any>(`/v1/articles/${slug}/page?fields=commentForm`);
    return body.commentForm.challenge !== null;
  };
  const announcedInGraphql = async (slug: string): Promise<boolean> => {
    const query = 'query ($slug: String) { article(slug: $slug) { commentForm { challenge { kind url } } } }';
    return (await site.graphql<any>(query, { slug })).body.data.article.commentForm.challenge !== null;
  };
  const flood = async (path: string, comments: number): Promise<number[]> => {
    const statuses: number[] = [];
    for (let n = 0; n < comments; n += 1) {
      statuses.push((await site.post(path, aComment({ body: `Number ${randomUUID()}.` }))).status);
    }
    return statuses;
  };
  it('announces a challenge when it is flooded, from memory as well', async () => {
    const { id, slug, path } = await storyOf(site);
    const quiet = await storyOf(site);
    expect([await announced(slug), await announcedInGraphql(slug)]).toEqual([false, false]);
    expect(await flood(path, RATE + 1)).toEqual(Array<number>(RATE + 1).fill(201));
    await expect.poll(() => announced(slug), { timeout: 5_000 }).toBe(true);
    expect(await announcedInGraphql(slug)).toBe(true);
    expect(await announced(quiet.slug)).toBe(false);
    const { status, body } = await site.post<Refusal>(path, aComment());
    expect([status, body.code]).toEqual([403, 'CHALLENGE_REQUIRED']);
    expect((await flood(quiet.path, 1))[0]).toBe(201);

    const attacks = site.app.get(CommentAttacksService, { strict: false });
    const [turn] = await attacks.upcoming(10);
    expect(turn?.tags).toEqual([`article:${id}`]);
    expect(Math.round((turn?.inMs ?? 0) / 60_000)).toBe(10);
  });

  it('is not under attack for as many comments as people write', async () => {
    const { id, path } = await storyOf(site);
    await flood(path, RATE);
    await site.app.get(CommentAttacksService, { strict: false }).look([id]);
    expect(await flood(path, 1)).toEqual([201]);
  });

  it('is under attack when moderation keeps much out, and everybody hears of it once', async () => {
    const { id, path } = await storyOf(site);
    const attacks = site.app.get(CommentAttacksService, { strict: false });
    await flood(path, 1);
    const spread = (count: number) =>
      site.database
        .query(sql`insert into comment (id, article_id, path, depth, author_name, avatar_seed, badges, text,
          html, status, created_at)
        select gen_random_uuid(), ${id}::uuid, ('f' || n)::ltree, 0, 'Ada', '', '{}', 'Buy', 'Buy',
          case n % 2 when 0 then 'spam' else 'rejected' end, now() - interval '4 minutes'
        from generate_series(1, ${count}::int) n`);
    await spread(10);
    const log = new TagLog(site);
    log.name(id, 'one');
    expect(await log.during(() => attacks.look([id]))).toEqual([]);
    const begun = { 'attacked discussion': ['any:article', 'article:one'] };
    // The service looks by itself, too: whoever finds it says so, and once.
    const found = async () => {
      await spread(1);
      await attacks.look([id]);
    };
    expect(await log.during(found)).toEqual([begun]);
    expect(await log.during(() => attacks.look([id]))).toEqual([]);
    // It goes on: nobody has to hear of that.
    await site.database.query(
      sql`update comment_attack set until = now() + interval '1 minute' where article_id = ${id}::uuid`,
    );
    expect(await log.during(() => attacks.look([id]))).toEqual([]);
    const [turn] = await attacks.of([{ subject: 'discussion', subjectId: id } as never]);
    expect(Math.round((turn?.inMs ?? 0) / 60_000)).toBe(10);
    expect(await attacks.of([{ subject: 'article', subjectId: id } as never])).toEqual([]);
  });

  it('announces no challenge any more when the time of an attack is over', async () => {
    const { id, slug } = await storyOf(site);
    await site.database.transaction(async (tx) => {
      await tx.query(`insert into comment_attack values ($1, now() + interval '5 seconds')`, [id]);
      await site.app
        .get(ChangeLog, { strict: false })
        .append(tx, [{ kind: 'attacked', subject: 'discussion', subjectId: id, tags: [`article:${id}`] }]);
    });
    await expect.poll(() => announced(slug), { timeout: 4_000 }).toBe(true);
    await expect.poll(() => announced(slug), { timeout: 10_000 }).toBe(false);
  });
});
