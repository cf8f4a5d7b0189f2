import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { TLSSocket } from 'node:tls';
import { makeStream } from '../../deploy/setup/nats.ts';
import type { SetUpOptions } from '../../deploy/setup/options.ts';
import { awaitMigrations, migrate } from '../../deploy/setup/postgres.ts';
import { register } from '../../deploy/setup/temporal.ts';
import { loadConfig } from '../../platform/config.ts';
import { deployMigrations } from '../../prisma/migrate.ts';
import { eventually } from '../../platform/poll.ts';
import { openSession } from '../../platform/postgres-session.ts';
import { AS_FOREIGN_AS_CAN_BE, foreignDatabase } from '../support/foreign-database.ts';
import { startOwnNats } from '../support/own-nats.ts';

const undos: (() => unknown)[] = [];
afterEach(async () => {
  for (const undo of undos.splice(0).toReversed()) await undo();
});

/** Far longer than any of these tests may last. */
const WITHIN_MS = 600_000;
const options = (over: Partial<SetUpOptions> = {}): SetUpOptions => ({
  report: () => undefined,
  waiting: () => () => undefined,
  withinMs: WITHIN_MS,
  signal: new AbortController().signal,
  ...over,
});

/** What is shown while something is waited for. */
function recorder() {
  const shown: ((seconds: number) => string)[] = [];
  const waiting: SetUpOptions['waiting'] = (text) => {
    shown.push(text);
    return () => undefined;
  };
  return { shown, waiting };
}

/** A PostgreSQL, as far as its first bytes, whose certificate nobody knows. */
async function selfSigned(): Promise<number> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'durable-orders-certificate-'));
  undos.push(() => rmSync(folder, { recursive: true }));
  const request = [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '2',
    '-keyout',
    'key.pem',
    '-out',
    'cert.pem',
    '-subj',
    '/CN=db',
  ];
  execFileSync('openssl', request, { cwd: folder, stdio: 'ignore' });
  const [key, cert] = ['key.pem', 'cert.pem'].map((name) => readFileSync(path.join(folder, name)));
  const server = net.createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => {
      socket.write('S');
      new TLSSocket(socket, { isServer: true, key, cert }).on('error', () => undefined);
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  undos.push(() => server.close());
  return (server.address() as net.AddressInfo).port;
}

describe('the set-up ends at once, and says why, where', () => {
  it('PostgreSQL refuses the password', async () => {
    const url = Object.assign(new URL(process.env.TEST_POSTGRES_URL ?? ''), { password: 'wrong' });
    await expect(migrate(loadConfig({ DATABASE_URL: url.href }), options())).rejects.toThrow(
      `PostgreSQL at ${url.host} (DATABASE_URL): password authentication failed for user "orders"`,
    );
  });

  it('the certificate of PostgreSQL is not trusted', async () => {
    const port = await selfSigned();
    const DATABASE_URL = `postgresql://a:b@127.0.0.1:${port}/x?sslmode=verify-full`;
    await expect(migrate(loadConfig({ DATABASE_URL }), options())).rejects.toThrow(
      'its certificate is not trusted (self-signed certificate',
    );
  });

  it('PostgreSQL offers no TLS and the address asks for it', async () => {
    const DATABASE_URL = `${process.env.TEST_POSTGRES_URL}?sslmode=verify-full`;
    await expect(migrate(loadConfig({ DATABASE_URL }), options())).rejects.toThrow('take sslmode out of the address');
  });

  it('NATS refuses the login', async () => {
    const server = await startOwnNats(`authorization { user: shop, password: secret }`);
    undos.push(() => server.stop());
    const NATS_URL = `nats://shop:wrong@127.0.0.1:${server.port}`;
    await expect(makeStream(loadConfig({ NATS_URL }), options())).rejects.toThrow(
      `NATS at 127.0.0.1:${server.port} (NATS_URL): NATS refuses the login`,
    );
  });

  it('NATS has no JetStream', async () => {
    const server = await startOwnNats('');
    undos.push(() => server.stop());
    await expect(makeStream(loadConfig({ NATS_URL: `nats://127.0.0.1:${server.port}` }), options())).rejects.toThrow(
      'runs without JetStream',
    );
  });
});

describe('the set-up shows what it waits for', () => {
  const { database, partners, temporal, nats, relay, api, reconcileEveryMs } = loadConfig({
    DATABASE_URL: 'postgresql://a:b@nowhere.invalid/x',
    TEMPORAL_ADDRESS: '127.0.0.1:1',
    NATS_URL: 'nats://127.0.0.1:1',
  });
  it.each([
    ['PostgreSQL', (how: SetUpOptions) => migrate({ database, partners }, how), 'nowhere.invalid:5432 (DATABASE_URL): E[A-Z_]+'],
    ['Temporal', (how: SetUpOptions) => register({ temporal, reconcileEveryMs }, how), '127.0.0.1:1 (TEMPORAL_ADDRESS): ECONNREFUSED'],
    [
      'NATS',
      (how: SetUpOptions) => makeStream({ nats, relay, api }, how),
      '127.0.0.1:1 (NATS_URL): NATS cannot be reached: connection refused',
    ],
  ])('%s', async (name, setUp, expected) => {
    const stopping = new AbortController();
    const { shown, waiting } = recorder();
    const waited = setUp(options({ waiting, signal: stopping.signal })).catch((error: unknown) => error);
    const pattern = new RegExp(`^waiting for ${name} at ${expected.replaceAll(/[()]/g, '\\$&')}, 7 s$`);
    const text = await eventually(
      async () => shown[0]?.(7) ?? '',
      (said) => pattern.test(said),
    );
    expect(text).toMatch(pattern);
    stopping.abort(new Error('stopped'));
    await waited;
  });
});

describe('who waits for the set-up', () => {
  it('goes on when every migration of its own is there, and does not mind those of a newer version', async () => {
    const { url, drop } = await foreignDatabase(process.env.TEST_POSTGRES_URL ?? '', AS_FOREIGN_AS_CAN_BE);
    undos.push(drop);
    const config = loadConfig({ DATABASE_URL: url });
    const { shown, waiting } = recorder();
    const waited = awaitMigrations(config, options({ waiting }));
    await eventually(
      async () => shown[0]?.(1) ?? '',
      (text) => text.includes('"_prisma_migrations" does not exist'),
    );
    await deployMigrations(url);
    await waited;

    const client = await openSession(url);
    await client.query(
      `insert into _prisma_migrations (id, checksum, migration_name, finished_at) values ('1', '', '99991231_newer', now())`,
    );
    await expect(awaitMigrations(config, options())).resolves.toBeUndefined();
    await client.query(
      `update _prisma_migrations set finished_at = null where migration_name = (select min(migration_name) from _prisma_migrations)`,
    );
    await client.end();
    const unfinished = awaitMigrations(config, options({ withinMs: 0 }));
    await expect(unfinished).rejects.toThrow('migrations still to be applied: 1, the first is');
  });
});
