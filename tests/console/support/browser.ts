import { existsSync } from 'node:fs';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { setting } from '../../support/api-client.ts';

/** Where Debian, Ubuntu and macOS have it; CHROMIUM names another. */
const PLACES = [
  process.env['CHROMIUM'] ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

export interface Seen {
  readonly page: Page;
  /** What the browser complained of: errors of scripts, and what the page's policy refused. */
  readonly complaints: string[];
}

export interface Browsing {
  /** A page of its own at an address of the console. */
  open(address: string, options?: BrowserContextOptions): Promise<Seen>;
}

/** A Chromium for the tests of one file. */
export function useBrowser(): Browsing {
  let browser: Browser;
  beforeAll(async () => {
    const executablePath = PLACES.find((place) => existsSync(place));
    if (executablePath === undefined) throw new Error('These tests need Chromium: apt-get install chromium, or its path in CHROMIUM.');
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  });
  afterAll(() => browser.close());
  return {
    async open(address, options = {}) {
      const context = await browser.newContext({
        viewport: { width: 1280, height: 900 },
        locale: 'en-GB',
        timezoneId: 'Europe/Amsterdam',
        ...options,
      });
      const page = await context.newPage();
      page.setDefaultTimeout(60_000);
      const complaints: string[] = [];
      page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(error.message));
      await page.goto(`${setting('TEST_API_URL')}/console${address}`);
      return { page, complaints };
    },
  };
}
