import { setTimeout as sleep } from 'node:timers/promises';
import { AdaptiveConcurrencyLimit } from '../../../api/concurrency-limit.ts';

const AIM_MS = 20;
const isDone = ({ status }: { status: string }) => status !== 'PENDING';

/** How many can be under way at once. */
async function room(limit: AdaptiveConcurrencyLimit): Promise<number> {
  let letGo = () => {};
  const held = new Promise<void>((resolve) => (letGo = resolve));
  const all: Promise<unknown>[] = [];
  for (;;) {
    try {
      limit.refuseWhenFull();
    } catch {
      break;
    }
    all.push(limit.hold(async () => (await held, { status: 'PENDING' }), isDone));
  }
  letGo();
  await Promise.all(all);
  return all.length;
}

const finish = (limit: AdaptiveConcurrencyLimit, ms: number, status = 'CREATED') =>
  limit.hold(async () => (await sleep(ms), { status }), isDone);

describe('places for orders', () => {
  it('are all there for a burst', async () => {
    expect(await room(new AdaptiveConcurrencyLimit(16, AIM_MS))).toBe(16);
  });

  it('get fewer when orders are slow, to an eighth at least, and all come back when they are not', async () => {
    const limit = new AdaptiveConcurrencyLimit(16, AIM_MS);
    await finish(limit, 2 * AIM_MS);
    expect(await room(limit)).toBe(15);
    for (let n = 0; n < 30; n++) await finish(limit, 2 * AIM_MS);
    expect(await room(limit)).toBe(2);
    for (let n = 0; n < 20; n++) await finish(limit, 0);
    expect(await room(limit)).toBe(16);
  });

  it('get fewer once for all that were slow together', async () => {
    const limit = new AdaptiveConcurrencyLimit(16, AIM_MS);
    await Promise.all(Array.from({ length: 10 }, () => finish(limit, 2 * AIM_MS)));
    expect(await room(limit)).toBe(15);
  });

  it('stay when no worker is there to write any', async () => {
    const limit = new AdaptiveConcurrencyLimit(16, AIM_MS);
    await Promise.all(Array.from({ length: 16 }, () => finish(limit, 2 * AIM_MS, 'PENDING')));
    expect(await room(limit)).toBe(16);
  });
});
