import { setTimeout as sleep } from 'node:timers/promises';
import { ElasticPlaces } from '../../../api/http/places.ts';

const AIM_MS = 20;

/** How many can be under way at once. */
async function room(places: ElasticPlaces): Promise<number> {
  let letGo = () => {};
  const held = new Promise<void>((resolve) => (letGo = resolve));
  const all: Promise<unknown>[] = [];
  for (;;) {
    try {
      places.refuseWhenFull();
    } catch {
      break;
    }
    all.push(places.hold(async () => (await held, { status: 202 })));
  }
  letGo();
  await Promise.all(all);
  return all.length;
}

const finish = (places: ElasticPlaces, ms: number, status = 201) => places.hold(async () => (await sleep(ms), { status }));

describe('places for orders', () => {
  it('are all there for a burst', async () => {
    expect(await room(new ElasticPlaces(16, AIM_MS))).toBe(16);
  });

  it('get fewer when orders are slow, to an eighth at least, and all come back when they are not', async () => {
    const places = new ElasticPlaces(16, AIM_MS);
    await finish(places, 2 * AIM_MS);
    expect(await room(places)).toBe(15);
    for (let n = 0; n < 30; n++) await finish(places, 2 * AIM_MS);
    expect(await room(places)).toBe(2);
    for (let n = 0; n < 20; n++) await finish(places, 0);
    expect(await room(places)).toBe(16);
  });

  it('get fewer once for all that were slow together', async () => {
    const places = new ElasticPlaces(16, AIM_MS);
    await Promise.all(Array.from({ length: 10 }, () => finish(places, 2 * AIM_MS)));
    expect(await room(places)).toBe(15);
  });

  it('stay when no worker is there to write any', async () => {
    const places = new ElasticPlaces(16, AIM_MS);
    await Promise.all(Array.from({ length: 16 }, () => finish(places, 2 * AIM_MS, 202)));
    expect(await room(places)).toBe(16);
  });
});
