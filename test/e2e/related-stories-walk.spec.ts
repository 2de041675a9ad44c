import { afterAll, beforeAll, expect, it } from 'vitest';
import { ResponseCache } from '../../src/platform/cache/response-cache.js';
import { ChangeLog } from '../../src/platform/changes/change-log.js';
import { RelatedBacklogService } from '../../src/related-stories/related-backlog.service.js';
import { aStory } from '../support/comments.js';
import { Random } from '../support/random.js';
import { TestApp } from '../support/test-app.js';
import { aDraft, type Body, furnishNewsroom, send } from '../support/writing.js';

const STEPS = 40;
const STORIES = 8;
const HOUR = 3_600_000;
const TOPICS = ['lighthouse', 'glacier', 'orchard'];
const anHourAgo = (): string => new Date(Date.now() - HOUR).toISOString();
const SECTIONS = ['world', 'elsewhere'];

let site: TestApp;
/** Works when the test says so: between two reads nothing may change. */
let backlog: RelatedBacklogService;

beforeAll(async () => {
  site = await TestApp.start({ RESPONSE_CACHE: 'on' });
  await furnishNewsroom(site);
  await site.app.get(RelatedBacklogService, { strict: false }).onApplicationShutdown();
  backlog = new RelatedBacklogService(site.database, site.app.get(ChangeLog, { strict: false }), false);
  await send(site, 'POST', '/v1/sections', { name: 'Elsewhere', slug: 'elsewhere' });
  // What every second story says counts for nothing, so there have to be others.
  await site.import(
    Array.from({ length: 60 }, (_, place) => aStory(`other-${place}`, { headline: `W${place}x` })),
  );
});
afterAll(() => site.close());

/** A story as it should be. */
interface Known {
  readonly id: string;
  state: 'draft' | 'seen' | 'planned' | 'unpublished' | 'expired' | 'retracted' | 'deleted';
  pins: string[];
  exclusions: string[];
  /** Pins that stand at another time. */
  waiting: string[];
  neverRecommend: boolean;
}

/** Those of all walks. */
const byId = new Map<string, Known>();

/** A newsroom in which anything happens to any story, and what must follow. */
class Walk {
  readonly stories: Known[] = [];
  #made = 0;

  readonly random: Random;

  constructor(readonly seed: number) {
    this.random = new Random(seed);
  }

  get seen(): Known[] {
    return this.stories.filter(({ state }) => state === 'seen');
  }

  /** @returns what was done, for the message of a failure */
  async step(): Promise<string> {
    if (this.stories.filter(({ state }) => state !== 'retracted' && state !== 'deleted').length < STORIES) {
      return this.make();
    }
    const story = this.random.pick(this.stories.filter(({ state }) => state !== 'deleted'));
    const acts = this.actsOn(story);
    const name = this.random.pick(Object.keys(acts));
    await acts[name]?.();
    return `${name} ${this.stories.indexOf(story)}`;
  }

  /** A new story that is published. */
  async make(): Promise<string> {
    this.#made += 1;
    const draft = aDraft({
      headline: this.headline(),
      section: this.random.pick(SECTIONS),
      tags: await this.tags(),
    });
    const { id } = await done('POST', '/v1/articles', draft);
    await done('POST', `/v1/articles/${id}/publish`, { publishAt: anHourAgo() });
    const nothing = { pins: [], exclusions: [], waiting: [], neverRecommend: false };
    const story: Known = { id, state: 'seen', ...nothing };
    this.stories.push(story);
    byId.set(id, story);
    return `make ${this.stories.length - 1}`;
  }

  private headline(): string {
    return `The ${this.random.pick(TOPICS)} of N${this.random.int(1_000, 9_999)}`;
  }

  /** Some that there are or that there will be. */
  private async tags(): Promise<string[]> {
    const { body } = await site.get<Body>('/v1/tags?limit=100');
    return this.random.some(
      body.items.map(({ slug }: Body) => slug),
      2,
    );
  }

  private actsOn(story: Known): Record<string, () => Promise<void>> {
    const path = `/v1/articles/${story.id}`;
    const to =
      (state: Known['state'], name: string, body: Body = {}) =>
      async (): Promise<void> => {
        await done('POST', `${path}/${name}`, body);
        story.state = state;
      };
    const patch = async (changes: Body): Promise<void> => {
      await done('PATCH', path, changes);
      if (story.state === 'seen') await done('POST', `${path}/publish`, {});
    };
    const remove = async (): Promise<void> => {
      await done('DELETE', path);
      story.state = 'deleted';
      for (const other of this.stories) {
        for (const list of ['pins', 'exclusions', 'waiting'] as const) {
          other[list] = other[list].filter((id) => id !== story.id);
        }
      }
    };
    if (story.state === 'retracted') return { delete: remove };
    const arrange = (): Promise<void> => this.arrange(story);
    const always = { arrange, merge: () => this.merge() };
    if (story.state === 'seen') {
      return {
        ...always,
        edit: async () => patch({ headline: this.headline(), tags: await this.tags() }),
        move: () => patch({ section: this.random.pick(SECTIONS) }),
        unpublish: to('unpublished', 'unpublish'),
        retract: to('retracted', 'retract', { notice: 'Wrong.' }),
        expire: async () => {
          await done('PATCH', path, { expiresAt: new Date(Date.now() - 1_000).toISOString() });
          story.state = 'expired';
        },
        delete: remove,
      };
    }
    if (story.state === 'expired') {
      return {
        ...always,
        prolong: async () => {
          await done('PATCH', path, { expiresAt: null });
          story.state = 'seen';
        },
      };
    }
    if (story.state === 'planned') return { ...always, unpublish: to('draft', 'unpublish') };
    return {
      ...always,
      publish: to('seen', 'publish', { publishAt: anHourAgo() }),
      plan: to('planned', 'publish', { publishAt: new Date(Date.now() + HOUR).toISOString() }),
      delete: remove,
    };
  }

