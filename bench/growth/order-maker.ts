import { randomUUID } from 'node:crypto';
import { type Activities, createActivities } from '../../activities/index.ts';
import type { Database } from '../../adapters/postgres/database.ts';
import { createOrderStore } from '../../adapters/postgres/order-store.ts';
import { createStockKeeper } from '../../adapters/postgres/stock-keeper.ts';
import { planOneParcel } from '../../domain/fulfilment-planner.ts';
import { approvalOf } from '../../domain/return-approval.ts';
import { captureIdOf, ownRefundIdOf, paymentReferenceOf, shipmentIdOf } from '../../domain/identifiers.ts';
import type { OrderReason, OrderRequest } from '../../domain/order.ts';
import type { Cause } from '../../domain/order-event.ts';
import type { Carrier } from '../../domain/ports/carrier.ts';
import type { NewOrder, OrderStore } from '../../domain/ports/order-store.ts';
import type { PaymentProvider } from '../../domain/ports/payment-provider.ts';
import { type RefundRequest, refundElsewhere } from '../../domain/refund.ts';
import { ALL_BACK, sendBack } from './send-back.ts';

const now = () => new Date();
const cause: Cause = { actor: 'api', requestId: 'req-1' };
const ITEMS: OrderRequest['items'] = [
  { sku: 'SKU-1', quantity: 2, priceCents: 1999 },
  { sku: 'SKU-2', quantity: 1, priceCents: 500 },
  { sku: 'SKU-1', quantity: 1, priceCents: 0 },
];

/** Metadata of every order. */
export const ALL_HAVE = { channel: 'web' };

const ADJUSTMENTS: NonNullable<OrderRequest['adjustments']> = [
  { type: 'shipping', amountCents: 500 },
  { type: 'discount', amountCents: -1000 },
  { type: 'tax', amountCents: 20, lineId: 'line_2' },
];

