import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { DemoService } from '../../src/demo/demo.service.js';
import { DEMO_STORY } from '../../src/docs/example-story.query.js';
import { describeInBrowser, TestBrowser, type WatchedPage } from '../support/browser.js';
import { aComment } from '../support/comments.js';
import { project } from '../support/embedded-processes.js';
import { TestApp } from '../support/test-app.js';

const guides = readdirSync(join(project, 'docs')).map((name) => `/docs/${name.replace(/\.md$/, '')}`);
const OWN_PAGES = ['/docs', '/docs/reference', ...guides, '/docs/no-such-page'];

// A browser takes its time where many programs share a processor.
vi.setConfig({ testTimeout: 180_000 });

describeInBrowser('the documentation in a browser', () => {
  let site: TestApp;
  let browser: TestBrowser;
  beforeAll(async () => {
    [browser, site] = await Promise.all([TestBrowser.launch(), TestApp.start()]);
    await site.app.get(DemoService, { strict: false }).fillEmpty(new Date());
  });
  afterAll(async () => {
    await browser.close();
    await site.close();
  });

  /** Opens a page, and closes it without anything having gone wrong. */
  async function on(
    path: string,
    use: (watched: WatchedPage) => Promise<void>,
    options: Parameters<TestBrowser['open']>[1] = {},
  ): Promise<void> {
    const watched = await browser.open(site.url, options);
    await watched.page.goto(path);
    await use(watched);
    // A browser says so itself where a page is not there.
    const expected = path === '/docs/no-such-page' ? ['404'] : [];
    expect(watched.faults.filter((fault) => !expected.some((text) => fault.includes(text)))).toEqual([]);
    await watched.close();
  }

  it.each(OWN_PAGES)(
    '%s can be read by everyone, from a narrow phone to a desk, by day and by night',
    async (path) => {
      // Guides are of one make: what is wrong with the colours of one is wrong with all.
      const isGuide = guides.slice(1).includes(path);
      const sights = [
        [1440, 'dark'],
        [320, 'light'],
      ] as const;
      await on(path, async (watched) => {
        for (const width of isGuide ? [320, 768, 1440] : [320, 480, 768, 1024, 1440, 2200]) {
          await watched.page.setViewportSize({ width, height: 900 });
          expect(await watched.sidewaysOverflow(), `${path} at ${width}`).toBe(0);
        }
        // The reference is so long that one look at it takes as long as all the guides.
        const looked = isGuide ? sights.slice(1) : path === '/docs/reference' ? sights.slice(0, 1) : sights;
        for (const [width, colorScheme] of looked) {
          await watched.page.setViewportSize({ width, height: 900 });
          await watched.page.emulateMedia({ colorScheme });
          expect(await watched.accessibilityFaults(), `${path} at ${width}`).toEqual([]);
        }
      });
    },
  );

  it('runs the first calls where they stand', async () => {
    await on('/docs', async ({ page }) => {
      const calls = page.locator('.calls figure');
      const expected = [
        ['200 OK', 'breadcrumbs'],
        ['200 OK', 'articlePage'],
        ['201 Created', 'Well said. Thank you!'],
      ];
      for (const [index, [status = '', text = '']] of expected.entries()) {
        const figure = calls.nth(index);
        await figure.getByRole('button', { name: 'Run' }).click();
        await figure.locator('.answer pre').waitFor();
        expect(await figure.locator('.answer').textContent()).toContain(status);
        expect(await figure.locator('.answer pre').textContent()).toContain(text);
      }
    });
  });

  it('copies what is shown, and keeps the form that was chosen', async () => {
    await on(
      '/docs',
      async ({ page }) => {
        const first = page.locator('.calls figure').first();
        await first.locator('label', { hasText: 'fetch' }).click();
        await first.getByRole('button', { name: 'Copy' }).click();
        await first.getByRole('button', { name: 'Copied' }).waitFor();
        const copied = await page.evaluate('navigator.clipboard.readText()');
        expect(copied).toMatch(/^const response = await fetch\('https:\/\/api\.example\/v1\/articles\//);
        await page.goto('/docs/pagination');
        expect(await page.locator('.call input:checked').first().inputValue()).toBe('fetch');
      },
      { permissions: ['clipboard-read', 'clipboard-write'] },
    );
  });

  it('shows every form of a call without a script, too', async () => {
    await on(
      '/docs',
      async ({ page }) => {
        const second = page.locator('.calls figure').nth(1);
        expect(await second.getByRole('button').count()).toBe(0);
        await second.locator('label', { hasText: 'curl' }).click();
        expect(await second.locator('pre:visible').textContent()).toContain('curl');
      },
      { javaScriptEnabled: false },
    );
  });

  it('can be used with the keyboard alone', async () => {
    await on('/docs', async ({ page }) => {
      const focused = () => page.evaluate('document.activeElement.textContent.trim()');
      await page.keyboard.press('Tab');
      expect(await focused()).toBe('Skip to the content');
      await page.keyboard.press('Enter');
      await page.keyboard.press('Tab');
      // The forms of the first call are one stop, and arrows choose among them.
      await page.keyboard.press('ArrowRight');
      expect(await page.locator('.calls input:checked').first().inputValue()).toBe('fetch');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Tab');
      expect(await focused()).toBe('Run');
      await page.keyboard.press('Enter');
      await page.locator('.calls .answer pre').first().waitFor();
    });
  });

  it('tries an operation of the reference, which is found by its name', async () => {
    await on('/docs/reference', async ({ page }) => {
      await page.keyboard.press('/');
      await page.keyboard.type('everything share');
      const found = page.locator('.operations li:visible');
      expect(await found.allTextContents()).toEqual([expect.stringContaining('share the story')]);
      await found.locator('a').click();
      expect(new URL(page.url()).hash).toBe('#shareShare');
      const section = page.locator('#shareShare');
      await section.getByRole('button', { name: 'Try it' }).click();
      expect(await section.getByLabel('article (required)').inputValue()).toBe(DEMO_STORY);
      await section.getByLabel('fields').fill('title,counts.total');
      await section.getByRole('button', { name: 'Send GET' }).click();
      await section.locator('.answer pre').waitFor();
      expect(await section.locator('.answer').textContent()).toMatch(/200 OK[^]*"counts": \{\s+"total": 0/);
      expect(await section.locator('.answer pre').textContent()).toContain('etag: "');
    });
  });

  it('shows what stands under the address of an operation, and its list folded on a phone', async () => {
    await on(
      '/docs/reference#commentsAdd',
      async ({ page }) => {
        expect(await page.locator('#commentsAdd').isVisible()).toBe(true);
        const place = await page.evaluate(
          "document.querySelector('#commentsAdd').getBoundingClientRect().top",
        );
        expect(place).toBeLessThan(200);
        expect(await page.locator('.operations').isVisible()).toBe(false);
        await page.getByText('Operations and schemas').click();
        expect(await page.locator('.operations').isVisible()).toBe(true);
      },
      { viewport: { width: 360, height: 780 } },
    );
  });

  it('leads from an example to GraphiQL with the operation in a tab', async () => {
    await on('/docs', async ({ page }) => {
      await page.getByRole('link', { name: 'Open in GraphiQL' }).click();
      await page.locator('.graphiql-query-editor .CodeMirror').waitFor();
      expect(
        await page.evaluate(
          "document.querySelector('.graphiql-query-editor .CodeMirror').CodeMirror.getValue()",
        ),
      ).toContain(`articlePage(slug: "${DEMO_STORY}")`);
    });
  });

  it('runs saved operations in GraphiQL', async () => {
    await on('/graphql', async ({ page }) => {
      await page.getByRole('tab', { name: 'ArticlePage' }).waitFor();
      await page.getByRole('button', { name: /^Execute query/ }).click();
      const answer = page.locator('.graphiql-response');
      await answer.getByText('articlePage').first().waitFor();
      await page.getByRole('button', { name: 'Show Examples' }).click();
      await page.locator('.examples').getByRole('button', { name: 'LatestStories' }).click();
      await page.getByRole('button', { name: /^Execute query/ }).click();
      await answer.getByText('totalCount').first().waitFor();
      // Everything that GraphiQL opens over the page keeps to the policy, too.
      await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
      await page.locator('.graphiql-doc-explorer').getByText('Query', { exact: true }).first().waitFor();
      for (const dialog of ['Open settings dialog', 'Open short keys dialog']) {
        await page.getByRole('button', { name: dialog }).click();
        await page.getByRole('dialog').waitFor();
        await page.keyboard.press('Escape');
        await page.getByRole('dialog').waitFor({ state: 'detached' });
      }
    });
  });

  it('follows a subscription in GraphiQL', async () => {
    await on('/graphql', async ({ page }) => {
      await page.getByRole('tab', { name: 'NewComments' }).click();
      await page.locator('.graphiql-query-editor', { hasText: 'subscription NewComments' }).waitFor();
      const connected = page.waitForEvent('websocket');
      await page.getByRole('button', { name: /^Execute query/ }).click();
      const socket = await connected;
      expect(new URL(socket.url()).pathname).toBe('/graphql');
      const answer = page.locator('.graphiql-response');
      // Comments that came before the subscription are none of its business, so they are sent until one arrives.
      while (!((await answer.textContent()) ?? '').includes('As it happens.')) {
        await site.post(`/v1/articles/${DEMO_STORY}/comments`, aComment({ body: 'As it happens.' }));
        await page.evaluate('new Promise(requestAnimationFrame)');
      }
      await page.getByRole('button', { name: /^Stop query/ }).click();
    });
  });

  it('opens GraphiQL where introspection is off, and says so', async () => {
    const shy = await TestApp.start({ INTROSPECTION: 'false' });
    const watched = await browser.open(shy.url);
    try {
      await watched.page.goto('/graphql');
      await watched.page.getByText('Introspection is off on this server').waitFor();
      await watched.page.locator('.graphiql-query-editor').waitFor();
      expect(watched.faults).toEqual([]);
    } finally {
      await watched.close();
      await shy.close();
    }
  });
});
