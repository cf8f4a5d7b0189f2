import type { Kind } from '../../bench/growth/order-maker.ts';

/** One way in which an order can be broken by hand, and which checks have to tell so. */
export interface Break {
  readonly says: string;
  readonly kind: Kind;
  /** `$1` is the order's id. */
  readonly sql: readonly string[];
  readonly checks: readonly string[];
}

/** Row and last snapshot alike, so that only what the values say is wrong. */
export const amend = (column: string, member: string, value: string) => [
  `update orders set ${column} = ${value} where id = $1`,
  `update order_events e set snapshot = jsonb_set(snapshot::jsonb, '{payment,${member}}', to_jsonb(${value}))::json
   where order_id = $1 and sequence = (select max(sequence) from order_events where order_id = e.order_id)`,
];
/** The same for a place in the refunds. */
export const amendRefunds = (place: string, value: string) => [
  `update orders set refunds = jsonb_set(refunds::jsonb, '{${place}}', '${value}')::json where id = $1`,
  `update order_events e set snapshot = jsonb_set(snapshot::jsonb, '{refunds,${place}}', '${value}')::json
   where order_id = $1 and sequence = (select max(sequence) from order_events where order_id = e.order_id)`,
];
/** And for one in the shipments. */
export const amendShipments = (place: string, value: string) => [
  `update orders set shipments = jsonb_set(shipments::jsonb, '{${place}}', '${value}')::json where id = $1`,
  `update order_events e set snapshot = jsonb_set(snapshot::jsonb, '{shipments,${place}}', '${value}')::json
   where order_id = $1 and sequence = (select max(sequence) from order_events where order_id = e.order_id)`,
];
/** And for one in the lines. */
export const amendItems = (place: string, value: string) => [
  `update orders set items = jsonb_set(items::jsonb, '{${place}}', '${value}')::json where id = $1`,
  `update order_events e set snapshot = jsonb_set(snapshot::jsonb, '{items,${place}}', '${value}')::json where order_id = $1`,
];
/** And for one in the returns. */
export const amendReturns = (place: string, value: string) => [
  `update orders set returns = jsonb_set(returns::jsonb, '{${place}}', '${value}')::json where id = $1`,
  `update order_events e set snapshot = jsonb_set(snapshot::jsonb, '{returns,${place}}', '${value}')::json
   where order_id = $1 and sequence = (select max(sequence) from order_events where order_id = e.order_id)`,
];
export const secondPayment = (status: string, reference = 'pay_second') =>
  `insert into partners.payments (reference, order_id, token, currency, amount_cents, status, attempts)
   select '${reference}', order_id, token, currency, amount_cents, '${status}', 1 from partners.payments where order_id = $1 limit 1`;
export const reserveAgain = (quantity: number) => `update stock set reserved = reserved + ${quantity} where sku = 'SKU-1' and $1 <> ''`;
export const UNLOCK_MONEY = `alter table orders drop constraint if exists orders_money_balances`;
