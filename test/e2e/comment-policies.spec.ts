import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DiscussionTurnsService } from '../../src/comments/discussion-turns.service.js';
import { sql } from '../../src/platform/database/sql.js';
import { aComment, type ProblemAnswer, storyOf } from '../support/comments.js';
import { versionOf } from '../support/change-tags.js';
import { ADMIN_KEY, type Answered, TestApp } from '../support/test-app.js';
import { aDraft, send, step } from '../support/writing.js';

const DAY = 24 * 3_600_000;
const CLOSED = 'Comments are closed.';
const OVER = 'The discussion of this story has ended.';
const ago = (ms: number): string => new Date(Date.now() - ms).toISOString();

interface Shown {
  readonly article: { commentPolicy: string; commentsCloseAt: string | null; publishedAt: string };
  readonly commentForm: { open: boolean; closedReason: string | null };
}

let site: TestApp;
beforeAll(async () => {
  site = await TestApp.start({ RESPONSE_CACHE: 'on' });
});
afterAll(() => site.close());

const pageOf = async (slug: string): Promise<Shown> =>
  (await site.get<Shown>(`/v1/articles/${slug}/page?fields=article,commentForm`)).body;

/** Policy, and whether and why not comments are taken, as readers are told. */
async function told(slug: string): Promise<[string, boolean, string | null]> {
  const { article, commentForm } = await pageOf(slug);
  return [article.commentPolicy, commentForm.open, commentForm.closedReason];
}

/** The same in GraphQL, with the name of the policy as REST has it. */
async function toldInGraphql(slug: string): Promise<[string, boolean, string | null]> {
  const { body } = await site.graphql<any>(
    'query ($slug: String) { article(slug: $slug) { commentPolicy commentForm { open closedReason } } }',
    { slug },
  );
  const { commentPolicy, commentForm } = body.data.article;
  const names: Record<string, string> = { FIRST_TIME: 'firstTime' };
  return [names[commentPolicy] ?? commentPolicy.toLowerCase(), commentForm.open, commentForm.closedReason];
}

/** A story of today below a section below another. */
async function nested(changes: Record<string, unknown> = {}) {
  const own = randomUUID().slice(0, 8);
  const [above, section] = [`above-${own}`, `below-${own}`];
  await send(site, 'POST', '/v1/sections', { name: above, slug: above });
  await send(site, 'POST', '/v1/sections', { name: section, slug: section, parent: above });
  const story = await storyOf(site, `story-${own}`, { section, publishedAt: ago(DAY), ...changes });
  return { ...story, above, section };
}

const setSection = async (slug: string, changes: Record<string, unknown>): Promise<Answered<any>> =>
  send(site, 'PATCH', `/v1/sections/${slug}`, changes, { version: await versionOf(site, 'section', slug) });

async function setSite(changes: Record<string, unknown>): Promise<Answered<any>> {
  const { body } = await site.get<{ version: number }>('/v1/site');
  return send(site, 'PATCH', '/v1/site', changes, { version: body.version });
}

async function setStory(id: string, changes: Record<string, unknown>): Promise<Answered<any>> {
  const [row] = await site.database.query<{ version: number }>(
    sql`select version from article where id = ${id}::uuid`,
  );
  return send(site, 'PATCH', `/v1/articles/${id}`, changes, { version: row?.version });
}

const refusal = async (path: string): Promise<[number, string | undefined]> => {
  const { status, body } = await site.post<Partial<ProblemAnswer>>(path, aComment());
  return [status, body.code];
};

