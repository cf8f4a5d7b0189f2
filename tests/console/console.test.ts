import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { api, eventsOf, get, newSku, orderFor, stockOf, submit, call, untilOrder, untilStatus } from '../support/api-client.ts';
import { freePorts } from '../../platform/free-port.ts';
import { eventually } from '../../platform/poll.ts';
import { startAnother } from '../support/another-process.ts';
import { queryDatabase } from '../support/system-database.ts';
import { browserTest, useBrowser } from './support/browser.ts';
import { capturedOrder, copyOrder, heldOrder, newCustomer } from './support/orders.ts';

const browser = useBrowser();

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
const dialog = (page: Page) => page.getByRole('dialog');

describe('a new system', () => {
  browserTest('says how an order is placed, and places one at a click', async () => {
    // Orders of other tests come meanwhile: the list is answered as empty, and its stream stays silent.
    const empty = async (page: Page) => {
      await page.route('**/orders?*', (route) => route.fulfill({ json: { orders: [], nextCursor: null } }));
      await page.route(
        ({ pathname }) => pathname === '/events',
        () => undefined,
      );
    };
    const { page } = await browser.open('/', { prepare: empty });
    await page.getByText('No order yet').waitFor();
    await button(page, 'Place a first order').click();
    await page.getByRole('heading', { name: /^[\dA-Z]{5}-[\dA-Z]{5}$/ }).waitFor();
    // Live: nobody reads anything again.
    await page.getByRole('heading', { name: 'Completed' }).waitFor();
    expect((await get(page.url().split('/').at(-1) ?? '')).status).toBe('COMPLETED');
  });
});

describe('by keys alone', () => {
  browserTest('finds an order from its customer, and says why it waits', async () => {
    const order = await heldOrder();
    const { page } = await browser.open('/');
    await page.getByRole('table').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type(order.customerId);
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: order.orderNumber }).waitFor();
    expect(new URL(page.url()).searchParams.get('find')).toBe(order.customerId);
    await page
      .getByRole('row', { name: new RegExp(order.customerId) })
      .and(page.locator('[aria-current="true"]'))
      .waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('It is held: Fraud (third in an hour).').waitFor();
    expect(page.url()).toContain(`/console/orders/${order.id}`);
  });

  browserTest('goes through the rows by j and k, and cancels in a dialog', async () => {
    const customerId = newCustomer();
    const [older, newer] = [await heldOrder({ customerId }), await heldOrder({ customerId })];
    const { page } = await browser.open(`/?find=${encodeURIComponent(customerId)}`);
    const current = page.locator('tr[aria-current="true"]');
    await current.filter({ hasText: newer.orderNumber }).waitFor();
    await page.keyboard.press('j');
    await current.filter({ hasText: older.orderNumber }).waitFor();
    await page.keyboard.press('k');
    await current.filter({ hasText: newer.orderNumber }).waitFor();
    await page.keyboard.press('Enter');
    await button(page, 'Cancel order').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.type('ordered twice');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Canceled' }).waitFor();
    expect((await untilStatus(newer.id, 'CANCELED')).reason?.text).toContain('ordered twice');
  });
});

describe('a change of an order', () => {
  browserTest('is one, however often its button is clicked', async () => {
    const order = await capturedOrder();
    const { page } = await browser.open(`/orders/${order.id}`);
    await button(page, 'Refund').click();
    await dialog(page).getByLabel('How much').selectOption('An amount');
    await dialog(page)
      .getByLabel(/Amount in/)
      .fill('5.00');
    await dialog(page).getByLabel('Why').fill('arrived scratched');
    await dialog(page)
      .getByRole('button', { name: /^Refund/ })
      .dblclick();
    await dialog(page).waitFor({ state: 'hidden' });
    const refunded = await untilOrder(order.id, ({ payment }) => payment.refundedCents > 0);
    expect([refunded.payment.refundedCents, refunded.refunds.length]).toEqual([500, 1]);
  });

  browserTest('wants a large amount typed again', async () => {
    const order = await capturedOrder({ items: [{ sku: await newSku(5), quantity: 1, priceCents: 50_000 }] });
    const { page } = await browser.open(`/orders/${order.id}`);
    await button(page, 'Refund').click();
    await dialog(page).getByLabel('Why').fill('recalled');
    const confirm = dialog(page).getByRole('button', { name: /^Refund/ });
    expect(await confirm.isDisabled()).toBe(true);
    await dialog(page).getByLabel('Type 500.00 again').fill('500');
    await confirm.click();
    expect((await untilOrder(order.id, ({ payment }) => payment.refundedCents > 0)).payment.refundedCents).toBe(50_000);
  });

  browserTest('is not made on an order that changed meanwhile, until that was seen', async () => {
    const order = await heldOrder();
    const { page } = await browser.open(`/orders/${order.id}`);
    await button(page, 'Cancel order').click();
    // Another operator.
    await call('POST', `/orders/${order.id}/notes`, { text: 'the customer called' });
    await button(page, 'Cancel the order').click();
    await dialog(page).getByText('The order changed while this was open').waitFor();
    expect((await get(order.id)).status).toBe('CONFIRMED');
    await button(page, 'I have seen it').click();
    await button(page, 'Cancel the order').click();
    await untilStatus(order.id, 'CANCELED');
  });

  browserTest('places a hold and releases it', async () => {
    const order = await heldOrder();
    const { page } = await browser.open(`/orders/${order.id}`);
    await page.getByRole('button', { name: 'Hold', exact: true }).click();
    await dialog(page).getByLabel('Reason').selectOption('Address');
    await button(page, 'Place the hold').click();
    await page.getByText('It is held: Fraud (third in an hour), Address.').waitFor();
    for (const left of [1, 0]) {
      await button(page, 'Release a hold').click();
      await button(page, 'Release it').click();
      await untilOrder(order.id, ({ holds = [] }) => holds.length === left);
      await dialog(page).waitFor({ state: 'hidden' });
    }
    await page.getByRole('heading', { name: 'Shipped' }).waitFor();
    expect((await get(order.id)).holds).toEqual([]);
  });

  browserTest("shows another's as it comes, who did it and when", async () => {
    const order = await heldOrder();
    const { page } = await browser.open(`/orders/${order.id}`);
    await page.getByText('Live', { exact: true }).waitFor();
    await call('POST', `/orders/${order.id}/notes`, { text: 'the customer called' });
    await page.getByText('the customer called').waitFor();
    expect((await eventsOf(order.id)).at(-1)?.type).toBe('orders.note_added');
  });
});

