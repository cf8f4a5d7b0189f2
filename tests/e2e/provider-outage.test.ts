import { get, newSku, orderFor, setting, submit, untilEnd } from '../support/api-client.ts';
import { checkInvariants } from '../support/check-invariants.ts';
import { eventually } from '../../platform/poll.ts';
import { useOwnSystem } from '../support/own-system.ts';

// A system of its own: an open circuit would hold up other tests' payments.
useOwnSystem({ CARRIER_PICKUP_MS: '200', CARRIER_DELIVERY_MS: '100' });

const WAITING = 30;
const OTHERS = 10;

async function circuitIsOpen(): Promise<boolean> {
  const metrics = await (await fetch(`${setting('TEST_WORKER_URL')}/metrics`)).text();
  return metrics.includes('circuit_open{partner="payment provider",operation="authorise"} 1');
}

describe('a payment provider that is down for many orders at once', () => {
  it('opens the circuit, holds up nobody who does not need it, and is said to be waited for', async () => {
    const sku = await newSku(WAITING + OTHERS);
    const placed = (over: Record<string, unknown>, count: number) =>
      Promise.all(Array.from({ length: count }, () => submit(orderFor(sku, over))));
    const waiting = (await placed({ payment: { token: 'tok_unavailable_20s' } }, WAITING)).map(({ body }) => body.id);
    await eventually(circuitIsOpen, Boolean);

    const [first = ''] = waiting;
    const waits = async () => (await get(first)).waitingFor;
    const told = await eventually(waits, (waitingFor) => waitingFor?.nextTryAt !== undefined, 20_000);
    expect(told).toMatchObject({ what: 'payment_provider', since: expect.any(String) });

    const free = await placed({ items: [{ sku, quantity: 1, priceCents: 0 }] }, OTHERS);
    for (const { body } of free) expect(await untilEnd(body.id)).toMatchObject({ status: 'COMPLETED' });
    expect((await Promise.all(waiting.map(get))).map(({ status }) => status)).toContain('CREATED');

    for (const id of waiting) expect(await untilEnd(id)).toMatchObject({ status: 'COMPLETED', payment: { capturedCents: 1999 } });
    expect(await circuitIsOpen()).toBe(false);
    expect(await checkInvariants()).toMatchObject({ code: 0 });
  });
});