describe('policies', () => {
  it('come from the story, the nearest section above it that has one, and the site; answers in memory follow', async () => {
    const { id, slug, section, above } = await nested();
    expect(await told(slug)).toEqual(['open', true, null]);
    expect((await setSite({ commentPolicy: 'premoderated' })).body.commentPolicy).toBe('premoderated');
    expect(await told(slug)).toEqual(['premoderated', true, null]);
    expect((await setSection(above, { commentPolicy: 'closed' })).body.commentPolicy).toBe('closed');
    expect(await told(slug)).toEqual(['closed', false, CLOSED]);
    await setSection(section, { commentPolicy: 'firstTime' });
    expect(await told(slug)).toEqual(['firstTime', true, null]);
    await setStory(id, { commentPolicy: 'open' });
    expect(await told(slug)).toEqual(['open', true, null]);
    expect(await toldInGraphql(slug)).toEqual(['open', true, null]);
    await setStory(id, { commentPolicy: null });
    expect(await toldInGraphql(slug)).toEqual(['firstTime', true, null]);
    await setSection(section, { commentPolicy: null });
    expect(await toldInGraphql(slug)).toEqual(['closed', false, CLOSED]);
    await setSection(above, { commentPolicy: null });
    expect(await told(slug)).toEqual(['premoderated', true, null]);
    await setSite({ commentPolicy: 'open' });
    expect(await told(slug)).toEqual(['open', true, null]);
  });

  it('are shown where they are set, in both transports', async () => {
    const { section } = await nested();
    const made = await send(site, 'POST', '/v1/sections', {
      ...{ name: 'Set', commentPolicy: 'closed', commentsCloseAfterDays: 3 },
    });
    expect(made.body).toMatchObject({ commentPolicy: 'closed', commentsCloseAfterDays: 3 });
    const update = `mutation ($input: UpdateSectionInput!) { updateSection(input: $input) {
      section { commentPolicy commentsCloseAfterDays } errors { pointer code } } }`;
    const input = { section, version: 1, commentPolicy: 'FIRST_TIME', commentsCloseAfterDays: 5 };
    const { body } = await site.graphql<any>(update, { input }, { authorization: `Bearer ${ADMIN_KEY}` });
    expect(body.data.updateSection).toEqual({
      section: { commentPolicy: 'FIRST_TIME', commentsCloseAfterDays: 5 },
      errors: [],
    });
    const shown = await site.get<any>(`/v1/sections/${section}`);
    expect(shown.body).toMatchObject({ commentPolicy: 'firstTime', commentsCloseAfterDays: 5 });
    const tree = await site.get<any>('/v1/sections');
    expect(tree.body.items.find(({ slug }: any) => slug === made.body.slug)).toMatchObject({
      commentPolicy: 'closed',
      commentsCloseAfterDays: 3,
    });
  });

  it.each([0, -1, 1.5, 36_501, '3', Number.MAX_SAFE_INTEGER])(
    'are not given %s days, and nothing is stored',
    async (days) => {
      const { id, section } = await nested();
      for (const set of [
        () => setSite({ commentsCloseAfterDays: days }),
        () => setSection(section, { commentsCloseAfterDays: days }),
        () => setStory(id, { commentsCloseAfterDays: days }),
      ]) {
        const { status, body } = await set();
        expect([status, body.errors.map(({ pointer }: any) => pointer)]).toEqual([
          422,
          ['/commentsCloseAfterDays'],
        ]);
      }
      await expect(nested({ commentsCloseAfterDays: days })).rejects.toThrow();
      expect((await site.get<any>('/v1/site')).body.commentsCloseAfterDays).toBeNull();
    },
  );
});

