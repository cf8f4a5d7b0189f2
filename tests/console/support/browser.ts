import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { setting } from '../../support/api-client.ts';
import { chromiumPath, launchChromium, ROOM } from './chromium.ts';

export interface Seen {
  readonly page: Page;
  /** What the browser complained of: errors of scripts, and what the page's policy refused. */
  readonly complaints: string[];
}

export interface OpenOptions extends BrowserContextOptions {
  /** Where the API is; that of the system that all share unless it is given. */
  readonly url?: string;
  /** Before anything is loaded. */
  readonly prepare?: (page: Page) => Promise<unknown>;
}

export interface Browsing {
  /** A page of a browser of its own at an address of the console. */
  open(address: string, options?: OpenOptions): Promise<Seen>;
}

/** `test`; or, where there is no Chromium, one that is reported as skipped. */
export const browserTest = chromiumPath === undefined ? test.skip : test;

/** A Chromium for the tests of one file. */
export function useBrowser(): Browsing {
  let browser: Browser;
  if (chromiumPath === undefined) {
    test.skip('needs Chromium: apt-get install chromium, or its path in CHROMIUM', () => undefined);
  } else {
    beforeAll(async () => {
      browser = await launchChromium();
    });
    afterAll(() => browser.close());
  }
  return {
    async open(address, { url = setting('TEST_API_URL'), prepare, ...options } = {}) {
      const context = await browser.newContext({
        ...ROOM,
        ...options,
      });
      const page = await context.newPage();
      page.setDefaultTimeout(60_000);
      const complaints: string[] = [];
      page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(error.message));
      await prepare?.(page);
      await page.goto(`${url}/console${address}`);
      return { page, complaints };
    },
  };
}
