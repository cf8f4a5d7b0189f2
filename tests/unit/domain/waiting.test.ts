import { createdOrder, newOrder, type Order, type Payment } from '../../../domain/order.ts';
import type { OrderStatus } from '../../../domain/order-status.ts';
import type { Shipment } from '../../../domain/shipment.ts';
import { triedBy, waitingFor } from '../../../domain/waiting.ts';
import { request } from '../../support/orders.ts';

const id = '01234567-89ab-8def-8123-456789abcdef';
const at = (minute: number) => `2026-01-01T00:${String(minute).padStart(2, '0')}:00.000Z`;
const CREATED = createdOrder(id, request(), at(0));

interface Told extends Partial<Omit<Order, 'payment'>> {
  readonly payment?: Partial<Payment>;
}
const order = (status: OrderStatus, { payment, ...told }: Told = {}): Order => ({
  ...CREATED,
  status,
  updatedAt: at(30),
  ...told,
  payment: { ...CREATED.payment, ...payment },
});
const parcel = (status: Shipment['status'], more: Partial<Shipment> = {}): Shipment => ({
  shipmentId: 's',
  trackingNumber: 't',
  status,
  lines: [{ lineId: 'line_1', quantity: 2 }],
  bookedAt: at(1),
  ...more,
});
const attention = (code: NonNullable<Order['needsAttention']>['code']) => ({ since: at(9), code, text: '', choices: [] });
const refund = { refundId: 're_1', status: 'pending', amountCents: 1, lines: [], reason: '', createdAt: at(7) } as const;
const hold = (minute: number) => ({ holdId: 'h', reason: 'fraud', placedBy: 'api', placedAt: at(minute) }) as const;
const action = { type: 'redirect', url: 'https://bank.example', since: at(3) } as const;
const authorised = { payment: { status: 'authorised' } } as const;
const captured = { payment: { status: 'captured' } } as const;
const pickedUp = parcel('picked_up', { pickedUpAt: at(2) });

describe('whom an order waits for', () => {
  it.each([
    ['that is not written yet', newOrder(id, request(), at(0)), 'worker', at(0), 'order'],
    ['that is not paid', order('CREATED'), 'payment_provider', at(0), 'order'],
    [
      'whose customer has to act',
      order('CREATED', { payment: { status: 'requires_action', nextAction: action } }),
      'customer',
      at(3),
      undefined,
    ],
    ['that costs nothing', order('CREATED', { payment: { status: 'not_required' } }), 'worker', at(0), 'order'],
    ['that is paid and not booked', order('CONFIRMED', authorised), 'carrier', at(30), 'order'],
    ['that is held', order('CONFIRMED', { ...authorised, holds: [hold(8), hold(9)] }), 'hold', at(8), undefined],
    ['that can still be changed', order('CONFIRMED', { ...authorised, handOverAfter: at(45) }), 'clock', at(30), 'order'],
    ['whose time to be changed is over', order('CONFIRMED', { ...authorised, handOverAfter: at(20) }), 'carrier', at(30), 'order'],
    ['that is booked', order('FULFILLING', { ...authorised, shipments: [parcel('booked')] }), 'carrier', at(1), undefined],
    ['that left and is not captured', order('SHIPPED', { ...authorised, shipments: [pickedUp] }), 'payment_provider', at(2), 'order'],
    ['whose parcel is stuck on its way', order('SHIPPED', { ...captured, shipments: [pickedUp] }), 'carrier', at(2), undefined],
    [
      'that arrived and is not captured',
      order('DELIVERED', { ...authorised, shipments: [parcel('delivered', { pickedUpAt: at(2) })] }),
      'payment_provider',
      at(2),
      'order',
    ],
    [
      'that came back and is not paid back',
      order('SHIPPED', { ...captured, shipments: [parcel('returned')], refunds: [refund] }),
      'payment_provider',
      at(7),
      'order',
    ],
    ['that is being cancelled', order('CANCELING', authorised), 'payment_provider', at(30), 'order'],
    [
      'of which a refund is on its way after its end',
      order('COMPLETED', { ...captured, refunds: [refund] }),
      'payment_provider',
      at(7),
      { refundId: 're_1' },
    ],
    [
      'that a person has to decide on',
      order('SHIPPED', { ...authorised, needsAttention: attention('CAPTURE_DECLINED') }),
      'person',
      at(9),
      undefined,
    ],
    [
      'that a person is told of while it is tried',
      order('SHIPPED', { ...authorised, needsAttention: attention('UNDO_FAILING') }),
      'person',
      at(9),
      'order',
    ],
  ])('%s', (_what, waiting, what, since, tried) => {
    const waits = waitingFor(waiting);
    expect(waits).toMatchObject({ what, since });
    expect(waits && triedBy(waiting, waits)).toEqual(tried);
  });

  it('is the clock until the time to be changed is over', () => {
    expect(waitingFor(order('CONFIRMED', { handOverAfter: at(45) }))?.nextTryAt).toBe(at(45));
  });

  it.each(['COMPLETED', 'CANCELED', 'REJECTED', 'RETURNED'] as const)('is nobody once it is %s', (status) => {
    expect(waitingFor(order(status, { refunds: [{ ...refund, status: 'succeeded' }] }))).toBeUndefined();
  });
});
