// What may keep somebody from using a page or a dialog: found by axe, by the browser's complaints, and by a narrow screen.
import type { Page } from 'playwright-core';
import { call, newSku, orderFor, submit, untilOrder } from '../support/api-client.ts';
import { barriersOf, NARROW } from './support/barriers.ts';
import { useBrowser, browserTest } from './support/browser.ts';
import { arrivedOrder, heldOrder } from './support/orders.ts';

const browser = useBrowser();

const shipTo = { name: 'Ada', line1: '1 Lane', city: 'Amsterdam', postalCode: '1015 CN', country: 'NL' };
const adjustments = [{ type: 'shipping', amountCents: 500 }];

browserTest.each([
  ['the list', async () => `/?find=${encodeURIComponent((await heldOrder()).customerId)}`],
  ['an order', async () => `/orders/${(await heldOrder({ shipTo, adjustments, metadata: { cart: 'c-1' } })).id}`],
  ['what waits for a person', async () => ((await undecided()).id, '/attention')],
  ['the stock', async () => '/stock'],
  ['the webhooks', async () => '/webhooks'],
  ['one webhook', endpointPage],
  ['the shop', async () => '/shop'],
])('%s has none', async (_, address) => {
  const seen = await browser.open(await address());
  await settled(seen.page);
  expect(await barriersOf(seen)).toEqual([]);
});

browserTest('no dialog of an order that waits has any', async () => {
  const items = [{ sku: await newSku(9), quantity: 3, priceCents: 1000 }];
  const order = await heldOrder({ items, shipTo, adjustments });
  const names = ['Add a note', 'Hold', 'Release a hold', 'Change', 'Cancel units', 'Cancel order'];
  expect(await barriersOfDialogs(`/orders/${order.id}`, names)).toEqual([]);
});

browserTest('no dialog of an order that arrived has any', async () => {
  const order = await arrivedOrder({ shipTo, items: [{ sku: await newSku(2), quantity: 2, priceCents: 1000 }] });
  const asked = { items: [{ lineId: order.items[0]?.lineId, quantity: 1 }], reason: 'too small' };
  await call('POST', `/orders/${order.id}/returns`, asked);
  await untilOrder(order.id, ({ returns: [first] = [] }) => first?.status === 'approved');
  expect(await barriersOfDialogs(`/orders/${order.id}`, ['Refund', 'Return', 'Receive', 'Cancel the return'])).toEqual([]);
});

browserTest('no dialog of a decision, and none of stock has any', async () => {
  const order = await undecided();
  expect(await barriersOfDialogs(`/orders/${order.id}`, ['Write it off'])).toEqual([]);
  const sku = await newSku(7);
  expect(await barriersOfDialogs(`/stock?sku=${sku}`, [`Set ${sku}`])).toEqual([]);
});

browserTest('on a narrow screen an order takes three lines, and the filters are folded away until they are asked for', async () => {
  const { customerId } = await heldOrder();
  const { page } = await browser.open(`/?find=${encodeURIComponent(customerId)}`);
  await page.locator('tbody tr').waitFor();
  expect(await page.getByRole('button', { name: 'Filters' }).count()).toBe(0);
  await page.setViewportSize(NARROW);
  const tops = 'new Set([...document.querySelectorAll("tbody td")].map((cell) => cell.getBoundingClientRect().top)).size';
  expect(await page.evaluate<number>(tops)).toBe(3);
  const unfold = page.getByRole('button', { name: 'Filters' });
  await unfold.waitFor();
  expect(await page.getByLabel('Status').isVisible()).toBe(false);
  await unfold.click();
  await page.getByLabel('Status').waitFor();
});

async function undecided() {
  const { body } = await submit(orderFor(await newSku(1), { payment: { token: 'tok_capture_declined' } }));
  return untilOrder(body.id, ({ needsAttention }) => needsAttention?.code === 'CAPTURE_DECLINED');
}

async function endpointPage(): Promise<string> {
  const { body } = await call<{ endpointId: string }>('POST', '/webhook-endpoints', { url: 'http://127.0.0.1:9/none' });
  await call('POST', `/webhook-endpoints/${body.endpointId}/test`, {});
  return `/webhooks/${body.endpointId}`;
}

async function barriersOfDialogs(address: string, names: readonly string[]): Promise<unknown[]> {
  const seen = await browser.open(address);
  const found: unknown[] = [];
  for (const name of names) {
    await seen.page.getByRole('button', { name, exact: true }).click();
    await seen.page.getByRole('dialog').waitFor();
    for (const fold of await seen.page.getByRole('dialog').locator('details').all()) await fold.locator('summary').click();
    found.push(...(await barriersOf(seen, '[role=dialog]')).map((barrier) => [name, barrier]));
    await seen.page.keyboard.press('Escape');
    await seen.page.getByRole('dialog').waitFor({ state: 'hidden' });
  }
  return found;
}

/** What it reads is there. */
async function settled(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.getByLabel('Loading').first().waitFor({ state: 'hidden' });
}
