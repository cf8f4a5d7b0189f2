// `npm run console:speed`: how soon the console can be used, how soon it shows what was committed, and what hours of looking cost.
import { rmSync } from 'node:fs';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { createOrdersApi } from '../../clients/orders-api.ts';
import { baseUrl } from '../../deploy/local/processes/own-processes.ts';
import { commandLine, positiveNumber, wordsOf } from '../../platform/command-line.ts';
import { startTestSystem } from '../support/system.ts';
import { launchChromium, ROOM } from './support/chromium.ts';

const USAGE = 'npm run console:speed -- [minutes of live updates, 10 unless given]';
const minutes = commandLine(USAGE, (args) => positiveNumber('minutes', wordsOf(args, { most: 1 })[0] ?? '10'));
const ORDERS = 60;
const LOOKS = 5;
const NOTES = 20;
/** As an old laptop has it. */
const SLOWER = 4;
/** Between two changes of an order that is looked at (ms). */
const PACE_MS = 500;
const say = (line: string) => process.stdout.write(`${line}\n`);
const MIB = 1024 * 1024;

const system = await startTestSystem();
const url = baseUrl(system.config.api.host, system.config.api.port);
const api = createOrdersApi(url);
const middle = (figures: readonly number[]) => figures.toSorted((one, other) => one - other)[Math.floor(figures.length / 2)] ?? Number.NaN;

async function newPage(browser: Browser): Promise<{ readonly page: Page; readonly devtools: CDPSession }> {
  const page = await (await browser.newContext(ROOM)).newPage();
  return { page, devtools: await page.context().newCDPSession(page) };
}

/** Fifty rows, the second of which a key has led to. */
const LIST = `isThere('tbody tr:nth-child(50)') && (isThere('tbody tr:nth-child(2)[aria-current="true"]') || press('j'))`;
/** A page of the same scripts and styles that has nothing to show. */
const NOTHING = `isThere('main h1')`;

/** Looks from within the page, at each frame: what asks from outside costs a slow CPU as much as the page itself does. */
const watching = (isUsable: string) => `
  const isThere = (selector) => document.querySelector(selector) !== null;
  const press = (key) => void dispatchEvent(new KeyboardEvent('keydown', { key }));
  globalThis.usable = new Promise((tell) => {
    const look = () => (${isUsable}) ? setTimeout(() => tell(performance.now())) : requestAnimationFrame(look);
    requestAnimationFrame(look);
  });`;

/** From the address to what can be used, with nothing in the browser's cache (ms). */
async function usableMs(browser: Browser, address: string, isUsable: string): Promise<number> {
  const { page, devtools } = await newPage(browser);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
  await page.addInitScript(watching(isUsable));
  await page.goto(`${url}/console${address}`, { waitUntil: 'commit' });
  const took = await page.evaluate<number>('usable');
  await page.context().close();
  return took;
}

/** From the API's answer to a note, whose event is committed by then, to its text on the page (ms). */
async function eventMs(page: Page, id: string, text: string): Promise<number> {
  const shown = page
    .getByText(text, { exact: true })
    .waitFor()
    .then(() => performance.now());
  await api.note(id, text);
  const committed = performance.now();
  return (await shown) - committed;
}

/** What scripts hold after the rubbish was taken out (bytes). */
async function heapBytes(devtools: CDPSession): Promise<number> {
  await devtools.send('HeapProfiler.collectGarbage');
  return (await devtools.send('Runtime.getHeapUsage')).usedSize;
}

async function memory(browser: Browser): Promise<void> {
  const { page, devtools } = await newPage(browser);
  await page.goto(`${url}/console/`);
  await page.locator('tbody tr').nth(49).waitFor();
  const shown = (await api.list({ limit: '50' })).body.orders.map(({ id }) => id);
  const end = Date.now() + minutes * 60_000;
  for (let round = 0, told = 0; Date.now() < end; round += 1) {
    const id = shown[round % shown.length] ?? '';
    await api.note(id, `change ${round}`);
    await page.waitForTimeout(PACE_MS);
    const minute = Math.floor((minutes * 60_000 - (end - Date.now())) / 60_000);
    if (minute < told) continue;
    told = minute + 1;
    say(`after ${minute} min and ${round + 1} changes: ${((await heapBytes(devtools)) / MIB).toFixed(1)} MiB`);
  }
  say(`at the end: ${((await heapBytes(devtools)) / MIB).toFixed(1)} MiB`);
}

const browser = await launchChromium();
try {
  await api.putInStock('LAMP', ORDERS * 2);
  for (let at = 0; at < ORDERS; at += 1)
    await api.submit({
      customerId: `customer ${at}`,
      items: [{ sku: 'LAMP', quantity: 1, priceCents: 1999 }],
      holds: [{ reason: 'other' }],
    });

  const [lists, nothings]: [number[], number[]] = [[], []];
  for (let look = 0; look < LOOKS; look += 1) {
    nothings.push(await usableMs(browser, '/nothing', NOTHING));
    lists.push(await usableMs(browser, '/', LIST));
  }
  const told = (figures: readonly number[]) => `${Math.round(middle(figures))} ms (${figures.map(Math.round).join(', ')})`;
  say(`list of 50, CPU ×${SLOWER} slower: ${told(lists)}; a page with nothing on it: ${told(nothings)}`);

  const { page } = await newPage(browser);
  const id = (await api.list({ limit: '1' })).body.orders[0]?.id ?? '';
  await page.goto(`${url}/console/orders/${id}`);
  await page.getByText('Live', { exact: true }).waitFor();
  const events: number[] = [];
  for (let note = 0; note < NOTES; note += 1) events.push(await eventMs(page, id, `note ${note}`));
  say(`an event shows after ${Math.round(middle(events))} ms, at most ${Math.round(Math.max(...events))} (${NOTES} notes)`);
  await page.context().close();

  await memory(browser);
} finally {
  await browser.close();
  await system.stop();
  rmSync(system.dataDir, { recursive: true, force: true });
}