describe('a discussion that closes after some days', () => {
  it('is counted from the publication, by the nearest number of days', async () => {
    const { id, slug, path, section, above } = await nested();
    const closing = async () => {
      const { article } = await pageOf(slug);
      const { commentsCloseAt, publishedAt } = article;
      return commentsCloseAt === null ? null : (Date.parse(commentsCloseAt) - Date.parse(publishedAt)) / DAY;
    };
    expect(await closing()).toBeNull();
    await setSite({ commentsCloseAfterDays: 30 });
    expect(await closing()).toBe(30);
    await setSection(above, { commentsCloseAfterDays: 20 });
    expect(await closing()).toBe(20);
    await setSection(section, { commentsCloseAfterDays: 10 });
    expect(await closing()).toBe(10);
    await setStory(id, { commentsCloseAfterDays: 1 });
    expect([await closing(), await told(slug)]).toEqual([1, ['open', false, OVER]]);
    expect(await toldInGraphql(slug)).toEqual(['open', false, OVER]);
    expect(await refusal(path)).toEqual([409, 'COMMENTS_CLOSED']);
    await setStory(id, { commentsCloseAfterDays: 2 });
    expect(await told(slug)).toEqual(['open', true, null]);
    expect(await refusal(path)).toEqual([201, undefined]);
    await setSite({ commentsCloseAfterDays: null });
  });

  it('comes so from an import, and from a story that is written here', async () => {
    const { slug } = await nested({ commentsCloseAfterDays: 4, commentPolicy: 'firstTime' });
    const { article } = await pageOf(slug);
    expect(Date.parse(article.commentsCloseAt as string) - Date.parse(article.publishedAt)).toBe(4 * DAY);
    const { section } = await nested();
    const draft = aDraft({
      section,
      commentsCloseAfterDays: 7,
      authors: [],
      tags: [],
      commentPolicy: 'firstTime',
    });
    const made = await send(site, 'POST', '/v1/articles', draft);
    expect(made.body.commentsCloseAt).toBeNull();
    const published = await step(site, made.body.id, 'publish', made.body.version);
    expect(Date.parse(published.commentsCloseAt) - Date.parse(published.publishedAt)).toBe(7 * DAY);
    expect(published.commentPolicy).toBe('firstTime');
  });

  it('says so at its time although the form was kept in memory', async () => {
    const { slug, path } = await nested({ publishedAt: ago(DAY - 12_000), commentsCloseAfterDays: 1 });
    expect(await told(slug)).toEqual(['open', true, null]);
    const until = Date.parse((await pageOf(slug)).article.commentsCloseAt as string);
    await expect.poll(() => told(slug), { timeout: 20_000, interval: 10 }).toEqual(['open', false, OVER]);
    const late = Date.now() - until;
    expect(late).toBeGreaterThanOrEqual(0);
    expect(await refusal(path)).toEqual([409, 'COMMENTS_CLOSED']);
  });

  it('is known beforehand, as many as are asked for, in the order in which they close', async () => {
    const turns = site.app.get(DiscussionTurnsService, { strict: false });
    await site.database.query(sql`update article set comments_close_after_days = null`);
    await site.database.query(sql`update section set comments_close_after_days = null`);
    expect(await turns.upcoming(10)).toEqual([]);
    const own = await nested({ commentsCloseAfterDays: 5 });
    const below = await nested();
    const never = await nested({ publishedAt: ago(100 * DAY) });
    const draft = await nested({ status: 'draft', commentsCloseAfterDays: 5 });
    await setSection(below.above, { commentsCloseAfterDays: 3 });
    await setSection(never.section, { commentsCloseAfterDays: 90 });
    const days = (found: readonly { inMs: number; tags: readonly string[] }[]) =>
      found.map(({ inMs, tags }) => [Math.round(inMs / DAY), ...tags]);
    const expected = [
      [2, `article:${below.id}`],
      [4, `article:${own.id}`],
    ];
    expect(days(await turns.upcoming(10))).toEqual(expected);
    expect(days(await turns.upcoming(1))).toEqual(expected.slice(0, 1));
    const change = {
      seq: 1,
      at: new Date(),
      kind: 'updated',
      version: 1,
      slug: null,
      previousSlug: null,
      tags: [],
    };
    const of = async (subject: string, subjectId: string | null) =>
      days(await turns.of([{ ...change, subject, subjectId } as never]));
    expect(await of('article', own.id)).toEqual(expected.slice(1));
    expect(await of('article', never.id)).toEqual([]);
    expect(await of('article', draft.id)).toEqual([]);
    expect(await of('section', below.id)).toEqual(expected);
    expect(await of('site', null)).toEqual(expected);
    expect(await of('tag', own.id)).toEqual([]);
  });
});
