import { nextTryInMs } from '../../../domain/webhook.ts';
import { loadConfig } from '../../../platform/config.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const { waitsMs } = loadConfig({}).webhooks;

describe('the tries of a delivery', () => {
  it('come over three days, ever more seldom', () => {
    expect(waitsMs).toEqual([5000, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR]);
    const waits = Array.from({ length: 9 }, (_, n) => nextTryInMs({ tries: n + 1 }, waitsMs, 0.5));
    expect(waits).toEqual(waitsMs);
  });

  it('end after the last wait', () => {
    expect(nextTryInMs({ tries: 10 }, waitsMs, 0.5)).toBeUndefined();
    expect(nextTryInMs({ tries: 10, retryAfterMs: 1000 }, waitsMs, 0.5)).toBeUndefined();
  });

  it('are moved at random by up to a tenth, so that what failed together does not come back together', () => {
    expect([0, 1].map((random) => nextTryInMs({ tries: 2 }, waitsMs, random))).toEqual([4.5 * MINUTE, 5.5 * MINUTE]);
  });

  it('wait as long as the receiver asks for, but for no more than a day, and never less than they would', () => {
    const asked = [HOUR, 1, 30 * 24 * HOUR].map((retryAfterMs) => nextTryInMs({ tries: 1, retryAfterMs }, waitsMs, 0.5));
    expect(asked).toEqual([HOUR, 5000, 24 * HOUR]);
  });
});
