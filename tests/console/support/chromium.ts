import { existsSync } from 'node:fs';
import { chromium, type Browser, type BrowserServer } from 'playwright-core';

/** Where Debian, Ubuntu and macOS have it; CHROMIUM names another. */
const PLACES = [
  process.env['CHROMIUM'] ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

export const chromiumPath = PLACES.find((place) => existsSync(place));

/** What everybody browses in. */
export const ROOM = { viewport: { width: 1280, height: 900 }, locale: 'en-GB', timezoneId: 'Europe/Amsterdam' };

const OPTIONS = { args: ['--no-sandbox'], ...(chromiumPath !== undefined && { executablePath: chromiumPath }) };

/** @throws Error where there is none */
export function launchChromium(): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error('Chromium is needed: apt-get install chromium, or its path in CHROMIUM.');
  return chromium.launch(OPTIONS);
}

/** One for several processes; undefined where there is none. */
export async function serveChromium(): Promise<BrowserServer | undefined> {
  return chromiumPath === undefined ? undefined : chromium.launchServer(OPTIONS);
}
