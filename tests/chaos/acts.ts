import { lineIdOf, orderWorkflowIdOf } from '../../domain/identifiers.ts';
import { randomUUID } from 'node:crypto';
import type { Order } from '../../domain/order.ts';
import { isAtItsEnd, type OrderStatus } from '../../domain/order-status.ts';
import { cancelOrder } from '../../workflows/messages.ts';
import type { Caller } from './caller.ts';
import { change, release } from './edit-acts.ts';
import type { Act } from './order-kinds.ts';
import { lossOf } from './record.ts';
import { sendBack } from './return-acts.ts';
import { stockComes } from './stock-acts.ts';

/** Does it once its moment is there; not at all when that moment has gone by. */
export async function doAct(act: Act, caller: Caller): Promise<unknown> {
  switch (act.do) {
    case 'cancel':
      return cancel(act, caller);
    case 'cancel a unit':
      return cancelUnit(act, caller);
    case 'change':
      return change(act, caller);
    case 'release':
      return release(caller);
    case 'customer':
      return decide(act.decision, caller);
    case 'refund':
      return refund(act.part, caller);
    case 'resolve':
      return resolve(act.choice, caller);
    case 'send back':
      return sendBack(act, caller);
    case 'stock comes':
      return stockComes(act.part, caller);
  }
}

async function cancel({ by, when }: Act & { do: 'cancel' }, caller: Caller): Promise<unknown> {
  if (!(await isTime(when, caller))) return undefined;
  if (by !== 'api') return message(by, caller);
  return caller.integrator.persist({ ...newCall(caller), call: 'cancel', body: { reason: reasonOf(caller) } }, isOutcome);
}

async function cancelUnit({ when }: Act & { do: 'cancel a unit' }, caller: Caller): Promise<unknown> {
  if (!(await isTime(when, caller))) return undefined;
  const body = { reason: reasonOf(caller), items: [{ lineId: lineIdOf(1), quantity: 1 }] };
  return caller.integrator.persist({ ...newCall(caller), call: 'cancel lines', body }, isOutcome);
}

async function isTime(when: OrderStatus | undefined, caller: Caller): Promise<boolean> {
  if (when !== undefined) return (await caller.until(({ status }) => status === when, isPast(when))) !== undefined;
  await caller.pause(caller.script.pauseMs);
  return true;
}

/** Nobody is told what becomes of a signal. */
async function message(by: 'signal' | 'temporal', { script, id, client, record, closing, pause }: Caller): Promise<void> {
  const workflow = client.workflow.getHandle(orderWorkflowIdOf(id));
  for (let attempt = 1; !closing.aborted; attempt++) {
    record.sends({ script: script.number, call: 'cancel', attempt, request: by });
    try {
      return void (await (by === 'signal' ? workflow.signal(cancelOrder, 'chaos') : workflow.cancel()));
    } catch (error) {
      record.notes({ script: script.number, call: 'cancel', lost: lossOf(error) });
      if (error instanceof Error && error.name === 'WorkflowNotFoundError') return;
    }
    await pause();
  }
}

/** The customer's browser: the page is a form that sends it on once the decision is taken. */
async function decide(decision: string, { script, record, closing, until, pause }: Caller): Promise<void> {
  const url = (await until(({ payment }) => payment.nextAction !== undefined))?.payment.nextAction?.url;
  if (url === undefined) return;
  for (let attempt = 1; !closing.aborted; attempt++) {
    record.sends({ script: script.number, call: 'customer', attempt, request: decision });
    const asked = { script: script.number, call: 'customer' as const, attempt, sentAt: Date.now() };
    const form = { method: 'POST', body: new URLSearchParams({ decision }), redirect: 'manual' as const };
    try {
      const { status } = await fetch(url, { ...form, signal: AbortSignal.timeout(5000) });
      record.tells({ ...asked, toldAt: Date.now(), status });
      if (status < 500) return;
    } catch (error) {
      record.tells({ ...asked, toldAt: Date.now(), lost: lossOf(error) });
    }
    await pause();
  }
}

async function refund(part: 'all' | 'cent', caller: Caller): Promise<unknown> {
  if (!(await caller.until(({ status }) => status === 'COMPLETED'))) return undefined;
  const body = { reason: reasonOf(caller), ...(part === 'cent' && { amountCents: 1 }) };
  return caller.integrator.persist({ ...newCall(caller), call: 'refund', body }, isOutcome);
}

/** As often as it is offered: of several parcels each may have a question of its own. */
async function resolve(choice: string, caller: Caller): Promise<void> {
  const isOffered = ({ needsAttention }: Order) => needsAttention?.choices.includes(choice) ?? false;
  while (await caller.until(isOffered)) {
    await caller.integrator.persist({ ...newCall(caller), call: 'resolve', body: { choice } }, isOutcome);
  }
}

/** `202`: the request was taken, and its outcome is told to who repeats it. */
const isOutcome = (status: number) => status !== 202;

function newCall({ script, id }: Caller) {
  return { script: script.number, id, key: randomUUID() };
}

function reasonOf({ script }: Caller): string {
  return `chaos ${script.number}`;
}

const WAY: readonly string[] = ['PENDING', 'CREATED', 'CONFIRMED', 'FULFILLING', 'SHIPPED', 'DELIVERED', 'COMPLETED'];

function isPast(when: string): (order: Order) => boolean {
  return ({ status }) => isAtItsEnd(status) || !WAY.includes(status) || WAY.indexOf(status) > WAY.indexOf(when);
}
