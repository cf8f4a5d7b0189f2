// The NATS server with JetStream, on loopback only.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { launch } from '../processes/launch.ts';
import type { RunningProcess, StartContext } from '../processes/launch.ts';

const USERS = path.resolve(import.meta.dirname, '..', '..', 'nats', 'users.conf');
const PROCESSES = ['api', 'worker', 'relay', 'webhooks'];
/** As those of the embedded PostgreSQL: against a mix-up, not an attacker. */
const passwords = Object.fromEntries([...PROCESSES, 'auditor', 'operator'].map((user) => [`NATS_${user.toUpperCase()}_PASSWORD`, user]));

export type NatsOptions = { dataDir: string; port: number; binary: string; maxBytes?: number };

export async function startNats(
  { dataDir, port, binary, maxBytes = 1024 ** 3 }: NatsOptions,
  context: StartContext = {},
): Promise<RunningProcess & { url: string }> {
  const root = path.resolve(dataDir);
  const configFile = path.join(root, 'nats.conf');
  mkdirSync(root, { recursive: true });
  writeFileSync(configFile, natsConfig(port, path.join(root, 'nats'), maxBytes));
  const running = await launch(
    {
      name: 'nats',
      command: binary,
      args: ['-c', configFile],
      env: { ...process.env, ...passwords },
      logFile: path.join(root, 'logs', 'nats.log'),
      ready: () => greets(port),
      readyWithinMs: 60_000,
    },
    context,
  );
  return { ...running, url: `nats://127.0.0.1:${port}` };
}

/** What a process is told: its login at the embedded server. */
export function natsLogin(url: string, name: string): { NATS_URL?: string } {
  return PROCESSES.includes(name) ? { NATS_URL: Object.assign(new URL(url), { username: name, password: name }).href } : {};
}

/**
 * max_file_store: a stream may not promise more than the server has, and by default that is three quarters of the free disk.
 * sync_interval: what is acknowledged survives a kill at once; a power cut may cost the last second instead of two minutes.
 */
function natsConfig(port: number, storeDir: string, maxBytes: number): string {
  return `# Written by npm start at every start; changes do not last.
listen: "127.0.0.1:${port}"
jetstream {
  store_dir: ${JSON.stringify(storeDir)}
  max_file_store: ${maxBytes}
  sync_interval: "1s"
}
# Tools on this machine need no login.
no_auth_user: operator
${readFileSync(USERS, 'utf8')}`;
}

/** The first line a server sends says what it can do. */
function greets(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ port, host: '127.0.0.1', timeout: 1000 });
    socket.once('data', (data) => {
      socket.destroy();
      if (data.toString().includes('"jetstream":true')) resolve();
      else reject(new Error('it answers, but without JetStream'));
    });
    socket.once('timeout', () => socket.destroy(new Error('it does not answer')));
    socket.once('error', reject);
  });
}
