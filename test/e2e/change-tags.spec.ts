import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ArticleCountersService } from '../../src/articles/article-counters.service.js';
import { ArticleScheduleService } from '../../src/articles/article-schedule.service.js';
import { type Corner, cornerOf, letCome, TagLog } from '../support/change-tags.js';
import { TestApp } from '../support/test-app.js';
import { aDraft, type Body, furnishNewsroom, send, step } from '../support/writing.js';

const HOUR = 3_600_000;
const later = (ms: number): string => new Date(Date.now() + ms).toISOString();
const PAST = '2026-02-01T10:00:00.000Z';

let site: TestApp;
let log: TagLog;
let corner: Corner;
let schedule: ArticleScheduleService;

beforeAll(async () => {
  site = await TestApp.start();
  await furnishNewsroom(site);
  // What is due is announced and counted when a test says so.
  schedule = site.app.get(ArticleScheduleService, { strict: false });
  await schedule.onApplicationShutdown();
  await site.app.get(ArticleCountersService, { strict: false }).onApplicationShutdown();
});
afterAll(() => site.close());
beforeEach(async () => {
  log = new TagLog(site);
  corner = await cornerOf(site, log);
});

/** What every entry about a story of the corner carries. */
const STORY = ['article:one', 'section:down', 'section:up'];
/** And the lists that it stands in. */
const LISTS = [
  ...['articles', 'articles:author:ann', 'articles:section:down', 'articles:section:up', 'articles:tag:tea'],
];
const tags = (...more: string[]): string[] => [...STORY, ...more].sort();

const placed = (changes: Body = {}): Body => {
  const { section, author, tag } = corner;
  return aDraft({ section, authors: [author], tags: [tag], ...changes });
};
/** Makes the story that the log knows as `one`, or by another name. */
async function draft(changes: Body = {}, name = 'one'): Promise<Body> {
  const { body } = await send(site, 'POST', '/v1/articles', placed(changes));
  log.name(body.id, name);
  return body;
}
const publish = async (changes: Body = {}, name = 'one'): Promise<Body> => {
  const { id, version } = await draft(changes, name);
  return step(site, id, 'publish', version, { publishAt: PAST });
};
const edit = async (story: Body, changes: Body): Promise<Body> => {
  const { status, body } = await send(site, 'PATCH', `/v1/articles/${story.id}`, changes, {
    version: story.version,
  });
  if (status !== 200) throw new Error(JSON.stringify(body));
  return body;
};
/** Pins a story beside another. @returns the other story */
async function pinBeside(id: string): Promise<Body> {
  const { section } = await cornerOf(site, log, ' elsewhere');
  const beside = await publish({ section, authors: [], tags: [] }, 'beside');
  const pins = { pins: [id], exclusions: [], neverRecommend: false };
  const path = `/v1/articles/${beside.id}/related`;
  const answer = await send(site, 'PUT', path, pins, { version: beside.version });
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  return beside;
}