/** How far an order went, and on which way. */
export const KINDS = [
  'created',
  'waiting',
  'requires action',
  'confirmed',
  'held',
  'fulfilling',
  'shipped',
  'delivered',
  'completed',
  'refunded',
  'refunding',
  'refund declined',
  'adjusted',
  'adjusted, returned',
  'adjusted, a unit cancelled',
  'returned',
  'renewed',
  'partly sent back',
  'sent back',
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
  const orders = createOrderStore({ db, now });
  const stock = createStockKeeper(db);
  const limits = { reservationMs: 900_000, backorderMs: 86_400_000, renewBeforeMs: 86_400_000, capturePerShipment: false };
  const act = createActivities({
    orders,
    stock,
    payments,
    carrier,
    planShipments: planOneParcel,
    now,
    ...limits,
    returns: { approve: approvalOf('auto'), windowMs: 86_400_000, expiryMs: 86_400_000 },
    onFailedTry: () => undefined,
    isCancelled: () => false,
  });
  return async (kind) => {
    const given = { customerId: 'cust_1', currency: 'USD', metadata: ALL_HAVE };
    const adjustments = kind.startsWith('adjusted') && { adjustments: ADJUSTMENTS };
    const request = { ...given, paymentToken: TOKENS[kind] ?? 'tok_ok', items: ITEMS_OF[kind] ?? ITEMS, ...adjustments, ...MORE_OF[kind] };
    const made: NewOrder = { id: randomUUID(), request, fingerprint: null };
    await WAYS[kind]({ act, orders, made, step: stepOf(made.id) });
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
  waiting: [...ITEMS.slice(0, 1), { sku: 'SKU-AWAITED', quantity: 3, priceCents: 100 }],
};

const MORE_OF: Partial<Record<Kind, Pick<OrderRequest, 'holds' | 'allowBackorder'>>> = {
  held: { holds: [{ reason: 'fraud', placedBy: 'api' }] },
  waiting: { allowBackorder: true },
};

/** All that any step has to be told of an order with one shipment and one capture; whatever its version is. */
function stepOf(orderId: string) {
  const version = Number.POSITIVE_INFINITY;
  return { orderId, cause, shipmentId: shipmentIdOf(orderId, 1), captureId: captureIdOf(orderId, 1), known: 0, version };
}

interface Making {
  readonly act: Activities;
  readonly orders: OrderStore;
  readonly made: NewOrder;
  readonly step: ReturnType<typeof stepOf>;
}

const WAYS: Record<Kind, (making: Making) => Promise<unknown>> = {
  created: create,
  waiting: create,
  'requires action': secure,
  confirmed: secure,
  held: secure,
  fulfilling: book,
  shipped: ship,
  async delivered(making) {
    await ship(making);
    await making.act.recordDelivery({ ...making.step, isPaid: false });
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
  async adjusted(making) {
    await complete(making);
    const requests = [{ items: [{ lineId: 'line_1', quantity: 1 }] }, {}];
    for (const [nth, request] of requests.entries())
      await making.act.sendRefund(await openRefund(making, { ...request, reason: 'scratched' }, nth));
  },
  'adjusted, returned': comeBack,
  async 'adjusted, a unit cancelled'(making) {
    const { act, step } = making;
    await secure(making);
    await act.cancelLines({ ...step, callId: 'one', items: [{ lineId: 'line_1', quantity: 1 }], letGo: [] });
    await complete(making);
    await act.sendRefund(await openRefund(making, { reason: 'scratched' }, 0));
  },
  returned: comeBack,
  async 'partly sent back'(making) {
    await complete(making);
    await sendBack(making, [{ lineId: 'line_1', restock: 1, missing: 1 }], 213);
  },
  async 'sent back'(making) {
    await complete(making);
    await sendBack(making, ALL_BACK, 500);
  },
  async renewed(making) {
    const { act, step } = making;
    await secure(making);
    await act.renewAuthorisation({ ...step, expiring: paymentReferenceOf(step.orderId, 1) });
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

async function create({ act, made, step }: Making): Promise<void> {
  await act.createOrder({ ...made, cause });
  await act.reserveStock(step);
}

async function secure(making: Making): Promise<void> {
  await create(making);
  await making.act.authorisePayment(making.step);
}

async function book(making: Making): Promise<void> {
  await secure(making);
  await making.act.bookShipment(making.step);
}

async function ship(making: Making): Promise<void> {
  await book(making);
  await making.act.recordPickUp(making.step);
}

async function complete(making: Making): Promise<void> {
  const { act, step } = making;
  await ship(making);
  await act.capturePayment(step);
  await act.recordDelivery({ ...step, isPaid: true });
}

async function openRefund({ act, step }: Making, request: RefundRequest, nth: number) {
  const refund = { ...step, refundId: `re_${step.orderId}_${nth}` };
  await act.openRefund({ ...refund, request });
  return refund;
}

/** A line, then a free amount, then whatever is left by other means; each is settled before the next is opened. */
async function refundInPieces(making: Making): Promise<void> {
  const { act, orders, made } = making;
  await complete(making);
  const requests = [{ items: [{ lineId: 'line_2', quantity: 1 }] }, { amountCents: 1000 }];
  for (const [nth, request] of requests.entries()) await act.sendRefund(await openRefund(making, { ...request, reason: 'scratched' }, nth));
  await orders.change(made.id, 'elsewhere', cause, (order) => ({
    event: 'orders.refunded',
    ...refundElsewhere(order, now().toISOString()),
    why: 'Paid in cash.',
  }));
}

async function comeBack(making: Making): Promise<void> {
  const { act, step } = making;
  const refundId = ownRefundIdOf(step.orderId, 'returned_1', 1);
  await ship(making);
  await act.capturePayment(step);
  await act.recordStray({ ...step, status: 'returning', occasion: '1' });
  await act.recordReturn(step);
  await act.openRefundOfShipment({ ...step, refundId, reason: 'The parcel came back.' });
  await act.sendRefund({ ...step, refundId });
  await act.endOrder(step);
}

async function writeOff(making: Making): Promise<void> {
  const { act, orders, step } = making;
  await WAYS.delivered(making);
  await orders.change(step.orderId, 'settled', cause, ({ payment, totalCents }) => ({
    event: 'orders.attention_resolved',
    payment: { ...payment, writtenOffCents: totalCents },
    why: 'write_off',
  }));
  await act.endOrder(step);
}

async function cancel(making: Making): Promise<void> {
  const { act, step } = making;
  await secure(making);
  await act.beginCanceling({ ...step, reason: { code: 'cancel_requested', text: 'Changed my mind.' } });
  await act.voidPayment(step);
  await act.releaseStock(step);
}

async function reject({ act, step }: Making, reason: OrderReason): Promise<void> {
  await act.releaseStock(step);
  await act.rejectOrder({ ...step, reason });
}
