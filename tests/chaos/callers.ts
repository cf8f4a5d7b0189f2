import { randomUUID } from 'node:crypto';
import type { Order } from '../../domain/order.ts';
import { isAtItsEnd } from '../../domain/order-status.ts';
import { isOpenReturn } from '../../domain/return.ts';
import { doAct } from './acts.ts';
import { type CallerWorld, createCaller } from './caller.ts';
import { isExplained } from './order-kinds.ts';
import type { Script } from './order-plan.ts';

/** How a caller stands, for whoever watches the run. */
export type StatusVersion = 'asking' | 'told' | 'at its end' | 'explained';

/** One order's caller, from its request until the order is at its end or the run is over; what it saw stands in the record. */
export async function playScript(script: Script, world: CallerWorld, stands: (statusVersion: StatusVersion) => void): Promise<void> {
  stands('asking');
  const id = await submit(script, world);
  if (id === undefined) return;
  stands('told');
  if (script.transport === 'grpc') world.follow(id);
  const caller = createCaller(script, id, world);
  for (const act of script.kind.acts ?? []) await doAct(act, caller);
  // What waits and says for what may still be moved on.
  const isDone = (order: Order) => {
    const { refunds, returns = [] } = order;
    const isAtRest = isAtItsEnd(order.status) && refunds.every(({ status }) => status !== 'pending') && !returns.some(isOpenReturn);
    stands(isAtRest ? 'at its end' : isExplained(order, script.kind) ? 'explained' : 'told');
    return isAtRest;
  };
  await caller.until(isDone, () => false);
}

/** Undefined when the run was over before anybody answered. */
async function submit({ number, kind, body }: Script, { integrator }: CallerWorld): Promise<string | undefined> {
  const key = randomUUID();
  const { prefer, copies = 1 } = kind;
  const call = { script: number, call: 'submit' as const, key, body, ...(prefer && { prefer }) };
  const [told] = await Promise.all(Array.from({ length: copies }, () => integrator.persist(call)));
  if (kind.reusesKey) await integrator.persist({ ...call, call: 'submit other', body: { ...body, customerId: 'chaos_other' } });
  return told?.order?.id;
}
