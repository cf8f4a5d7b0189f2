import { EndpointLanes, type Lane } from '../../../activities/endpoint-lanes.ts';

let now = 0;
beforeEach(() => {
  now = 0;
});

const lanes = (atOnce: number) => new EndpointLanes({ atOnce, clock: () => now });

function leave(lane: Lane): void {
  if (!('leave' in lane)) throw new Error('it has to wait');
  lane.leave();
}

const waitOf = (lane: Lane) => ('waitMs' in lane ? lane.waitMs : undefined);

describe('the tries of an endpoint', () => {
  it('are a few at once, and leave room for those of others', () => {
    const road = lanes(2);
    const first = road.enter('slow');
    expect([waitOf(road.enter('slow')), waitOf(road.enter('slow'))]).toEqual([undefined, expect.any(Number)]);
    expect(waitOf(road.enter('other'))).toBeUndefined();
    leave(first);
    expect(waitOf(road.enter('slow'))).toBeUndefined();
  });

  it('that have to wait get times one after the other, as far apart as the endpoint is slow', () => {
    const road = lanes(2);
    // It takes 15 s each time, again and again.
    for (let n = 0; n < 40; n++) {
      const lane = road.enter('slow');
      now += 15_000;
      leave(lane);
    }
    for (let n = 0; n < 2; n++) road.enter('slow');
    const waits = Array.from({ length: 100 }, () => waitOf(road.enter('slow')) ?? 0);
    expect(waits.every((wait, n) => n === 0 || wait > (waits[n - 1] ?? 0))).toBe(true);
    // A hundred, two at a time, 15 s each.
    expect(waits.at(-1)).toBeGreaterThan(700_000);
    expect(waits.at(-1)).toBeLessThanOrEqual(750_000);
  });

  it('have room again at once when nobody waits any more', () => {
    const road = lanes(1);
    const lane = road.enter('a');
    expect(waitOf(road.enter('a'))).toBeGreaterThan(0);
    now += 10_000;
    leave(lane);
    expect(waitOf(road.enter('a'))).toBeUndefined();
  });
});
