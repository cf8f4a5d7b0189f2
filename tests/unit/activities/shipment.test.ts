import { createActivities } from '../../../activities/index.ts';
import { planOneParcel } from '../../../domain/fulfilment-planner.ts';
import { RETURN_TERMS } from '../../support/return-terms.ts';
import { cause, order } from '../../support/orders.ts';
import { portsOver, World } from '../../support/workflow-world.ts';

const now = () => new Date('2026-01-01T00:00:00Z');
const HOUR_MS = 3_600_000;
const LIMITS = {
  reservationMs: HOUR_MS,
  backorderMs: HOUR_MS,
  renewBeforeMs: HOUR_MS,
  planShipments: planOneParcel,
  returns: RETURN_TERMS,
  capturePerShipment: false,
};

it('books nothing for an order that was cancelled meanwhile, as a worker may try that was frozen', async () => {
  const world = new World(now);
  const act = createActivities({ ...portsOver(() => world), ...LIMITS, now, onFailedTry: () => undefined, isCancelled: () => false });
  const made = order();
  const step = { orderId: made.id, cause, known: 0 };
  await act.createOrder({ ...made, cause });
  await act.authorisePayment(step);
  await act.beginCanceling({ ...step, reason: { code: 'cancel_requested', text: 'Changed my mind.' } });
  expect(await act.bookShipment(step)).toEqual({ outcome: 'refused', why: 'The order is CANCELING.' });
  await act.voidPayment(step);
  await act.finishCanceling(step);
  expect(await act.bookShipment(step)).toMatchObject({ outcome: 'refused' });
  expect(world.carrier.bookings).toBe(0);
});
