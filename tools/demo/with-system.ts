import { baseUrl } from '../../deploy/local/processes.ts';
import type { Config } from '../../platform/config.ts';
import { isRunning } from './find-system.ts';
import { startOwnSystem } from './own-system.ts';
import type { Screen } from './screen.ts';

export interface System {
  readonly config: Config;
  readonly isOwn: boolean;
  /** What a tool needs in its environment to find it. */
  readonly env: NodeJS.ProcessEnv;
}
interface Around {
  /** Of the system that may run. */
  readonly config: Config;
  readonly screen: Screen;
  readonly signal: AbortSignal;
}

/** Finds the system that runs, or starts one for as long as `use` takes; its folder stays when not all was well. */
export async function withSystem({ config, screen, signal }: Around, use: (system: System) => Promise<number>): Promise<number> {
  const url = baseUrl(config.api.host, config.api.port);
  if (await isRunning(config)) {
    screen.line(`Orders go to the system that runs at ${url}; its clocks are as they are.`);
    return use({ config, isOwn: false, env: process.env });
  }
  screen.line(`Nothing answers at ${url}: starting a system for this demonstration, with quick clocks. A first start takes minutes.`);
  screen.underWay('starting PostgreSQL, Temporal, JetStream, API, worker, relay, partners');
  const own = await startOwnSystem(signal);
  const { api, local } = own.config;
  screen.underWay();
  screen.line(`It is up: API ${baseUrl(api.host, api.port)}, Temporal UI http://127.0.0.1:${local.temporalUiPort}`);
  let exitCode = 1;
  try {
    exitCode = await use({ config: own.config, isOwn: true, env: own.env });
    return exitCode;
  } finally {
    const keep = exitCode !== 0 && !signal.aborted;
    screen.underWay('stopping the system');
    await own.stop(keep);
    screen.underWay();
    screen.line(keep ? `The system is stopped; its logs and data are in ${own.dataDir}.` : 'The system is stopped, and its data removed.');
  }
}
