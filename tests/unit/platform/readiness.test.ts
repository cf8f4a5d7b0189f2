import { DependencyError } from '../../../domain/errors.ts';
import { createReadiness, type ProcessState } from '../../../platform/readiness.ts';

const up = async () => {};
const down = () => Promise.reject(new Error('away'));

describe('readiness', () => {
  it.each<[ProcessState, boolean]>([
    ['starting', false],
    ['serving', true],
    ['draining', false],
  ])('while %s is %s', async (state, ready) => {
    expect(await createReadiness({ state: () => state, checks: { postgres: up } })()).toMatchObject({
      ready,
      body: { dependencies: { postgres: 'up' } },
    });
  });

  it('needs what is not optional', async () => {
    const options = { state: () => 'serving' as const, optional: ['nats'] };
    expect(await createReadiness({ ...options, checks: { postgres: up, nats: down } })()).toEqual({
      ready: true,
      body: { status: 'ready', dependencies: { postgres: 'up', nats: 'down' } },
    });
    expect(await createReadiness({ ...options, checks: { postgres: down, nats: up } })()).toEqual({
      ready: false,
      body: { status: 'unavailable', dependencies: { postgres: 'down', nats: 'up' } },
    });
  });

  it('tells why a dependency is down where that was said for whoever runs the system, and nothing else', async () => {
    const full = () => Promise.reject(new DependencyError('nats', 'the stream ORDERS is full'));
    expect((await createReadiness({ state: () => 'serving', checks: { nats: full, postgres: down } })()).body).toEqual({
      status: 'unavailable',
      dependencies: { nats: 'down', postgres: 'down' },
      reasons: { nats: 'the stream ORDERS is full' },
    });
  });

  it('takes for down what does not answer within a second', async () => {
    let signal: AbortSignal | undefined;
    const check = (deadline: AbortSignal) => {
      signal = deadline;
      return new Promise<void>(() => {});
    };
    expect((await createReadiness({ state: () => 'serving', checks: { temporal: check } })()).body.dependencies).toEqual({
      temporal: 'down',
    });
    expect(signal?.aborted).toBe(true);
  });

  it('asks once for many probes at once, and never takes an old state', async () => {
    let asked = 0;
    let state: ProcessState = 'serving';
    const readiness = createReadiness({ state: () => state, checks: { postgres: async () => void asked++ } });
    await Promise.all([readiness(), readiness(), readiness()]);
    state = 'draining';
    expect((await readiness()).ready).toBe(false);
    expect(asked).toBe(1);
  });
});
