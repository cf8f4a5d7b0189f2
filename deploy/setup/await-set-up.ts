import { UsageError } from '../../platform/command-line.ts';
import type { Config } from '../../platform/config.ts';
import type { SetUpOptions } from './options.ts';
import { awaitMigrations } from './postgres.ts';
import { awaitRegistration } from './temporal.ts';

const WAITS = { postgres: awaitMigrations, temporal: awaitRegistration };
export type Wait = keyof typeof WAITS;

/** @throws UsageError for a server that is not set up */
export function waitsOf(names: readonly string[]): Wait[] {
  return names.map((name) => {
    if (Object.hasOwn(WAITS, name)) return name as Wait;
    throw new UsageError(`There is no ${name} to wait for.`);
  });
}

/** Returns when somebody else's set-up has brought the servers to what this version needs. */
export async function awaitSetUp(
  config: Pick<Config, 'database' | 'temporal'>,
  waits: readonly Wait[],
  options: SetUpOptions,
): Promise<void> {
  await Promise.all(waits.map((name) => WAITS[name](config, options)));
  options.report(`as this version needs it: ${waits.join(', ')}`);
}