browserTest("leads from an order to the customer's others, and copies its id", async () => {
  const customerId = newCustomer();
  const [order, other] = [await heldOrder({ customerId }), await heldOrder({ customerId })];
  const { page } = await browser.open(`/orders/${order.id}`);
  await button(page, 'Copy the id').click();
  await button(page, 'Copied the id').waitFor();
  await page.getByRole('link', { name: customerId }).click();
  await page.getByRole('link', { name: other.orderNumber }).waitFor();
  expect(await page.locator('tbody tr').count()).toBe(2);
});

browserTest('settles what waits for a person, from the queue', async () => {
  const { body } = await submit(orderFor(await newSku(1), { payment: { token: 'tok_capture_declined' } }));
  const order = await untilOrder(body.id, ({ needsAttention }) => needsAttention?.code === 'CAPTURE_DECLINED');
  const { page } = await browser.open('/attention');
  const question = page.getByRole('listitem').filter({ hasText: order.orderNumber });
  await question.getByRole('button', { name: 'Write it off' }).click();
  await dialog(page).getByRole('button', { name: 'Write it off' }).click();
  expect((await untilStatus(order.id, 'COMPLETED')).payment.writtenOffCents).toBe(1999);
  await question.waitFor({ state: 'hidden' });
});

browserTest('shows how soon orders are confirmed, and where the newest stand', async () => {
  const { orderNumber } = await heldOrder();
  const { page } = await browser.open('/shop');
  const panel = (title: string) => page.getByRole('region', { name: title });
  const counts = async (title: string) => {
    await panel(title).getByRole('row').first().waitFor();
    return (await panel(title).getByRole('row').allInnerTexts()).map((text) => Number(text.split(/\s/).at(-1)));
  };
  expect((await counts('Time to CONFIRMED')).reduce((sum, count) => sum + count)).toBeGreaterThan(0);
  expect((await counts('By status')).reduce((sum, count) => sum + count)).toBeGreaterThan(0);
  await panel('By status').getByRole('link', { name: 'Confirmed' }).click();
  await page.getByRole('link', { name: orderNumber }).waitFor();
});

browserTest("finds a SKU among many, and sets its stock, not over another's count", async () => {
  const sku = await newSku(7);
  const { page } = await browser.open('/stock');
  await page.getByRole('heading', { name: 'Stock' }).waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type(sku);
  await page.keyboard.press('Enter');
  await button(page, `Set ${sku}`).click();
  await dialog(page).getByText('Now 7 on hand').waitFor();
  await call('PUT', `/inventory/${sku}`, { onHand: 8 });
  await dialog(page).getByLabel('On hand').fill('12');
  await button(page, 'Set it').click();
  await dialog(page).getByText('Now 8 on hand').waitFor();
  expect((await stockOf(sku)).onHand).toBe(8);
  await button(page, 'Set it').click();
  await dialog(page).waitFor({ state: 'hidden' });
  expect((await stockOf(sku)).onHand).toBe(12);
  await page.getByText('0 of 12').waitFor();
  expect(await page.locator('tbody tr').count()).toBe(1);
});

browserTest('says that a SKU was never counted, and counts it', async () => {
  const sku = `NEW-${randomUUID()}`;
  const { page } = await browser.open(`/stock?sku=${sku}`);
  await page.getByRole('heading', { name: `${sku} was never counted` }).waitFor();
  await button(page, `Set ${sku}`).click();
  await dialog(page).getByLabel('On hand').fill('3');
  await button(page, 'Set it').click();
  await page.getByText('0 of 3').waitFor();
  expect((await stockOf(sku)).onHand).toBe(3);
});

