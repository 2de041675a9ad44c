import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { ArticleScheduleService } from '../../src/articles/article-schedule.service.js';
import { ArticleTurnsService } from '../../src/articles/article-turns.service.js';
import { type PlacementDraft, PlacementsService } from '../../src/placements/placements.service.js';
import { PlacementTurnsService } from '../../src/placements/placement-turns.service.js';
import type { Turn } from '../../src/platform/cache/schedule.js';
import type { Change } from '../../src/platform/changes/change-reader.js';
import { sql } from '../../src/platform/database/sql.js';
import { RelatedTurnsService } from '../../src/related-stories/related-turns.service.js';
import { type Corner, cornerOf, letCome, TagLog } from '../support/change-tags.js';
import { TestApp } from '../support/test-app.js';
import { aDraft, type Body, furnishNewsroom, send, step } from '../support/writing.js';

const HOUR = 3_600_000;
const later = (ms: number): string => new Date(Date.now() + ms).toISOString();

let site: TestApp;
let log: TagLog;
let corner: Corner;
let stories: ArticleTurnsService;

beforeAll(async () => {
  site = await TestApp.start();
  await furnishNewsroom(site);
  await site.app.get(ArticleScheduleService, { strict: false }).onApplicationShutdown();
  stories = site.app.get(ArticleTurnsService, { strict: false });
});
afterAll(() => site.close());
beforeEach(async () => {
  log = new TagLog(site);
  corner = await cornerOf(site, log);
  await site.database.query(sql`update article set publish_at = null, status = 'draft', expires_at = null,
    rights_embargo_until = null`);
});

const LISTS = [
  ...['articles', 'articles:author:ann', 'articles:section:down', 'articles:section:up', 'articles:tag:tea'],
];
const SIGHT = ['article:one', ...LISTS, 'section:down', 'section:up'];
/** The cache hears of it before the log does, and every entry of the log is about any story, too. */
const TURN = ['any:article', ...SIGHT];

/** Turns in hours from now, about, with the names of their tags. */
const told = (turns: readonly Turn[]): [number, string[]][] =>
  turns.map(({ inMs, tags }) => [Math.round(inMs / HOUR), log.named(tags)]);

/** A story that appears in `from` hours, and goes after `to`. */
async function scheduled(from: number, to?: number, changes: Body = {}, name = 'one'): Promise<Body> {
  const { section, author, tag } = corner;
  const body = { section, authors: [author], tags: [tag], ...changes };
  const expiresAt = to === undefined ? null : later(to * HOUR);
  const made = await send(site, 'POST', '/v1/articles', aDraft({ ...body, expiresAt }));
  log.name(made.body.id, name);
  return step(site, made.body.id, 'publish', 1, { publishAt: later(from * HOUR) });
}

/** The newest entry of the log. */
async function lastChange(): Promise<Change> {
  const [change] = await site.database.query<Change & Record<string, unknown>>(
    sql`select at, kind, subject, subject_id as "subjectId", tags from change order by seq desc limit 1`,
  );
  return change as Change;
}

it('stories tell when readers will begin to see them, and cease to, with what the log will name then', async () => {
  const { id } = await scheduled(2, 5);
  const turns = await stories.of([await lastChange()]);
  expect(told(turns)).toEqual([
    [2, TURN],
    [5, TURN],
  ]);
  expect(told(await stories.upcoming(10))).toEqual(told(turns));
  await letCome(site, id, 'published');
  const [due] = await log.during(() => site.app.get(ArticleScheduleService, { strict: false }).announceDue());
  expect(due).toEqual({ 'published article': SIGHT });
  expect(told(await stories.of([await lastChange()]))).toEqual([[5, TURN]]);
});

it('stories tell the next turns of all, as many as are asked for, in order of time', async () => {
  await scheduled(9, 12, {}, 'late');
  await scheduled(3, 10, {}, 'early');
  await scheduled(1, 4, {}, 'first');
  const turns = (await stories.upcoming(4)).map(({ inMs, tags }) => [
    Math.round(inMs / HOUR),
    log.named(tags).find((tag) => tag.startsWith('article:')),
  ]);
  expect(turns).toEqual([
    [1, 'article:first'],
    [3, 'article:early'],
    [4, 'article:first'],
    [9, 'article:late'],
  ]);
});

it('stories tell of a time that only the clock of the application says has come', async () => {
  const { id } = await scheduled(1);
  await site.database.query(sql`delete from article_due where article_id = ${id}::uuid`);
  expect(told(await stories.upcoming(10))).toEqual([[1, TURN]]);
});

