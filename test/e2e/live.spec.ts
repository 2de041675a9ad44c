import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { ChangeLog } from '../../src/platform/changes/change-log.js';
import { sql } from '../../src/platform/database/sql.js';
import { added, aStory, storyOf } from '../support/comments.js';
import { EventClient } from '../support/event-source.js';
import { killListeners, listenerOf } from '../support/following.js';
import { LiveClient, type LiveSubscription } from '../support/live-client.js';
import { aPartner } from '../support/partners.js';
import { ADMIN_KEY, TestApp } from '../support/test-app.js';

interface ChangeEvent {
  readonly id: string;
  readonly articleId: string;
  readonly kind: string;
  readonly at: string;
  readonly version: number;
  readonly slug: string | null;
  readonly previousSlug: string | null;
  readonly article: { headline: string } | null;
}

interface CommentEvent {
  readonly text: string;
  readonly status: string;
  readonly replies: { totalCount: number };
}

const CHANGED = `subscription ($id: ID, $section: String) {
  articleChanged(id: $id, section: $section) {
    id articleId kind at version slug previousSlug article { headline }
  }
}`;
const COMMENTED = `subscription ($id: ID!) {
  commentAdded(articleId: $id) { text status author { name } replies { totalCount } }
}`;

let site: TestApp;
let clients: LiveClient[] = [];
/** Followers of the changes while nobody is subscribed: the server itself. */
let idle: number;

beforeAll(async () => {
  site = await TestApp.start();
  idle = listenerOf(site).subscriberCount;
});
afterAll(() => site?.close());
afterEach(async () => {
  for (const client of clients) client.close();
  clients = [];
  await expect.poll(() => listenerOf(site).subscriberCount).toBe(idle);
});

function client(key?: string): LiveClient {
  const opened = new LiveClient(site, key);
  clients.push(opened);
  return opened;
}

/** Waits until the process has handed on what was committed so far. */
async function caughtUp(): Promise<void> {
  const [row] = await site.database.query<{ seq: string }>(
    sql`select coalesce(max(seq), 0) as seq from change`,
  );
  await expect.poll(() => listenerOf(site).position).toBeGreaterThanOrEqual(Number(row?.seq));
}

/** Subscribes, once there is nothing old to hear of, and waits until the server has it. */
async function subscribed<T>(
  field: string,
  query: string,
  variables: Record<string, unknown> = {},
  by = client(),
): Promise<LiveSubscription<T>> {
  await caughtUp();
  const before = listenerOf(site).subscriberCount;
  const subscription = by.subscribe<T>(field, query, variables);
  await expect.poll(() => listenerOf(site).subscriberCount).toBe(before + 1);
  return subscription;
}

const changesOf = (variables: Record<string, unknown> = {}, key?: string) =>
  subscribed<ChangeEvent>('articleChanged', CHANGED, variables, client(key));
const commentsOf = (id: string) => subscribed<CommentEvent>('commentAdded', COMMENTED, { id });

const slugged = (name: string): string => `${name}-${randomUUID().slice(0, 8)}`;
const kinds = ({ events }: LiveSubscription<ChangeEvent>): string[] => events.map(({ kind }) => kind);
const later = (ms: number): string => new Date(Date.now() + ms).toISOString();

/** Waits until everything that was committed so far has been delivered to a subscriber of all stories. */
async function delivered(subscription: LiveSubscription<ChangeEvent>): Promise<void> {
  const { id } = await storyOf(site, slugged('mark'));
  await expect.poll(() => subscription.events.at(-1)?.articleId).toBe(id);
}

async function codeOf(query: string, variables: Record<string, unknown>, key?: string): Promise<unknown> {
  const subscription = client(key).subscribe('none', query, variables);
  await expect.poll(() => subscription.errors).not.toBeNull();
  return subscription.errors?.[0]?.extensions.code;
}

