import { execFile } from 'node:child_process';
import { access, chmod, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { launch } from '../../deploy/local/processes/launch.ts';
import { answers } from '../../deploy/local/processes/ports.ts';
import { freePort } from '../../platform/free-port.ts';
import { reasonOf } from '../../platform/poll.ts';

const run = promisify(execFile);
/** PgBouncer does not run as root, whose folders others may not read. */
const NOBODY = { uid: 65_534, gid: 65_534 };
const UNPACKED = path.join(os.tmpdir(), 'durable-orders-pgbouncer');

export interface Pgbouncer {
  /** The address of the same database, through it. */
  readonly url: string;
  close(): Promise<void>;
}

/** Debian's PgBouncer: the one that is installed, or taken out of its packages; undefined, and said so, where neither can be had. */
export async function findPgbouncer(): Promise<string | undefined> {
  for (const folder of [...(process.env.PATH ?? '').split(path.delimiter), '/usr/sbin']) {
    const file = path.join(folder, 'pgbouncer');
    if (await isThere(file)) return file;
  }
  try {
    if (!(await isThere(UNPACKED))) await unpack();
  } catch (error) {
    console.warn(`PgBouncer is not on PATH, and cannot be had: ${reasonOf(error)}`);
    return undefined;
  }
  return path.join(UNPACKED, 'usr/sbin/pgbouncer');
}

async function unpack(): Promise<void> {
  const work = await worldReadable('durable-orders-unpacking-');
  try {
    const download = () => run('apt-get', ['download', 'pgbouncer', 'libc-ares2'], { cwd: work });
    await download().catch(async () => (await run('apt-get', ['update']), download()));
    for (const file of await readdir(work)) await run('dpkg-deb', ['-x', path.join(work, file), path.join(work, 'root')]);
    await rename(path.join(work, 'root'), UNPACKED);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** In transaction mode, with fewer connections than callers. `more` are lines of its configuration. */
export async function startPgbouncer(binary: string, databaseUrl: string, more: readonly string[] = []): Promise<Pgbouncer> {
  const { hostname, port: serverPort, username, password } = new URL(databaseUrl);
  const port = await freePort();
  const folder = await worldReadable('durable-orders-pgbouncer-');
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
default_pool_size = 3
${more.join('\n')}
`,
  );
  const libraries = path.join(UNPACKED, 'usr/lib', `${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu`);
  const running = await launch({
    name: 'pgbouncer',
    command: binary,
    args: [file],
    env: { ...process.env, LD_LIBRARY_PATH: libraries },
    cwd: '/',
    user: process.getuid?.() === 0 ? NOBODY : undefined,
    logFile: path.join(folder, 'pgbouncer.log'),
    readyWithinMs: 30_000,
    async ready() {
      if (!(await answers(port, '127.0.0.1'))) throw new Error('it does not listen yet');
    },
  });
  return {
    url: Object.assign(new URL(databaseUrl), { port: String(port) }).href,
    async close() {
      await running.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function worldReadable(prefix: string): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), prefix));
  await chmod(folder, 0o755);
  return folder;
}

async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
