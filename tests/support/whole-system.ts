// Jest's global set-up of the tests of the whole system, those in a browser among them: one system for all.
import { isRunning, remember } from './running-services.ts';
import { QUICK_CLOCKS, SMALL_PARCELS } from '../../tools/scenarios/world.ts';
import { startTestSystem } from './system.ts';

export default async function startWholeSystem(): Promise<void> {
  if (isRunning('whole system')) return;
  const clocks = { ...QUICK_CLOCKS, CARRIER_DELIVERY_MS: '500', WEBHOOK_RETRY_SECONDS: '1,1,2,4' };
  const system = await startTestSystem({ ...clocks, ...SMALL_PARCELS });
  remember('whole system', system, system.dataDir);
  Object.assign(process.env, system.settings);
}
