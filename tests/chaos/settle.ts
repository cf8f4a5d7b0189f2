import { setTimeout as delay } from 'node:timers/promises';
import type { StatusVersion } from './callers.ts';
import { withSession } from './faults/sabotage.ts';

/** What the contract gives the system once the last fault is gone (ms). */
export const SETTLE_WITHIN_MS = 120_000;
const LOOK_EVERY_MS = 1000;

export interface Settling {
  readonly tookMs: number;
  readonly isSettled: boolean;
}

/** Until every caller's order is at rest and every event is sent, to the stream and to whoever has webhooks sent, seen twice in a row; or until the time for it is over. */
export async function settle(databaseUrl: string, statuses: ReadonlyMap<number, StatusVersion>, signal: AbortSignal): Promise<Settling> {
  const began = Date.now();
  for (let restingLooks = 0; Date.now() - began < SETTLE_WITHIN_MS;) {
    const isAtRest = count(statuses, 'asking', 'told') === 0 && (await unsent(databaseUrl)) === 0;
    restingLooks = isAtRest ? restingLooks + 1 : 0;
    if (restingLooks === 2) return { tookMs: Date.now() - began, isSettled: true };
    await delay(LOOK_EVERY_MS, undefined, { signal });
  }
  return { tookMs: Date.now() - began, isSettled: false };
}

export function count(statuses: ReadonlyMap<number, StatusVersion>, ...wanted: readonly StatusVersion[]): number {
  return [...statuses.values()].filter((statusVersion) => wanted.includes(statusVersion)).length;
}

function unsent(databaseUrl: string): Promise<number> {
  const sql = `select (select count(*) from outbox where sent_at is null)::int
    + (select count(*) from webhook_deliveries where status = 'pending')::int as n`;
  return withSession(databaseUrl, async (client) => (await client.query<{ n: number }>(sql)).rows[0]?.n ?? 0);
}
