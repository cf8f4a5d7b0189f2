// Takes orders through every scenario, on a running system: `npm run demo:life [-- --help]`; see docs/demo-life.md.
import { createScreen } from '../platform/screen.ts';
import { onStopRequest } from '../deploy/local/stop-request.ts';
import { commandLine, optionsOf } from '../platform/command-line.ts';
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
} as const;

/** What a person can act on; anything else is a bug, and is shown whole. */
const EXPECTED = [CannotShow, ConfigError, AbortPolling, PollTimeout];

const asked = commandLine(USAGE, (args) => {
  const { only = [], list } = optionsOf(args, OPTIONS);
  return { scenarios: chosen(only), list };
});
const stopping = new AbortController();
void onStopRequest({ first: () => stopping.abort(new Error('stopped')), second: () => process.exit(130) });

try {
  process.exitCode = await demonstrate(asked);
} catch (error) {
  process.exitCode = stopping.signal.aborted ? 130 : 2;
  if (stopping.signal.aborted) console.error('Stopped.');
  else console.error(EXPECTED.some((kind) => error instanceof kind) ? reasonOf(error) : error);
}

async function demonstrate({ scenarios, list }: typeof asked): Promise<number> {
  if (list) {
    console.log(listLines().join('\n'));
    return 0;
  }
  const screen = createScreen();
  const { signal } = stopping;
  return withSystem({ config: loadLocalConfig(), screen, signal }, (system) => show(system, scenarios, screen, signal));
}