  private async arrange(story: Known): Promise<void> {
    const others = this.stories.filter(({ id, state }) => id !== story.id && state !== 'deleted');
    const ids = others.map(({ id }) => id);
    const pins = this.random.some(ids, 3);
    const exclusions = this.random.some(
      ids.filter((id) => !pins.includes(id)),
      2,
    );
    const waiting = this.random.some(pins, 1);
    const neverRecommend = this.random.chance(0.3);
    const pinPeriods = pins.map((id) => {
      const at = new Date(Date.now() + (waiting.includes(id) ? HOUR : -HOUR)).toISOString();
      return { id, from: at };
    });
    await done('PUT', `/v1/articles/${story.id}/related`, { pins, exclusions, neverRecommend, pinPeriods });
    Object.assign(story, { pins, exclusions, waiting, neverRecommend });
  }

  /** Merges a tag into another, and makes a new one. */
  private async merge(): Promise<void> {
    const { body } = await site.get<Body>('/v1/tags?limit=100');
    const [from, into] = body.items.map(({ slug }: Body) => slug).slice(-2);
    if (from && into) await done('POST', `/v1/tags/${from}/merge`, { into });
    const slug = `made-${this.seed}-${(this.#made += 1)}`;
    await done('POST', '/v1/tags', { name: slug, slug });
  }
}

/** Does what is asked, of whatever version, and gives the answer. */
async function done(method: string, path: string, body?: unknown): Promise<Body> {
  const version = method === 'POST' && path.split('/').length === 3 ? undefined : '*';
  const answer = await send(site, method, path, body, { version });
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

type Shown = { id: string; source: string }[];

const shownOf = (items: readonly Body[]): Shown =>
  items.map(({ article, source }) => ({ id: article.id, source: String(source).toLowerCase() }));

/** What stands beside a story, which has to be the same wherever it is shown. */
async function beside(id: string): Promise<Shown> {
  const text = `{ article(id: "${id}") { related(first: 50) { source article { id } } } }`;
  const [list, page, graphql] = await Promise.all([
    site.get<Body>(`/v1/articles/${id}/related?limit=50`),
    site.get<Body>(`/v1/articles/${id}/page?related.limit=50`),
    site.get<Body>(`/graphql?query=${encodeURIComponent(text)}`),
  ]);
  const shown = shownOf(list.body.items);
  expect(shownOf(page.body.related)).toEqual(shown);
  expect(shownOf(graphql.body.data.article.related)).toEqual(shown);
  return shown;
}

/** Holds what is shown against what must be and must not be. */
async function check({ seen }: Walk): Promise<void> {
  for (const story of seen) {
    const shown = await beside(story.id);
    const ids = shown.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).not.toContain(story.id);
    const pins = story.pins.filter((id) => byId.get(id)?.state === 'seen' && !story.waiting.includes(id));
    expect(ids.slice(0, pins.length)).toEqual(pins);
    for (const { id, source } of shown.slice(pins.length)) {
      const other = byId.get(id);
      expect([source, other?.state ?? 'seen']).toEqual(['computed', 'seen']);
      expect(other?.neverRecommend ?? false).toBe(false);
      expect(story.exclusions).not.toContain(id);
    }
  }
}

it.each([8, 10])(
  'whatever happens to stories, no list shows what must not be shown (seed %i)',
  async (seed) => {
    const cache = site.app.get(ResponseCache, { strict: false });
    await expect.poll(() => cache.isOn).toBe(true);
    const walk = new Walk(seed);
    const trail: string[] = [];
    for (let turn = 0; turn < STEPS; turn += 1) {
      trail.push(await walk.step());
      // At once, and when the lists were chosen anew that were too many for that.
      const checks = check(walk)
        .then(() => backlog.workOff())
        .then(() => check(walk));
      await checks.catch((error: unknown) => {
        throw new Error(`After ${trail.join(', ')}`, { cause: error });
      });
    }
    const listsOf = (): Promise<Shown[]> => Promise.all(walk.seen.map(({ id }) => beside(id)));
    const walked = await listsOf();
    await backlog.beginRebuild();
    await backlog.workOff();
    await check(walk);
    // It may give other scores and another order, since how rare words are has changed, but no other stories.
    const idsOf = (lists: readonly Shown[]): string[][] =>
      lists.map((list) => list.map(({ id }) => id).toSorted());
    expect(idsOf(await listsOf())).toEqual(idsOf(walked));
  },
);
