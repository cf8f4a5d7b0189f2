// Our own processes: API, worker, relay, webhook sender and the simulated partners, up when their /readyz says so.
import path from 'node:path';
import type { Config } from '../../../platform/config.ts';
import { httpUrl } from '../../../platform/http-url.ts';
import { launch } from './launch.ts';
import type { Service, RunningProcess } from './launch.ts';
import { loopbackFor } from './ports.ts';

export type OwnProcess = {
  name: string;
  /** Node's options, and the file that it runs as the last. */
  args: string[];
  host: string;
  port: number;
  graceMs: number;
  /** Besides what it imports: what it loads by a path. */
  loads?: string[];
};

/** They exit by themselves within their grace; this much later something is wrong. */
const afterGraceMs = 3000;
/**
 * V8's: it takes out the rubbish when the heap has grown by a third, not by as much as the machine has room for. A flood of hostile
 * requests leaves the API as large as it was, 200 MiB in place of 500, for about a twentieth more of its CPU time.
 */
const API_OPTIONS = ['--heap-growing-percent=30', '--max-semi-space-size=4'];
/** glibc's: memory that every thread keeps for itself is hardly ever given back. */
const FEW_ARENAS = { MALLOC_ARENA_MAX: '2' };
/** What the worker bundles for the sandbox: worker/workflow-bundle.ts. */
const BUNDLED = ['workflows/index.ts', 'workflows/short-stacks.ts', 'workflows/payload-converter.ts'];
const root = path.resolve(import.meta.dirname, '..', '..', '..');

export function ownProcesses({ api, worker, relay, webhooks, partners, local }: Config): OwnProcess[] {
  const { host, port, drainMs } = partners;
  return [
    { name: 'api', args: [...API_OPTIONS, 'api/main.ts'], host: api.host, port: api.port, graceMs: api.drainMs },
    { name: 'worker', args: ['worker/main.ts'], host: worker.host, port: worker.port, graceMs: worker.graceMs, loads: BUNDLED },
    { name: 'relay', args: ['worker/relay-main.ts'], host: relay.host, port: relay.port, graceMs: relay.drainMs },
    { name: 'webhooks', args: ['worker/webhooks-main.ts'], host: webhooks.host, port: webhooks.port, graceMs: webhooks.drainMs },
    // What it tells by webhook may take another 5 s.
    ...(local.given.partners ? [] : [{ name: 'partners', args: ['partners/main.ts'], host, port, graceMs: drainMs + 5000 }]),
  ];
}

export function ownService({ name, args, host, port, graceMs }: OwnProcess, dataDir: string, env: NodeJS.ProcessEnv): Service {
  const start = (context: Parameters<Service['start']>[0]): Promise<RunningProcess> =>
    launch(
      {
        name,
        command: process.execPath,
        args,
        cwd: root,
        env: { ...FEW_ARENAS, ...env },
        logFile: path.join(dataDir, 'logs', `${name}.log`),
        ready: () => isReady(baseUrl(host, port)),
        // The worker bundles the workflows first, which takes a slow machine its time.
        readyWithinMs: 90_000,
        graceMs: graceMs + afterGraceMs,
      },
      context,
    );
  return { name, start };
}

export function baseUrl(host: string, port: number): string {
  return httpUrl(loopbackFor(host), port);
}

/** As clients on this machine take it that want no URL. */
export function hostAndPort({ host, port }: { readonly host: string; readonly port: number }): string {
  return new URL(baseUrl(host, port)).host;
}

/** @throws as long as it is not, with what it answers */
export async function isReady(base: string): Promise<void> {
  const response = await fetch(`${base}/readyz`, { signal: AbortSignal.timeout(3000) }).catch(() => {
    throw new Error(`${base} does not answer`);
  });
  const body = await response.text();
  if (response.status !== 200) throw new Error(`${base}/readyz answers ${response.status} ${body.slice(0, 300)}`);
}
