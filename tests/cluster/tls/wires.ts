// Each wire as our processes connect to it, with certificates that somebody else chose.
import http from 'node:http';
import https, { createServer } from 'node:https';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { Client, credentials } from '@grpc/grpc-js';
import { connectNats } from '../../../adapters/jetstream/connection.ts';
import { connectPartner } from '../../../adapters/partner-client.ts';
import { openConnection } from '../../../adapters/temporal/connection.ts';
import { loadConfig } from '../../../platform/config.ts';
import { openSession } from '../../../platform/postgres-session.ts';
import type { Certificate } from '../../support/certificates.ts';

/** What whoever connects trusts and shows; without `caFile` they do not encrypt. */
export interface Showing {
  readonly caFile?: string;
  readonly certificate?: Certificate;
}
export type Connects = (showing: Showing) => Promise<void>;

const WITHIN_MS = 5000;

export function toPostgres(url: string): Connects {
  const [plain = ''] = url.split('?');
  return async ({ caFile }) => {
    const address = caFile === undefined ? plain : `${plain}?sslmode=verify-full&sslrootcert=${encodeURIComponent(caFile)}`;
    await (await openSession(address, { connectionTimeoutMillis: WITHIN_MS })).end();
  };
}

export function toNats(url: string): Connects {
  return async ({ caFile, certificate }) => {
    const { nats } = loadConfig({
      NATS_URL: caFile === undefined ? url.replace('tls:', 'nats:') : url,
      NATS_CA: caFile,
      NATS_CERT: certificate?.certFile,
      NATS_KEY: certificate?.keyFile,
    });
    const connection = await connectNats(nats, { user: 'api', timeout: WITHIN_MS, reconnect: false });
    await connection.flush();
    await connection.close();
  };
}

export function toTemporal(address: string): Connects {
  return async ({ caFile, certificate }) => {
    const { temporal } = loadConfig({
      TEMPORAL_ADDRESS: address,
      TEMPORAL_TLS_SERVER_CA_CERT_PATH: caFile,
      TEMPORAL_TLS_CLIENT_CERT_PATH: certificate?.certFile,
      TEMPORAL_TLS_CLIENT_KEY_PATH: certificate?.keyFile,
    });
    await (await openConnection(temporal, { connectTimeoutMs: WITHIN_MS })).close();
  };
}

export function toGrpc(address: string): Connects {
  return async ({ caFile, certificate }) => {
    const read = (file: string | undefined) => (file === undefined ? null : readFileSync(file));
    const secured = () => credentials.createSsl(read(caFile), read(certificate?.keyFile), read(certificate?.certFile));
    const client = new Client(address, caFile === undefined ? credentials.createInsecure() : secured());
    try {
      await new Promise<void>((resolve, reject) =>
        client.waitForReady(Date.now() + WITHIN_MS, (error) => (error ? reject(error) : resolve())),
      );
    } finally {
      client.close();
    }
  };
}

/** The API, through a gateway that ends TLS. */
export function toGateway(port: number): Connects {
  return async ({ caFile }) => {
    const address = { host: 'localhost', port, path: '/healthz', timeout: WITHIN_MS };
    const ask = () => (caFile === undefined ? http.get(address) : https.get({ ...address, ca: readFileSync(caFile) }));
    const status = await new Promise((resolve, reject) => {
      const asked = ask()
        .on('response', ({ statusCode }) => resolve(statusCode))
        .on('error', reject);
      asked.on('timeout', () => asked.destroy(new Error('it does not answer')));
    });
    if (status !== 200) throw new Error(`it answers ${String(status)}`);
  };
}

/** A partner with this certificate. Whom the worker trusts is Node's, which is told by whoever calls this. */
export async function toPartner({ certFile, keyFile }: Certificate): Promise<void> {
  const server = createServer({ cert: readFileSync(certFile), key: readFileSync(keyFile) }, (_request, response) => response.end('{}'));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  try {
    const url = `https://localhost:${(server.address() as AddressInfo).port}`;
    await connectPartner('payment provider', { url, apiKey: 'key_0123456789abcdef', timeoutMs: WITHIN_MS })({ method: 'GET', path: '/' });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
