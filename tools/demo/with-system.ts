import { rmSync } from 'node:fs';
import { answers, loopbackFor } from '../../deploy/local/processes/ports.ts';
import { baseUrl, isReady } from '../../deploy/local/processes/own-processes.ts';
import type { Screen } from '../../platform/screen.ts';
import { startSystem } from '../../deploy/local/scripting/start-system.ts';
import type { Config } from '../../platform/config.ts';
import { reasonOf } from '../../platform/poll.ts';
import { QUICK_CLOCKS, SMALL_PARCELS } from '../scenarios/world.ts';

/** The demonstration cannot take place; the message says why. */
export class CannotShow extends Error {
  override name = 'CannotShow';
}

export interface FoundSystem {
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
export async function withSystem({ config, screen, signal }: Around, use: (system: FoundSystem) => Promise<number>): Promise<number> {
  const url = baseUrl(config.api.host, config.api.port);
  if (await isRunning(config, url)) {
    screen.line(`Orders go to the system that runs at ${url}; its clocks are as they are.`);
    return use({ config, isOwn: false, env: process.env });
  }
  screen.line(`Nothing answers at ${url}: starting a system for this demonstration, with quick clocks. A first start takes minutes.`);
  const started = screen.busy('starting');
  const own = await startSystem({ ...QUICK_CLOCKS, ...SMALL_PARCELS }, { signal }).finally(started);
  const { api, local } = own.config;
  screen.line(`It is up: API ${baseUrl(api.host, api.port)}, Temporal UI http://127.0.0.1:${local.temporalUiPort}`);
  let exitCode = 1;
  try {
    exitCode = await use({ config: own.config, isOwn: true, env: own.env });
    return exitCode;
  } finally {
    const keep = exitCode !== 0 && !signal.aborted;
    await own.stop().finally(screen.busy('stopping'));
    if (!keep) rmSync(own.dataDir, { recursive: true, force: true });
    screen.line(keep ? `The system is stopped; its logs and data are in ${own.dataDir}.` : 'The system is stopped, and its data removed.');
  }
}

/** @throws CannotShow when something is there that orders cannot be shown with */
async function isRunning({ api, payment }: Config, url: string): Promise<boolean> {
  if (!(await answers(api.port, loopbackFor(api.host)))) return false;
  await isReady(url).catch((error: unknown) => {
    throw new CannotShow(`Something answers at ${url} and is not ready to take orders: ${reasonOf(error)}`);
  });
  if (payment.provider !== 'simulated')
    throw new CannotShow(`The orders need the simulated payment provider; PAYMENT_PROVIDER is ${payment.provider}.`);
  return true;
}