it('stories tell when an embargo ends, which feeds look at', async () => {
  await scheduled(-1, undefined, { rights: { embargoUntil: later(3 * HOUR) } });
  expect(told(await stories.of([await lastChange()]))).toEqual([[3, ['article:one']]]);
});

it('stories tell nothing of one that nobody will see, nor of other things', async () => {
  const { id, version } = await scheduled(2, 5);
  await step(site, id, 'unpublish', version);
  expect(await stories.of([await lastChange()])).toEqual([]);
  const [ended] = await site.database.query<{ id: string }>(sql`update article set status = 'published',
    publish_at = now() + interval '2 hours', expires_at = now() + interval '1 hour',
    published_revision_id = draft_revision_id where id = ${id}::uuid returning id`);
  expect([ended?.id, await stories.upcoming(10)]).toEqual([id, []]);
  expect(await stories.of([{ ...(await lastChange()), subject: 'tag' }])).toEqual([]);
});

it('stories tell all turns again when sections move, since their lists are others', async () => {
  await scheduled(2);
  await send(site, 'PATCH', `/v1/sections/${corner.section}`, { parent: null }, { version: 1 });
  expect(told(await stories.of([await lastChange()]))).toEqual([
    [2, TURN.filter((tag) => !tag.endsWith(':up'))],
  ]);
});

it('lists of related stories that are chosen anew tell when those that stand in them appear', async () => {
  const { id } = await scheduled(2, 5, { section: corner.above, tags: [] });
  const beside = await scheduled(-1, undefined, {}, 'beside');
  const choice = { pins: [id], exclusions: [], neverRecommend: false };
  const path = `/v1/articles/${beside.id}/related`;
  await send(site, 'PUT', path, choice, { version: beside.version });
  const lists = site.app.get(RelatedTurnsService, { strict: false });
  expect(told(await lists.of([await lastChange()]))).toEqual([
    [2, ['related:beside']],
    [5, ['related:beside']],
  ]);
  expect(await lists.of([{ ...(await lastChange()), tags: [] }])).toEqual([]);
  const [first] = await stories.upcoming(1);
  expect(log.named(first?.tags ?? [])).toContain('related:beside');
});

it('lists of related stories tell when pins begin to stand and cease to', async () => {
  const { id } = await scheduled(-1);
  const beside = await scheduled(-1, undefined, {}, 'beside');
  const pinPeriods = [{ id, from: later(2 * HOUR), until: later(5 * HOUR) }];
  const choice = { pins: [id], exclusions: [], neverRecommend: false, pinPeriods };
  await send(site, 'PUT', `/v1/articles/${beside.id}/related`, choice, { version: beside.version });
  const lists = site.app.get(RelatedTurnsService, { strict: false });
  const expected = [
    [2, ['related:beside']],
    [5, ['related:beside']],
  ];
  expect(told(await lists.of([await lastChange()]))).toEqual(expected);
  expect(told(await lists.upcoming(10))).toEqual(expected);
  expect(told(await lists.upcoming(1))).toEqual(expected.slice(0, 1));
});

it('sponsor slots tell when they begin and end', async () => {
  const slots = site.app.get(PlacementTurnsService, { strict: false });
  const placements = site.app.get(PlacementsService, { strict: false });
  await site.database.transaction(async (tx) => {
    const sponsor = { slug: 'tea-house', name: 'Tea House', url: null, allowSensitive: false };
    const sponsorId = await placements.addSponsor(tx, sponsor);
    const slot: Omit<PlacementDraft, 'startsAt' | 'endsAt'> = {
      ...{ sponsorId, sectionIds: [], tagIds: [], languages: [], minWords: 0 },
      ...{ slot: 'top', rule: 'top', amount: null, most: 1, position: 0 },
      ...{ label: 'Tea', text: null, imageId: null, href: 'https://tea.example' },
    };
    await placements.addPlacements(
      tx,
      [
        { ...slot, startsAt: new Date(later(-HOUR)), endsAt: new Date(later(3 * HOUR)) },
        { ...slot, startsAt: new Date(later(2 * HOUR)), endsAt: null },
      ],
      new Date(),
    );
  });
  const expected = [
    [2, ['placements']],
    [3, ['placements']],
  ];
  expect(told(await slots.upcoming(10))).toEqual(expected);
  expect(told(await slots.upcoming(1))).toEqual(expected.slice(0, 1));
  const change = await lastChange();
  expect(await slots.of([change])).toEqual([]);
  expect(told(await slots.of([{ ...change, tags: ['placements'] }]))).toEqual(expected);
});
