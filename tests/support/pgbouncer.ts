import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { launch, type RunningProcess, type StartContext } from '../../deploy/local/processes/launch.ts';
import { answers } from '../../deploy/local/processes/ports.ts';
import { freePort } from '../../platform/free-port.ts';
import { worldReadable, type DebianProgram, type FoundProgram } from './debian-program.ts';

/** PgBouncer does not run as root, whose folders others may not read. */
const NOBODY = { uid: 65_534, gid: 65_534 };

export interface Pgbouncer {
  /** The address of the same database, through it. */
  readonly url: string;
  close(): Promise<void>;
}

export const PGBOUNCER: DebianProgram = { name: 'pgbouncer', file: 'usr/sbin/pgbouncer', packages: ['pgbouncer', 'libc-ares2'] };

interface Options {
  /** Of its own: its configuration and its log. Others have to be able to read it. */
  readonly folder: string;
  readonly port: number;
  /** Lines of its configuration. */
  readonly more?: readonly string[];
}

/** In transaction mode, before that server. */
export async function launchPgbouncer(
  { file: command, libraries }: FoundProgram,
  databaseUrl: string,
  { folder, port, more = [] }: Options,
  context: StartContext = {},
): Promise<RunningProcess> {
  const { hostname, port: serverPort, username, password } = new URL(databaseUrl);
  const file = path.join(folder, 'pgbouncer.ini');
  await writeFile(
    file,
    `[databases]
* = host=${hostname} port=${serverPort} user=${username} password=${password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
${more.join('\n')}
`,
  );
  return launch(
    {
      name: 'pgbouncer',
      command,
      args: [file],
      env: { ...process.env, LD_LIBRARY_PATH: libraries },
      cwd: '/',
      user: process.getuid?.() === 0 ? NOBODY : undefined,
      logFile: path.join(folder, 'pgbouncer.log'),
      readyWithinMs: 30_000,
      async ready() {
        if (!(await answers(port, '127.0.0.1'))) throw new Error('it does not listen yet');
      },
    },
    context,
  );
}

/** With fewer connections than callers. `more` are lines of its configuration. */
export async function startPgbouncer(found: FoundProgram, databaseUrl: string, more: readonly string[] = []): Promise<Pgbouncer> {
  const port = await freePort();
  const folder = await worldReadable('durable-orders-pgbouncer-');
  const running = await launchPgbouncer(found, databaseUrl, { folder, port, more: ['default_pool_size = 3', ...more] });
  return {
    url: Object.assign(new URL(databaseUrl), { port: String(port) }).href,
    async close() {
      await running.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
