import { existsSync } from 'node:fs';
import axe from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { describe } from 'vitest';

/** Where Chromium usually is. */
const USUAL_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** The browser of CHROMIUM_PATH, else of a usual place; null where there is none. */
export function chromiumPath(): string | null {
  const named = process.env['CHROMIUM_PATH'];
  if (named) return named;
  return USUAL_PLACES.find((path) => existsSync(path)) ?? null;
}

/** Tests that need Chromium. Where it is missing they are skipped, and their name says what is missing. */
export function describeInBrowser(name: string, tests: () => void): void {
  const isMissing = chromiumPath() === null;
  describe.skipIf(isMissing)(
    `${name}${isMissing ? ' (skipped: no Chromium, see CHROMIUM_PATH)' : ''}`,
    () => {
      tests();
    },
  );
}

/** One browser for the tests of a file. */
export class TestBrowser {
  private constructor(private readonly browser: Browser) {}

  static async launch(): Promise<TestBrowser> {
    const isRoot = process.getuid?.() === 0;
    const browser = await chromium.launch({
      executablePath: chromiumPath() ?? undefined,
      // Chromium's sandbox refuses to start for root.
      chromiumSandbox: !isRoot,
    });
    return new TestBrowser(browser);
  }

  /**
   * A page in a profile of its own.
   * @param origin the only origin that it may call, such as that of a `TestApp`
   */
  async open(origin: string, options: BrowserContextOptions = {}): Promise<WatchedPage> {
    const context = await this.browser.newContext({ baseURL: origin, ...options });
    return WatchedPage.of(await context.newPage(), new URL(origin).origin);
  }

  close(): Promise<void> {
    return this.browser.close();
  }
}

/** A page, and everything that goes wrong in it. */
export class WatchedPage {
  /** What the console calls an error, exceptions nobody caught, and requests that went elsewhere or nowhere. */
  readonly faults: string[] = [];

  private constructor(readonly page: Page) {}

  static of(page: Page, origin: string): WatchedPage {
    const watched = new WatchedPage(page);
    const { faults } = watched;
    page.on('console', (message) => {
      // A violation of the content security policy is among them.
      if (message.type() === 'error') faults.push(`console: ${message.text()} (${message.location().url})`);
    });
    page.on('pageerror', (error) => faults.push(`exception: ${error.message}`));
    page.on('request', (request) => {
      const url = new URL(request.url());
      const isOwn = url.origin === origin || url.protocol === 'data:' || url.protocol === 'blob:';
      if (!isOwn) faults.push(`request to elsewhere: ${request.url()}`);
    });
    page.on('requestfailed', (request) => {
      const reason = request.failure()?.errorText ?? '';
      // A page that is left, or a fetch that is aborted on purpose, is no fault.
      if (reason !== 'net::ERR_ABORTED') faults.push(`request failed: ${request.url()} ${reason}`);
    });
    page.on('websocket', (socket) => {
      if (new URL(socket.url()).host !== new URL(origin).host) {
        faults.push(`socket to elsewhere: ${socket.url()}`);
      }
    });
    return watched;
  }

  /** What axe finds against WCAG 2.2 AA and its own best practices, one line for each element. */
  async accessibilityFaults(): Promise<string[]> {
    // Evaluated by the debugger, which no content security policy stops.
    await this.page.evaluate(axe.source);
    const { violations } = await this.page.evaluate(() =>
      (globalThis as unknown as { axe: typeof axe }).axe.run(),
    );
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary ?? ''}`),
    );
  }

  /** How far the page can be scrolled sideways, in CSS pixels; 0 for a page that fits. */
  sidewaysOverflow(): Promise<number> {
    return this.page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
  }

  close(): Promise<void> {
    return this.page.context().close();
  }
}
