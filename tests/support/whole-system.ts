// Jest's global set-up of the end-to-end tests: one system for all of them.
import { remember } from './running-services.ts';
import { QUICK_CLOCKS, SMALL_PARCELS } from '../../tools/scenarios/world.ts';
import { startTestSystem } from './system.ts';

export default async function startWholeSystem(): Promise<void> {
  const clocks = { ...QUICK_CLOCKS, CARRIER_DELIVERY_MS: '500', WEBHOOK_RETRY_SECONDS: '1,1,2,4' };
  const system = await startTestSystem({ ...clocks, ...SMALL_PARCELS });
  remember('e2e', system.dataDir, system);
  Object.assign(process.env, system.settings);
}
