import { BREAKS } from './break-workflow.ts';
import { COMPLETED } from './end.ts';
import { mustEqual } from './must.ts';
import type { PlacedOrder } from './placed-order.ts';
import type { Scenario } from './scenario.ts';

/** What people do to an order's workflow by hand. The order is booked when they do. */
export const repairs: readonly Scenario[] = [
  {
    name: 'workflow terminated by hand',
    description: 'The workflow is terminated; the reconciler starts a new run, which goes on to the normal end.',
    meanwhile: (order) => breakRun(order, 'terminated'),
    isSlow: true,
    ends: COMPLETED,
  },
  {
    name: 'workflow reset by hand',
    description: 'The workflow is reset to its first task; every step runs again, and none is done twice.',
    meanwhile: (order) => breakRun(order, 'reset to its first task'),
    ends: COMPLETED,
  },
  {
    name: 'workflow deleted by hand',
    description: 'The workflow and its history are deleted; the reconciler starts the order anew.',
    meanwhile: (order) => breakRun(order, 'deleted'),
    isSlow: true,
    ends: COMPLETED,
  },
];

/** Two rounds of a reconciler that looks once a minute, and what Temporal takes to delete (ms). */
const NEW_RUN_WITHIN_MS = 240_000;

const ONCE = ['completed', 'confirmed', 'created', 'delivered', 'fulfilling', 'payment_changed', 'shipped'];

/** Breaks the run of an order that is booked, sees another one take its place, and that nothing was done twice. */
async function breakRun(order: PlacedOrder, how: keyof typeof BREAKS): Promise<void> {
  await order.reaches('FULFILLING');
  const { runId } = await order.workflow.describe();
  await BREAKS[how](order.world.temporal, order.id);
  await order.waitFor(
    'a new run of the workflow',
    async () => {
      const found = await order.workflow.describe().catch(() => undefined);
      return found === undefined ? 'there is none' : found.runId === runId ? 'the old one is the last' : found;
    },
    NEW_RUN_WITHIN_MS,
  );
  await order.atItsEnd();
  const events = await order.events();
  // The parcel may have been delivered while nobody was there to capture: the two are not ordered.
  mustEqual('the events', events.map(({ type }) => type.replace('orders.', '')).toSorted(), ONCE);
  // What the new run does still names the request that began it all.
  mustEqual('the request of the last event', events.at(-1)?.requestId, order.requestId);
}
