import { rmSync } from 'node:fs';
import type { Running } from '../../deploy/local/part.ts';

interface Suite {
  readonly dataDirs: Set<string>;
  readonly parts: Running[];
}

// Jest loads set-up and tear-down as separate modules: what runs is kept where both can find it.
const kept = globalThis as typeof globalThis & { runningParts?: Map<string, Suite> };

export function remember(suite: string, dataDir: string, part: Running): void {
  kept.runningParts ??= new Map();
  const { dataDirs, parts } = kept.runningParts.get(suite) ?? { dataDirs: new Set<string>(), parts: [] };
  dataDirs.add(dataDir);
  parts.unshift(part);
  kept.runningParts.set(suite, { dataDirs, parts });
}

export async function stopAll(suite: string): Promise<void> {
  const running = kept.runningParts?.get(suite);
  for (const part of running?.parts ?? []) await part.stop();
  for (const dataDir of running?.dataDirs ?? []) rmSync(dataDir, { recursive: true, force: true });
}
