// `npm run tls`: a whole system of which every wire to a server is encrypted. Each is tried without, with a wrong and with an expired
// certificate; then every certificate is renewed while orders come.
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { queryDatabase } from '../../../deploy/local/scripting/query-database.ts';
import { commandLine, wordsOf } from '../../../platform/command-line.ts';
import { eventually, poll } from '../../../platform/poll.ts';
import { newSku, orderFor, submit, untilEnd } from '../../support/api-client.ts';
import { type Certificate, createAuthority } from '../../support/certificates.ts';
import { Checks } from '../../support/checks.ts';
import { findDebianProgram } from '../../support/debian-program.ts';
import { NGINX, startNginx } from '../../support/nginx.ts';
import { startTestSystem } from '../../support/system.ts';
import { startProductionTemporal } from './production-temporal.ts';
import { startTlsServers } from './servers.ts';
import { tlsSettings } from './settings.ts';
import { type Connects, type Showing, toGateway, toGrpc, toNats, toPartner, toPostgres, toTemporal } from './wires.ts';

commandLine('npm run tls\n\n  Takes no options; it needs openssl, and four minutes.', (args) => wordsOf(args, { most: 0 }));

/** Clients look at their files once a minute. */
const RENEWED_WITHIN_MS = 150_000;
const ORDER_EVERY_MS = 500;

const folder = mkdtempSync(path.join(os.tmpdir(), 'durable-orders-tls-'));
const inFolder = (name: string) => path.join(folder, name);
const authority = createAuthority(folder);
const { caFile } = authority;
const stranger = createAuthority(folder, 'stranger');
const [server, client] = [authority.issue('server'), authority.issue('client')];
const expired = authority.issue('expired', 0);
const nobody = stranger.issue('nobody');

/** In files that are renewed. */
const filesOf = (name: string): Certificate => ({ certFile: inFolder(`${name}.crt`), keyFile: inFolder(`${name}.key`) });
const put = (from: Certificate, to: Certificate) => {
  copyFileSync(from.certFile, to.certFile);
  copyFileSync(from.keyFile, to.keyFile);
};
/** What our processes show. */
const live = filesOf('live');
const renewTo = (certificate: Certificate) => put(certificate, live);
/** What the production server of Temporal shows. */
const productions = filesOf('production');

const checks = new Checks(line);
const { check } = checks;

async function isRefused(attempt: Promise<unknown>): Promise<void> {
  const came = await attempt.then(
    () => true,
    () => false,
  );
  if (came) throw new Error('it was let in');
}

/** Ours is looked at once a minute, the others are shown by now. */
const untilRefused = (attempt: () => Promise<unknown>) =>
  poll({ what: 'it was still believed', withinMs: RENEWED_WITHIN_MS }, () => isRefused(attempt()));

async function tryEach(name: string, connects: Connects, asksForCertificate: boolean): Promise<void> {
  const good: Showing = { caFile, ...(asksForCertificate && { certificate: client }) };
  await check(`${name} lets in who does it right`, () => connects(good));
  await check(`${name} is not reached without TLS`, () => isRefused(connects({})));
  await check(`${name} is not reached by who trusts another authority`, () => isRefused(connects({ ...good, caFile: stranger.caFile })));
  if (!asksForCertificate) return;
  await check(`${name} refuses a caller without a certificate`, () => isRefused(connects({ caFile })));
  await check(`${name} refuses a certificate of another authority`, () => isRefused(connects({ caFile, certificate: nobody })));
  await check(`${name} refuses a certificate that has expired`, () => isRefused(connects({ caFile, certificate: expired })));
}

renewTo(client);
put(server, productions);
const servers = await startTlsServers(inFolder('servers'), server, caFile);
const production = await startProductionTemporal(inFolder('production'), { server: productions, client, caFile });
const system = await startTestSystem(tlsSettings(servers, live, caFile));
try {
  Object.assign(process.env, system.settings);
  const wires = {
    PostgreSQL: toPostgres(servers.databaseUrl),
    NATS: toNats(servers.natsUrl),
    Temporal: toTemporal(servers.temporalAddress),
    "Temporal's production server": toTemporal(production.address),
    gRPC: toGrpc(`localhost:${system.config.grpc.port}`),
  };
  for (const [name, connects] of Object.entries(wires)) await tryEach(name, connects, name !== 'PostgreSQL');
  await tryGateway();
  await tryPartner();
  await check('every process is ready with certificates on both sides, its probe being plain', everyProcessIsReady);
  await check('no process is connected to PostgreSQL without TLS', nobodyIsPlain);
  await check('every certificate is renewed while orders come: none is lost, and no caller sees an error', renewUnderLoad);
  await check('API and worker come back with what was renewed when their connections are cut', comeBack);
  await servers.show(expired);
  renewTo(expired);
  put(expired, productions);
  for (const [name, connects] of Object.entries(wires))
    await check(`${name} is not believed when its certificate has expired`, () =>
      untilRefused(() => connects({ caFile, certificate: client })),
    );
} finally {
  await system.stop();
  await production.stop();
  await servers.stop();
  rmSync(folder, { recursive: true, force: true });
}
process.exit(checks.close());