browserTest('adds an endpoint of webhooks, shows its secret once, and replays a dead letter', async () => {
  const { page } = await browser.open('/webhooks');
  await page.getByLabel('Address').fill('http://127.0.0.1:9/hook');
  await button(page, 'Add it').click();
  await page.getByText(/whsec_/).waitFor();
  await heldOrder();
  await page.getByRole('link', { name: 'http://127.0.0.1:9/hook' }).click();
  await page.getByRole('button', { name: 'Pause' }).waitFor();
  // It has had all its tries, and nothing came through: the endpoint is switched off.
  const endpoint = new URL(page.url()).pathname.replace('/console/webhooks', '/webhook-endpoints');
  await eventually(
    () => call<{ status: string }>('GET', endpoint),
    ({ body }) => body.status === 'disabled',
    60_000,
  );
  await page.reload();
  await page.getByLabel('Deliveries').selectOption('Dead');
  await page
    .getByText(/^orders\.c/)
    .first()
    .waitFor();
  expect(await button(page, /^Replay/).count()).toBe(0);
  await button(page, 'Switch on').click();
  const replayed = page.waitForResponse((answer) => answer.url().endsWith('/replay'));
  await page
    .getByRole('button', { name: /^Replay orders/ })
    .first()
    .click();
  expect((await replayed).ok()).toBe(true);
  expect(await page.getByRole('alert').count()).toBe(0);
});

browserTest('shows what a customer wrote as text', async () => {
  const markup = '<img src=x onerror="document.title=1"><b>bold</b>';
  const order = await heldOrder({ customerId: markup, metadata: { note: markup }, holds: [{ reason: 'other', note: markup }] });
  const { page, complaints } = await browser.open(`/orders/${order.id}`);
  await page.getByText(markup).first().waitFor();
  await call('POST', `/orders/${order.id}/notes`, { text: markup });
  await page.getByRole('heading', { name: 'Note' }).waitFor();
  expect(await page.locator('img, b').count()).toBe(0);
  expect(complaints).toEqual([]);
});

browserTest('says that the API is away, and goes on by itself when it is back', async () => {
  const [order, other] = [await heldOrder(), await heldOrder()];
  const logs = mkdtempSync(path.join(os.tmpdir(), 'durable-orders-away-'));
  const { API_PORT = '' } = await freePorts(['API_PORT']);
  const start = () => startAnother('api', logs, { API_PORT });
  let own = await start();
  try {
    const { page } = await browser.open(`/orders/${order.id}`, { url: own.url });
    const live = (state: string) => page.locator(`[data-liveness="${state}"]`).waitFor();
    await live('live');
    own.kill();
    await own.exited;
    await live('broken');
    await page.getByRole('link', { name: 'Orders', exact: true }).click();
    await page.getByRole('alert').filter({ hasText: 'The API does not answer' }).waitFor();
    await page.goBack();
    // Somebody else is at an API that is there.
    await api().cancel(order.id);
    own = await start();
    await page.getByRole('heading', { name: 'Canceled' }).waitFor();
    await live('live');
    await page.getByRole('link', { name: 'Orders', exact: true }).click();
    await page.getByRole('link', { name: other.orderNumber }).waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
  } finally {
    await own.stop();
    rmSync(logs, { recursive: true, force: true });
  }
});

describe('ten thousand orders', () => {
  const customerId = newCustomer();
  const PAGES = 5;
  let original: string;
  beforeAll(async () => {
    const { body } = await submit(orderFor(`SKU-${randomUUID()}`, { customerId }));
    original = (await untilStatus(body.id, 'REJECTED')).id;
    await copyOrder(original, 9_999);
  });
  // What no workflow made is of no use to the tests that come later, nor to what is checked after all of them.
  afterAll(() => queryDatabase('delete from orders where customer_id = $1 and id <> $2', [customerId, original]));

  browserTest('are gone through fifty at a time: none twice, none left out, the newest first', async () => {
    const { page } = await browser.open(`/?find=${encodeURIComponent(customerId)}`);
    const rows = page.locator('tbody tr');
    for (let shown = 1; shown < PAGES; shown += 1) {
      await rows.nth(shown * 50 - 1).waitFor();
      await button(page, 'Show older orders').click();
    }
    await rows.nth(PAGES * 50 - 1).waitFor();
    const newest = await queryDatabase<{ order_number: string }>(
      'select order_number from orders where customer_id = $1 order by created_at desc, id desc limit $2',
      [customerId, PAGES * 50],
    );
    expect(await rows.locator('td:first-child a').allInnerTexts()).toEqual(newest.map(({ order_number }) => order_number));
    await page.keyboard.press('j');
    await rows.nth(1).and(page.locator('[aria-current="true"]')).waitFor();
  });
});
