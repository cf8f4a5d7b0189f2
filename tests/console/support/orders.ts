import { randomUUID } from 'node:crypto';
import { newSku, orderFor, submit, untilOrder, untilStatus } from '../../support/api-client.ts';

/** An order that stays CONFIRMED until its hold is released. */
export async function heldOrder(over: Record<string, unknown> = {}) {
  const { body } = await submit(
    orderFor(await newSku(10), { customerId: newCustomer(), holds: [{ reason: 'fraud', note: 'third in an hour' }], ...over }),
  );
  return untilStatus(body.id, 'CONFIRMED');
}

/** An order that is paid for and has left. */
export async function capturedOrder(over: Record<string, unknown> = {}) {
  const { body } = await submit(orderFor(await newSku(10), { customerId: newCustomer(), ...over }));
  return untilOrder(body.id, ({ payment }) => payment.capturedCents > 0);
}

/** An order that arrived and is settled. */
export async function arrivedOrder(over: Record<string, unknown> = {}) {
  const { body } = await submit(orderFor(await newSku(10), { customerId: newCustomer(), ...over }));
  return untilStatus(body.id, 'COMPLETED');
}

/** One that no other test's orders are of. */
export const newCustomer = () => `Ada ${randomUUID()}`;