describe('articleChanged', () => {
  it('tells what happens to a story, with the story as it is', async () => {
    const all = await changesOf();
    const slug = slugged('life');
    const { id } = await storyOf(site, slug, { headline: 'One' });
    const moved = `${slug}-moved`;
    await site.import([aStory(slug, { headline: 'Two' })]);
    await site.import([aStory(slug, { headline: 'Three', slug: moved })]);
    await site.import([aStory(slug, { headline: 'Three', slug: moved, status: 'unpublished' })]);
    await site.import([aStory(slug, { headline: 'Four', slug: moved })]);
    await site.import([
      aStory(slug, { headline: 'Four', slug: moved, status: 'retracted', notice: 'Wrong.' }),
    ]);
    await expect.poll(() => all.events.length).toBe(6);
    expect(kinds(all)).toEqual(['PUBLISHED', 'UPDATED', 'MOVED', 'UNPUBLISHED', 'PUBLISHED', 'RETRACTED']);
    expect(all.events.map(({ version }) => version)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(all.events.every(({ articleId }) => articleId === id)).toBe(true);
    expect(all.events.map(({ previousSlug }) => previousSlug)).toEqual([null, null, slug, null, null, null]);
    expect(all.events[5]).toMatchObject({ slug: moved, article: null });
    expect(all.events[0]?.at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    const ids = all.events.map((event) => Number(event.id));
    expect(ids).toEqual([...ids].sort((a, b) => a - b));
  });

  it('goes on after the last change that was heard of, and has nothing twice', async () => {
    const query = `subscription ($after: String) { articleChanged(after: $after) { id kind articleId } }`;
    const first = await changesOf();
    await delivered(first);
    const after = first.events.at(-1)?.id ?? '';
    const missed = [await storyOf(site, slugged('missed')), await storyOf(site, slugged('missed'))];
    const again = await subscribed<ChangeEvent>('articleChanged', query, { after });
    const next = await storyOf(site, slugged('next'));
    await expect.poll(() => again.events.at(-1)?.articleId).toBe(next.id);
    expect(again.events.map(({ articleId }) => articleId)).toEqual([...missed, next].map(({ id }) => id));
    expect(await codeOf(query, { after: 'yesterday' })).toBe('INVALID_CURSOR');
    expect(await codeOf(query, { after: '999999999999' })).toBe('CURSOR_EXPIRED');
  });

  it('tells a partner of what it may have, over both transports', async () => {
    await storyOf(site, slugged('first'), { section: 'sport' });
    const { caller } = await aPartner(site, { sections: ['sport'] });
    const key = caller.authorization.slice('Bearer '.length);
    const theirs = await changesOf({}, key);
    const stream = await EventClient.open(site, '', caller);
    const elsewhere = await storyOf(site, slugged('elsewhere'), { section: 'world' });
    const mine = await storyOf(site, slugged('mine'), { section: 'sport' });
    await expect.poll(() => theirs.events.map(({ articleId }) => articleId)).toEqual([mine.id]);
    await expect.poll(() => stream.text).toContain(mine.id);
    expect(stream.text).not.toContain(elsewhere.id);
    stream.close();
  });

  const ABOUT = ['Zeppelins'];

  it('reads what was selected of the story by one plan, edges and aliases included', async () => {
    const query = `subscription ($section: String) { articleChanged(section: $section) {
      story: article { title: headline section { name breadcrumbs { label } } body { html }
        some: related(first: 1) { article { headline } } comments(first: 2) { nodes { text } totalCount } }
      what: kind
    } }`;
    const { id } = await storyOf(site, slugged('planned'), { section: 'planned', tags: ABOUT });
    const client = await subscribed<any>('articleChanged', query, { section: 'planned' });
    await added(site, `/v1/articles/${id}/comments`, { body: 'First.' });
    const other = slugged('other');
    await site.import([aStory(other, { section: 'planned', headline: 'Planned', tags: ABOUT })]);
    await expect.poll(() => client.events.length).toBe(1);
    expect(client.errors).toBeNull();
    expect(client.events[0]).toMatchObject({
      what: 'PUBLISHED',
      story: {
        title: 'Planned',
        section: { name: 'Planned', breadcrumbs: [{ label: 'Home' }, { label: 'Planned' }] },
        comments: { nodes: [], totalCount: 0 },
      },
    });
    expect(client.events[0].story.body.html).toContain('One paragraph.');
    expect(client.events[0].story.some).toHaveLength(1);
  });

  it('is restricted to a story by id or slug, and to a section with those below it', async () => {
    const slug = slugged('this');
    const { id } = await storyOf(site, slug, { section: 'narrow' });
    await site.database.query(sql`update section set parent_id = world.id, path = world.path || section.id
      from section world where world.slug = 'world' and section.slug = 'narrow'`);
    const byId = await changesOf({ id });
    const bySlug = await changesOf({ id: slug });
    const narrow = await changesOf({ section: 'narrow' });
    const world = await changesOf({ section: 'world' });
    const both = await changesOf({ section: 'narrow', id });
    const other = await storyOf(site, slugged('narrow'), { section: 'narrow' });
    await storyOf(site, slugged('far'), { section: 'sport' });
    await site.import([aStory(slug, { section: 'narrow', headline: 'Changed' })]);
    const one = [['UPDATED', id]];
    const two = [['PUBLISHED', other.id], ...one];
    for (const [subscription, expected] of [
      [byId, one],
      [bySlug, one],
      [both, one],
      [narrow, two],
      [world, two],
    ] as const) {
      await expect
        .poll(() => subscription.events.map(({ kind, articleId }) => [kind, articleId]))
        .toEqual(expected);
    }
  });

  it('tells those who follow a section when a story leaves it', async () => {
    const slug = slugged('leaves');
    await storyOf(site, slug, { section: 'left' });
    const left = await changesOf({ section: 'left' });
    await site.import([aStory(slug, { section: 'entered' })]);
    await expect.poll(() => kinds(left)).toEqual(['UPDATED']);
  });

  it('says nothing of drafts, nor of a slug that readers never met', async () => {
    const all = await changesOf();
    const draft = slugged('secret');
    await site.import([aStory(draft, { status: 'draft' })]);
    await site.import([aStory(draft, { status: 'draft', headline: 'Edited' })]);
    await site.import([aStory(draft, { slug: `${draft}-renamed`, headline: 'Out', status: 'published' })]);
    await delivered(all);
    expect(all.events).toHaveLength(2);
    expect(all.events[0]).toMatchObject({ kind: 'PUBLISHED', slug: `${draft}-renamed`, previousSlug: null });
  });

  it('announces a scheduled story when its time has come, and its end', async () => {
    const all = await changesOf();
    const slug = slugged('timed');
    const publishedAt = later(1_500);
    const times = { publishedAt, expiresAt: later(3_500) };
    const { id } = await storyOf(site, slug, times);
    await site.import([aStory(slug, { ...times, headline: 'Edited before its time' })]);
    const { id: mark } = await storyOf(site, slugged('mark'));
    await expect.poll(() => all.events.map(({ articleId }) => articleId)).toEqual([mark]);
    expect((await site.get(`/v1/articles/${slug}`)).status).toBe(404);
    await expect.poll(() => all.events.length, { timeout: 10_000 }).toBe(3);
    const [, published, expired] = all.events;
    expect(published).toMatchObject({ kind: 'PUBLISHED', articleId: id, version: 2 });
    expect(published?.article).toEqual({ headline: 'Edited before its time' });
    expect(expired).toMatchObject({ kind: 'EXPIRED', articleId: id, slug, article: null });
    expect(Date.parse(published?.at as string) - Date.parse(publishedAt)).toBeLessThan(5_000);
    expect(Date.parse(published?.at as string)).toBeGreaterThanOrEqual(Date.parse(publishedAt));
  });

  it('loses nothing when the listening connection is lost', async () => {
    const all = await changesOf();
    const first = await storyOf(site, slugged('before'));
    await expect.poll(() => all.events.length).toBe(1);
    const lost = new Promise<void>((resolve) => {
      const end = listenerOf(site).onLost(() => {
        end();
        resolve();
      });
    });
    expect(await killListeners(site)).toBe(1);
    await lost;
    const second = await storyOf(site, slugged('meanwhile'));
    await expect.poll(() => listenerOf(site).listening).toBe(true);
    const third = await storyOf(site, slugged('after'));
    await expect
      .poll(() => all.events.map(({ articleId }) => articleId))
      .toEqual([first.id, second.id, third.id]);
    expect(all.errors).toBeNull();
  });

  it('refuses a section and a slug that do not exist', async () => {
    expect(await codeOf(CHANGED, { section: 'nowhere' })).toBe('SECTION_NOT_FOUND');
    expect(await codeOf(CHANGED, { id: 'nothing' })).toBe('ARTICLE_NOT_FOUND');
    expect(listenerOf(site).subscriberCount).toBe(idle);
  });

  it('ends for a subscriber who does not keep up', async () => {
    const { id } = await storyOf(site, slugged('crowded'), { body: { text: 'word '.repeat(20_000) } });
    const slow = client();
    const query = `subscription ($id: ID) { articleChanged(id: $id) { id article { body { html text } } } }`;
    const subscription = await subscribed<ChangeEvent>('articleChanged', query, { id }, slow);
    slow.socket?.pause();
    const change = {
      kind: 'updated',
      subject: 'article',
      subjectId: id,
      version: 1,
      tags: [`article:${id}`],
    };
    await site.database.transaction((tx) =>
      site.app.get(ChangeLog).append(
        tx,
        Array.from({ length: 1_500 }, () => change),
      ),
    );
    // The server lets go at once, though the client cannot be told before it reads on.
    await expect.poll(() => listenerOf(site).subscriberCount, { timeout: 10_000 }).toBe(idle);
    slow.socket?.resume();
    await expect.poll(() => subscription.errors?.[0]?.extensions.code).toBe('SUBSCRIBER_TOO_SLOW');
    expect(subscription.events.length).toBeLessThan(1_000);
  });
});

describe('commentAdded', () => {
  it('gives every public comment once, by id and by slug, with 200 at a time', async () => {
    const { id, slug, path } = await storyOf(site);
    const elsewhere = await storyOf(site);
    const subscriptions = [await commentsOf(id), await commentsOf(slug)];
    const texts = Array.from({ length: 200 }, (_, index) => `Number ${index}.`);
    await Promise.all(texts.map((body) => added(site, path, { body })));
    await added(site, elsewhere.path);
    expect(subscriptions.map(({ errors }) => errors)).toEqual([null, null]);
    for (const { events } of subscriptions) {
      await expect.poll(() => events.length, { timeout: 10_000 }).toBeGreaterThanOrEqual(200);
      expect(events.map(({ text }) => text).sort()).toEqual([...texts].sort());
      expect(events[0]).toMatchObject({
        status: 'APPROVED',
        author: { name: 'Ada' },
        replies: { totalCount: 0 },
      });
    }
  });

  it('gives no comment that waits for a moderator', async () => {
    const { slug, path, id } = await storyOf(site, slugged('held'), { commentPolicy: 'premoderated' });
    const live = await commentsOf(id);
    await added(site, path, { body: 'Held.' });
    await site.import([aStory(slug, { commentPolicy: 'open' })]);
    await added(site, path, { body: 'Open.' });
    await expect.poll(() => live.events.map(({ text }) => text)).toEqual(['Open.']);
  });

  it('refuses a story that readers cannot see', async () => {
    const draft = await storyOf(site, slugged('draft'), { status: 'draft' });
    const scheduled = await storyOf(site, slugged('scheduled'), { publishedAt: later(3_600_000) });
    const retracted = await storyOf(site, slugged('retracted'), { status: 'retracted', notice: 'Wrong.' });
    expect(await codeOf(COMMENTED, { id: draft.id })).toBe('ARTICLE_NOT_FOUND');
    expect(await codeOf(COMMENTED, { id: scheduled.slug })).toBe('ARTICLE_NOT_FOUND');
    expect(await codeOf(COMMENTED, { id: 'nothing' })).toBe('ARTICLE_NOT_FOUND');
    expect(await codeOf(COMMENTED, { id: retracted.id })).toBe('ARTICLE_RETRACTED');
  });
});

describe('subscriptions', () => {
  it('are let go when they are ended and when their connection is lost', async () => {
    const { id } = await storyOf(site);
    const one = client();
    const first = await subscribed<ChangeEvent>('articleChanged', CHANGED, {}, one);
    await subscribed<CommentEvent>('commentAdded', COMMENTED, { id }, one);
    first.end();
    await expect.poll(() => listenerOf(site).subscriberCount).toBe(idle + 1);
    one.socket?.terminate();
    await expect.poll(() => listenerOf(site).subscriberCount).toBe(idle);
  });

  it('end with the key that they came with, in every process, and no others', async () => {
    const other = await TestApp.start({}, { databaseUrl: site.databaseUrl });
    try {
      const admin = { authorization: `Bearer ${ADMIN_KEY}` };
      const wanted = { name: 'Leaves', scopes: ['content:read'] };
      const { body } = await site.post<{ apiKey: { id: string }; key: string }>(
        '/v1/api-keys',
        wanted,
        admin,
      );
      const ended = [client(body.key), client(body.key), new LiveClient(other, body.key)];
      const staying = [client(), client(ADMIN_KEY)];
      const codes: number[] = [];
      for (const one of [...ended, ...staying]) one.subscribe('articleChanged', CHANGED);
      await expect.poll(() => listenerOf(site).subscriberCount).toBe(idle + 4);
      await expect.poll(() => listenerOf(other).subscriberCount).toBe(idle + 1);
      for (const { socket } of [...ended, ...staying]) socket?.once('close', (code) => codes.push(code));
      await fetch(`${site.url}/v1/api-keys/${body.apiKey.id}`, { method: 'DELETE', headers: admin });
      await expect.poll(() => codes, { timeout: 5_000 }).toEqual([4403, 4403, 4403]);
      expect(staying.map(({ socket }) => socket?.readyState)).toEqual([WebSocket.OPEN, WebSocket.OPEN]);
    } finally {
      await other.close();
    }
  });

  it('give anonymous callers nothing where the site is closed to them', async () => {
    const { id } = await storyOf(site);
    const anonymous = await changesOf();
    const reader = await changesOf({}, ADMIN_KEY);
    await site.database.query(sql`update site set anonymous_access = 'none'`);
    try {
      await storyOf(site);
      await expect.poll(() => reader.events.length).toBe(1);
      expect(await codeOf(COMMENTED, { id })).toBe('ARTICLE_NOT_FOUND');
    } finally {
      await site.database.query(sql`update site set anonymous_access = 'full'`);
    }
    const after = await storyOf(site);
    await expect.poll(() => reader.events.length).toBe(2);
    await expect.poll(() => anonymous.events.length).toBeGreaterThan(0);
    expect(anonymous.events.map(({ articleId }) => articleId)).toEqual([after.id]);
  });
});
