import { randomUUID } from 'node:crypto';
import { waitForRows } from '../../../api/orders/wait-for-order.ts';
import { createdOrder } from '../../../domain/order.ts';
import { NOW, request } from './support/fakes.ts';

const order = createdOrder(randomUUID(), request(), NOW);
const patient = { waitMs: 5000, isAwaited: () => true };

/** A row that is written so long after the wait began, and how often it was read. */
function rowAfter(ms: number) {
  const writtenAt = performance.now() + ms;
  let reads = 0;
  return {
    read: async () => {
      reads += 1;
      return performance.now() >= writtenAt ? order : undefined;
    },
    reads: () => reads,
  };
}

describe('the wait for a row', () => {
  it('comes to few reads once it knows how long rows take', async () => {
    const untilWritten = waitForRows();
    const reads: number[] = [];
    for (let wait = 0; wait < 30; wait++) {
      const row = rowAfter(60);
      expect(await untilWritten(row.read, patient)).toBe(order);
      reads.push(row.reads());
    }
    const latest = reads.slice(-10);
    expect(Math.max(...latest)).toBeLessThanOrEqual(3);
    expect(Math.max(...latest)).toBeLessThan(reads[0] ?? 0);
  });

  it('does not keep callers waiting for long after a busy time', async () => {
    const untilWritten = waitForRows();
    const wait = async (ms: number) => {
      const begunAt = performance.now();
      await untilWritten(rowAfter(ms).read, patient);
      return performance.now() - begunAt;
    };
    for (let busy = 0; busy < 6; busy++) await wait(200);
    const waits: number[] = [];
    for (let calm = 0; calm < 9; calm++) waits.push(await wait(0));
    // The first is as long as a busy time had taught; a machine's hiccup may hold up one of the last.
    expect(Math.min(...waits.slice(-3))).toBeLessThan((waits[0] ?? 0) / 2);
  });

  it('comes to fewer reads while waits are in vain', async () => {
    const untilWritten = waitForRows();
    const reads: number[] = [];
    for (let wait = 0; wait < 6; wait++) {
      const row = rowAfter(60_000);
      await untilWritten(row.read, { ...patient, waitMs: 300 });
      reads.push(row.reads());
    }
    expect(Math.max(...reads.slice(-2))).toBeLessThan((reads[0] ?? 0) / 1.5);
  });

  it('ends with its time', async () => {
    const row = rowAfter(60_000);
    expect(await waitForRows()(row.read, { ...patient, waitMs: 50 })).toBeUndefined();
  });

  it('ends with its time while a read hangs', async () => {
    let reads = 0;
    const hanging = () => new Promise<undefined>(() => void (reads += 1));
    expect(await waitForRows()(hanging, { ...patient, waitMs: 50 })).toBeUndefined();
    expect(reads).toBe(1);
  });

  it('reads once when nothing is to be waited for', async () => {
    const row = rowAfter(60_000);
    expect(await waitForRows()(row.read, { ...patient, isAwaited: () => false })).toBeUndefined();
    expect(row.reads()).toBe(1);
  });
});
