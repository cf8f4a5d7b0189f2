import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { System } from '../../deploy/local/scripting/start-system.ts';
import type { Prometheus } from './prometheus.ts';

/** Takes a fault back. */
export type Lift = () => Promise<void>;

export interface FaultCase {
  readonly name: string;
  readonly alert: string;
  /** What the alert has to say of the place. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Brings it about; it lasts until it is lifted. What the runbook's first command then has to show. */
  readonly inject: (world: World) => Promise<{ readonly lift: Lift; readonly shows: RegExp }>;
}

export interface World {
  readonly system: System;
  readonly prometheus: Prometheus;
  readonly temporal: Client;
  /** Of which there is enough. */
  readonly sku: string;
  /** Gives the gRPC port a certificate for so many days. */
  readonly certify: (days: number) => void;
}

/** @returns the order's id */
export async function submit({ system, sku }: Pick<World, 'system' | 'sku'>, over: Record<string, unknown> = {}): Promise<string> {
  const response = await fetch(`${system.config.api.url}/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ customerId: 'cust_1', items: [{ sku, quantity: 1, priceCents: 100 }], ...over }),
    signal: AbortSignal.timeout(10_000),
  });
  if (!response.ok) throw new Error(`the order was answered ${response.status}`);
  return ((await response.json()) as { id: string }).id;
}

/** Something again and again, by several at once, whatever becomes of it; until it is lifted. */
export function again(work: () => Promise<unknown>, { atOnce = 1, pauseMs = 0 } = {}): Lift {
  const lifted = new AbortController();
  const loop = async () => {
    while (!lifted.signal.aborted) {
      await work().catch(() => undefined);
      await delay(pauseMs, undefined, { signal: lifted.signal }).catch(() => undefined);
    }
  };
  const finished = Promise.all(Array.from({ length: atOnce }, loop));
  return async () => {
    lifted.abort();
    await finished;
  };
}

export function pidOf({ dataDir }: System, service: string): number {
  return Number(readFileSync(path.join(dataDir, 'run', `${service}.pid`), 'utf8'));
}

/** A process that does not run and does not know it. */
export function freeze(system: System, service: string): Lift {
  const pid = pidOf(system, service);
  process.kill(pid, 'SIGSTOP');
  return async () => void process.kill(pid, 'SIGCONT');
}
