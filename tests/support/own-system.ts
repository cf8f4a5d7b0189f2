import { rmSync } from 'node:fs';
import { startTestSystem, type TestSystem } from './system.ts';

/**
 * A system for the tests of one file alone, which they may harm; call it at the file's top. It has to end as Ctrl-C ends it.
 * @returns what stops it, and starts it again on its data, with some of its settings changed
 */
export function useOwnSystem(over: Record<string, string> = {}): (changed: Record<string, string>) => Promise<void> {
  let system: TestSystem;
  const start = async (settings: Record<string, string>) => {
    system = await startTestSystem({ ...over, ...settings });
    Object.assign(process.env, system.settings);
  };
  const stop = async () => expect(await system.stop()).toEqual({ code: 0, signal: null });
  beforeAll(() => start({}));
  afterAll(async () => {
    await stop();
    rmSync(system.dataDir, { recursive: true, force: true });
  });
  return async (changed) => {
    await stop();
    await start({ ...changed, DATA_DIR: system.dataDir });
  };
}
