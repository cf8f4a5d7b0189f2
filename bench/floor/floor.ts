import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import path from 'node:path';
import { SKELETON_QUEUE, type FloorResult, type FloorTask } from './tasks.ts';
import { connectTemporal } from '../../adapters/temporal/connection.ts';
import { eventually } from '../../platform/poll.ts';

export interface FloorProcesses {
  readonly pids: readonly number[];
  /** Resolves when every workflow has its answer, and the skeletons are at their end. @returns latencies (ms) */
  run(task: FloorTask): Promise<readonly number[]>;
  stop(): Promise<void>;
}

/** Client and worker of the floor, on the Temporal server of the system that is measured. */
export async function startFloor(temporalAddress: string, dataDir: string): Promise<FloorProcesses> {
  const start = async (script: string) => {
    const log = openSync(path.join(dataDir, 'logs', `${path.basename(script, '.ts')}.log`), 'a');
    const child = fork(path.join(import.meta.dirname, script), [temporalAddress], {
      cwd: path.join(import.meta.dirname, '../..'),
      stdio: ['ignore', log, log, 'ipc'],
    });
    await messageOf(child);
    return child;
  };
  const worker = await start('worker-main.ts');
  const starter = await start('client-main.ts');
  const { client, close } = connectTemporal({ address: temporalAddress, namespace: 'default' });
  const running = async () => (await client.workflow.count(`TaskQueue = '${SKELETON_QUEUE}' and ExecutionStatus = 'Running'`)).count;
  return {
    pids: [worker, starter].map(({ pid }) => pid ?? 0),
    async run(task) {
      starter.send(task);
      const result = (await messageOf(starter)) as FloorResult;
      if ('failure' in result) throw new Error(`${task.what}: ${result.failure}`);
      if (task.what === 'skeleton') await eventually(running, (count) => count === 0, 120_000);
      return result.latenciesMs;
    },
    async stop() {
      await Promise.all([worker, starter].map(stopChild));
      await close();
    },
  };
}

/** @throws when the child ends instead */
async function messageOf(child: ChildProcess): Promise<unknown> {
  const answered = new AbortController();
  const ended = once(child, 'exit', answered).then(() => {
    throw new Error(`${child.spawnargs.at(-2)} ended; its log says why`);
  });
  try {
    const [message] = (await Promise.race([once(child, 'message', answered), ended])) as [unknown];
    return message;
  } finally {
    answered.abort();
  }
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (!child.connected) return;
  const exited = once(child, 'exit');
  child.disconnect();
  await exited;
}
