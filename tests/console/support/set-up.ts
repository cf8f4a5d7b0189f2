// Jest's global set-up of the tests in a browser: the whole system, and one Chromium for all of them.
import { remember } from '../../support/running-services.ts';
import startWholeSystem from '../../support/whole-system.ts';
import { serveChromium } from './chromium.ts';

export default async function setUp(): Promise<void> {
  await startWholeSystem();
  const chromium = await serveChromium();
  if (!chromium) return;
  remember('browser', { stop: () => chromium.close() });
  process.env['TEST_BROWSER'] = chromium.wsEndpoint();
}
