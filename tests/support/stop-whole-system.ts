// Jest's global tear-down of the end-to-end tests: whatever they did, the invariants must hold.
import { checkInvariants } from './check-invariants.ts';
import { stopAll } from './running-services.ts';

export default async function stopWholeSystem(): Promise<void> {
  const { code, said } = await checkInvariants();
  await stopAll('e2e');
  if (code !== 0) throw new Error(`after the end-to-end tests check:invariants ended with ${code}:\n${said}`);
}
