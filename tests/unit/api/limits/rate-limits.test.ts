import { networkOf } from '../../../../api/limits/network.ts';
import { RateLimits } from '../../../../api/limits/rate-limits.ts';
import { FakeCallCounts } from '../support/caller-limits.ts';

/** Ten seconds begin. */
const START = Date.parse('2026-01-01T00:00:00Z');

let now: number;
let counts: FakeCallCounts;
let outages: unknown[];
beforeEach(() => {
  now = START;
  counts = new FakeCallCounts();
  outages = [];
});

const replica = () =>
  new RateLimits({ rates: { reads: undefined, writes: 1 }, counts, now: () => now, onOutage: (error) => outages.push(error) });
const write = (limits: RateLimits, caller = 'a') => limits.take(caller, 'writes');
const writeMany = (limits: RateLimits, times: number) =>
  Array.from({ length: times }, () => write(limits)).filter((quota) => !quota?.isOver);

describe('the calls of a caller', () => {
  it('are counted down to none, and anew when their ten seconds are over', () => {
    const limits = replica();
    now += 2500;
    expect(write(limits)).toEqual({ name: 'writes', most: 10, left: 9, secondsLeft: 8, isOver: false });
    expect(writeMany(limits, 20)).toHaveLength(9);
    expect(write(limits)).toEqual({ name: 'writes', most: 10, left: 0, secondsLeft: 8, isOver: true });
    now = START + 10_000;
    expect(write(limits)).toMatchObject({ left: 9, secondsLeft: 10, isOver: false });
  });

  it('take nothing from another caller, and a kind without a limit is not counted', () => {
    const limits = replica();
    writeMany(limits, 20);
    expect(write(limits, 'b')).toMatchObject({ left: 9, isOver: false });
    expect(limits.take('a', 'reads')).toBeUndefined();
  });

  it('are counted over all replicas, in one statement for all callers and in none while nobody calls', async () => {
    const [one, other] = [replica(), replica()];
    writeMany(one, 6);
    write(one, 'b');
    await one.tell();
    await one.tell();
    expect(counts.told).toHaveLength(1);
    writeMany(other, 3);
    await other.tell();
    expect(write(other)).toMatchObject({ left: 0, isOver: false });
    expect(write(other)).toMatchObject({ isOver: true });
    // What came meanwhile is told the next time.
    await other.tell();
    write(one);
    await one.tell();
    expect(write(one)).toMatchObject({ isOver: true });
  });

  it('that come while the others are told are counted once', async () => {
    const limits = replica();
    writeMany(limits, 4);
    const telling = limits.tell();
    writeMany(limits, 3);
    await telling;
    expect(write(limits)).toMatchObject({ left: 2 });
  });

  it('are counted alone while the others cannot be heard, which is said once, and are told afterwards', async () => {
    const limits = replica();
    counts.isAway = true;
    expect(writeMany(limits, 6)).toHaveLength(6);
    await limits.tell();
    await limits.tell();
    expect(outages).toHaveLength(1);
    expect(writeMany(limits, 20)).toHaveLength(4);
    counts.isAway = false;
    await limits.tell();
    expect([...(counts.told[0]?.values() ?? [])]).toEqual([10]);
    counts.isAway = true;
    now += 10_000;
    write(limits);
    await limits.tell();
    expect(outages).toHaveLength(2);
  });

  it('of more callers than are counted one by one are counted together', () => {
    const limits = replica();
    for (let n = 0; n < 50_000; n++) write(limits, `caller ${n}`);
    expect(write(limits, 'late')).toMatchObject({ left: 9 });
    expect(write(limits, 'later')).toMatchObject({ left: 8 });
  });
});

it.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2::1', '2001:db8:1:2::/64'],
  ['::1', '0:0:0:0::/64'],
  ['', ''],
])('%s belongs to %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});
