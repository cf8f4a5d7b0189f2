import { execFile } from 'node:child_process';
import { appendFile, chown, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type pg from 'pg';
import { embeddedDatabaseUrl } from '../../../platform/config.ts';

/** What belongs to the server that was copied: its processes, its log of changes, and whom it followed itself. */
const LEFT_OUT = ['postmaster.pid', 'postmaster.opts', 'pg_wal/*', 'pg_replslot/*', 'pg_stat_tmp/*', 'standby.signal', 'backup_label.old'];

/** A copy of a running server's folder that follows it when it is started; npm's PostgreSQL comes without pg_basebackup. */
export async function copyAsReplica(client: pg.Client, from: string, to: string, primaryPort: number): Promise<void> {
  await client.query('set statement_timeout = 0');
  await client.query(`select pg_backup_start('replica', fast => true)`);
  const { uid, gid } = await stat(from);
  const write = async (name: string, text: string) => {
    await appendFile(path.join(to, name), text);
    await chown(path.join(to, name), uid, gid);
  };
  await rm(to, { recursive: true, force: true });
  await mkdir(to, { recursive: true, mode: 0o700 });
  await copy(from, to);
  await chown(to, uid, gid);
  const { rows } = await client.query<{ labelfile: string }>('select labelfile from pg_backup_stop(wait_for_archive => false)');
  await writeFile(path.join(to, 'backup_label'), '');
  await write('backup_label', rows[0]?.labelfile ?? '');
  // Promoted, it has no replica yet that a commit could wait for.
  await write('postgresql.auto.conf', `primary_conninfo = '${conninfoOf(primaryPort)}'\nsynchronous_standby_names = ''\n`);
  await write('standby.signal', '');
}

/** Files change and go while they are copied, which the log of changes makes good: what tar says of it is no failure. */
async function copy(from: string, to: string): Promise<void> {
  const leftOut = LEFT_OUT.map((name) => `--exclude='./${name}'`).join(' ');
  await promisify(execFile)('sh', ['-c', `tar -C "$1" ${leftOut} -cf - . 2>/dev/null | tar -C "$2" -xpf -`, 'sh', from, to]);
}

function conninfoOf(port: number): string {
  const { hostname, username, password } = new URL(embeddedDatabaseUrl(port));
  return `host=${hostname} port=${port} user=${username} password=${password} application_name=replica`;
}
