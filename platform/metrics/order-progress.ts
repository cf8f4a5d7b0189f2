import type { Order } from '../../domain/order.ts';
import { counter, durations } from './registry.ts';

const timeToConfirmed = durations({
  name: 'orders_time_to_confirmed_seconds',
  help: 'Time from the first record of an order to CONFIRMED, of orders that did not wait for their customer',
  // The objective is measured at 10 s.
  buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900],
});
const timeToCompleted = durations({
  name: 'orders_time_to_completed_seconds',
  help: 'Time from the first record of an order to COMPLETED',
  // From the seconds of a demo to the weeks of a parcel.
  buckets: [5, 60, 600, 3600, 6 * 3600, 86_400, 2 * 86_400, 4 * 86_400, 7 * 86_400, 14 * 86_400, 30 * 86_400],
});

const money = (name: string, what: string) =>
  counter({
    name: `payments_${name}_minor_units_total`,
    help: `Money ${what}, in minor units of its currency`,
    labelNames: ['currency'] as const,
  });
const authorised = money('authorised', 'that was authorised');
const captured = money('captured', 'that was captured');
const refunded = money('refunded', 'that went back to customers');

/** What one change adds, for the process that recorded it. */
export function observeProgress(after: Order, before: Order): void {
  if (after.status !== before.status) observeTimes(after, before);
  const { currency } = after;
  const more = (of: (order: Order) => number) => Math.max(0, of(after) - of(before));
  authorised.inc(
    { currency },
    more(({ payment }) => payment.authorisedCents),
  );
  captured.inc(
    { currency },
    more(({ payment }) => payment.capturedCents),
  );
  refunded.inc(
    { currency },
    more(({ payment }) => payment.refundedCents),
  );
}

function observeTimes(after: Order, before: Order): void {
  const seconds = Math.max(0, Date.parse(after.updatedAt) - Date.parse(after.createdAt)) / 1000;
  if (after.status === 'CONFIRMED' && before.payment.status !== 'requires_action') timeToConfirmed({}, seconds);
  if (after.status === 'COMPLETED') timeToCompleted({}, seconds);
}
