import { randomUUID } from 'node:crypto';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Worker } from '@temporalio/worker';
import { connectTemporal, openConnection } from '../../adapters/temporal/connection.ts';
import { connectWorker } from '../../adapters/temporal/worker-connection.ts';
import { loadConfig } from '../../platform/config.ts';
import { eventually } from '../../platform/poll.ts';
import { createAuthority } from '../support/certificates.ts';
import { startTlsFront, type TlsFront } from '../support/tls-front.ts';
import { startDevServer } from '../support/workflow-dev-server.ts';

const workflowsPath = new URL('../../bench/floor/workflows.ts', import.meta.url).pathname;
const folder = mkdtempSync(path.join(os.tmpdir(), 'temporal-tls-'));
const inFolder = (name: string) => path.join(folder, name);
const authority = createAuthority(folder);
const [server, worker] = [authority.issue('server'), authority.issue('worker')];
const expired = authority.issue('expired', 0);
const stranger = createAuthority(folder, 'stranger');
const nobody = stranger.issue('nobody');

let temporal: Awaited<ReturnType<typeof startDevServer>>;
let front: TlsFront;
beforeAll(async () => {
  temporal = await startDevServer();
});
beforeEach(async () => {
  front = await startTlsFront(temporal.openLab().env.address, server, authority.caFile);
});
afterEach(() => front.close());
afterAll(async () => {
  await temporal.close();
  rmSync(folder, { recursive: true });
});

const showing = ({ certFile, keyFile }: typeof worker) => ({
  TEMPORAL_TLS_CLIENT_CERT_PATH: certFile,
  TEMPORAL_TLS_CLIENT_KEY_PATH: keyFile,
});
const trusting = (caFile: string) => ({ TEMPORAL_TLS_SERVER_CA_CERT_PATH: caFile });
const temporalOf = (env: Record<string, string>) => loadConfig({ TEMPORAL_ADDRESS: front.address, ...env }).temporal;
const quiet = { info: () => undefined, warn: () => undefined };

/** Both ways that processes connect: calls of a client, and a worker's core. */
async function bothConnect(env: Record<string, string>): Promise<void> {
  const to = temporalOf(env);
  const connection = await openConnection(to, { connectTimeoutMs: 5000 });
  await connection.close();
  const polled = await connectWorker(to, quiet);
  await polled.close();
}

/** Either has to be refused by itself. */
async function bothAreRefused(env: Record<string, string>): Promise<void> {
  const to = temporalOf(env);
  await expect(openConnection(to, { connectTimeoutMs: 2000 })).rejects.toThrow();
  await expect(connectWorker(to, quiet)).rejects.toThrow();
}

describe('Temporal over TLS with client certificates', () => {
  it('takes who shows a certificate of the authority, by the environment or by a profile of a file', async () => {
    await bothConnect({ ...trusting(authority.caFile), ...showing(worker) });
    const profile = [
      '[profile.shop]',
      `address = "${front.address}"`,
      '[profile.shop.tls]',
      `client_cert_path = "${worker.certFile}"`,
      `client_key_path = "${worker.keyFile}"`,
      `server_ca_cert_path = "${authority.caFile}"`,
    ];
    writeFileSync(inFolder('temporal.toml'), profile.join('\n'));
    await bothConnect({ TEMPORAL_ADDRESS: '', TEMPORAL_CONFIG_FILE: inFolder('temporal.toml'), TEMPORAL_PROFILE: 'shop' });
    expect(front.shown).toEqual(Array.from({ length: 4 }, () => 'worker'));
  });

  it.each([
    ['without TLS', {}],
    ['without a certificate', trusting(authority.caFile)],
    ['with a certificate of another authority', { ...trusting(authority.caFile), ...showing(nobody) }],
    ['with a certificate that has expired', { ...trusting(authority.caFile), ...showing(expired) }],
    ['while trusting another authority than its own', { ...trusting(stranger.caFile), ...showing(worker) }],
    [
      'under another name than its own',
      { ...trusting(authority.caFile), ...showing(worker), TEMPORAL_TLS_SERVER_NAME: 'temporal.example' },
    ],
  ])('is not reached %s', async (_how, env) => {
    await bothAreRefused(env);
    expect(front.shown).toEqual([]);
  });

  it('is reached with renewed certificates by clients and workers that go on running', async () => {
    const files = { certFile: inFolder('live.crt'), keyFile: inFolder('live.key'), caFile: inFolder('live-ca.crt') };
    const put = (certificate: typeof worker, caFile: string) => {
      copyFileSync(certificate.certFile, files.certFile);
      copyFileSync(certificate.keyFile, files.keyFile);
      copyFileSync(caFile, files.caFile);
    };
    put(worker, authority.caFile);
    const to = temporalOf({ ...trusting(files.caFile), ...showing(files) });
    const taskQueue = randomUUID();
    const { client, close } = connectTemporal(to, quiet, 50);
    const polled = await connectWorker(to, quiet, 50);
    const polling = await Worker.create({ connection: polled.connection, taskQueue, workflowsPath });
    polled.follow([polling]);
    const running = polling.run();
    const carryOut = () => client.workflow.execute('empty', { taskQueue, workflowId: randomUUID(), args: [] });
    await carryOut();

    const [renewedServer, renewed] = [stranger.issue('server-2'), stranger.issue('worker-2')];
    put(renewed, stranger.caFile);
    front.use(renewedServer, stranger.caFile);
    await eventually(
      () =>
        carryOut().then(
          () => true,
          () => false,
        ),
      (isDone) => isDone,
    );
    expect(front.shown.slice(0, 2)).toEqual(['worker', 'worker']);
    expect(front.shown.filter((name) => name === 'worker-2').length).toBeGreaterThanOrEqual(2);
    polling.shutdown();
    await running;
    await Promise.all([polled.close(), close()]);
  });
});
