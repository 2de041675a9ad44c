import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { sql } from '../../src/platform/database/sql.js';
import { describeInBrowser, TestBrowser, type WatchedPage } from '../support/browser.js';
import { freePort } from '../support/free-port.js';
import { ReaderProcess, ReaderSite } from '../support/reader-site.js';
import { READER_STORIES } from '../support/reader-stories.js';

const SHUSHA = '/world/azerbaijan-claims-shusha-armenia-says-fighting-continues';

/** Pictures of another host, which is not there. */
const ELSEWHERE = /^https:\/\/images\.example\.com\//;
/** Those, and the demo site's own. */
const PICTURES = /^https:\/\/images\.example\.com\/|\/demo\/pictures\//;
const DOT = '<svg xmlns="http://www.w3.org/2000/svg" width="16" height="9"><path d="M0 0h16v9H0z"/></svg>';

// Programs for the browser, which has names that the tests' own types do not know.
const SHARE_SHEET = 'navigator.share = (data) => { window.shared = data; return Promise.resolve(); }';
const SHIFTS = `window.shifts = [];
  new PerformanceObserver((list) => { for (const { value } of list.getEntries()) shifts.push(value); })
    .observe({ type: 'layout-shift', buffered: true });`;
const TWO_FRAMES = 'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))';
const CONTRAST = `axe.run({ runOnly: ['color-contrast'] })`;
const LONG_OPEN = `(() => {
  const opened = document.querySelector('[name="openedAt"]');
  if (opened.value) opened.value = new Date(Date.now() - 60000).toISOString();
})()`;
const FOCUSED_ID = 'document.activeElement.id';
const FOCUSED = `(() => {
  const { innerText = '', id } = document.activeElement;
  const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
  return { text: innerText.replace(/\\s+/g, ' ').trim(), id, outline: outlineStyle + ' ' + outlineWidth };
})()`;

interface Focused {
  readonly text: string;
  readonly id: string;
  readonly outline: string;
}

