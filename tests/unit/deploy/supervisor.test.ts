import type { Exit, Service } from '../../../deploy/local/processes/launch.ts';
import { StartError } from '../../../deploy/local/processes/launch.ts';
import { Supervisor } from '../../../deploy/local/processes/supervisor.ts';
import { eventually } from '../../../platform/poll.ts';

const lines: string[] = [];
const stopping = new AbortController();
let supervisor: Supervisor;
beforeEach(() => {
  lines.length = 0;
  supervisor = new Supervisor({
    report: (line) => void lines.push(line.replaceAll(/\d+\.\d s/g, '… s')),
    runFolder: { record: () => undefined, forget: () => undefined },
    signal: stopping.signal,
    tireless: true,
  });
});
afterEach(() => supervisor.killAll());

/** Its processes are told apart by number; one that is `broken` ends while it starts. */
function fakeService() {
  const state = { started: 0, broken: false };
  const service: Service = {
    name: 'worker',
    start: async ({ signal }) => {
      signal?.throwIfAborted();
      state.started += 1;
      if (state.broken)
        throw new StartError('ended while starting (exit code 1)', [
          '/a.ts:1',
          'export {',
          'SyntaxError [E]: Unexpected token',
          '    at f (/b.ts:1:2)',
        ]);
      const exited = Promise.withResolvers<Exit>();
      const end = () => exited.resolve({ code: 0, signal: null });
      return { pid: state.started, exited: exited.promise, stop: async () => (end(), exited.promise), kill: end };
    },
  };
  return { state, service };
}

describe('a service that is restarted', () => {
  it('has its process stopped and another one started, and says why in one line', async () => {
    const { state, service } = fakeService();
    await supervisor.start(service);
    supervisor.restart('worker', 'worker/main.ts changed');
    supervisor.restart('worker', 'worker/main.ts changed');
    await eventually(async () => lines.length, Boolean);
    expect([state.started, lines]).toEqual([2, ['worker is up again after … s: worker/main.ts changed']]);
  });

  it('is not given up when it cannot start: it says so once, and comes up when it is restarted', async () => {
    const { state, service } = fakeService();
    await supervisor.start(service);
    state.broken = true;
    supervisor.restart('worker', 'domain/money.ts changed');
    await eventually(
      async () => state.started,
      (started) => started >= 4,
    );
    expect(lines).toEqual([
      'worker did not come up (ended while starting (exit code 1), SyntaxError [E]: Unexpected token at /a.ts:1): trying again',
    ]);

    state.broken = false;
    supervisor.restart('worker', 'domain/money.ts changed');
    await eventually(async () => lines[1], Boolean);
    expect(lines[1]).toBe('worker is up again after … s: domain/money.ts changed');
  });
});

it('is given up only while the disk has room: a service that cannot come up without any is tried until there is', async () => {
  let looks = 0;
  const tiring = new Supervisor({
    report: () => undefined,
    runFolder: { record: () => undefined, forget: () => undefined },
    signal: stopping.signal,
    isDiskFull: async () => ++looks <= 2,
  });
  const { state, service } = fakeService();
  state.broken = true;
  await expect(tiring.start(service)).rejects.toThrow('worker did not come up in 5 tries');
  expect(state.started).toBe(7);
}, 60_000);
