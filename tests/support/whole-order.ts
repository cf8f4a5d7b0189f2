import { createdOrder, type Order } from '../../domain/order.ts';
import { order } from './orders.ts';

/** With every member that there can be, however deep: it does not compile when one is forgotten. */
type Whole<T> = T extends string | number | boolean
  ? T
  : T extends readonly (infer Element)[]
    ? readonly Whole<Element>[]
    : { readonly [Name in keyof T]-?: Whole<Exclude<T[Name], undefined>> };

/** An order that has every member there is. */
export function wholeOrder(): Whole<Order> {
  const at = '2026-01-02T03:04:05.678Z';
  const { id, request } = order({});
  return {
    ...createdOrder(id, request, at),
    items: [
      {
        lineId: 'line_1',
        sku: 'SKU-1',
        quantity: 2,
        priceCents: 1999,
        netCents: 3898,
        cancelledBeforeCapture: 1,
        cancelledAfterCapture: 1,
        waiting: 0,
      },
    ],
    adjustments: [{ type: 'discount', amountCents: -100, lineId: 'line_1', description: 'Spring' }],
    tenant: 'acme',
    allowBackorder: true,
    backorderUntil: '2026-02-01T03:04:05.678Z',
    shipTo: { name: 'Åsa', line1: 'B', line2: 'C', city: '東京', postalCode: 'D', country: 'JP' },
    metadata: { channel: 'web', emoji: '🧵' },
    reason: { code: 'cancel_requested', text: 'Changed "my" mind.' },
    payment: {
      status: 'captured',
      authorisedCents: 3998,
      capturedCents: 3000,
      refundedCents: 200,
      writtenOffCents: 998,
      attempts: 2,
      reference: 'pay_1',
      expiresAt: '2026-02-03T04:05:06.789Z',
      nextAction: { type: 'redirect', url: 'https://pay.example/1', since: at },
    },
    shipments: [
      {
        shipmentId: 's-1',
        trackingNumber: 't-1',
        status: 'booked',
        lines: [{ lineId: 'line_1', quantity: 2 }],
        bookedAt: at,
        pickedUpAt: at,
        deliveredAt: at,
        returnedAt: at,
        settledAt: at,
        capture: { status: 'captured', amountCents: 3000, lines: [{ lineId: 'line_1', amountCents: 2500 }], ownCents: 500 },
      },
    ],
    refunds: [
      {
        refundId: 're_1',
        status: 'pending',
        amountCents: 200,
        lines: [{ lineId: 'line_1', amountCents: 100, quantity: 1 }],
        reason: 'late',
        createdAt: at,
        settledAt: at,
        elsewhere: true,
        ownCents: 100,
        cause: 'return:ret_1',
      },
    ],
    returns: [
      {
        returnId: 'ret_1',
        status: 'closed',
        lines: [{ lineId: 'line_1', quantity: 2, restocked: 1, scrapped: 1, missing: 0 }],
        reason: 'too small',
        declineReason: 'worn',
        feeCents: 10,
        requestedAt: at,
        approvedAt: at,
        expiresAt: at,
        receivedAt: at,
        endedAt: at,
      },
    ],
    holds: [{ holdId: 'hold_1', reason: 'fraud', note: 'Look.', placedBy: 'api', placedAt: at }],
    handOverAfter: at,
    needsAttention: { since: at, code: 'CARRIER_SILENT', text: 'Ask.', choices: ['keep_waiting'] },
  };
}
