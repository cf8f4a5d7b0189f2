import { rmSync } from 'node:fs';

interface Running {
  stop(): Promise<unknown>;
}

interface Suite {
  readonly dataDirs: Set<string>;
  readonly services: Running[];
}

// Jest loads set-up and tear-down as separate modules: what runs is kept where both can find it.
const kept = globalThis as typeof globalThis & { runningServices?: Map<string, Suite> };

export function remember(suite: string, service: Running, dataDir?: string): void {
  kept.runningServices ??= new Map();
  const { dataDirs, services } = kept.runningServices.get(suite) ?? { dataDirs: new Set<string>(), services: [] };
  if (dataDir !== undefined) dataDirs.add(dataDir);
  services.unshift(service);
  kept.runningServices.set(suite, { dataDirs, services });
}

/** Whether another suite has it running already. */
export const isRunning = (suite: string) => kept.runningServices?.has(suite) ?? false;

export async function stopAll(suite: string): Promise<void> {
  const running = kept.runningServices?.get(suite);
  for (const service of running?.services ?? []) await service.stop();
  for (const dataDir of running?.dataDirs ?? []) rmSync(dataDir, { recursive: true, force: true });
  kept.runningServices?.delete(suite);
}
