// Orders that are not handled whole: units that are cancelled, and goods that come back.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { startAnother, type AnotherProcess } from '../support/another-process.ts';
import { call, get, newSku, stockOf, untilOrder } from '../support/api-client.ts';
import { browserTest, useBrowser } from './support/browser.ts';
import { arrivedOrder, heldOrder } from './support/orders.ts';

const browser = useBrowser();
const dialog = (page: Page) => page.getByRole('dialog');
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const field = (page: Page, name: string) => dialog(page).getByRole('textbox', { name });

async function threeOf(priceCents: number) {
  const sku = await newSku(10);
  return { sku, items: [{ sku, quantity: 3, priceCents }] };
}

browserTest('cancels units of a line, and no more than have not left', async () => {
  const { sku, items } = await threeOf(1000);
  const order = await heldOrder({ items });
  const { page } = await browser.open(`/orders/${order.id}`);
  await button(page, 'Cancel units').click();
  const confirm = button(page, 'Cancel the units');
  await field(page, `Units of ${sku}`).fill('4');
  expect(await confirm.isDisabled()).toBe(true);
  await field(page, `Units of ${sku}`).fill('2');
  await field(page, 'Why').fill('ordered too many');
  await confirm.dblclick();
  await dialog(page).waitFor({ state: 'hidden' });
  await untilOrder(order.id, ({ items: [line] }) => line?.cancelledBeforeCapture === 2);
  const { items: lines, dueCents, status } = await get(order.id);
  expect([lines[0]?.quantity, dueCents, status]).toEqual([3, 1000, 'CONFIRMED']);
  await page.getByText('1 reserved').waitFor();
});

browserTest('changes lines, what is paid beside the goods, address and payment at once, and draws it before', async () => {
  const { sku, items } = await threeOf(1000);
  const newcomer = await newSku(5);
  const order = await heldOrder({ items, adjustments: [{ type: 'shipping', amountCents: 500 }] });
  const { page } = await browser.open(`/orders/${order.id}`);
  await button(page, 'Change').click();
  const confirm = button(page, 'Change the order');
  expect(await confirm.isDisabled()).toBe(true);
  await field(page, `Units of ${sku}`).fill('5');
  await button(page, 'Add a line').click();
  await dialog(page).getByRole('textbox', { name: 'SKU', exact: true }).fill(newcomer);
  // Nobody knows yet what one costs.
  expect(await confirm.isDisabled()).toBe(true);
  await field(page, 'Price in USD').fill('7.50');
  await dialog(page).getByText('Shipping, discounts, taxes and fees').click();
  await field(page, 'Amount in USD').fill('');
  await dialog(page).getByText('Where it goes').click();
  const address = { Name: 'Ada', Street: '1 Lane', 'Postal code': '1015 CN', City: 'Amsterdam', 'Country (two letters)': 'nl' };
  for (const [line, text] of Object.entries(address)) await field(page, line).first().fill(text);
  await dialog(page).getByText('How it is paid').click();
  await field(page, 'Payment token').fill('tok_ok');
  const drawn = dialog(page).getByRole('region', { name: 'What changes' }).getByRole('row');
  expect((await drawn.allInnerTexts()).map((row) => row.replaceAll(/\s+/g, ' ').trim())).toEqual([
    'What changes Now Then',
    `Units of ${sku} 3 5`,
    `New line: ${newcomer} – 1 at US$7.50`,
    'Beside the goods Shipping US$5.00 None',
    'Total US$35.00 US$57.50',
    'Ships to – Ada, 1 Lane, 1015 CN Amsterdam, NL',
    'Paid with What was given What is typed here',
  ]);
  await confirm.dblclick();
  await dialog(page).waitFor({ state: 'hidden' });
  const changed = await get(order.id);
  expect([changed.totalCents, changed.payment.authorisedCents, changed.shipTo?.country]).toEqual([5750, 5750, 'NL']);
  expect([(await stockOf(sku)).reserved, (await stockOf(newcomer)).reserved]).toEqual([5, 1]);
});

