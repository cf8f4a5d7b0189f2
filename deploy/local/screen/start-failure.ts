// Why a service did not come up, for whoever looks at the screen.
import { reasonOf } from '../../../platform/poll.ts';
import { StartError } from '../processes/launch.ts';

const SHOWN_LINES = 8;

/** In one line: the reason, and what Node says of a file that it cannot load, with its place. */
export function whyNotUp(error: unknown): string {
  const log = error instanceof StartError ? error.log : [];
  const said = log.find((line) => /^\w*Error\b.*: /.test(line));
  const place = log.find((line) => /^(file:\/\/)?\/.*:\d+$/.test(line));
  const reason = reasonOf(error);
  return said === undefined ? reason : `${reason}, ${shortened(said)}${place === undefined ? '' : ` at ${place}`}`;
}

/** With the end of its log. */
export function whyGivenUp(name: string, failures: number, error: unknown): string {
  const log = error instanceof StartError ? error.log.slice(-SHOWN_LINES).map((line) => `    ${shortened(line)}`) : [];
  return [`${name} did not come up in ${failures} tries: ${reasonOf(error)}`, ...log].join('\n');
}

/** What matters of a long line stands at its ends. */
function shortened(line: string): string {
  return line.length <= 300 ? line : `${line.slice(0, 120)} … ${line.slice(-170)}`;
}
