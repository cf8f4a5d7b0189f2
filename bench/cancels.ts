import { call, orderFor, submit, untilStatus } from '../tests/support/api-client.ts';

/** Cancels orders that are booked, one after another. @returns how long each caller waited for CANCELED (ms) */
export async function cancelEach(sku: string, count: number): Promise<number[]> {
  const waits: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const { body } = await submit(orderFor(sku));
    await untilStatus(body.id, 'FULFILLING');
    const startedAt = performance.now();
    const { status, text } = await call('POST', `/orders/${body.id}/cancel`, {});
    if (status !== 200) throw new Error(`a cancel was answered ${status}: ${text}`);
    waits.push(performance.now() - startedAt);
  }
  return waits;
}
