// What docs/failure-modes.md says of a full disk: the data on a small file system of its own, which only root can mount.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createOrdersApi } from '../../clients/orders-api.ts';
import { eventually } from '../../platform/poll.ts';
import { checkInvariants } from '../support/check-invariants.ts';
import { orderFor } from '../support/api-client.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

const MIB = 1024 ** 2;
const SKU = 'FULL-1';
const FULL = expect.stringMatching(/^the disk that the servers write to is full: \d+ MiB left$/) as string;
const disk = mkdtempSync(path.join(os.tmpdir(), 'durable-orders-disk-'));
const output = `${disk}.log`;
const isMounted = process.platform === 'linux' && spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=300m', 'tmpfs', disk]).status === 0;
const onSmallDisk = isMounted ? it : it.skip;
let system: TestSystem | undefined;

afterAll(async () => {
  await system?.stop();
  if (isMounted) spawnSync('umount', ['-l', disk]);
  rmSync(disk, { recursive: true, force: true });
  rmSync(output, { force: true });
}, 60_000);

onSmallDisk(
  'a full disk loses no order: the API answers, npm start stays and says so, and all goes on once there is room',
  async () => {
    const dataDir = path.join(disk, 'data');
    mkdirSync(dataDir);
    system = await startTestSystem({ DATA_DIR: dataDir, CARRIER_PICKUP_MS: '200', CARRIER_DELIVERY_MS: '100' }, [], output);
    Object.assign(process.env, system.settings);
    // Each call is answered within the request's deadline and a little.
    const api = createOrdersApi(system.settings['TEST_API_URL'] ?? '', () => AbortSignal.timeout(8000));
    const said = () => readFileSync(output, 'utf8');
    const submit = (n: number) => api.submit(orderFor(SKU), { 'idempotency-key': `full disk: ${n}` });
    /** As a caller does who repeats with the same key what was not accepted. */
    const submitted = async (n: number) =>
      (
        await eventually(
          () => submit(n),
          ({ status }) => status < 300,
          120_000,
        )
      ).body.id;
    await api.putInStock(SKU, 100);
    const accepted = [await submitted(1)];

    const ballast = path.join(disk, 'ballast');
    fill(ballast);
    await eventually(
      async () => said(),
      (text) => /The disk under .* is full/.test(text),
    );
    for (let n = 2; n <= 6; n++) {
      const { status, body } = await submit(n);
      if (status < 300) accepted.push(body.id);
      expect([201, 202, 503]).toContain(status);
      expect([200, 503]).toContain((await api.list({ limit: '1' })).status);
      expect((await api.call('GET', '/healthz')).status).toBe(200);
      const ready = await api.call<{ reasons: Record<string, string> }>('GET', '/readyz');
      expect([ready.status, ready.body.reasons.diskSpace]).toEqual([503, FULL]);
    }

    rmSync(ballast);
    await eventually(
      async () => said(),
      (text) => /There is room again/.test(text),
    );
    await eventually(
      async () => (await api.call('GET', '/readyz').catch(() => ({ status: 0 }))).status,
      (status) => status === 200,
      120_000,
    );
    for (let n = 1; n <= 6; n++) accepted.push(await submitted(n));
    for (const id of accepted)
      await eventually(
        async () => (await api.order(id)).body.status,
        (status) => status === 'COMPLETED',
        60_000,
      );
    expect(new Set(accepted).size).toBe(6);
    expect(await checkInvariants()).toMatchObject({ code: 0 });
  },
  400_000,
);

/** To the last byte. */
function fill(file: string): void {
  try {
    for (;;) writeFileSync(file, Buffer.alloc(MIB), { flag: 'a' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}
