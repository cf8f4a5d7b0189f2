import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';

/** The command line cannot be understood. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** The values of a command line's options. @throws UsageError */
export function optionsOf<const T extends ParseArgsOptionsConfig>(args: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
