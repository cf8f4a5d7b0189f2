import { stopAll } from '../../support/running-services.ts';
import stopWholeSystem from '../../support/stop-whole-system.ts';

export default async function tearDown(): Promise<void> {
  await stopAll('browser');
  await stopWholeSystem();
}
