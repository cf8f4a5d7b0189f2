// PostgreSQL, NATS and Temporal that let nobody in without TLS; NATS and Temporal ask callers for a certificate, too.
import { chmodSync, chownSync, copyFileSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { findTool, temporalTool } from '../../../deploy/local/programs/tools.ts';
import { queryDatabase } from '../../../deploy/local/scripting/query-database.ts';
import { startPostgres } from '../../../deploy/local/servers/postgres.ts';
import { startTemporal } from '../../../deploy/local/servers/temporal.ts';
import { freePort } from '../../../platform/free-port.ts';
import type { Certificate } from '../../support/certificates.ts';
import { startOwnNats } from '../../support/own-nats.ts';
import { startTlsFront } from '../../support/tls-front.ts';

export interface TlsServers {
  readonly databaseUrl: string;
  readonly natsUrl: string;
  readonly temporalAddress: string;
  /** The names on the certificates that came to Temporal, in order. */
  readonly shownToTemporal: readonly string[];
  cutTemporal(): void;
  /** Renews what all of them show. Connections that stand go on. */
  show(certificate: Certificate): Promise<void>;
  stop(): Promise<void>;
}

export async function startTlsServers(dataDir: string, first: Certificate, caFile: string): Promise<TlsServers> {
  mkdirSync(dataDir, { recursive: true });
  const postgres = await tlsPostgres(dataDir, first, caFile);
  const nats = await tlsNats(dataDir, first, caFile);
  const temporal = await tlsTemporal(dataDir, first, caFile);
  const all = [postgres, nats, temporal];
  return {
    databaseUrl: postgres.url,
    natsUrl: nats.url,
    temporalAddress: temporal.front.address,
    shownToTemporal: temporal.front.shown,
    cutTemporal: () => temporal.cut(),
    show: async (certificate) => void (await Promise.all(all.map((server) => server.show(certificate)))),
    stop: async () => void (await Promise.all(all.map((server) => server.stop()))),
  };
}

async function tlsPostgres(dataDir: string, first: Certificate, caFile: string) {
  const { url: plain, stop } = await startPostgres({ dataDir, port: await freePort() });
  const folder = path.join(dataDir, 'postgres');
  const { uid, gid } = statSync(folder);
  const put = ({ certFile, keyFile }: Certificate) => {
    const files = [
      [certFile, 'server.crt'],
      [keyFile, 'server.key'],
    ] as const;
    for (const [from, name] of files) {
      const to = path.join(folder, name);
      copyFileSync(from, to);
      chownSync(to, uid, gid);
      chmodSync(to, 0o600);
    }
  };
  put(first);
  writeFileSync(path.join(folder, 'pg_hba.conf'), 'hostssl all all 127.0.0.1/32 scram-sha-256\n');
  await queryDatabase(plain, 'alter system set ssl = on');
  await queryDatabase(plain, 'select pg_reload_conf()');
  const reload = `${plain}?sslmode=no-verify`;
  return {
    url: `${plain}?sslmode=verify-full&sslrootcert=${encodeURIComponent(caFile)}`,
    async show(certificate: Certificate) {
      put(certificate);
      await queryDatabase(reload, 'select pg_reload_conf()');
    },
    stop,
  };
}

async function tlsNats(dataDir: string, first: Certificate, caFile: string) {
  const [cert, key] = [path.join(dataDir, 'nats.crt'), path.join(dataDir, 'nats.key')];
  const put = ({ certFile, keyFile }: Certificate) => {
    copyFileSync(certFile, cert);
    copyFileSync(keyFile, key);
  };
  put(first);
  const server = await startOwnNats(`jetstream { store_dir: "{folder}", max_file_store: 3GB }
tls { cert_file: "${cert}", key_file: "${key}", ca_file: "${caFile}", verify: true }`);
  return {
    url: `tls://127.0.0.1:${server.port}`,
    async show(certificate: Certificate) {
      put(certificate);
      process.kill(server.pid, 'SIGHUP');
    },
    stop: () => server.stop(),
  };
}

async function tlsTemporal(dataDir: string, first: Certificate, caFile: string) {
  const [port, uiPort] = [await freePort(), await freePort()];
  const server = await startTemporal({ dataDir, port, uiPort, binary: await findTool(temporalTool) });
  const front = await startTlsFront(`127.0.0.1:${port}`, first, caFile);
  let current = first;
  return {
    front,
    cut: () => front.use(current, caFile),
    async show(certificate: Certificate) {
      current = certificate;
      front.use(certificate, caFile, 'those that stand');
    },
    async stop() {
      await front.close();
      await server.stop();
    },
  };
}
