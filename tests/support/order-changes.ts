import fc from 'fast-check';
import { ATTENTION_CODES, type NeedsAttention } from '../../domain/attention.ts';
import { PAYMENT_STATUSES, REASON_CODES, REFUND_STATUSES, SETUP_FUTURE_USAGES } from '../../domain/order.ts';
import { SHIPMENT_STATUSES, type Shipment } from '../../domain/shipment.ts';
import type { Address, Order, OrderRequest, Payment, Refund } from '../../domain/order.ts';
import type { OrderChange } from '../../domain/order-change.ts';
import type { Adjustment } from '../../domain/pricing.ts';
import { HOLD_REASONS, type Hold } from '../../domain/hold.ts';
import { CHANGE_EVENTS } from '../../domain/order-event.ts';
import { STATUS_TABLE } from '../../domain/order-status.ts';

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const cents = fc.nat({ max: Number.MAX_SAFE_INTEGER });
const instant = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());

const address: fc.Arbitrary<Address> = fc
  .record({ name: text, line1: text, line2: maybe(text), city: text, postalCode: text, country: text })
  .map(present);

const adjustment: fc.Arbitrary<Adjustment> = fc
  .record({
    type: fc.constantFrom('shipping', 'tax', 'fee'),
    amountCents: fc.nat(1000),
    lineId: maybe(fc.constant('line_1')),
    description: maybe(text),
  })
  .map(present);

const hold = fc.record({ reason: fc.constantFrom(...HOLD_REASONS), note: maybe(text), placedBy: text }).map(present);
const placedHold: fc.Arbitrary<Hold> = fc.tuple(hold, text, instant).map(([given, holdId, placedAt]) => ({ holdId, ...given, placedAt }));

/** Any order that a caller may ask for, its texts in any script. */
export const anyRequest: fc.Arbitrary<OrderRequest> = fc
  .record({
    tenant: maybe(text),
    customerId: text,
    currency: fc.constantFrom('USD', 'JPY', 'KWD'),
    paymentToken: text,
    paymentCustomer: maybe(text),
    setupFutureUsage: maybe(fc.constantFrom(...SETUP_FUTURE_USAGES)),
    items: fc.array(fc.record({ sku: text, quantity: fc.integer({ min: 1, max: 1000 }), priceCents: fc.nat() }), {
      minLength: 1,
      maxLength: 3,
    }),
    adjustments: maybe(fc.array(adjustment, { minLength: 1, maxLength: 3 })),
    holds: maybe(fc.array(hold, { minLength: 1, maxLength: 2 })),
    handOverDelayMs: maybe(fc.integer({ min: 1, max: 1_000_000 })),
    shipTo: maybe(address),
    metadata: maybe(fc.dictionary(text, text, { maxKeys: 3 })),
  })
  .map(present);

const shipment: fc.Arbitrary<Shipment> = fc
  .record({
    shipmentId: text,
    trackingNumber: text,
    status: fc.constantFrom(...SHIPMENT_STATUSES),
    lines: fc.array(fc.record({ lineId: text, quantity: fc.nat() }), { maxLength: 2 }),
    bookedAt: instant,
    pickedUpAt: maybe(instant),
    settledAt: maybe(instant),
  })
  .map(present);

const refund: fc.Arbitrary<Refund> = fc
  .record({
    refundId: text,
    status: fc.constantFrom(...REFUND_STATUSES),
    amountCents: cents,
    lines: fc.array(fc.record({ lineId: text, amountCents: cents }), { maxLength: 2 }),
    reason: text,
    createdAt: instant,
    elsewhere: maybe(fc.constant(true as const)),
  })
  .map(present);

const attention: fc.Arbitrary<NeedsAttention> = fc.record({
  since: instant,
  code: fc.constantFrom(...ATTENTION_CODES),
  text,
  choices: fc.array(text, { maxLength: 3 }),
});

const payment = fc
  .record({
    status: fc.constantFrom(...PAYMENT_STATUSES),
    isAuthorisedWhole: fc.boolean(),
    sums: fc.tuple(cents, cents, cents),
    writtenOffCents: cents,
    attempts: fc.nat({ max: 1000 }),
    reference: maybe(text),
    expiresAt: maybe(instant),
    nextAction: maybe(fc.record({ type: fc.constant('redirect' as const), url: fc.webUrl() })),
  })
  .map(({ sums, isAuthorisedWhole, ...rest }) => (totalCents: number): Payment => {
    const [authorisedCents = 0, capturedCents = 0, refundedCents = 0] = sums
      .toSorted((one, other) => other - one)
      .map((sum) => (isAuthorisedWhole ? Math.min(sum, totalCents) : sum));
    return present({ ...rest, authorisedCents: isAuthorisedWhole ? totalCents : authorisedCents, capturedCents, refundedCents });
  });

/** What may be tried on an order. The status table refuses some of it. */
export const anyChange: fc.Arbitrary<(order: Order) => OrderChange> = fc
  .record({
    move: maybe(fc.nat({ max: 2 })),
    event: fc.constantFrom(...CHANGE_EVENTS),
    paid: maybe(payment),
    shipments: maybe(fc.array(shipment, { maxLength: 2 })),
    refunds: maybe(fc.array(refund, { maxLength: 2 })),
    holds: maybe(fc.array(placedHold, { maxLength: 2 })),
    reason: maybe(fc.record({ code: fc.constantFrom(...REASON_CODES), text })),
    needsAttention: fc.option(maybe(attention)),
    why: text,
  })
  .map(({ move, event, paid, ...rest }) => (order: Order): OrderChange => {
    const status = move === undefined ? undefined : STATUS_TABLE[order.status].next[move];
    return present({ ...rest, payment: paid?.(order.totalCents), ...(status === undefined ? { event } : { status }) });
  });

type Present<T> = { [Name in keyof T as undefined extends T[Name] ? never : Name]: T[Name] } & {
  [Name in keyof T as undefined extends T[Name] ? Name : never]?: Exclude<T[Name], undefined>;
};

/** Without the members that are undefined: what is absent has no name. */
function present<T extends object>(value: T): Present<T> {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Present<T>;
}
