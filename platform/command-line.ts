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

/** The values of this process's options. It ends here when they ask for help (0), or cannot be understood (2). */
export function optionsOrExit<const T extends ParseArgsOptionsConfig>(usage: string, options: T) {
  const args = process.argv.slice(2);
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(`${usage}\n`);
    process.exit(0);
  }
  try {
    return optionsOf(args, options);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n\n${usage}\n`);
    return process.exit(2);
  }
}
