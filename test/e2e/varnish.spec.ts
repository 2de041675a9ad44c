import { createServer, request, type Server } from 'node:http';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { aComment } from '../support/comments.js';
import { ADMIN_KEY, TestApp } from '../support/test-app.js';
import { freePort } from '../support/free-port.js';
import { describeWithVarnish, settlePurges, Varnish } from '../support/varnish.js';
import { type Body, furnishNewsroom, published, send } from '../support/writing.js';

vi.setConfig({ testTimeout: 60_000 });

/** Stands between Varnish and the API, and can keep an answer back as a slow network does. */
class SlowRoad {
  /** Called with every answer on its way, before it is passed on. */
  onAnswer: () => Promise<void> = () => Promise.resolve();
  readonly #server: Server;

  constructor(private readonly apiPort: number) {
    this.#server = createServer((from, to) => {
      const { method, url: path, headers } = from;
      const onward = request({ host: '127.0.0.1', port: this.apiPort, method, path, headers }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => {
          const pass = async (): Promise<void> => {
            await this.onAnswer();
            to.writeHead(answer.statusCode ?? 502, answer.headers).end(Buffer.concat(chunks));
          };
          void pass();
        });
      });
      onward.on('error', () => to.writeHead(502).end());
      from.pipe(onward);
    });
  }

  async listen(port: number): Promise<void> {
    this.#server.listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

interface Seen {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
  /** Whether Varnish had it: then it names the request that had fetched it, too. */
  readonly isKept: boolean;
}

describeWithVarnish('a Varnish in front', () => {
  let apiPort: number;
  let road: SlowRoad;
  let varnish: Varnish;
  /** Holds the database while the one behind Varnish is started again. */
  let holder: TestApp;
  let site: TestApp;
  /** Published before anything was purged: what a test purges is its own doing. */
  const stories: Body[] = [];
  /** One that is not shown beside any of them. */
  let stranger: Body;
  const next = (): Body => stories.pop();

  const startSite = (): Promise<TestApp> =>
    TestApp.start(
      { PURGE_URLS: varnish.url, SITE_URL: 'https://site.example', RESPONSE_CACHE: 'on' },
      { databaseUrl: holder.databaseUrl, port: apiPort },
    );

  beforeAll(async () => {
    const roadPort = await freePort();
    apiPort = await freePort();
    road = new SlowRoad(apiPort);
    await road.listen(roadPort);
    [varnish, holder] = await Promise.all([Varnish.start(roadPort), TestApp.start()]);
    await furnishNewsroom(holder);
    for (let count = 0; count < 12; count += 1) stories.push(await published(holder));
    stranger = await published(holder, { section: 'sport' });
    site = await startSite();
    await settlePurges(holder);
    await site.close();
    site = await startSite();
  });
  afterAll(async () => {
    await site?.close();
    await varnish?.close();
    road?.close();
    await holder?.close();
  });

  async function get(path: string, headers: Record<string, string> = {}): Promise<Seen> {
    const response = await fetch(varnish.url + path, { headers, redirect: 'manual' });
    const isKept = (response.headers.get('x-varnish') ?? '').includes(' ');
    const text = await response.text();
    const body: Body = /json/.test(response.headers.get('content-type') ?? '') ? JSON.parse(text) : text;
    return { status: response.status, headers: response.headers, body, isKept };
  }

  /** Asks until Varnish answers from what it keeps. */
  const kept = (path: string): Promise<Seen> =>
    vi.waitFor(
      async () => {
        const seen = await get(path);
        expect(seen.isKept).toBe(true);
        return seen;
      },
      { timeout: 20_000, interval: 20 },
    );

  /** Asks until the answer is as it should be. */
  const sees = (path: string, look: (seen: Seen) => void): Promise<void> =>
    vi.waitFor(async () => look(await get(path)), { timeout: 30_000, interval: 20 });

  const pageOf = ({ slug }: Body): string => `/v1/articles/${slug}/page`;
  const editHeadline = async (app: TestApp, { id }: Body, headline: string): Promise<void> => {
    const { body } = await send(app, 'GET', `/v1/articles/${id}`);
    const edited = await send(app, 'PATCH', `/v1/articles/${id}`, { headline }, { version: body.version });
    expect(edited.status).toBe(200);
    const out = await send(app, 'POST', `/v1/articles/${id}/publish`, {}, { version: edited.body.version });
    expect(out.status).toBe(200);
  };
  const shows = (headline: string) => (seen: Seen) => expect(seen.body.article.headline).toBe(headline);

  it('answers from what it keeps, and says nothing of keys', async () => {
    const story = next();
    const first = await get(pageOf(story));
    const again = await kept(pageOf(story));
    expect(again.body).toEqual(first.body);
    expect(again.headers.get('cache-control')).toBe('public, max-age=5');
    for (const name of ['surrogate-key', 'surrogate-control', 'xkey']) {
      expect([name, again.headers.get(name)]).toEqual([name, null]);
    }
  });

  it('shows an edit, and keeps what the edit does not touch', async () => {
    const story = next();
    await kept(pageOf(story));
    await kept(pageOf(stranger));
    await editHeadline(site, story, 'Edited once');
    await sees(pageOf(story), shows('Edited once'));
    expect((await get(pageOf(stranger))).isKept).toBe(true);
    await kept(pageOf(story));
    await editHeadline(site, story, 'Edited twice');
    await sees(pageOf(story), shows('Edited twice'));
  });

  it('shows an edit although an older answer was on its way', async () => {
    const story = next();
    let arrive: () => void = () => undefined;
    const isOnItsWay = new Promise<void>((onItsWay) => {
      road.onAnswer = () => {
        onItsWay();
        return new Promise((resolve) => (arrive = resolve));
      };
    });
    const late = get(pageOf(story));
    await isOnItsWay;
    road.onAnswer = () => Promise.resolve();
    await editHeadline(site, story, 'Newer than what is on its way');
    await purgedThrough();
    arrive();
    shows(story.headline)(await late);
    expect((await get(pageOf(story))).isKept).toBe(true);
    await sees(pageOf(story), shows('Newer than what is on its way'));
  });

  /** Waits until everything that was committed before is purged. */
  async function purgedThrough(): Promise<void> {
    const witness = next();
    await kept(pageOf(witness));
    await editHeadline(site, witness, 'Seen it');
    await sees(pageOf(witness), shows('Seen it'));
  }

  it('shows a story where it was not, and no longer where it was', async () => {
    const slug = 'a-story-that-comes-and-goes';
    const page = `/v1/articles/${slug}/page`;
    await sees(page, ({ status }) => expect(status).toBe(404));
    const story = await published(site, { slug });
    await sees(page, ({ status }) => expect(status).toBe(200));
    await kept(page);
    await send(site, 'DELETE', `/v1/articles/${story.id}`, undefined, { version: story.version });
    await sees(page, ({ status }) => expect(status).toBe(404));
  });

  it('shows a comment', async () => {
    const story = next();
    await kept(pageOf(story));
    const sent = await fetch(`${varnish.url}/v1/articles/${story.slug}/comments`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(aComment({ body: 'Seen through Varnish.' })),
    });
    expect(sent.status).toBe(201);
    await sees(pageOf(story), ({ body }) => {
      expect(body.article.commentCount).toBe(1);
      expect(JSON.stringify(body.comments)).toContain('Seen through Varnish.');
    });
  });

  it('answers while the API is away, and hears afterwards what happened meanwhile', async () => {
    const story = next();
    await kept(pageOf(story));
    await site.close();
    await editHeadline(holder, story, 'Edited behind its back');
    shows(story.headline)(await get(pageOf(story)));
    site = await startSite();
    await sees(pageOf(story), shows('Edited behind its back'));
  });

  it('shows what was changed while it answered nobody', async () => {
    const story = next();
    await kept(pageOf(story));
    varnish.freeze();
    try {
      await editHeadline(site, story, 'Edited in the cold');
    } finally {
      varnish.thaw();
    }
    await sees(pageOf(story), shows('Edited in the cold'));
  });

  it('is told again of changes after it was away', async () => {
    const story = next();
    await varnish.stop();
    await editHeadline(site, story, 'Edited while it was away');
    await varnish.resume();
    shows('Edited while it was away')(await kept(pageOf(story)));
    await editHeadline(site, story, 'Edited after that');
    await sees(pageOf(story), shows('Edited after that'));
  });

  it('keeps nothing that is for one caller, and gives them nothing of what it keeps', async () => {
    const story = next();
    const page = pageOf(story);
    const key = { authorization: `Bearer ${ADMIN_KEY}` };
    for (const headers of [
      key,
      { 'broadsheet-after': 'AAAA' },
      { 'preview-token': 'x' },
      { 'comment-token': 'x' },
    ]) {
      expect((await get(page, headers as Record<string, string>)).isKept).toBe(false);
      expect((await get(page, headers as Record<string, string>)).isKept).toBe(false);
    }
    const { headers } = await get(page);
    expect(headers.get('cache-control')).toBe('public, max-age=5');
    await kept(page);
    expect((await get(page, key)).isKept).toBe(false);
  });

  it('shows a section under its new name everywhere', async () => {
    const story = next();
    await kept(pageOf(story));
    await kept(pageOf(stranger));
    const { body } = await send(site, 'GET', '/v1/sections/world');
    const renamed = await send(site, 'PATCH', '/v1/sections/world', { name: 'The globe' }, body);
    expect(renamed.status).toBe(200);
    await sees(pageOf(story), ({ body: page }) => expect(page.article.section.name).toBe('The globe'));
    await sees(pageOf(stranger), ({ isKept }) => expect(isKept).toBe(false));
  });

  it('is purged by keys alone', async () => {
    expect((await fetch(varnish.url, { method: 'PURGE' })).status).toBe(400);
  });
});
