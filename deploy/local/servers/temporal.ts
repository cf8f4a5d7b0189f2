// The Temporal dev server with its Web UI, on a SQLite file that nothing else may open.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { Connection } from '@temporalio/client';
import { launch } from '../processes/launch.ts';
import type { RunningProcess, StartContext } from '../processes/launch.ts';
import { answers } from '../processes/ports.ts';
import { killWhenHung } from './hung-temporal.ts';

export type TemporalOptions = {
  dataDir: string;
  port: number;
  uiPort: number;
  /** Whom the UI asks to read what is encrypted. */
  codecUrl?: string | undefined;
  binary: string;
};

/** Four times the rate of SQLite's default journal. */
const pragmas = ['journal_mode=WAL', 'synchronous=NORMAL'];

const dynamicConfig = [
  // By default each hop waits up to 50 ms for the next poll of its queue: an order's answer took 54 ms instead of 15.
  'history.transferProcessorMaxPollRPS=2000',
  'history.timerProcessorMaxPollRPS=2000',
  // One partition instead of four: on a small machine up to twice the rate, p99 4.2 s → 0.9 s.
  'matching.numTaskqueueReadPartitions=1',
  'matching.numTaskqueueWritePartitions=1',
  // Short timers fire up to a second late otherwise.
  'history.timerProcessorMaxTimeShift="10ms"',
];

export async function startTemporal(
  { dataDir, port, uiPort, codecUrl, binary }: TemporalOptions,
  context: StartContext = {},
): Promise<RunningProcess & { address: string }> {
  const folder = path.join(path.resolve(dataDir), 'temporal');
  mkdirSync(folder, { recursive: true });
  const logFile = path.join(path.resolve(dataDir), 'logs', 'temporal.log');
  const running = await launch(
    {
      name: 'temporal',
      command: binary,
      args: [
        'server',
        'start-dev',
        '--ip',
        '127.0.0.1',
        '--port',
        String(port),
        '--ui-port',
        String(uiPort),
        ...(codecUrl === undefined ? [] : ['--ui-codec-endpoint', codecUrl]),
        '--db-filename',
        path.join(folder, 'temporal.db'),
        '--log-level',
        'error',
        ...pragmas.flatMap((pragma) => ['--sqlite-pragma', pragma]),
        ...dynamicConfig.flatMap((setting) => ['--dynamic-config-value', setting]),
      ],
      logFile,
      ready: () => serves(port),
      readyWithinMs: 60_000,
    },
    context,
  );
  void watchOver(running, { port, logFile });
  return { ...running, address: `127.0.0.1:${port}` };
}

async function serves(port: number): Promise<void> {
  // The client would wait out its time-out on a port that is not open yet.
  if (!(await answers(port, '127.0.0.1'))) throw new Error('it does not listen yet');
  const connection = await Connection.connect({ address: `127.0.0.1:${port}`, connectTimeout: 2000 });
  try {
    await connection.workflowService.describeNamespace({ namespace: 'default' });
  } finally {
    await connection.close();
  }
}

/** Asks for what is not answered from memory. */
async function watchOver(running: RunningProcess, { port, logFile }: { port: number; logFile: string }): Promise<void> {
  const connection = Connection.lazy({ address: `127.0.0.1:${port}` });
  const probe = () => connection.withDeadline(Date.now() + 5000, () => connection.workflowService.listNamespaces({ pageSize: 1 }));
  await killWhenHung(running, { probe, logFile });
  await connection.close();
}