async function tryGateway(): Promise<void> {
  const nginx = await findDebianProgram(NGINX);
  if (!nginx) throw new Error('without nginx the gateway cannot be tried');
  const { api, grpc } = system.config;
  const behind = { httpPort: api.port, grpcAddress: `${grpc.host}:${grpc.port}`, grpcSilenceSeconds: 60 };
  const open = (certificate: Certificate) => startNginx(nginx, { ...behind, certificate });
  const gateways = [await open(server), await open(expired)] as const;
  const [good, late] = gateways;
  try {
    await tryEach('the gateway', toGateway(good.httpPort), false);
    await check('the gateway is not believed when its certificate has expired', () => isRefused(toGateway(late.httpPort)({ caFile })));
  } finally {
    await Promise.all(gateways.map((gateway) => gateway.close()));
  }
}

async function tryPartner(): Promise<void> {
  await check('a partner of an authority that nobody trusts is not believed', () => isRefused(toPartner(server)));
  setDefaultCACertificates([...getCACertificates('default'), authority.ca.toString()]);
  await check('a partner of an authority that is trusted is', () => toPartner(server));
  await check('a partner whose certificate has expired is not believed', () => isRefused(toPartner(expired)));
}

async function everyProcessIsReady(): Promise<void> {
  for (const { host, port } of [system.config.api, system.config.worker, system.config.relay, system.config.webhooks]) {
    const answer = await fetch(`http://${host}:${port}/readyz`);
    if (answer.status !== 200) throw new Error(`port ${port} answers ${answer.status}: ${await answer.text()}`);
  }
}

async function nobodyIsPlain(): Promise<void> {
  const plain = await queryDatabase(
    servers.databaseUrl,
    `select application_name from pg_stat_activity join pg_stat_ssl using (pid) where application_name like 'durable-orders %' and not ssl`,
  );
  if (plain.length > 0) throw new Error(JSON.stringify(plain));
}

/** A client connects again with its next call; the API makes one when it is asked whether it is ready. */
function untilShown(times: number): Promise<number> {
  const { host, port } = system.config.api;
  const shown = async () => {
    await (await fetch(`http://${host}:${port}/readyz`)).text();
    return timesShown();
  };
  return eventually(shown, (count) => count >= times, RENEWED_WITHIN_MS);
}

function timesShown(): number {
  return servers.shownToTemporal.filter((name) => name === 'renewed').length;
}

async function comeBack(): Promise<void> {
  const [before, shownBefore] = [servers.shownToTemporal.length, timesShown()];
  servers.cutTemporal();
  // The API's client and the worker's core; the worker's client has nothing to ask.
  await untilShown(shownBefore + 2);
  const since = servers.shownToTemporal.slice(before);
  if (since.some((name) => name !== 'renewed')) throw new Error(`shown: ${since.join(', ')}`);
  const { status, body } = await eventually(
    () => newSku(1).then((sku) => submit(orderFor(sku))),
    (answer) => answer.status === 201,
  );
  if ((await untilEnd(body.id)).status !== 'COMPLETED') throw new Error(`the order, answered ${status}, did not come to its end`);
}

/** Until the worker has shown what is new, and some orders later. */
async function renewUnderLoad(): Promise<void> {
  const sku = await newSku(1_000_000);
  const stopping = new AbortController();
  const answers: ReturnType<typeof submit>[] = [];
  const load = (async () => {
    while (!stopping.signal.aborted) {
      answers.push(submit(orderFor(sku)));
      await pause(ORDER_EVERY_MS);
    }
  })();
  try {
    await pause(5000);
    renewTo(authority.issue('renewed'));
    await servers.show(authority.issue('server-2'));
    // The worker's core goes over to a new connection at once; clients show what is new with their next one.
    await untilShown(1);
    await pause(5000);
  } finally {
    stopping.abort();
    await load;
  }
  const settled = await Promise.all(answers);
  const refused = settled.filter(({ status }) => status !== 201);
  if (refused.length > 0) throw new Error(`${refused.length} of ${settled.length} orders: ${JSON.stringify(refused[0]?.body)}`);
  const ends = await Promise.all(settled.map(async ({ body }) => (await untilEnd(body.id)).status));
  const lost = ends.filter((status) => status !== 'COMPLETED');
  if (lost.length > 0) throw new Error(`${lost.length} orders ended ${lost[0]}`);
  line(`        ${settled.length} orders`);
}

function line(text: string): void {
  process.stdout.write(`${text}\n`);
}
