import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { setting } from '../../support/api-client.ts';
import { chromiumPath, ROOM } from './chromium.ts';

export interface Seen {
  readonly page: Page;
  /** What the browser complained of: errors of scripts, and what the page's policy refused. */
  readonly complaints: string[];
}

export interface OpenOptions {
  /** Where the API is, in a browser of its own with cookies of its own; the system that all share unless it is given. */
  readonly url?: string;
  /** Before anything is loaded. */
  readonly prepare?: (page: Page) => Promise<unknown>;
}

export interface Browsing {
  /** A page at an address of the console, until the test ends. */
  open(address: string, options?: OpenOptions): Promise<Seen>;
}

/** `test`; or, where there is no Chromium, one that is reported as skipped. */
export const browserTest = chromiumPath === undefined ? test.skip : test;

/** A room in the Chromium of all tests for those of one file: what was loaded once is in its cache. */
export function useBrowser(): Browsing {
  let browser: Browser;
  let shared: BrowserContext;
  if (chromiumPath === undefined) {
    test.skip('needs Chromium: apt-get install chromium, or its path in CHROMIUM', () => undefined);
  } else {
    beforeAll(async () => {
      browser = await chromium.connect(setting('TEST_BROWSER'));
      shared = await newRoom(browser);
    });
    // A page that is left open goes on to follow what happens.
    afterEach(async () => {
      for (const page of shared.pages()) await page.close();
      for (const context of browser.contexts()) if (context !== shared) await context.close();
    });
    afterAll(() => browser.close());
  }
  return {
    async open(address, { url, prepare } = {}) {
      const context = url === undefined ? shared : await newRoom(browser);
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(error.message));
      await prepare?.(page);
      await page.goto(`${url ?? setting('TEST_API_URL')}/console${address}`);
      return { page, complaints };
    },
  };
}

async function newRoom(browser: Browser): Promise<BrowserContext> {
  const context = await browser.newContext(ROOM);
  context.setDefaultTimeout(60_000);
  return context;
}
