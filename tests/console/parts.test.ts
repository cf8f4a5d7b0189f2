// Orders that are not handled whole: units that are cancelled, and goods that come back.
import type { Page } from 'playwright-core';
import { get, newSku, stockOf, untilOrder } from '../support/api-client.ts';
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

browserTest('changes how many units were ordered', async () => {
  const { sku, items } = await threeOf(1000);
  const order = await heldOrder({ items });
  const { page } = await browser.open(`/orders/${order.id}`);
  await button(page, 'Change').click();
  const confirm = button(page, 'Change the order');
  expect(await confirm.isDisabled()).toBe(true);
  await field(page, `Units of ${sku}`).fill('5');
  await field(page, 'Why').fill('two more, please');
  await confirm.click();
  await dialog(page).waitFor({ state: 'hidden' });
  const { totalCents, payment } = await get(order.id);
  expect([totalCents, payment.authorisedCents, (await stockOf(sku)).reserved]).toEqual([5000, 5000, 5]);
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
