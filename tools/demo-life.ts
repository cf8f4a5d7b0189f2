// Takes orders through every scenario, on a running system: `npm run demo:life [-- --help]`; see docs/demo-life.md.
import { createScreen } from '../deploy/local/screen/progress.ts';
import { onStopRequest } from '../deploy/local/stop-request.ts';
import { optionsOf, UsageError } from '../platform/command-line.ts';
import { ConfigError } from '../platform/config.ts';
import { loadLocalConfig } from '../platform/local-config.ts';
import { AbortPolling, PollTimeout, reasonOf } from '../platform/poll.ts';
import { chosen, listLines } from './demo/lines.ts';
import { show } from './demo/show.ts';
import { CannotShow, withSystem } from './demo/with-system.ts';

const USAGE = `npm run demo:life -- [--only <number or name>]… [--list]

  --only  only these orders, by number or name
  --list  tells what happens to each

Without a system at the API's address it starts one of its own, and stops it in the end.
Exit code: 0 every order ended as expected and the invariants hold, 1 not so, 2 it could not take place, 130 stopped.`;

const OPTIONS = {
  only: { type: 'string', multiple: true },
  list: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** What a person can act on; anything else is a bug, and is shown whole. */
const EXPECTED = [CannotShow, ConfigError, AbortPolling, PollTimeout];

const stopping = new AbortController();
void onStopRequest({ first: () => stopping.abort(new Error('stopped')), second: () => process.exit(130) });

try {
  process.exitCode = await demonstrate();
} catch (error) {
  process.exitCode = stopping.signal.aborted ? 130 : 2;
  if (stopping.signal.aborted) console.error('Stopped.');
  else if (error instanceof UsageError) console.error(`${error.message}\n\n${USAGE}`);
  else console.error(EXPECTED.some((kind) => error instanceof kind) ? reasonOf(error) : error);
}

async function demonstrate(): Promise<number> {
  const { only = [], list, help } = optionsOf(process.argv.slice(2), OPTIONS);
  if (help) console.log(USAGE);
  if (list) console.log(listLines().join('\n'));
  if (help || list) return 0;
  // What is not known is said before a system is started for it.
  const scenarios = chosen(only);
  const screen = createScreen();
  const { signal } = stopping;
  return withSystem({ config: loadLocalConfig(), screen, signal }, (system) => show(system, scenarios, screen, signal));
}
