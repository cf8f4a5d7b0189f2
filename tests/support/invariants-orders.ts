import { createActivities } from '../../activities/index.ts';
import { createSimulatedCarrier } from '../../adapters/carrier/simulated.ts';
import { createSimulatedPayments } from '../../adapters/payment/simulated.ts';
import type { Database } from '../../adapters/postgres/database.ts';
import { createOrderStore } from '../../adapters/postgres/order-store.ts';
import { createStockKeeper } from '../../adapters/postgres/stock-keeper.ts';
import type { NewOrder } from '../../domain/ports.ts';
import { refundElsewhere } from '../../domain/refund.ts';
import { cause, order } from './orders.ts';

const now = () => new Date();
const ITEMS = [
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

/** Takes orders through their lives by the real activities on the real adapters, as a workflow would. */
export function orderMaker(db: Database) {
  const orders = createOrderStore({ db, now, onStatusChange: () => undefined });
  const stock = createStockKeeper(db);
  const url = 'http://127.0.0.1:9';
  const payments = createSimulatedPayments({ db, pagesUrl: url, webhookUrl: url, webhookSecret: 'none' });
  const carrier = createSimulatedCarrier({ db, pickupMs: 0, deliveryMs: 0 });
  const limits = { reservationMs: 900_000, patienceMs: 600_000, silenceMs: 3_600_000, lateMs: 259_200_000, renewBeforeMs: 86_400_000 };
  const act = createActivities({ orders, stock, payments, carrier, now, queues: {}, ...limits });

  const secured = async (made: NewOrder) => {
    const step = { orderId: made.id, cause };
    await act.createOrder({ ...made, cause });
    await act.authorisePayment({ ...step, token: made.request.paymentToken });
    return { step, items: made.request.items };
  };
  const shipped = async (made: NewOrder) => {
    const { step } = await secured(made);
    await act.bookShipment(step);
    await act.markShipped(step);
    return step;
  };

  const completed = async (made: NewOrder) => {
    const step = await shipped(made);
    await act.capturePayment(step);
    await act.markDelivered({ ...step, isSettled: true });
    return step;
  };
  /** A line, then a free amount, then whatever is left by other means; each is settled before the next is opened. */
  const refunded = async (made: NewOrder) => {
    const step = await completed(made);
    const asks = [{ items: [{ lineId: 'line_2', quantity: 1 }] }, { amountCents: 1000 }];
    for (const [index, ask] of asks.entries()) {
      const refundId = `re_${made.id}_${index}`;
      await act.openRefund({ ...step, refundId, ask: { ...ask, reason: 'scratched' } });
      await act.sendRefund({ ...step, refundId });
    }
    await orders.change(made.id, 'elsewhere', cause, (order) => ({
      event: 'orders.refunded',
      ...refundElsewhere(order, now()),
      why: 'Paid in cash.',
    }));
  };

  return async (kind: Kind): Promise<string> => {
    const tokens: Partial<Record<Kind, string>> = {
      'requires action': 'tok_requires_action',
      declined: 'tok_declined',
      'refund declined': 'tok_refund_declined',
      renewed: 'tok_expires_soon',
    };
    const made = order({ items: ITEMS, paymentToken: tokens[kind] ?? 'tok_ok' });
    const step = { orderId: made.id, cause };
    switch (kind) {
      case 'created':
        await act.createOrder({ ...made, cause });
        break;
      case 'requires action':
      case 'confirmed':
        await secured(made);
        break;
      case 'fulfilling':
        await secured(made);
        await act.bookShipment(step);
        break;
      case 'shipped':
        await shipped(made);
        break;
      case 'delivered':
        await shipped(made);
        await act.markDelivered({ ...step, isSettled: false });
        break;
      case 'completed':
        await completed(made);
        break;
      case 'refunded':
        await refunded(made);
        break;
      case 'refunding':
      case 'refund declined': {
        const refundId = `re_${made.id}_0`;
        await completed(made);
        await act.openRefund({ ...step, refundId, ask: { amountCents: 1000, reason: 'late' } });
        if (kind === 'refund declined') await act.sendRefund({ ...step, refundId });
        break;
      }
      case 'returned': {
        const refundId = `re_${made.id}_returned_1`;
        await shipped(made);
        await act.capturePayment(step);
        await act.markStrayed({ ...step, status: 'returning' });
        await act.markParcelBack(step);
        await act.openRefundOfRest({ ...step, refundId, reason: 'The parcel came back.' });
        await act.sendRefund({ ...step, refundId });
        await act.markReturned(step);
        break;
      }
      case 'renewed': {
        await secured(made);
        await act.renewAuthorisation({ ...step, token: made.request.paymentToken, expiring: `pay_${made.id}_1` });
        break;
      }
      case 'written off':
        await shipped(made);
        await act.markDelivered({ ...step, isSettled: false });
        await orders.change(made.id, 'settled', cause, ({ payment, totalCents }) => ({
          event: 'orders.attention_resolved',
          payment: { ...payment, writtenOffCents: totalCents },
          why: 'write_off',
        }));
        await act.completeOrder(step);
        break;
      case 'free': {
        const free = order({ items: [{ sku: 'SKU-1', quantity: 1, priceCents: 0 }] });
        await act.createOrder({ ...free, cause });
        await act.confirmUnpaid({ orderId: free.id, cause });
        return free.id;
      }
      case 'canceling':
      case 'canceled':
        await secured(made);
        await act.beginCanceling({ ...step, reason: { code: 'cancel_requested', text: 'Changed my mind.' } });
        await act.voidPayment(step);
        await act.releaseStock({ orderId: made.id, items: ITEMS });
        if (kind === 'canceled') await act.finishCanceling(step);
        break;
      case 'declined':
        await secured(made);
        await act.releaseStock({ orderId: made.id, items: ITEMS });
        await act.rejectOrder({ ...step, reason: { code: 'payment_declined', text: 'Declined.' } });
        break;
      case 'out of stock': {
        const items = [{ sku: 'SKU-NONE', quantity: 1, priceCents: 100 }];
        const short = order({ items });
        await act.createOrder({ ...short, cause });
        await act.releaseStock({ orderId: short.id, items });
        await act.rejectOrder({ orderId: short.id, cause, reason: { code: 'out_of_stock', text: 'Not enough.' } });
        return short.id;
      }
    }
    return made.id;
  };
}