browserTest('leaves alone what somebody else changed meanwhile, and an order whole that cannot be changed so', async () => {
  const { sku, items } = await threeOf(1000);
  const order = await heldOrder({ items });
  const { page } = await browser.open(`/orders/${order.id}`);
  await button(page, 'Change').click();
  await field(page, `Units of ${sku}`).fill('4');
  const shipTo = { name: 'Ada', line1: '1 Lane', city: 'Amsterdam', postalCode: '1015 CN', country: 'NL' };
  await call('PATCH', `/orders/${order.id}`, { shipTo }, { 'If-Match': `"${order.version}"` });
  const confirm = button(page, 'Change the order');
  await confirm.click();
  await dialog(page).getByText('The order changed while this was open').waitFor();
  await button(page, 'I have seen it').click();
  await confirm.click();
  await dialog(page).waitFor({ state: 'hidden' });
  const changed = await get(order.id);
  expect([changed.items[0]?.quantity, changed.shipTo?.line1]).toEqual([4, '1 Lane']);

  await button(page, 'Change').click();
  await field(page, `Units of ${sku}`).fill('40');
  await confirm.click();
  await dialog(page).getByRole('alert').waitFor();
  expect(await confirm.count()).toBe(0);
  expect(await get(order.id)).toEqual(changed);
});

browserTest('announces a return, and receives what came of it: in stock, scrapped and missing, less a fee', async () => {
  const { sku, items } = await threeOf(1000);
  const order = await arrivedOrder({ items });
  const { page } = await browser.open(`/orders/${order.id}`);
  await button(page, 'Return').click();
  await field(page, `Units of ${sku}`).fill('3');
  await field(page, 'Why').fill('too small');
  await button(page, 'Announce the return').click();
  const returns = page.getByRole('region', { name: 'Returns' });
  await returns.getByText('Approved').waitFor();

  await returns.getByRole('button', { name: 'Receive' }).click();
  const receive = button(page, 'Receive it');
  await field(page, 'Back into stock').fill('1');
  await field(page, 'Scrapped').fill('1');
  await dialog(page).getByText('have to come to what was announced').waitFor();
  expect(await receive.isDisabled()).toBe(true);
  await field(page, 'Missing').fill('1');
  await field(page, 'Fee in USD').fill('2.50');
  await receive.click();
  await returns.getByText('1 back in stock, 1 scrapped, 1 missing').waitFor();
  const { payment } = await untilOrder(order.id, ({ returns: [each] = [] }) => each?.status === 'closed');
  expect([payment.refundedCents, (await stockOf(sku)).onHand]).toEqual([1750, 8]);
});

describe('where a person decides on returns', () => {
  const logs = mkdtempSync(path.join(os.tmpdir(), 'durable-orders-returns-'));
  const running: AnotherProcess[] = [];
  let url: string;
  // On a task queue of their own: the workflow of a return that is announced at this API runs at this worker.
  beforeAll(async () => {
    const own = { TEMPORAL_TASK_QUEUE: 'orders-manual-returns', RETURN_APPROVAL: 'manual' };
    for (const name of ['worker', 'api'] as const) running.push(await startAnother(name, logs, own));
    url = running.at(-1)?.url ?? '';
  });
  afterAll(async () => {
    for (const one of running) await one.stop();
    rmSync(logs, { recursive: true, force: true });
  });

  browserTest('one is declined with the reason, another approved, and cancelled when the customer keeps the goods', async () => {
    const { sku, items } = await threeOf(1000);
    const order = await arrivedOrder({ items });
    const { page } = await browser.open(`/orders/${order.id}`, { url });
    const returns = page.getByRole('region', { name: 'Returns' });
    const announce = async (reason: string) => {
      await button(page, 'Return').click();
      await field(page, `Units of ${sku}`).fill('3');
      await field(page, 'Why').fill(reason);
      await button(page, 'Announce the return').click();
      await returns.getByRole('listitem').filter({ hasText: reason }).getByText('Requested').waitFor();
    };
    await announce('too small');
    // Nothing can be received of what nobody has approved.
    expect(await returns.getByRole('button').allInnerTexts()).toEqual(['Approve', 'Decline', 'Cancel the return']);
    await returns.getByRole('button', { name: 'Decline' }).click();
    await field(page, 'Why').fill('worn');
    await button(page, 'Decline it').click();
    await returns.getByText('Declined: worn').waitFor();

    await announce('never worn');
    await returns.getByRole('button', { name: 'Approve' }).click();
    await button(page, 'Approve it').click();
    await returns.getByText('Approved').waitFor();
    await returns.getByRole('button', { name: 'Cancel the return' }).click();
    await dialog(page).getByRole('button', { name: 'Cancel the return' }).click();
    await returns.getByText('Cancelled').waitFor();
    const { returns: ended, payment } = await get(order.id);
    expect([ended.map(({ status }) => status), payment.refundedCents]).toEqual([['declined', 'cancelled'], 0]);
  });
});
