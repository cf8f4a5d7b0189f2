import { rmSync } from 'node:fs';
import { startTestSystem, type TestSystem } from './system.ts';

/** A system for the tests of one file alone, which they may harm; call it at the file's top. It has to end as Ctrl-C ends it. */
export function useOwnSystem(over: Record<string, string> = {}): void {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startTestSystem(over);
    Object.assign(process.env, system.settings);
  });
  afterAll(async () => {
    expect(await system.stop()).toEqual({ code: 0, signal: null });
    rmSync(system.dataDir, { recursive: true, force: true });
  });
}