describe('a story touches', () => {
  it('itself alone as a draft, however often it is saved', async () => {
    let story: Body;
    expect(await log.during(async () => (story = await draft()))).toEqual([
      { 'drafted article': [expect.stringMatching(/^article:/), 'section:down', 'section:up'] },
    ]);
    expect(await log.during(() => edit(story, { headline: 'Another' }))).toEqual([
      { 'drafted article': tags() },
    ]);
  });

  it('the lists that it enters when it is published, and what it comes to stand beside', async () => {
    const story = await draft();
    expect(await log.during(() => step(site, story.id, 'publish', 1))).toEqual([
      { 'published article': tags(...LISTS) },
    ]);
    const second = await draft({ body: { text: 'Other words than those of the first one.' } }, 'two');
    expect(await log.during(() => step(site, second.id, 'publish', 1))).toEqual([
      {
        'published article': [
          ...['article:two', ...LISTS, 'related:one', 'related:two', 'section:down', 'section:up'],
        ].sort(),
      },
    ]);
  });

  it('itself alone when its text is edited, saved as a draft and published', async () => {
    let story = await publish();
    const saved = await log.during(async () => (story = await edit(story, { headline: 'Corrected' })));
    expect(saved).toEqual([{ 'drafted article': tags() }]);
    expect(await log.during(() => step(site, story.id, 'publish', story.version))).toEqual([
      { 'updated article': tags() },
    ]);
  });

  it('itself alone, just after it was published too', async () => {
    const { id } = await draft();
    let story = await step(site, id, 'publish', 1);
    story = await edit(story, { headline: 'Corrected' });
    expect(await log.during(() => step(site, id, 'publish', story.version))).toEqual([
      { 'updated article': tags() },
    ]);
  });

  it('itself alone when what belongs to it holds at once', async () => {
    let story = await publish();
    const edits: [changes: Body, kinds: string[]][] = [
      [{ sensitive: true }, ['updated']],
      [{ rights: { syndicate: false } }, ['rightsChanged']],
      [{ language: 'fr', rights: { holder: 'Agency' } }, ['updated', 'rightsChanged']],
      [{ slug: `moved-${story.id}` }, ['moved']],
      [{ slug: `again-${story.id}`, headline: 'New words' }, ['moved']],
    ];
    for (const [changes, kinds] of edits) {
      const told = await log.during(async () => (story = await edit(story, changes)));
      expect(told).toEqual(kinds.map((kind) => ({ [`${kind} article`]: tags() })));
    }
  });

  it('the list of those at the top of the front, when it comes there and goes', async () => {
    let story = await publish();
    for (const featured of [true, false]) {
      const told = await log.during(async () => (story = await edit(story, { featured })));
      expect(told).toEqual([{ 'updated article': tags('articles:featured') }]);
    }
  });

  it('itself alone when it is corrected', async () => {
    const { id, version } = await publish();
    const correction = { kind: 'correction', text: 'It was another day.' };
    const told = await log.during(() => step(site, id, 'corrections', version, correction));
    expect(told).toEqual([{ 'corrected article': tags() }]);
  });

  it('the lists that it leaves and enters when its tags and authors are others', async () => {
    const other = await cornerOf(site, log, ' two');
    const story = await publish();
    const both = { tags: [corner.tag, other.tag], authors: [other.author] };
    const { id, version } = await edit(story, both);
    expect(await log.during(() => step(site, id, 'publish', version))).toEqual([
      { 'updated article': tags('articles:tag:tea two', 'articles:author:ann', 'articles:author:ann two') },
    ]);
  });

  it('the lists of the sections that it leaves and enters, and not of the one above both', async () => {
    const story = await publish();
    const { id, version } = await edit(story, { section: corner.above });
    expect(await log.during(() => step(site, id, 'publish', version))).toEqual([
      { 'updated article': tags('articles:section:down') },
    ]);
  });

  it('every list that it stands in when it is dated anew', async () => {
    const { id, version } = await publish();
    const dated = { publishAt: '2026-01-01T10:00:00.000Z' };
    expect(await log.during(() => step(site, id, 'publish', version, dated))).toEqual([
      { 'updated article': tags(...LISTS) },
    ]);
  });

  it('no list when it is scheduled, put off or taken back before its time', async () => {
    const { id } = await draft();
    const scheduled = await log.during(() => step(site, id, 'publish', 1, { publishAt: later(HOUR) }));
    expect(scheduled).toEqual([{ 'drafted article': tags() }]);
    const putOff = await log.during(() => step(site, id, 'publish', 2, { publishAt: later(2 * HOUR) }));
    expect(putOff).toEqual([{ 'drafted article': tags() }]);
    expect(await log.during(() => step(site, id, 'unpublish', 3))).toEqual([{ 'drafted article': tags() }]);
  });

  it('every list, too, where its time is so near that readers may have seen it', async () => {
    const { id } = await draft();
    await step(site, id, 'publish', 1, { publishAt: later(HOUR) });
    await step(site, id, 'publish', 2, { publishAt: later(30_000) });
    expect(await log.during(() => step(site, id, 'unpublish', 3))).toEqual([
      { 'drafted article': tags(...LISTS) },
    ]);
  });

  it('every list, and where it is stored beside others, when the clock shows and hides it', async () => {
    const { id } = await draft({ expiresAt: later(2 * HOUR) });
    await step(site, id, 'publish', 1, { publishAt: later(HOUR) });
    await pinBeside(id);
    await letCome(site, id, 'published');
    expect(await log.during(() => schedule.announceDue())).toEqual([
      { 'published article': tags(...LISTS, 'related:beside') },
    ]);
    await letCome(site, id, 'expired');
    expect(await log.during(() => schedule.announceDue())).toEqual([
      { 'expired article': tags(...LISTS, 'related:beside') },
    ]);
  });

  it('every list, when it is saved after its time and before that was announced', async () => {
    const { id } = await draft();
    await step(site, id, 'publish', 1, { publishAt: later(HOUR) });
    await letCome(site, id, 'published');
    expect(await log.during(() => edit({ id, version: 2 }, { sensitive: true }))).toEqual([
      { 'published article': tags(...LISTS) },
    ]);
  });

  it.each([
    ['unpublished', (id: string, version: number) => step(site, id, 'unpublish', version)],
    ['retracted', (id: string, version: number) => step(site, id, 'retract', version, { notice: 'Wrong.' })],
    [
      'deleted',
      (id: string, version: number) => send(site, 'DELETE', `/v1/articles/${id}`, undefined, { version }),
    ],
    ['expired', (id: string, version: number) => edit({ id, version }, { expiresAt: later(-1_000) })],
  ])('every list, and where it is stored beside others, when it is %s', async (kind, act) => {
    const { id, version } = await publish();
    await pinBeside(id);
    const told = await log.during(() => act(id, version));
    expect(told).toEqual([{ [`${kind} article`]: tags(...LISTS, 'related:beside') }]);
  });

  it('no list when it is deleted unseen, or long after it was taken back', async () => {
    const { id } = await draft();
    const remove = (version: number) => send(site, 'DELETE', `/v1/articles/${id}`, undefined, { version });
    expect(await log.during(() => remove(1))).toEqual([{ 'discarded article': tags() }]);
    const story = await publish();
    const { version } = await step(site, story.id, 'unpublish', story.version);
    const told = await log.during(() =>
      send(site, 'DELETE', `/v1/articles/${story.id}`, undefined, { version }),
    );
    expect(told).toEqual([{ 'deleted article': tags() }]);
  });

  it('the lists beside itself and others that an editor arranges', async () => {
    const { id, version } = await publish();
    const beside = await pinBeside(id);
    const arrange = (choice: Body, basedOn: number) =>
      send(
        site,
        'PUT',
        `/v1/articles/${id}/related`,
        { pins: [], exclusions: [], ...choice },
        { version: basedOn },
      );
    const pinned = await log.during(() => arrange({ pins: [beside.id], neverRecommend: false }, version));
    expect(pinned).toEqual([{ 'updated article': tags('related:one') }]);
    const same = await log.during(() => arrange({ pins: [beside.id], neverRecommend: false }, version + 1));
    expect(same).toEqual([{ 'updated article': tags() }]);
  });
});
