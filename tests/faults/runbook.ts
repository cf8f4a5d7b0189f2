import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { System } from '../../deploy/local/scripting/start-system.ts';

const OPERATING = readFileSync(path.resolve(import.meta.dirname, '../../docs/operating.md'), 'utf8');
const run = promisify(execFile);

/** What the first command under an alert's heading prints, typed as it stands there, but for where this system is. */
export async function firstCommand(alert: string, { config, dataDir }: System): Promise<string> {
  const section = OPERATING.split(/^##+ /m).find((text) => text.startsWith(`Alert: ${alert}\n`));
  const command = /```sh\n([^`]+)\n```/.exec(section ?? '')?.[1];
  if (command === undefined) throw new Error(`docs/operating.md has no command for ${alert}`);
  const ports: Record<string, number> = {
    8080: config.api.port,
    8081: config.worker.port,
    8082: config.relay.port,
    8083: config.partners.port,
    8085: config.webhooks.port,
  };
  const here = command.replaceAll(/\b808[0-35]\b/g, (port) => String(ports[port])).replaceAll('.data/', `${dataDir}/`);
  const { stdout, stderr } = await run('bash', ['-c', here], { timeout: 30_000 }).catch(
    (error: { stdout: string; stderr: string }) => error,
  );
  return stdout + stderr;
}
