import { randomUUID } from 'node:crypto';
import { createOrdersApi } from '../../../clients/orders-api.ts';
import type { Order } from '../../../domain/order.ts';
import { newSku, orderFor, setting, submit, untilOrder, untilStatus } from '../../support/api-client.ts';
import { queryDatabase } from '../../support/system-database.ts';

/** An order that stays CONFIRMED until its hold is released. */
export async function heldOrder(over: Record<string, unknown> = {}) {
  const { body } = await submit(
    orderFor(await newSku(10), { customerId: newCustomer(), holds: [{ reason: 'fraud', note: 'third in an hour' }], ...over }),
  );
  return untilStatus(body.id, 'CONFIRMED');
}

interface Backorder {
  readonly order: Order;
  /** Of which three are missing. */
  readonly awaited: string;
}

/** An order of two units that are there and three that are not, with a hold; placed at this API. */
export async function backorder(url = setting('TEST_API_URL')): Promise<Backorder> {
  const [there, awaited] = [await newSku(2), await newSku(0)];
  const items = [
    { sku: there, quantity: 2, priceCents: 500 },
    { sku: awaited, quantity: 3, priceCents: 100 },
  ];
  const request = { customerId: newCustomer(), allowBackorder: true, holds: [{ reason: 'other' }], items };
  const { body } = await createOrdersApi(url).submit(request);
  return { awaited, order: await untilOrder(body.id, ({ items: [, short] }) => short?.waiting === 3) };
}

/** An order that is paid for and has left. */
export async function capturedOrder(over: Record<string, unknown> = {}) {
  const { body } = await submit(orderFor(await newSku(10), { customerId: newCustomer(), ...over }));
  return untilOrder(body.id, ({ payment }) => payment.capturedCents > 0);
}

/** An order that arrived and is settled. */
export async function arrivedOrder(over: Record<string, unknown> = {}) {
  const { body } = await submit(orderFor(await newSku(10), { customerId: newCustomer(), ...over }));
  return untilStatus(body.id, 'COMPLETED');
}

/** So many rows more that look like an order, each a second older than the one before; nothing but lists knows them. */
export async function copyOrder(id: string, count: number): Promise<void> {
  await queryDatabase(
    `insert into orders select (jsonb_populate_record(o, jsonb_build_object(
       'id', gen_random_uuid(), 'order_number', to_char(n, 'FM00000') || '-COPYS', 'created_at', o.created_at - n * interval '1 second'))).*
     from orders o, generate_series(1, $2::int) n where o.id = $1`,
    [id, count],
  );
}

/** One that no other test's orders are of. */
export const newCustomer = () => `Ada ${randomUUID()}`;
