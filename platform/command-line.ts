import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';

/** The command line cannot be understood. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** The values of a command line's options. @throws UsageError */
export function optionsOf<const T extends ParseArgsOptionsConfig>(args: readonly string[], options: T) {
  return understood(() => parseArgs({ args: [...args], options }).values);
}

/** A command line's words, where it takes no options. @throws UsageError when there are fewer or more */
export function wordsOf(args: readonly string[], { least = 0, most }: { least?: number; most: number }): readonly string[] {
  const words = understood(() => parseArgs({ args: [...args], options: {}, allowPositionals: true }).positionals);
  if (words.length >= least && words.length <= most) return words;
  const [extra] = words.slice(most);
  throw new UsageError(extra === undefined ? 'There is something missing.' : `Unexpected argument '${extra}'`);
}

/** Those of the names that a command line holds, all of them without one. @throws UsageError for one that there is not */
export function namesOf(args: readonly string[], all: readonly string[]): readonly string[] {
  const named = wordsOf(args, { most: all.length });
  const stranger = named.find((name) => !all.includes(name));
  if (stranger !== undefined) throw new UsageError(`There is no ${stranger}.`);
  return named.length > 0 ? named : all;
}

/** @throws UsageError */
export function positiveNumber(option: string, text: string): number {
  const number = Number(text);
  if (Number.isFinite(number) && number > 0) return number;
  throw new UsageError(`${option} ${text} is no number above 0`);
}

/** What `parse` makes of this process's arguments. It ends here when they ask for help (0), or cannot be understood (2). */
export function commandLine<T>(usage: string, parse: (args: readonly string[]) => T): T {
  const args = process.argv.slice(2);
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(`${usage}\n`);
    process.exit(0);
  }
  try {
    return parse(args);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n\n${usage}\n`);
    return process.exit(2);
  }
}

function understood<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
