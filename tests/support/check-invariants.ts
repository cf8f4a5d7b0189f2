import { type Ran, runScript } from '../../deploy/local/scripting/run-script.ts';
import { setting } from './api-client.ts';

/** Runs `npm run check:invariants` against the system that the settings name. */
export function checkInvariants(...args: string[]): Promise<Ran> {
  return runScript('tools/check-invariants.ts', args, {
    ...process.env,
    DATABASE_URL: setting('TEST_DATABASE_URL'),
    TEMPORAL_ADDRESS: setting('TEST_TEMPORAL_ADDRESS'),
    NATS_URL: setting('TEST_NATS_URL'),
  });
}
