import { withBreaker, type Circuit } from '../../../adapters/breaker.ts';
import { NotNowError } from '../../../adapters/not-now-error.ts';
import { DependencyError, DomainError } from '../../../domain/errors.ts';

// Where tests are ES modules, Jest is not a global.
const { jest: clock } = import.meta as unknown as { jest: typeof jest };
const OUTAGE = new DependencyError('payment provider', 'The payment provider answered 503.');
const DECLINE = new DomainError('CAPTURE_DECLINED', 'no');

/** A port of one call that answers what the test sets. */
class Port {
  calls = 0;
  answer: () => Promise<string> = async () => 'done';
  readonly name = 'provider';

  capture(): Promise<string> {
    this.calls += 1;
    return this.answer();
  }

  async find(): Promise<string> {
    return 'found';
  }
}

let port: Port;
let guarded: Port;
let states: Circuit[];
beforeEach(() => {
  clock.useFakeTimers();
  port = new Port();
  states = [];
  guarded = withBreaker(port, 'payment provider', { onStateChange: ({ state }) => states.push(state) });
});
afterEach(() => clock.useRealTimers());

const fail = (error: Error) => {
  port.answer = async () => {
    throw error;
  };
};
const recover = () => {
  port.answer = async () => 'done';
};
const repeat = async (times: number) => {
  for (let time = 0; time < times; time++) await guarded.capture().catch(() => undefined);
};
const openUp = async () => {
  fail(OUTAGE);
  await repeat(20);
  port.calls = 0;
};

describe('the circuit breaker', () => {
  it('hands calls and answers on, and leaves what is no call alone', async () => {
    expect([await guarded.capture(), guarded.name, states]).toEqual(['done', 'provider', []]);
  });

  it('tells how each call that reached out went and how long it took, and of none that it spared', async () => {
    const calls: unknown[] = [];
    guarded = withBreaker(port, 'payment provider', { onCall: (call) => calls.push(call) });
    await guarded.capture();
    for (const error of [DECLINE, new NotNowError('payment provider', 'no key'), OUTAGE]) {
      fail(error);
      await repeat(1);
    }
    const ended = (outcome: string) => ({
      partner: 'payment provider',
      operation: 'capture',
      outcome,
      seconds: expect.any(Number) as number,
    });
    expect(calls).toEqual(['ok', 'refused', 'not_now', 'failed'].map(ended));
    await openUp();
    calls.length = 0;
    await repeat(5);
    expect(calls).toEqual([]);
  });

  it('keeps one for each operation: who cannot capture may be asked all the same', async () => {
    await openUp();
    expect(await guarded.find()).toBe('found');
    await expect(guarded.capture()).rejects.toMatchObject({ message: expect.stringContaining('circuit is open') });
  });

  it('opens when four fifths of twenty calls within twenty seconds fail, and then fails at once without a call', async () => {
    await repeat(4);
    fail(OUTAGE);
    await repeat(15);
    expect(states).toEqual([]);
    await expect(guarded.capture()).rejects.toBe(OUTAGE);
    expect(states).toEqual(['open']);
    await expect(guarded.capture()).rejects.toMatchObject({ dependency: 'payment provider', message: expect.stringMatching(/open/) });
    expect(port.calls).toBe(20);
  });

  it('says how long it stays open, with up to a second more', async () => {
    await openUp();
    clock.advanceTimersByTime(4000);
    const refusal = await guarded.capture().catch((error: unknown) => error as DependencyError);
    expect((refusal as DependencyError).retryAfterMs).toBeGreaterThanOrEqual(6000);
    expect((refusal as DependencyError).retryAfterMs).toBeLessThanOrEqual(7000);
  });

  it('tries one call after ten seconds, and closes when it is answered', async () => {
    await openUp();
    recover();
    clock.advanceTimersByTime(10_000);
    expect([await guarded.capture(), await guarded.capture()]).toEqual(['done', 'done']);
    expect(states).toEqual(['open', 'half_open', 'closed']);
  });

  it('opens again when the trial fails', async () => {
    await openUp();
    clock.advanceTimersByTime(10_000);
    await repeat(2);
    expect(port.calls).toBe(1);
    expect(states).toEqual(['open', 'half_open', 'open']);
  });

  it('lets one of many calls through as the trial, and sends the others away at once', async () => {
    await openUp();
    clock.advanceTimersByTime(10_000);
    const trial = Promise.withResolvers<string>();
    port.answer = () => trial.promise;
    const first = guarded.capture();
    const others = await Promise.allSettled(Array.from({ length: 20 }, () => guarded.capture()));
    expect(others.every(({ status }) => status === 'rejected')).toBe(true);
    trial.resolve('done');
    expect(await first).toBe('done');
    expect(port.calls).toBe(1);
  });

  it.each([
    ['a decline', DECLINE],
    ['a refund that takes days', new NotNowError('payment provider', 'The refund is still under way.')],
    ['our own database', new DependencyError('postgres', 'away')],
    ['a bug', new TypeError('x is undefined')],
  ])('does not open for %s', async (_, error) => {
    fail(error);
    await repeat(20);
    await expect(guarded.capture()).rejects.toBe(error);
    expect(states).toEqual([]);
  });

  it('takes a decline for an answer', async () => {
    fail(DECLINE);
    await repeat(5);
    fail(OUTAGE);
    await repeat(16);
    expect(states).toEqual([]);
  });

  it('stays closed for one order that fails again and again, with growing pauses', async () => {
    fail(OUTAGE);
    for (const pauseMs of [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000, 30_000, 30_000]) {
      await repeat(1);
      clock.advanceTimersByTime(pauseMs);
    }
    expect(states).toEqual([]);
  });

  it('gives up a call after ten seconds, as one that was not answered', async () => {
    port.answer = () => new Promise(() => undefined);
    const calls = Array.from({ length: 20 }, () => guarded.capture().catch((error: unknown) => error));
    await clock.advanceTimersByTimeAsync(10_000);
    for (const error of await Promise.all(calls)) expect(error).toBeInstanceOf(DependencyError);
    expect(states).toEqual(['open']);
  });
});
