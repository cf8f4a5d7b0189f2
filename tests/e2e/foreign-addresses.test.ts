// Servers that are given by addresses of IPv6, on a machine whose environment names a proxy.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { findTool, natsTool, temporalTool } from '../../deploy/local/programs/tools.ts';
import { startNats } from '../../deploy/local/servers/nats.ts';
import { startPostgres } from '../../deploy/local/servers/postgres.ts';
import { startTemporal } from '../../deploy/local/servers/temporal.ts';
import { freePort } from '../../platform/free-port.ts';
import { newSku, orderFor, submit, untilEnd } from '../support/api-client.ts';
import { startTestSystem } from '../support/system.ts';

const undos: (() => unknown)[] = [];
afterAll(async () => {
  for (const undo of undos.splice(0).toReversed()) await undo();
}, 60_000);

/** What listens on 127.0.0.1, at the same port of ::1. */
async function alsoAtIpv6(port: number): Promise<string> {
  const server = net.createServer((from) => {
    const to = net.connect(port, '127.0.0.1');
    from.on('error', () => to.destroy()).pipe(to);
    to.on('error', () => from.destroy()).pipe(from);
  });
  await new Promise<void>((resolve) => void server.listen(port, '::1', resolve));
  undos.push(() => server.close());
  return `[::1]:${port}`;
}

it('an order comes to its end, and the banner names the API', async () => {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'durable-orders-foreign-'));
  undos.push(() => rmSync(dataDir, { recursive: true, force: true }));
  const [postgresPort, temporalPort, uiPort, natsPort] = [await freePort(), await freePort(), await freePort(), await freePort()];
  const servers = [
    await startPostgres({ dataDir, port: postgresPort }),
    await startTemporal({ dataDir, port: temporalPort, uiPort, binary: await findTool(temporalTool) }),
    await startNats({ dataDir, port: natsPort, binary: await findTool(natsTool), maxBytes: 3 * 1024 ** 3 }),
  ];
  undos.push(() => Promise.all(servers.map((server) => server.stop())));

  const system = await startTestSystem({
    API_HOST: '::1',
    DATABASE_URL: `postgresql://orders:orders@${await alsoAtIpv6(postgresPort)}/orders`,
    TEMPORAL_ADDRESS: await alsoAtIpv6(temporalPort),
    NATS_URL: `nats://${await alsoAtIpv6(natsPort)}`,
    // Nothing listens there: whoever asks it fails.
    http_proxy: 'http://127.0.0.1:1',
    https_proxy: 'http://127.0.0.1:1',
    no_proxy: '',
    NODE_USE_ENV_PROXY: '1',
    CARRIER_PICKUP_MS: '200',
    CARRIER_DELIVERY_MS: '100',
  });
  undos.push(() => system.stop());
  Object.assign(process.env, system.settings);

  const { body } = await submit(orderFor(await newSku(1)));
  expect(await untilEnd(body.id)).toMatchObject({ status: 'COMPLETED' });
  expect(readFileSync(path.join(system.dataDir, 'start.log'), 'utf8')).toMatch(/API +http:\/\/\[::1\]:\d+/);
}, 180_000);
