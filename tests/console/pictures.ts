// `npm run console:pictures`: the pictures of docs/console.md, of a shop that is made for them.
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { createOrdersApi } from '../../clients/orders-api.ts';
import { baseUrl } from '../../deploy/local/processes/own-processes.ts';
import { commandLine, wordsOf } from '../../platform/command-line.ts';
import { startTestSystem } from '../support/system.ts';
import { launchChromium, ROOM } from './support/chromium.ts';
import { furnish } from './support/shop.ts';

const USAGE = 'npm run console:pictures -- [folder, docs/console unless given]';
const folder = commandLine(USAGE, (args) => wordsOf(args, { most: 1 })[0] ?? path.resolve(import.meta.dirname, '../../docs/console'));
mkdirSync(folder, { recursive: true });

const system = await startTestSystem();
const url = baseUrl(system.config.api.host, system.config.api.port);
const browser = await launchChromium();

async function open(address: string, options: BrowserContextOptions = {}): Promise<Page> {
  const page = await (await browser.newContext({ ...ROOM, viewport: { width: 1120, height: 700 }, ...options })).newPage();
  await page.goto(`${url}/console${address}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.getByLabel('Loading').first().waitFor({ state: 'hidden' });
  return page;
}

async function picture(name: string, page: Page): Promise<void> {
  // What is drawn by a transition has to have come to its end.
  await page.screenshot({ path: path.join(folder, `${name}.png`), animations: 'disabled' });
}

try {
  const shop = await furnish(createOrdersApi(url));

  const page = await open('/');
  await page.keyboard.press('/');
  await page.keyboard.type(shop.waiting.customerId);
  await picture('find-1-name', page);
  await page.keyboard.press('Enter');
  await page.locator('tr[aria-current="true"]').filter({ hasText: shop.waiting.customerId }).waitFor();
  await picture('find-2-orders', page);
  await page.keyboard.press('Enter');
  await page.getByRole('region', { name: 'Why it waits' }).waitFor();
  await picture('find-3-why', page);

  await picture('backorder', await open(`/orders/${shop.short.id}`, { viewport: { width: 1120, height: 900 } }));
  await picture('shop-light', await open('/shop'));
  await picture('order-dark', await open(`/orders/${shop.returned.id}`, { colorScheme: 'dark' }));
} finally {
  await browser.close();
  await system.stop();
  rmSync(system.dataDir, { recursive: true, force: true });
}
