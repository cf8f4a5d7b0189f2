// What docs/failure-modes.md says of `npm start` itself.
import { readFileSync, rmSync, mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { identityOf, isAlive } from '../../deploy/local/processes/process-identity.ts';
import { call, newSku, orderFor, submit, untilEnd } from '../support/api-client.ts';
import { eventually } from '../../platform/poll.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

let dataDir: string;
const started: TestSystem[] = [];
beforeAll(() => {
  dataDir = mkdtempSync(path.join(os.tmpdir(), 'durable-orders-start-'));
});
afterAll(async () => {
  for (const system of started) await system.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

async function start(): Promise<TestSystem> {
  const system = await startTestSystem({ DATA_DIR: dataDir, CARRIER_PICKUP_MS: '200', CARRIER_DELIVERY_MS: '100' });
  started.push(system);
  Object.assign(process.env, system.settings);
  return system;
}

const outputOf = ({ dataDir: folder }: TestSystem) => readFileSync(path.join(folder, 'start.log'), 'utf8');
const pidOf = (service: string) => Number.parseInt(readFileSync(path.join(dataDir, 'run', `${service}.pid`), 'utf8'), 10);
const SERVICES = ['api', 'worker', 'relay', 'partners', 'temporal', 'postgres', 'nats'];

describe('npm start', () => {
  it('refuses a second one on the same data; killed itself, it leaves the services serving, and the next one starts all anew', async () => {
    const first = await start();
    await expect(startTestSystem({ DATA_DIR: dataDir })).rejects.toThrow('Already running: process');

    const before = SERVICES.map((service) => identityOf(pidOf(service)));
    first.kill();
    await first.exited;
    const { body } = await submit(orderFor(await newSku(1)));
    expect(await untilEnd(body.id)).toMatchObject({ status: 'COMPLETED' });

    const second = await start();
    expect(outputOf(second)).toContain('ended without stopping its services; stopping them first');
    expect(before.filter((process) => process && isAlive(process))).toEqual([]);
    expect((await call('GET', `/orders/${body.id}`)).body).toMatchObject({ status: 'COMPLETED' });
  });

  it('starts a service that dies again and says so, and gives up with its log when it ends five times while it comes up', async () => {
    const system = started.at(-1);
    if (!system) throw new Error('nothing was started');
    for (let killed = 0, last = 0; killed < 6; killed += 1) {
      last = await eventually(
        async () => pidNow('relay'),
        (pid) => pid !== 0 && pid !== last,
      );
      process.kill(last, 'SIGKILL');
    }
    expect(await system.exited).toEqual({ code: 1, signal: null });
    expect(outputOf(system)).toMatch(/relay .*(killed by SIGKILL|again)/);
    expect(outputOf(system)).toContain('Stopping everything; the logs are in');
  });
});

function pidNow(service: string): number {
  try {
    return pidOf(service);
  } catch {
    return 0;
  }
}
