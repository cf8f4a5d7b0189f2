import { randomUUID } from 'node:crypto';
import { type Activities, createActivities } from '../../activities/index.ts';
import type { Database } from '../../adapters/postgres/database.ts';
import { createOrderStore } from '../../adapters/postgres/order-store.ts';
import { createStockKeeper } from '../../adapters/postgres/stock-keeper.ts';
import type { OrderReason, OrderRequest } from '../../domain/order.ts';
import type { Cause } from '../../domain/order-event.ts';
import type { Carrier, NewOrder, OrderStore, PaymentProvider } from '../../domain/ports.ts';
import { type RefundAsk, refundElsewhere } from '../../domain/refund.ts';

const now = () => new Date();
const cause: Cause = { actor: 'api', requestId: 'req-1' };
const ITEMS: OrderRequest['items'] = [
  { sku: 'SKU-1', quantity: 2, priceCents: 1999 },
  { sku: 'SKU-2', quantity: 1, priceCents: 500 },
  { sku: 'SKU-1', quantity: 1, priceCents: 0 },
];

/** How far an order went, and on which way. */
export const KINDS = [
  'created',
  'requires action',
  'confirmed',
  'fulfilling',
  'shipped',
  'delivered',
  'completed',
  'refunded',
  'refunding',
  'refund declined',
  'returned',
  'renewed',
  'written off',
  'free',
  'canceling',
  'canceled',
  'declined',
  'out of stock',
] as const;
export type Kind = (typeof KINDS)[number];

export interface OrderMaking {
  readonly db: Database;
  readonly payments: PaymentProvider;
  readonly carrier: Carrier;
}

/** Makes orders by the product's own steps on a real database, as a workflow would. The function answers the id of each. */
export function orderMaker({ db, payments, carrier }: OrderMaking): (kind: Kind) => Promise<string> {
  const orders = createOrderStore({ db, now, onStatusChange: () => undefined });
  const stock = createStockKeeper(db);
  const limits = { reservationMs: 900_000, patienceMs: 600_000, silenceMs: 3_600_000, lateMs: 259_200_000, renewBeforeMs: 86_400_000 };
  const act = createActivities({ orders, stock, payments, carrier, now, queues: {}, ...limits });
  return async (kind) => {
    const request = { customerId: 'cust_1', currency: 'USD', paymentToken: TOKENS[kind] ?? 'tok_ok', items: ITEMS_OF[kind] ?? ITEMS };
    const made: NewOrder = { id: randomUUID(), request, fingerprint: null };
    await WAYS[kind]({ act, orders, made, step: { orderId: made.id, cause } });
    return made.id;
  };
}

const TOKENS: Partial<Record<Kind, string>> = {
  'requires action': 'tok_requires_action',
  declined: 'tok_declined',
  'refund declined': 'tok_refund_declined',
  renewed: 'tok_expires_soon',
};
const ITEMS_OF: Partial<Record<Kind, OrderRequest['items']>> = {
  free: [{ sku: 'SKU-1', quantity: 1, priceCents: 0 }],
  'out of stock': [{ sku: 'SKU-NONE', quantity: 1, priceCents: 100 }],
};

interface Making {
  readonly act: Activities;
  readonly orders: OrderStore;
  readonly made: NewOrder;
  readonly step: { readonly orderId: string; readonly cause: Cause };
}

const WAYS: Record<Kind, (making: Making) => Promise<unknown>> = {
  created: create,
  'requires action': secure,
  confirmed: secure,
  fulfilling: book,
  shipped: ship,
  async delivered(making) {
    await ship(making);
    await making.act.markDelivered({ ...making.step, isSettled: false });
  },
  completed: complete,
  refunded: refundInPieces,
  async refunding(making) {
    await complete(making);
    await openRefund(making, { amountCents: 1000, reason: 'late' }, 0);
  },
  async 'refund declined'(making) {
    await complete(making);
    await making.act.sendRefund(await openRefund(making, { amountCents: 1000, reason: 'late' }, 0));
  },
  returned: comeBack,
  async renewed(making) {
    const { act, made, step } = making;
    await secure(making);
    await act.renewAuthorisation({ ...step, token: made.request.paymentToken, expiring: `pay_${made.id}_1` });
  },
  'written off': writeOff,
  async free(making) {
    await create(making);
    await making.act.confirmUnpaid(making.step);
  },
  canceling: cancel,
  async canceled(making) {
    await cancel(making);
    await making.act.finishCanceling(making.step);
  },
  async declined(making) {
    await secure(making);
    await reject(making, { code: 'payment_declined', text: 'Declined.' });
  },
  async 'out of stock'(making) {
    await create(making);
    await reject(making, { code: 'out_of_stock', text: 'Not enough.' });
  },
};

async function create({ act, made }: Making): Promise<void> {
  await act.createOrder({ ...made, cause });
}

async function secure(making: Making): Promise<void> {
  const { act, made, step } = making;
  await create(making);
  await act.authorisePayment({ ...step, token: made.request.paymentToken });
}

async function book(making: Making): Promise<void> {
  await secure(making);
  await making.act.bookShipment(making.step);
}

async function ship(making: Making): Promise<void> {
  await book(making);
  await making.act.markShipped(making.step);
}

async function complete(making: Making): Promise<void> {
  const { act, step } = making;
  await ship(making);
  await act.capturePayment(step);
  await act.markDelivered({ ...step, isSettled: true });
}

async function openRefund({ act, step }: Making, ask: RefundAsk, nth: number) {
  const refund = { ...step, refundId: `re_${step.orderId}_${nth}` };
  await act.openRefund({ ...refund, ask });
  return refund;
}

/** A line, then a free amount, then whatever is left by other means; each is settled before the next is opened. */
async function refundInPieces(making: Making): Promise<void> {
  const { act, orders, made } = making;
  await complete(making);
  const asks = [{ items: [{ lineId: 'line_2', quantity: 1 }] }, { amountCents: 1000 }];
  for (const [nth, ask] of asks.entries()) await act.sendRefund(await openRefund(making, { ...ask, reason: 'scratched' }, nth));
  await orders.change(made.id, 'elsewhere', cause, (order) => ({
    event: 'orders.refunded',
    ...refundElsewhere(order, now()),
    why: 'Paid in cash.',
  }));
}

async function comeBack(making: Making): Promise<void> {
  const { act, step } = making;
  const refundId = `re_${step.orderId}_returned_1`;
  await ship(making);
  await act.capturePayment(step);
  await act.markStrayed({ ...step, status: 'returning' });
  await act.markParcelBack(step);
  await act.openRefundOfRest({ ...step, refundId, reason: 'The parcel came back.' });
  await act.sendRefund({ ...step, refundId });
  await act.markReturned(step);
}

async function writeOff(making: Making): Promise<void> {
  const { act, orders, step } = making;
  await WAYS.delivered(making);
  await orders.change(step.orderId, 'settled', cause, ({ payment, totalCents }) => ({
    event: 'orders.attention_resolved',
    payment: { ...payment, writtenOffCents: totalCents },
    why: 'write_off',
  }));
  await act.completeOrder(step);
}

async function cancel(making: Making): Promise<void> {
  const { act, made, step } = making;
  await secure(making);
  await act.beginCanceling({ ...step, reason: { code: 'cancel_requested', text: 'Changed my mind.' } });
  await act.voidPayment(step);
  await act.releaseStock({ orderId: made.id, items: made.request.items });
}

async function reject({ act, made, step }: Making, reason: OrderReason): Promise<void> {
  await act.releaseStock({ orderId: made.id, items: made.request.items });
  await act.rejectOrder({ ...step, reason });
}
