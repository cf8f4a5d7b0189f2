import { orderWorkflowIdOf } from '../../../domain/identifiers.ts';
import { submit, type FaultCase } from '../world.ts';

export const nobodyMoves: FaultCase = {
  name: 'an order that nobody moves',
  alert: 'OrdersStandStill',
  labels: { status: 'CREATED' },
  async inject(world) {
    const schedule = world.temporal.schedule.getHandle('reconcile-orders');
    await schedule.pause('faults');
    const id = await submit(world, { payment: { token: 'tok_unavailable_20s' } });
    await world.temporal.workflow.getHandle(orderWorkflowIdOf(id)).terminate('faults');
    return { lift: () => schedule.unpause('faults are over'), shows: new RegExp(`"${id}","CREATED"`) };
  },
};
