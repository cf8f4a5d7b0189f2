import { X509Certificate } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { connect as connectTls } from 'node:tls';
import { credentials } from '@grpc/grpc-js';
import { tlsCredentials, type TlsFiles } from '../../../../api/grpc/certificates.ts';
import { createLogger } from '../../../../platform/logger.ts';
import { createMetricsPage } from '../../../../platform/metrics/page.ts';
import { eventually } from '../../../../platform/poll.ts';
import { createAuthority } from '../../../support/certificates.ts';
import { serveGrpc, type ServedGrpc } from '../support/serve-grpc.ts';

const id = '00000000-0000-4000-8000-000000000001';
const folder = mkdtempSync(path.join(os.tmpdir(), 'certificates-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const authority = createAuthority(folder);
const [server, client] = [authority.issue('server'), authority.issue('client')];
const stranger = createAuthority(folder, 'stranger').issue('nobody');
const warnings: unknown[] = [];
const log = createLogger('api', 'warn', { write: (line) => void warnings.push(JSON.parse(line)) });

let api: ServedGrpc | undefined;
afterEach(() => api?.close());

const serve = async (files: TlsFiles, lookEveryMs?: number) => {
  api = await serveGrpc({
    credentials: tlsCredentials(files, log, lookEveryMs),
    client: { channelCredentials: credentials.createSsl(authority.ca) },
  });
  api.system.put({ id });
  return api;
};
const showing = ({ certFile, keyFile }: typeof client) => ({
  channelCredentials: credentials.createSsl(authority.ca, readFileSync(keyFile), readFileSync(certFile)),
});

describe('TLS', () => {
  it('is what callers who trust our authority get, and others do not', async () => {
    const { orders, connect } = await serve(server);
    expect((await orders.getOrder({ id })).message.id).toBe(id);
    await expect(connect().getOrder({ id })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('is of version 1.2 or 1.3, and of no older one', async () => {
    const { server: served } = await serve(server);
    const protocolOf = (version: 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3') =>
      new Promise((resolve) => {
        // An older version than that needs ciphers which OpenSSL no longer offers by itself.
        const offer = { minVersion: version, maxVersion: version, ciphers: 'DEFAULT:@SECLEVEL=0' };
        const socket = connectTls({ port: served.port, host: '127.0.0.1', ca: authority.ca, ALPNProtocols: ['h2'], ...offer }, () => {
          resolve(socket.getProtocol());
          socket.destroy();
        });
        socket.once('error', () => resolve('refused'));
      });
    expect(await Promise.all((['TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const).map(protocolOf))).toEqual(['refused', 'TLSv1.2', 'TLSv1.3']);
  });

  it('lets in only whoever shows a certificate, where an authority for clients is named', async () => {
    const { orders, connect } = await serve({ ...server, clientCaFile: authority.caFile });
    expect((await connect(showing(client)).getOrder({ id })).message.id).toBe(id);
    await expect(orders.getOrder({ id })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(connect(showing(stranger)).getOrder({ id })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  it.each([
    ['are not there', { certFile: '/nowhere.crt', keyFile: '/nowhere.key' }],
    ['are no pair', { certFile: server.certFile, keyFile: client.keyFile }],
  ])('is refused at the start when its files %s', (_how, files) => {
    expect(() => tlsCredentials(files, log)).toThrow('GRPC_TLS_');
  });
});

describe('a certificate that is renewed', () => {
  const files = { certFile: path.join(folder, 'live.crt'), keyFile: path.join(folder, 'live.key') };
  const put = ({ certFile, keyFile }: typeof server) => {
    copyFileSync(certFile, files.certFile);
    copyFileSync(keyFile, files.keyFile);
  };
  const shown = (): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connectTls({ port: api?.server.port, host: '127.0.0.1', ca: authority.ca, ALPNProtocols: ['h2'] }, () => {
        resolve(String(socket.getPeerCertificate().subject.CN));
        socket.destroy();
      });
      socket.once('error', reject);
    });

  it('counts for the next connection, while the one before goes on; one that is half written does not', async () => {
    put(server);
    const { orders } = await serve(files, 20);
    await orders.getOrder({ id });
    writeFileSync(files.certFile, 'half');
    await eventually(
      async () => warnings.length,
      (count) => count > 0,
    );
    expect(await shown()).toBe('server');
    put(authority.issue('renewed'));
    expect(await eventually(shown, (name) => name === 'renewed')).toBe('renewed');
    expect((await orders.getOrder({ id })).message.id).toBe(id);
    const { validTo } = new X509Certificate(readFileSync(files.certFile));
    expect(await createMetricsPage(log)('prometheus')).toContain(
      `certificate_expiry_timestamp_seconds{use="grpc"} ${Date.parse(validTo) / 1000}`,
    );
  });
});
