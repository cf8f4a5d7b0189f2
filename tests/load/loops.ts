import { setTimeout as delay } from 'node:timers/promises';
import type { Try } from './shop.ts';

/** `clients` that each send when they have their answer, and keep to `Retry-After`: as fast as the system takes it. */
export async function closedLoop(clients: number, seconds: number, send: () => Promise<Try>): Promise<Try[]> {
  const until = performance.now() + seconds * 1000;
  const client = async () => {
    const tries: Try[] = [];
    while (performance.now() < until) {
      const done = await send();
      tries.push(done);
      await delay(done.retryAfterMs);
    }
    return tries;
  };
  return (await Promise.all(Array.from({ length: clients }, client))).flat();
}

/** Sends at `rate` a second whatever comes back, as customers do who know nothing of each other. */
export async function openLoop(rate: number, seconds: number, send: () => Promise<Try>): Promise<Try[]> {
  const startedAt = performance.now();
  const tries: Promise<Try>[] = [];
  while (performance.now() - startedAt < seconds * 1000) {
    const due = Math.floor(((performance.now() - startedAt) / 1000) * rate);
    while (tries.length < due) tries.push(send());
    await delay(5);
  }
  return Promise.all(tries);
}
