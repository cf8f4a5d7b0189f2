import { type Ran, runScript } from '../../deploy/local/scripting/run-script.ts';
import { addressOf } from '../../deploy/local/servers/postgres-logins.ts';
import { setting } from './api-client.ts';

/** Runs `npm run check:invariants` against the system that the settings name, as who may only read. */
export function checkInvariants(...args: string[]): Promise<Ran> {
  return runScript('tools/check-invariants.ts', args, {
    ...process.env,
    DATABASE_URL: addressOf(setting('TEST_DATABASE_URL'), 'auditor'),
    TEMPORAL_ADDRESS: setting('TEST_TEMPORAL_ADDRESS'),
    NATS_URL: setting('TEST_NATS_URL'),
  });
}
