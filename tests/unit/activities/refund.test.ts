import fc from 'fast-check';
import { refundActivities } from '../../../activities/refund.ts';
import { DependencyError, DomainError } from '../../../domain/errors.ts';
import { newOrder, type Order } from '../../../domain/order.ts';
import type { PaymentProvider } from '../../../domain/ports/payment-provider.ts';
import type { Shipment } from '../../../domain/shipment.ts';
import type { RefundRequest } from '../../../domain/refund.ts';
import { cause, order as newRequest } from '../../support/orders.ts';
import { FakeOrders } from '../../support/workflow-fake-orders.ts';
import { FakePayments } from '../../support/workflow-fake-payments.ts';
import { Faults } from '../../support/workflow-faults.ts';

const now = () => new Date('2026-01-01T00:00:00Z');
const ITEMS = [
  { sku: 'a', quantity: 3, priceCents: 333 },
  { sku: 'b', quantity: 1, priceCents: 1 },
];

const SHIPMENT: Shipment = {
  shipmentId: 'ship_1',
  trackingNumber: 'T',
  status: 'delivered',
  lines: ITEMS.map(({ quantity }, index) => ({ lineId: `line_${index + 1}`, quantity })),
  bookedAt: now().toISOString(),
};

/** An order that was captured, its provider, and the steps of refunds over both. */
function world(declined: ReadonlySet<string>) {
  const faults = new Faults();
  const orders = new FakeOrders(faults, now);
  const ledger = new FakePayments(faults);
  const { id, request } = newRequest({ items: ITEMS });
  const made = newOrder(id, request, now().toISOString());
  const money = { authorisedCents: made.totalCents, capturedCents: made.totalCents, reference: `pay_${id}_1`, attempts: 1 };
  orders.order = {
    ...made,
    shipments: [SHIPMENT],
    status: 'COMPLETED',
    version: 1,
    payment: { ...made.payment, status: 'captured', ...money },
  };
  const payments = {
    refund: (call: Parameters<PaymentProvider['refund']>[0]) =>
      declined.has(call.refundId) ? Promise.reject(new DomainError('REFUND_DECLINED', 'No.')) : ledger.refund(call),
  } as PaymentProvider;
  return { faults, ledger, orders, step: { orderId: id, cause }, act: refundActivities({ orders, payments, now }) };
}
type World = ReturnType<typeof world>;

const ask: fc.Arbitrary<RefundRequest> = fc.oneof(
  fc.constant({ reason: 'whole' }),
  fc.record({ reason: fc.constant('amount'), amountCents: fc.integer({ min: 1, max: 700 }) }),
  fc.record({
    reason: fc.constant('lines'),
    items: fc.tuple(fc.record({ lineId: fc.constantFrom('line_1', 'line_2', 'line_3'), quantity: fc.integer({ min: 1, max: 3 }) })),
  }),
);
const REFUNDS = ['re_0', 're_1', 're_2', 're_3', 're_4'];
const command = fc.record({
  kind: fc.constantFrom('open', 'open rest', 'send'),
  refundId: fc.constantFrom(...REFUNDS),
  ask,
  fails: fc.constantFrom('nothing', 'the provider', 'the record'),
  /** After its effect: only the answer is lost. */
  after: fc.boolean(),
});
type Command = typeof command extends fc.Arbitrary<infer T> ? T : never;

async function run({ act, step, faults }: World, { kind, refundId, ask, fails, after }: Command): Promise<void> {
  const record = kind === 'send' ? (`orders.change:refunded:${refundId}` as const) : (`orders.change:refund_opened:${refundId}` as const);
  if (fails !== 'nothing') faults.fail(fails === 'the record' ? record : 'payments.refund', { times: 1, after });
  try {
    if (kind === 'open') await act.openRefund({ ...step, refundId, request: ask });
    else if (kind === 'open rest') await act.openRefundOfShipment({ ...step, refundId, shipmentId: SHIPMENT.shipmentId, reason: 'rest' });
    else await act.sendRefund({ ...step, refundId });
  } catch (error) {
    const isUnopened = error instanceof Error && error.message.endsWith(`has no refund ${refundId}`);
    if (!(error instanceof DependencyError) && !isUnopened) throw error;
  } finally {
    faults.clear();
  }
}

function sumOf({ refunds }: Order, ...statuses: string[]): number {
  return refunds.filter(({ status }) => statuses.includes(status)).reduce((sum, { amountCents }) => sum + amountCents, 0);
}

/** What is wrong with the ledger at any moment; empty when all is well. */
function faultsIn({ orders: { order, events }, ledger }: World): string[] {
  if (!order) return ['the order has no row'];
  const [back, underWay] = [sumOf(order, 'succeeded'), sumOf(order, 'pending')];
  const wrong: Record<string, boolean> = {
    'refunded is not the sum of the refunds': order.payment.refundedCents !== back,
    'more goes back than was captured': back + underWay > order.payment.capturedCents,
    'the provider gave back less than the order says': ledger.refundedCents < back,
    'the provider gave back what the order does not know': ledger.refundedCents > back + underWay,
    'a refund stands there twice': new Set(order.refunds.map(({ refundId }) => refundId)).size < order.refunds.length,
    'sequences have gaps': events.some(({ sequence }, index) => sequence !== index + 2),
  };
  return Object.keys(wrong).filter((name) => wrong[name]);
}

describe('refunds whose steps fail, repeat and interleave', () => {
  it('never give back more than was captured, nor anything that the order does not say', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { maxLength: 25 }), fc.subarray(REFUNDS), async (commands, declined) => {
        const refunds = world(new Set(declined));
        for (const each of commands) {
          await run(refunds, each);
          expect(faultsIn(refunds)).toEqual([]);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('agree with the provider to the cent once every one was sent', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { maxLength: 25 }), fc.subarray(REFUNDS), async (commands, declined) => {
        const refunds = world(new Set(declined));
        for (const each of commands) await run(refunds, each);
        for (const { refundId } of refunds.orders.order?.refunds ?? []) await refunds.act.sendRefund({ ...refunds.step, refundId });
        const { order } = refunds.orders;
        expect(order?.refunds.filter(({ status }) => status === 'pending')).toEqual([]);
        expect(order?.refunds.filter(({ status }) => status === 'failed').every(({ refundId }) => declined.includes(refundId))).toBe(true);
        expect(refunds.ledger.refundedCents).toBe(order?.payment.refundedCents);
      }),
    );
  });
});
