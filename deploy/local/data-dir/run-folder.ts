// DATA_DIR/run: <service>.pid for people and scripts, processes.json to know our processes again after `kill -9` of `npm start`.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { reasonOf } from '../../../platform/poll.ts';
import { identityOf, isAlive } from '../processes/process-identity.ts';
import type { Identity } from '../processes/process-identity.ts';
import type { Report } from '../../../platform/screen.ts';

export type RunFolder = {
  record(service: string, pid: number): void;
  forget(service: string): void;
};

/** Ends what a killed `npm start` left running on this data, so that nothing opens the same files twice. */
export async function stopLeftovers(runDir: string, report: Report): Promise<void> {
  const leftovers = Object.entries(recorded(runDir)).filter(([, process]) => isAlive(process));
  if (leftovers.length > 0)
    report(
      `The last \`npm start\` ended without stopping its services; stopping them first: ${leftovers.map(([service, { pid }]) => `${service} (${pid})`).join(', ')}`,
    );
  await Promise.all(leftovers.map(([service, process]) => stopLeftover(service, process)));
  for (const service of Object.keys(recorded(runDir))) rmSync(path.join(runDir, `${service}.pid`), { force: true });
  write(runDir, {});
}

/** What cannot be written is said once: no service stops for it. */
export function openRunFolder(runDir: string, report: Report): RunFolder {
  mkdirSync(runDir, { recursive: true });
  const processes: Record<string, Identity> = {};
  let isOutOfDate = false;
  const keep = (change: () => void) => {
    try {
      change();
      write(runDir, processes);
      isOutOfDate = false;
    } catch (error) {
      if (!isOutOfDate) report(`${runDir} cannot be written, and is out of date from now on: ${reasonOf(error)}`);
      isOutOfDate = true;
    }
  };
  return {
    record(service, pid) {
      const identity = identityOf(pid);
      if (identity) processes[service] = identity;
      keep(() => writeFileSync(path.join(runDir, `${service}.pid`), `${pid}\n`));
    },
    forget(service) {
      delete processes[service];
      keep(() => rmSync(path.join(runDir, `${service}.pid`), { force: true }));
    },
  };
}

const pollMs = 50;
const politeMs = 10_000;

async function stopLeftover(service: string, process: Identity): Promise<void> {
  signal(process, service === 'postgres' ? 'SIGINT' : 'SIGTERM');
  for (let waited = 0; waited < politeMs && isAlive(process); waited += pollMs) await delay(pollMs);
  signal(process, 'SIGKILL');
  while (isAlive(process)) await delay(pollMs);
}

function signal(identity: Identity, name: NodeJS.Signals): void {
  if (!isAlive(identity)) return;
  try {
    process.kill(identity.pid, name);
  } catch (error) {
    throw new Error(`Process ${identity.pid} of the last \`npm start\` still runs and cannot be stopped: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

function recorded(runDir: string): Record<string, Identity> {
  try {
    return JSON.parse(readFileSync(path.join(runDir, 'processes.json'), 'utf8')) as Record<string, Identity>;
  } catch {
    return {};
  }
}

function write(runDir: string, processes: Record<string, Identity>): void {
  const file = path.join(runDir, 'processes.json');
  writeFileSync(`${file}.new`, JSON.stringify(processes));
  renameSync(`${file}.new`, file);
}
