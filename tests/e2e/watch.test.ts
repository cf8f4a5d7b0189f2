// `npm start -- --watch`: what a saved file touches is started again, and orders in flight go on.
import { readFileSync, rmSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { eventually } from '../../platform/poll.ts';
import { newSku, orderFor, submit, untilEnd, untilOrder } from '../support/api-client.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem({ CARRIER_PICKUP_MS: '200', CARRIER_DELIVERY_MS: '100' }, ['--watch']);
  Object.assign(process.env, system.settings);
});
afterAll(async () => {
  expect(await system.stop()).toEqual({ code: 0, signal: null });
  rmSync(system.dataDir, { recursive: true, force: true });
});

const pidOf = (name: string) => readFileSync(path.join(system.dataDir, 'run', `${name}.pid`), 'utf8');
const pids = () => ['api', 'worker', 'relay', 'partners'].map(pidOf);
const said = () => readFileSync(path.join(system.dataDir, 'start.log'), 'utf8');

it('starts the worker again when an activity is saved, no other process, and an order that waits for its customer goes on', async () => {
  const { body } = await submit(orderFor(await newSku(1), { payment: { token: 'tok_requires_action' } }));
  const waiting = await untilOrder(body.id, ({ payment }) => payment.nextAction !== undefined);
  const [api, worker, relay, partners] = pids();

  const now = new Date();
  utimesSync('activities/shipment.ts', now, now);
  await eventually(
    async () => said(),
    (text) => /worker is up again after .*: activities\/shipment.ts changed/.test(text),
  );
  expect(pids()).toEqual([api, expect.not.stringMatching(worker ?? ''), relay, partners]);

  const page = waiting.payment.nextAction?.url ?? '';
  expect((await fetch(page, { method: 'POST', body: new URLSearchParams({ decision: 'approve' }) })).status).toBe(200);
  expect(await untilEnd(body.id)).toMatchObject({ status: 'COMPLETED' });
});
