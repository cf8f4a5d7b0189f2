import { randomUUID } from 'node:crypto';
import { holdIdOf } from '../../domain/identifiers.ts';
import type { Order } from '../../domain/order.ts';
import type { Caller } from './caller.ts';
import type { Edit } from './calls.ts';
import type { Act } from './order-kinds.ts';
import { PLENTY } from './order-plan.ts';

type Change = Act & { readonly do: 'change' };

const NEW_PRICE_CENTS = 4321;
const ELSEWHERE = { name: 'A. Customer', line1: '2 Other St', city: 'Elsewhere', postalCode: '10002', country: 'US' };

/** Once it is paid, and as the caller has read it; whoever is told that it has moved on leaves it at that. */
export async function change({ what }: Change, caller: Caller): Promise<void> {
  const { script, id, integrator } = caller;
  const order = await untilPaid(caller);
  if (!order) return;
  const { version } = order;
  const body = { reason: `chaos ${script.number}`, ...wanted(what, order) };
  await integrator.persist({ script: script.number, call: 'change', id, key: randomUUID(), version, body }, isOutcome);
}

/** The hold that the order came with. */
export async function release(caller: Caller): Promise<void> {
  const { script, id, integrator } = caller;
  if (!(await untilPaid(caller))) return;
  const call = { script: script.number, call: 'release', id, key: randomUUID(), holdId: holdIdOf('1'), body: undefined } as const;
  await integrator.persist(call, isOutcome);
}

function wanted(what: Change['what'], { items }: Order): Omit<Edit['body'], 'reason'> {
  const more = { items: items.map(({ lineId, quantity }) => ({ lineId, quantity: quantity + 1 })) };
  switch (what) {
    case 'more':
      return more;
    case 'fewer':
      // What asks for what is there already leaves no trace to judge by.
      if (items.every(({ quantity }) => quantity === 1)) return more;
      return { items: items.map(({ lineId, quantity }) => ({ lineId, quantity: Math.max(1, quantity - 1) })) };
    case 'lines':
      return {
        items: [
          ...items.slice(0, 1).map(({ lineId }) => ({ lineId, quantity: 0 })),
          { sku: PLENTY[0], quantity: 2, priceCents: NEW_PRICE_CENTS },
        ],
      };
    case 'address':
      return { shipTo: ELSEWHERE };
  }
}

function untilPaid(caller: Caller): Promise<Order | undefined> {
  return caller.until(({ status }) => status === 'CONFIRMED', isPastThat);
}

function isPastThat({ status }: Order): boolean {
  return status !== 'PENDING' && status !== 'CREATED';
}

/** `202`: the request was taken, and its outcome is told to who repeats it. */
function isOutcome(status: number): boolean {
  return status !== 202;
}
