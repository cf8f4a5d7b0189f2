import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { launch } from '../../deploy/local/processes/launch.ts';
import { answers } from '../../deploy/local/processes/ports.ts';
import { findTool, natsTool } from '../../deploy/local/programs/tools.ts';
import { freePort } from '../../platform/free-port.ts';

export interface OwnNats {
  readonly port: number;
  readonly pid: number;
  stop(): Promise<void>;
}

/** A NATS server as somebody else may have configured it. `{folder}` in its configuration stands for a folder of its own. */
export async function startOwnNats(config: string, { host = '127.0.0.1', port: given = 0 } = {}): Promise<OwnNats> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'durable-orders-own-nats-'));
  const port = given || (await freePort());
  const file = path.join(folder, 'nats.conf');
  writeFileSync(file, `listen: "${host.includes(':') ? `[${host}]` : host}:${port}"\n${config.replaceAll('{folder}', folder)}\n`);
  const running = await launch({
    name: 'nats',
    command: await findTool(natsTool),
    args: ['-c', file],
    logFile: path.join(folder, 'nats.log'),
    readyWithinMs: 30_000,
    async ready() {
      if (!(await answers(port, host))) throw new Error('it does not listen yet');
    },
  });
  return {
    port,
    pid: running.pid,
    async stop() {
      await running.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
