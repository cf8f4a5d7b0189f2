// The console of an API that wants tokens: an operator logs in at an issuer.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { freePorts } from '../../platform/free-port.ts';
import { CONSOLE_CLIENT, OidcProvider } from '../../tools/issuer/oidc-provider.ts';
import { startAnother, type AnotherProcess } from '../support/another-process.ts';
import { eventsOf, get, untilStatus } from '../support/api-client.ts';
import { barriersOf } from './support/barriers.ts';
import { browserTest, useBrowser } from './support/browser.ts';
import { heldOrder } from './support/orders.ts';

const logs = mkdtempSync(path.join(os.tmpdir(), 'durable-orders-login-'));
const browser = useBrowser();
let issuer: OidcProvider;
let api: AnotherProcess;

beforeAll(async () => {
  const { API_PORT = '' } = await freePorts(['API_PORT']);
  issuer = new OidcProvider(0, `http://127.0.0.1:${API_PORT}`);
  await issuer.start();
  const client = { CONSOLE_CLIENT_ID: CONSOLE_CLIENT.id, CONSOLE_CLIENT_SECRET: CONSOLE_CLIENT.secret };
  api = await startAnother('api', logs, { API_PORT, OIDC_ISSUER: issuer.issuer, ...client });
});
afterAll(async () => {
  await api.stop();
  await issuer.stop();
  rmSync(logs, { recursive: true, force: true });
});

const button = (page: Page, name: string) => page.getByRole('button', { name });

async function enterAt(page: Page, name: string): Promise<void> {
  await page.getByPlaceholder('Enter any login').fill(name);
  await page.getByPlaceholder('and password').fill('anything');
  await button(page, 'Sign-in').click();
}

/** As whom, at the console's page. */
async function logIn(name: string, address: string) {
  const seen = await browser.open(address, { url: api.url });
  await seen.page.getByRole('link', { name: 'Log in' }).click();
  await enterAt(seen.page, name);
  await button(seen.page, 'Log out').waitFor();
  return seen;
}

/** As if the token were about to end. */
async function nearTheEnd(page: Page): Promise<void> {
  await page.clock.setFixedTime(Date.now() + 15 * 60_000);
  await page.route('**/console/session', async (route) => {
    if (route.request().method() !== 'GET') return route.continue();
    const answer = await route.fetch();
    return route.fulfill({ json: { ...((await answer.json()) as object), expiresInSeconds: 5 } });
  });
}

browserTest('an operator logs in, acts in their own name, and logs out; the page never has a token', async () => {
  const order = await heldOrder();
  const { page } = await logIn('grace', `/orders/${order.id}`);
  expect(page.url()).toBe(`${api.url}/console/orders/${order.id}`);
  const kept = await page.evaluate<string>('JSON.stringify([document.cookie, { ...localStorage }, { ...sessionStorage }])');
  expect(kept).toBe('["",{},{}]');

  await button(page, 'Cancel order').click();
  await button(page, 'Cancel the order').click();
  await untilStatus(order.id, 'CANCELED');
  expect((await eventsOf(order.id)).filter(({ actor }) => actor === 'grace').length).toBeGreaterThan(0);

  await button(page, 'Log out').click();
  await button(page, 'Yes, sign me out').click();
  await page.getByText('Nobody is logged in').waitFor();
  expect((await page.context().cookies(api.url)).map(({ name }) => name).filter((name) => name.includes('console'))).toEqual([]);
});

browserTest('nobody is kept from logging in', async () => {
  const seen = await browser.open('/', { url: api.url });
  await seen.page.getByRole('link', { name: 'Log in' }).waitFor();
  // What was asked for before somebody logged in.
  seen.complaints.splice(0);
  expect(await barriersOf(seen)).toEqual([]);
});

browserTest('an operator who may only look sees no button that would be refused', async () => {
  const order = await heldOrder();
  const { page } = await logIn('viewer', `/orders/${order.id}`);
  await page.getByText('It is held: Fraud (third in an hour).').waitFor();
  expect(await page.getByRole('button').allInnerTexts()).toEqual(['Log out', 'Copy']);
  await page.getByRole('link', { name: 'Stock' }).click();
  await page.getByRole('table').waitFor();
  expect([await button(page, 'Set').count(), await page.getByRole('link', { name: 'Webhooks' }).count()]).toEqual([0, 0]);
});

browserTest('a token that ends is replaced without a word; a login that ends keeps what was typed until there is another one', async () => {
  const order = await heldOrder();
  const { page } = await logIn('grace', `/orders/${order.id}`);
  await button(page, 'Add a note').click();
  await page.getByRole('textbox', { name: 'Note' }).fill('the customer called');

  const renewed = page.waitForResponse((answer) => answer.url().endsWith('/console/session') && answer.request().method() === 'POST');
  await nearTheEnd(page);
  await button(page, 'Add the note').click();
  expect((await renewed).status()).toBe(200);
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await page.unroute('**/console/session');

  await button(page, 'Cancel order').click();
  await page.getByRole('textbox', { name: 'Why' }).fill('ordered twice');
  // The issuer's, too: it knows nobody here any more.
  await page.context().clearCookies();
  await button(page, 'Cancel the order').click();
  const again = page.getByRole('dialog').getByRole('link', { name: 'Log in again in a new tab' });
  await again.waitFor();
  expect((await get(order.id)).status).toBe('CONFIRMED');
  const [tab] = await Promise.all([page.context().waitForEvent('page'), again.click()]);
  await enterAt(tab, 'grace');
  await button(tab, 'Log out').waitFor();

  await again.waitFor({ state: 'hidden' });
  expect(await page.getByText('Your login has ended').count()).toBe(0);
  expect(await page.getByRole('textbox', { name: 'Why' }).inputValue()).toBe('ordered twice');
  await button(page, 'Cancel the order').click();
  expect((await untilStatus(order.id, 'CANCELED')).reason?.text).toContain('ordered twice');
});
