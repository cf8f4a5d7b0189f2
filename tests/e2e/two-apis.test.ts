// Two API processes on one database, which limit their callers together.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { eventually } from '../../platform/poll.ts';
import { startAnother, type AnotherProcess } from '../support/another-process.ts';

/** In the ten seconds that calls are counted over. */
const READS = 100;

const logs = mkdtempSync(path.join(os.tmpdir(), 'durable-orders-apis-'));
const running: AnotherProcess[] = [];
afterAll(async () => {
  for (const api of running) await api.stop();
  rmSync(logs, { recursive: true, force: true });
});

/** @returns where it is */
async function startApi(): Promise<string> {
  const api = await startAnother('api', logs, { API_READS_PER_SECOND: String(READS / 10) });
  running.push(api);
  return api.url;
}

async function read(api: string): Promise<{ readonly status: number; readonly left: number }> {
  const response = await fetch(`${api}/orders?limit=1`);
  await response.body?.cancel();
  return { status: response.status, left: Number(/r=(\d+)/.exec(response.headers.get('ratelimit') ?? '')?.[1]) };
}

/** Few of them, so that they are not what uses the reads up. */
const untilNoneIsLeft = (api: string) =>
  eventually(
    () => read(api),
    ({ left }) => left === 0,
    3000,
    300,
  );

/** How the other answers once all reads are used up at one; the ten seconds may end in between. */
async function answersWhenUsedUp(one: string, other: string): Promise<readonly number[]> {
  let here = 0;
  for (let reads = 0; reads <= READS && here !== 429; reads += 1) here = (await read(one)).status;
  await untilNoneIsLeft(other).catch(() => undefined);
  return [here, (await read(other)).status];
}

it('what a caller has read at one is gone at the other', async () => {
  const [one, other] = [await startApi(), await startApi()];
  const answers = await eventually(
    () => answersWhenUsedUp(one, other),
    (statuses) => statuses.every((status) => status === 429),
    60_000,
  );
  expect(answers).toEqual([429, 429]);
});
