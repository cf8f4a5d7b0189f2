import type { OrderEvent } from '../../../domain/order-event.ts';
import { createdOrder, type Order } from '../../../domain/order.ts';
import { viewOf } from '../../../domain/order-view.ts';
import { differences, type End, type Seen, undone } from '../../../tools/scenarios/end.ts';

const at = '2026-01-01T00:00:00.000Z';
const request = { customerId: 'c', currency: 'USD', items: [{ sku: 'A', quantity: 2, priceCents: 500 }], paymentToken: 'tok_ok' };
const created = createdOrder('0198-1', request, at);
const rejected: Order = { ...created, status: 'REJECTED', version: 2, reason: { code: 'out_of_stock', text: 'short' } };
const REJECTED = undone('REJECTED', 'out_of_stock');

const eventsOf = (...orders: Order[]) =>
  orders.map((order, index): OrderEvent => {
    const type = `orders.${order.status.toLowerCase()}` as OrderEvent['type'];
    return { sequence: index + 1, type, at, actor: 'api', why: 'test', order };
  });
const stock = (onHand: number, reserved = 0) => ({ sku: 'A', onHand, reserved, available: onHand - reserved });
const seen = (over: Partial<Seen> = {}): Seen => ({
  order: viewOf(rejected),
  events: eventsOf(created, rejected),
  goods: [{ product: 'A', inStock: 10, level: stock(10) }],
  ordersOfCustomer: 1,
  ...over,
});

describe('an end that was seen', () => {
  it('has no difference to the end that was expected', () => {
    expect(differences(seen(), REJECTED)).toEqual([]);
  });

  const wrong: Record<string, [Seen, End, string]> = {
    'another status': [seen(), { ...REJECTED, status: 'CANCELED' }, 'the status: REJECTED instead of CANCELED'],
    'another reason': [seen(), { ...REJECTED, reason: 'payment_declined' }, 'the reason: out_of_stock instead of payment_declined'],
    'money that was not taken': [seen(), { ...REJECTED, captured: 'everything' }, 'captured: $0.00 instead of $10.00'],
    'money that did not go back': [seen(), { ...REJECTED, refunded: 'everything' }, 'refunded: $0.00 instead of $10.00'],
    'goods that did not leave': [seen(), { ...REJECTED, goods: 'gone' }, 'A on hand: 10 instead of 8'],
    'money that went back in part': [seen(), { ...REJECTED, refunded: 501 }, 'refunded: $0.00 instead of $5.01'],
    'goods that did not come back': [
      seen({ goods: [{ product: 'A', inStock: 10, level: stock(8) }] }),
      { ...REJECTED, goods: 'gone', restocked: { A: 1 } },
      'A on hand: 8 instead of 9',
    ],
    'goods that are held': [seen({ goods: [{ product: 'A', inStock: 10, level: stock(10, 2) }] }), REJECTED, 'A reserved: 2 instead of 0'],
    'a second order': [seen({ ordersOfCustomer: 2 }), REJECTED, "the customer's orders: 2 instead of 1"],
    'an event that is missing': [seen(), { ...REJECTED, events: ['orders.refunded'] }, 'no event orders.refunded'],
  };
  it.each(Object.entries(wrong))('differs by %s', (_name, [was, end, says]) => {
    expect(differences(was, end)).toEqual([says]);
  });

  it('differs by a last event that holds another order than the one that was read', () => {
    expect(differences(seen({ order: viewOf({ ...rejected, version: 3 }) }), REJECTED)).toEqual([
      'its last event holds another order than GET answers',
    ]);
  });
});
