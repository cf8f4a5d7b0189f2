// Orders that are not handled whole: units that are cancelled, or have to come first, and goods that come back.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { startAnother, type AnotherProcess } from '../support/another-process.ts';
import type { Order } from '../../domain/order.ts';
import { call, eventsOf, get, newSku, stockOf, untilOrder, untilStatus } from '../support/api-client.ts';
import { barriersOf } from './support/barriers.ts';
import { browserTest, useBrowser } from './support/browser.ts';
import { arrivedOrder, backorder, heldOrder } from './support/orders.ts';

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

browserTest('shows which units wait for stock, who else does, and that they have come when they are counted', async () => {
  const { order, awaited } = await backorder();
  const { page } = await browser.open(`/orders/${order.id}`);
  await page.getByText(`Stock has to come: 3 × ${awaited}.`).waitFor();
  await page.getByRole('region', { name: 'Customer' }).getByText('Is waited for until').waitFor();
  await page.getByRole('link', { name: '3 wait for stock' }).click();
  const queue = page.getByRole('region', { name: 'Who waits for it' });
  await queue.getByRole('link', { name: order.orderNumber }).waitFor();
  await button(page, `Set ${awaited}`).click();
  await dialog(page).getByLabel('On hand').fill('3');
  await button(page, 'Set it').click();
  await page.getByText('3 of 3').waitFor();
  await queue.waitFor({ state: 'hidden' });
  await page.goBack();
  await page.getByRole('heading', { name: 'Confirmed' }).waitFor();
  await page.getByText('3 reserved').waitFor();
  expect(await page.getByText('Is waited for until').count()).toBe(0);
});

describe('where a person decides', () => {
  const logs = mkdtempSync(path.join(os.tmpdir(), 'durable-orders-returns-'));
  const running: AnotherProcess[] = [];
  let url: string;
  // On a task queue of their own: the workflows of what is placed or announced at this API run at this worker.
  beforeAll(async () => {
    // A person is asked at once where stock is short.
    const own = { TEMPORAL_TASK_QUEUE: 'orders-manual-returns', RETURN_APPROVAL: 'manual', BACKORDER_DAYS: '0.00001' };
    for (const name of ['worker', 'api'] as const) running.push(await startAnother(name, logs, own));
    url = running.at(-1)?.url ?? '';
  });
  afterAll(async () => {
    for (const one of running) await one.stop();
    rmSync(logs, { recursive: true, force: true });
  });

  browserTest('a return is declined with the reason, another approved, and cancelled when the customer keeps the goods', async () => {
    const { sku, items } = await threeOf(1000);
    const order = await arrivedOrder({ items });
    const seen = await browser.open(`/orders/${order.id}`, { url });
    const { page } = seen;
    const barriers = () => barriersOf(seen, '[role=dialog]');
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
    expect(await barriers()).toEqual([]);
    await button(page, 'Decline it').click();
    await returns.getByText('Declined: worn').waitFor();

    await announce('never worn');
    await returns.getByRole('button', { name: 'Approve' }).click();
    await button(page, 'Approve it').waitFor();
    expect(await barriers()).toEqual([]);
    await button(page, 'Approve it').click();
    await returns.getByText('Approved').waitFor();
    await returns.getByRole('button', { name: 'Cancel the return' }).click();
    await dialog(page).getByRole('button', { name: 'Cancel the return' }).click();
    await returns.getByText('Cancelled').waitFor();
    const { returns: ended, payment } = await get(order.id);
    expect([ended.map(({ status }) => status), payment.refundedCents]).toEqual([['declined', 'cancelled'], 0]);
  });

  browserTest('what is missing is dropped, waited for once more, or costs the order', async () => {
    const asks = ({ needsAttention }: Order) => needsAttention?.code === 'BACKORDER_OVERDUE';
    const place = async () => untilOrder((await backorder(url)).order.id, asks);
    const [dropping, keeping, cancelling] = [await place(), await place(), await place()];
    const { page } = await browser.open('/attention', { url });
    const choose = async ({ orderNumber }: Order, choice: string) => {
      await page.getByRole('listitem').filter({ hasText: orderNumber }).getByRole('button', { name: choice }).click();
      const told = await dialog(page).innerText();
      await dialog(page).getByRole('button', { name: choice }).click();
      await dialog(page).waitFor({ state: 'hidden' });
      return told;
    };
    expect(await choose(dropping, 'Drop what is missing')).toContain('The rest goes on to its payment.');
    expect(await untilStatus(dropping.id, 'CONFIRMED')).toMatchObject({ dueCents: 1000, payment: { authorisedCents: 1000 } });
    await choose(keeping, 'Keep waiting');
    const decisions = async () => (await eventsOf(keeping.id)).filter(({ type }) => type === 'orders.attention_resolved');
    expect(await decisions()).toHaveLength(1);
    await choose(cancelling, 'Cancel the order');
    await untilStatus(cancelling.id, 'CANCELED');
    await call('POST', `/orders/${keeping.id}/cancel`);
  });
});
