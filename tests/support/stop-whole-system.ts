// Jest's global tear-down of the tests of the whole system: whatever they did, the invariants must hold.
import { checkInvariants } from './check-invariants.ts';
import { isRunning, stopAll } from './running-services.ts';

export default async function stopWholeSystem(): Promise<void> {
  if (!isRunning('whole system')) return;
  const { code, said } = await checkInvariants();
  await stopAll('whole system');
  if (code !== 0) throw new Error(`after the tests of the whole system check:invariants ended with ${code}:\n${said}`);
}
