import { randomUUID } from 'node:crypto';
import type { LineQuantity } from '../../domain/order-quantities.ts';
import type { Order } from '../../domain/order.ts';
import type { ReceivedLine } from '../../domain/return-move.ts';
import type { Return } from '../../domain/return.ts';
import type { Caller } from './caller.ts';
import type { MoveReturn } from './calls.ts';
import type { Act } from './order-kinds.ts';

type SendBack = Act & { readonly do: 'send back' };

const KEPT_CENTS = 1;

/** Once the order is COMPLETED everything is announced to come back; a person approves, and counts what comes. */
export async function sendBack({ comes, copies = 1 }: SendBack, caller: Caller): Promise<void> {
  const order = await caller.until(({ status }) => status === 'COMPLETED');
  const returned = order && (await announce(order, copies, caller));
  if (!returned) return;
  await move({ call: 'approve return', body: {} }, returned, caller);
  if (comes === 'never') return;
  if (comes === 'cancelled') return move({ call: 'cancel return', body: {} }, returned, caller);
  const body = comes === 'whole' ? { items: returned.lines.map(whole) } : inPart(returned.lines);
  await Promise.all(times(copies, () => move({ call: 'receive return', body }, returned, caller)));
}

/** @returns what was told to whoever was taken, of several who ask at once */
async function announce(order: Order, copies: number, { script, id, integrator }: Caller): Promise<Return | undefined> {
  const body = { reason: `chaos ${script.number}`, items: order.items.map(({ lineId, quantity }) => ({ lineId, quantity })) };
  const call = () => ({ script: script.number, id, key: randomUUID(), call: 'return', body }) as const;
  const tolds = await Promise.all(times(copies, () => integrator.persist(call(), isOutcome)));
  return tolds.find((told) => told?.status === 201)?.order?.returns?.at(-1);
}

async function move(asked: Pick<MoveReturn, 'call' | 'body'>, { returnId }: Return, { script, id, integrator }: Caller): Promise<void> {
  await integrator.persist({ ...asked, script: script.number, id, key: randomUUID(), returnId }, isOutcome);
}

/** `202`: the request was taken, and its outcome is told to who repeats it. */
function isOutcome(status: number): boolean {
  return status !== 202;
}

function whole({ lineId, quantity }: LineQuantity): ReceivedLine {
  return { lineId, restock: quantity };
}

/** Of each line one unit is missing and another one broken; a fee is kept where anything came. */
function inPart(lines: readonly LineQuantity[]): MoveReturn['body'] {
  const items = lines.map(({ lineId, quantity }) => {
    const scrap = Math.min(1, quantity - 1);
    return { lineId, missing: 1, scrap, restock: quantity - 1 - scrap };
  });
  return items.some(({ scrap }) => scrap > 0) ? { items, feeCents: KEPT_CENTS } : { items };
}

function times<T>(count: number, make: () => T): T[] {
  return Array.from({ length: count }, make);
}
