import type { Order, OrderRequest, PaymentMethod } from '../../domain/order.ts';
import type { Order as OrderRow } from '../../prisma/generated/client.ts';
import { ORDER_COLUMNS, type OrderColumn } from './order-columns.ts';

const FIELDS = Object.entries<OrderColumn>(ORDER_COLUMNS) as [keyof OrderRow, OrderColumn][];

/** What a statement selects of `orders o` for {@link toOrder}. */
export const SELECTED_COLUMNS = FIELDS.map(([field, { name, kind }]) => `o.${name}${kind.selectCast} as "${field}"`).join(', ');

const PAYMENT = 'payment.';
const READ = FIELDS.flatMap(([field, { member, kind }]) => {
  if (member === undefined) return [];
  const isOfPayment = member.startsWith(PAYMENT);
  return { field, isOfPayment, name: isOfPayment ? member.slice(PAYMENT.length) : member, read: (stored: unknown) => kind.read(stored) };
});

/** What is null in the row is absent in the order. */
export function toOrder(row: OrderRow): Order {
  const order: Record<string, unknown> = {};
  const payment: Record<string, unknown> = {};
  for (const { field, isOfPayment, name, read } of READ) {
    const stored = row[field];
    if (isOfPayment) order.payment = payment;
    const value = stored === null ? undefined : read(stored);
    if (value !== undefined) (isOfPayment ? payment : order)[name] = value;
  }
  // The table has a column for each member: it would not compile otherwise.
  return order as unknown as Order;
}

/** The request that made the order, as its workflow was given it. */
export function toRequest(row: OrderRow): OrderRequest {
  const { tenant, customerId, currency, items, adjustments, holds, allowBackorder, shipTo, metadata } = toOrder(row);
  return {
    ...(tenant !== undefined && { tenant }),
    customerId,
    currency,
    items: items.map(({ sku, quantity, priceCents }) => ({ sku, quantity, priceCents })),
    ...(adjustments && { adjustments }),
    ...(holds && { holds: holds.map(({ holdId: _, placedAt: __, ...hold }) => hold) }),
    ...(allowBackorder && { allowBackorder }),
    paymentToken: row.paymentToken,
    ...(row.paymentCustomer !== null && { paymentCustomer: row.paymentCustomer }),
    ...(row.setupFutureUsage !== null && { setupFutureUsage: row.setupFutureUsage as NonNullable<PaymentMethod['setupFutureUsage']> }),
    ...(shipTo && { shipTo }),
    ...(metadata && { metadata }),
  };
}