describeInBrowser('the reader', () => {
  let site: ReaderSite;
  let browser: TestBrowser;
  const open: WatchedPage[] = [];

  beforeAll(async () => {
    [site, browser] = await Promise.all([ReaderSite.start({ RATE_LIMITS: 'on' }), TestBrowser.launch()]);
    await site.api.import(READER_STORIES);
    await site.api.database.query(sql`update site set share_networks = array['x', 'email', 'copy']`);
  });
  afterEach(async () => {
    for (const watched of open.splice(0)) await watched.close();
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  async function visit(path: string, options: BrowserContextOptions = {}): Promise<WatchedPage> {
    const watched = await browser.open(site.url, options);
    open.push(watched);
    await watched.page
      .context()
      .route(ELSEWHERE, (route) => route.fulfill({ contentType: 'image/svg+xml', body: DOT }));
    await watched.page.goto(path);
    return watched;
  }

  /** What went wrong on a page, beside pictures from elsewhere and the statuses that are part of the story. */
  const faultsOf = ({ faults }: WatchedPage): string[] =>
    faults.filter(
      (fault) =>
        !fault.startsWith('request to elsewhere: https://images.example.com/') &&
        !fault.startsWith(`request to elsewhere: ${site.api.url}/`) &&
        !/status of (400|404|410|422)/.test(fault),
    );

  async function fill(page: Page, fields: Record<string, string>): Promise<void> {
    for (const [label, value] of Object.entries(fields)) {
      await page.getByRole('textbox', { name: label, exact: true }).fill(value);
    }
  }

  const typed = (page: Page, label: string): Promise<string> =>
    page.getByRole('textbox', { name: label, exact: true }).inputValue();

  /** Nobody fills in a form in no time, as these tests do. */
  const send = async (page: Page): Promise<void> => {
    await page.evaluate(LONG_OPEN);
    await page.getByRole('button', { name: 'Post Comment' }).click();
  };

  const commentWith = (page: Page, words: string) =>
    page.locator('.comment').filter({ has: page.locator(':scope > article .text', { hasText: words }) });

  it.each([true, false])(
    'leads from the front page to a story and all around it; script: %s',
    async (script) => {
      const watched = await visit('/', { javaScriptEnabled: script });
      const { page } = watched;
      expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('paradox');
      expect(await page.getByRole('heading', { level: 2 }).count()).toBeGreaterThan(6);
      const headlines = await page.locator('.card :is(h2, h3)').allInnerTexts();
      expect(new Set(headlines).size).toBe(headlines.length);
      await page.getByRole('navigation', { name: 'Sections', exact: true }).getByText('WORLD').click();
      expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('WORLD');
      await page.getByRole('link', { name: /^Baku says Shusha is taken/ }).click();
      expect(new URL(page.url()).pathname).toBe(SHUSHA);
      expect(await page.getByRole('heading', { level: 1 }).innerText()).toContain('Baku says Shusha');
      const crumbs = page.getByRole('navigation', { name: 'You are here' }).getByRole('listitem');
      expect(await crumbs.allInnerTexts()).toEqual(['Home', 'WORLD', expect.stringContaining('Baku says')]);
      expect(await page.getByRole('group', { name: 'Sponsored: Kwork.ru' }).count()).toBe(2);
      expect(await page.locator('.prose > p + .sponsor + p').count()).toBe(1);
      const related = page.getByRole('region', { name: 'Check Also' }).getByRole('article');
      expect(await related.first().innerText()).toContain('Borrell says');
      expect(
        await page
          .getByRole('region', { name: /^Comments/ })
          .getByRole('article')
          .count(),
      ).toBe(8);
      const { labels } = (await site.api.get<any>('/v1/site')).body;
      expect(await page.getByRole('region', { name: labels.reply }).getByRole('textbox').count()).toBe(4);
      expect(await page.getByRole('contentinfo').innerText()).toContain('© 2020, paradox.');
      await page.getByRole('link', { name: 'Azerbaijan' }).click();
      expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Azerbaijan');
      expect(faultsOf(watched)).toEqual([]);
    },
  );

  it('shares by link, by copy and by the sheet of the browser', async () => {
    const watched = await browser.open(site.url, { permissions: ['clipboard-read', 'clipboard-write'] });
    open.push(watched);
    const { page } = watched;
    await page.context().route(PICTURES, (route) => route.abort());
    await page.addInitScript({ content: SHARE_SHEET });
    await page.goto(SHUSHA);
    const bar = page.getByRole('region', { name: 'Think your friends' });
    expect(await bar.getByRole('link').allInnerTexts()).toEqual(['X', 'E-mail', 'Copy link']);
    expect(await bar.getByRole('link', { name: 'X' }).getAttribute('href')).toContain(
      'https://x.com/intent/post',
    );
    await bar.getByRole('link', { name: 'Copy link' }).click();
    await bar.getByText('Link copied').waitFor();
    const copied = await page.evaluate<string>('navigator.clipboard.readText()');
    expect(copied).toMatch(new RegExp(`^${site.api.url}/s/[^/]+/copy$`));
    await bar.getByRole('button', { name: 'Share…' }).click();
    expect(await page.evaluate('window.shared')).toEqual({
      title: expect.stringContaining('Baku says'),
      text: expect.stringContaining('Baku says'),
      url: expect.stringMatching(/\/s\/[^/]+$/),
    });
    await page.goto(copied);
    expect(new URL(page.url()).pathname).toBe(SHUSHA);
    const without = await visit(SHUSHA);
    expect(await without.page.getByRole('button', { name: 'Share…' }).isVisible()).toBe(false);
  });

  it('takes a comment and an answer to it in place, with a script', async () => {
    const watched = await visit('/technology/every-kind-of-block');
    const { page } = watched;
    await page.evaluate('window.sameDocument = true');
    await fill(page, { Name: 'Ann', Email: 'ann@example.org', Comment: 'A first word.' });
    await send(page);
    await commentWith(page, 'A first word.').waitFor();
    expect(await typed(page, 'Comment')).toBe('');
    expect(await typed(page, 'Name')).toBe('Ann');
    expect(await page.evaluate(FOCUSED_ID)).toMatch(/^comment-/);

    await commentWith(page, 'A first word.').getByRole('link', { name: 'Reply to Ann' }).click();
    expect(await page.getByRole('heading', { name: 'Reply to Ann' }).isVisible()).toBe(true);
    await page.getByRole('link', { name: 'Cancel reply' }).click();
    expect(await page.getByRole('heading', { name: 'Leave a Reply' }).isVisible()).toBe(true);
    await page.getByRole('link', { name: 'Reply to Ann' }).click();
    await fill(page, { Email: 'ann@nowhere', Comment: 'A second word.' });
    await send(page);
    await page.getByText('This is not an e-mail address.').waitFor();
    expect(await page.evaluate(FOCUSED_ID)).toBe('reply-email');
    await fill(page, { Email: 'ann@example.org' });
    await send(page);
    const answer = commentWith(page, 'A first word.').locator(':scope > ol > .comment');
    await answer.waitFor();
    expect(await answer.innerText()).toContain('A second word.');
    expect(await page.getByText('This is not an e-mail address.').count()).toBe(0);
    expect(await page.evaluate('window.sameDocument')).toBe(true);
    // Pages are kept for some seconds, as the API says.
    const again = async (): Promise<number> => {
      await page.reload();
      return commentWith(page, 'A second word.').count();
    };
    await expect.poll(again, { timeout: 20_000 }).toBe(1);
    expect(faultsOf(watched)).toEqual([]);
  });

  it('takes a comment and an answer to it without a script', async () => {
    const watched = await visit('/technology/every-kind-of-block', { javaScriptEnabled: false });
    const { page } = watched;
    await fill(page, {
      Name: 'Ben',
      Email: 'ben@example',
      Website: 'https://ben.example',
      Comment: 'No script.',
    });
    await send(page);
    await page.getByText('This is not an e-mail address.').waitFor();
    expect(await typed(page, 'Comment')).toBe('No script.');
    await fill(page, { Email: 'ben@example.org', Website: 'https://ben.example.org' });
    await send(page);
    await commentWith(page, 'No script.').waitFor();
    expect(page.url()).toMatch(/\?comment=([0-9a-f-]{36})#comment-\1$/);
    await page.getByRole('link', { name: 'Reply to Ben' }).click();
    expect(await page.getByRole('heading', { name: 'Reply to Ben' }).isVisible()).toBe(true);
    await fill(page, { Name: 'Cleo', Email: 'cleo@example.org', Comment: 'Nor here.' });
    await send(page);
    const answer = commentWith(page, 'No script.').locator(':scope > ol > .comment');
    await answer.waitFor();
    expect(await answer.innerText()).toContain('Nor here.');
    expect(faultsOf(watched)).toEqual([]);
  });

  it('does the work that a discussion under attack asks for, and fills in nothing that people do not see', async () => {
    const slug = 'every-kind-of-block';
    await site.api.database.query(sql`insert into comment_attack
      select id, now() + interval '10 minutes' from article where slug = ${slug}`);
    const watched = await visit(`/technology/${slug}`);
    const { page } = watched;
    expect(await page.locator('.trap').boundingBox()).toMatchObject({ width: 1, height: 1 });
    await fill(page, { Name: 'Eve', Email: 'eve@example.org', Comment: 'Worked for.' });
    await send(page);
    await commentWith(page, 'Worked for.').waitFor();
    expect(await typed(page, 'Comment')).toBe('');
    expect(faultsOf(watched).filter((fault) => !fault.includes('status of 403'))).toEqual([]);
    const bare = await visit(`/technology/${slug}`, { javaScriptEnabled: false });
    await fill(bare.page, { Name: 'Eve', Email: 'eve@example.org', Comment: 'Without a script.' });
    await send(bare.page);
    await bare.page.getByText('That did not work just now.').waitFor();
    expect(await typed(bare.page, 'Comment')).toBe('Without a script.');
    await site.api.database.query(sql`delete from comment_attack`);
  });

  it.each([true, false])(
    'shows its author a comment that waits, and nobody else; script: %s',
    async (script) => {
      const words = `Waiting, script ${script}.`;
      const { page } = await visit('/technology/premoderated', { javaScriptEnabled: script });
      await fill(page, { Name: 'Dora', Email: 'dora@example.org', Comment: words });
      await send(page);
      await commentWith(page, words).getByText('Your comment waits for a moderator.').waitFor();
      await page.goto('/technology/premoderated');
      expect(await commentWith(page, words).count()).toBe(1);
      const other = await visit('/technology/premoderated');
      expect(await commentWith(other.page, words).count()).toBe(0);
    },
  );

  it('shows more comments and replies where they belong, and opens what a link names', async () => {
    const watched = await visit('/technology/talkative');
    const { page } = watched;
    const roots = page.locator('#comments > ol > .comment');
    expect(await roots.count()).toBe(20);
    const first = roots.first();
    expect(await first.locator(':scope > ol > .comment').count()).toBe(3);
    await first.getByRole('link', { name: 'Show more replies' }).click();
    await page.getByText('Comment r17.').waitFor();
    expect(await first.locator(':scope > ol > .comment').count()).toBe(8);
    expect(await first.getByRole('link', { name: 'Show more replies' }).count()).toBe(0);
    await page.getByRole('link', { name: 'Show more comments' }).click();
    await page.getByText('Comment t10.').waitFor();
    expect(await roots.count()).toBe(30);
    expect(await page.getByRole('link', { name: 'Show more comments' }).count()).toBe(0);
    const ids = await page.locator('.comment').evaluateAll((all) => all.map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
    expect(page.url()).toBe(`${site.url}/technology/talkative`);

    const [deep] = await site.api.database.query<{ id: string }>(
      sql`select id from comment where text = 'Comment d18.'`,
    );
    await page.goto(`/technology/talkative#comment-${deep?.id}`);
    await commentWith(page, 'Comment d18.').waitFor();
    await expect.poll(() => page.evaluate(FOCUSED_ID)).toBe(`comment-${deep?.id}`);
    expect(faultsOf(watched)).toEqual([]);
  });

  it('asks nothing of the provider of a player before it is wanted', async () => {
    const watched = await visit('/technology/every-kind-of-block');
    const { page } = watched;
    const asked: string[] = [];
    await page.context().route(/youtube/, (route) => {
      asked.push(route.request().url());
      return route.fulfill({ contentType: 'text/html', body: '<p>The player</p>' });
    });
    expect(await page.getByRole('link', { name: 'A film about tides' }).getAttribute('href')).toBe(
      'https://www.youtube.com/watch?v=dQw4w9WgXcQ',
    );
    expect(await page.locator('iframe').count()).toBe(0);
    await page.waitForLoadState('networkidle');
    expect([asked, faultsOf(watched)]).toEqual([[], []]);
    await page.getByRole('button', { name: 'Show content from YouTube' }).click();
    await page.frameLocator('iframe[title="A film about tides"]').getByText('The player').waitFor();
    expect(asked).toEqual(['https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ']);
  });

  it('leaves hostile texts text', async () => {
    const watched = await visit('/technology/hostile');
    const { page } = watched;
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toContain('<script>document.title');
    expect(await page.title()).toContain('</title><script>');
    expect(await page.locator('.comment .text').innerText()).toContain(
      "<script>document.title = 'broken'</script>",
    );
    expect(await page.locator('.comment b b, .comment .text b').count()).toBe(0);
    expect(await page.locator('.comment .text a').getAttribute('rel')).toBe('ugc nofollow noopener');
    expect(faultsOf(watched)).toEqual([]);
  });

  it('is operated by keyboard alone', { timeout: 60_000 }, async () => {
    const watched = await visit('/');
    const { page } = watched;
    const focused = () => page.evaluate<Focused>(FOCUSED);
    async function tabTo(wanted: (element: { text: string; id: string }) => boolean): Promise<void> {
      for (let steps = 0; steps < 150; steps += 1) {
        await page.keyboard.press('Tab');
        const element = await focused();
        if (!wanted(element)) continue;
        expect(element.outline).toBe('solid 3px');
        return;
      }
      throw new Error('The keyboard does not lead there');
    }
    await page.keyboard.press('Tab');
    expect((await focused()).text).toBe('Skip to content');
    await page.keyboard.press('Enter');
    expect((await focused()).id).toBe('content');
    await tabTo(({ text }) => text.startsWith('Baku says Shusha'));
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Baku says Shusha' }).waitFor();
    await tabTo(({ text }) => text === 'Reply to Davit');
    await page.keyboard.press('Enter');
    await expect.poll(async () => (await focused()).id).toBe('reply-name');
    for (const value of ['Eve', 'eve@example.org', '', 'By keyboard.']) {
      await page.keyboard.type(value);
      await page.keyboard.press('Tab');
    }
    expect((await focused()).text).toBe('Post Comment');
    await page.keyboard.press('Enter');
    await commentWith(page, 'By keyboard.').waitFor();
    expect(await commentWith(page, 'I have friends').locator(':scope > ol').innerText()).toContain(
      'By keyboard.',
    );
    expect((await focused()).id).toMatch(/^comment-/);
    expect(faultsOf(watched)).toEqual([]);
  });

  const PAGES = [
    '/',
    '/world',
    '/author/ilse-varga',
    '/tag/diplomacy',
    '/search?q=harbour',
    '/search?q=nothingofthekind',
    SHUSHA,
    '/technology/every-kind-of-block',
    '/technology/talkative?reply=none',
    '/technology/premoderated',
    '/technology/closed',
    '/technology/retracted',
    '/culture/saint-aurel-cinema-en-plein-air-revient',
    '/nowhere',
    '/world?after=garbage',
  ];

  it('has no fault that axe knows of in either colour scheme', { timeout: 240_000 }, async () => {
    const watched = await visit('/');
    const { page } = watched;
    async function check(path: string): Promise<void> {
      await page.emulateMedia({ colorScheme: 'light' });
      expect(await watched.accessibilityFaults(), path).toEqual([]);
      // Nothing else depends on the scheme.
      await page.emulateMedia({ colorScheme: 'dark' });
      const contrast = await page.evaluate<{ violations: unknown[] }>(CONTRAST);
      expect(contrast.violations, `${path}, dark`).toEqual([]);
    }
    for (const path of PAGES) {
      await page.goto(path);
      await check(path);
    }
    await page.goto('/technology/talkative');
    const more = await page.getByRole('link', { name: 'Show more comments' }).getAttribute('href');
    await page.goto(more ?? '');
    await check('further comments');
    await page.goto(SHUSHA);
    await page.getByRole('link', { name: 'Reply to Pieter' }).click();
    await page.evaluate(`document.querySelector('.reply form').noValidate = true`);
    await send(page);
    await page.getByText('Please fill this in.').first().waitFor();
    await check('a form with faults');
    expect(faultsOf(watched)).toEqual([]);
  });

  it('fits every screen, from 320 px up', { timeout: 120_000 }, async () => {
    const watched = await visit('/');
    for (const path of PAGES) {
      await watched.page.goto(path);
      for (const width of [320, 360, 768, 1100, 1440, 2560]) {
        await watched.page.setViewportSize({ width, height: 800 });
        expect([path, width, await watched.sidewaysOverflow()]).toEqual([path, width, 0]);
      }
    }
  });

  it.each([360, 1440])('shifts nothing while it loads, at %i px', { timeout: 60_000 }, async (width) => {
    const watched = await browser.open(site.url, { viewport: { width, height: 800 } });
    open.push(watched);
    const { page } = watched;
    let late = 0;
    // Pictures come late, one of them not at all.
    await page.context().route(PICTURES, async (route) => {
      late += 1;
      await new Promise((resolve) => setTimeout(resolve, 150));
      if (late === 2) await route.abort();
      else await route.fulfill({ contentType: 'image/svg+xml', body: DOT });
    });
    await page.addInitScript({ content: SHIFTS });
    for (const path of ['/', '/world', '/author/ilse-varga', SHUSHA, '/technology/every-kind-of-block']) {
      await page.goto(path, { waitUntil: 'networkidle' });
      await page.evaluate('scrollTo(0, document.body.scrollHeight)');
      await page.waitForLoadState('networkidle');
      await page.evaluate(TWO_FRAMES);
      const sum = await page.evaluate('window.shifts.reduce((sum, value) => sum + value, 0)');
      expect([path, sum]).toEqual([path, expect.closeTo(0, 2)]);
    }
    expect(late).toBeGreaterThan(3);
  });

  it('says so when the API is away, and tells a form that it did not work', async () => {
    const port = await freePort();
    const lonely = await ReaderProcess.start(`http://127.0.0.1:${port}`, await freePort());
    const watched = await browser.open(lonely.url);
    open.push(watched);
    await watched.page.goto(SHUSHA);
    expect(await watched.page.getByRole('heading', { level: 1 }).innerText()).toBe('Back in a moment');
    expect(await watched.accessibilityFaults()).toEqual([]);
    await lonely.stop();

    const { page } = await visit(SHUSHA);
    await page.context().setOffline(true);
    await fill(page, { Name: 'Fay', Email: 'fay@example.org', Comment: 'Into the void.' });
    await send(page);
    await page.getByText('That did not work just now.').waitFor();
    expect(await typed(page, 'Comment')).toBe('Into the void.');
    await page.context().setOffline(false);
    await send(page);
    await commentWith(page, 'Into the void.').waitFor();
  });
});
