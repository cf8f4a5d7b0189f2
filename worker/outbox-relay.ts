import { setTimeout as delay } from 'node:timers/promises';
import type { EventStream } from '../adapters/jetstream/event-stream.ts';
import type { LeaderLock } from '../adapters/postgres/leader-lock.ts';
import type { Outbox, OutboxEvent } from '../adapters/postgres/outbox.ts';
import type { WakeUps } from '../domain/ports/wake-ups.ts';
import type { Logger } from '../platform/logger.ts';
import { WakeablePause } from '../platform/wakeable-pause.ts';
import { inEventContext, inSendingSpan } from './event-context.ts';

export interface OutboxRelayOptions {
  readonly outbox: Outbox;
  readonly stream: Pick<EventStream, 'publish'>;
  readonly leader: LeaderLock;
  readonly wakeUps: Pick<WakeUps, 'isUp' | 'listen'>;
  readonly log: Logger;
  readonly retentionDays: number;
  /** How long an event that the stream refused is not offered again (ms). */
  readonly refusedForMs?: number;
  /** How long it waits for a word before it looks by itself (ms). */
  readonly wokenPauseMs?: number;
}

/** Between two looks, whoever wakes us: what comes meanwhile is sent together. */
const LEAST_PAUSE_MS = 5;
const MOST_PAUSE_MS = 25;
/** So many times as long as a look with its sending took: where that takes long the machine is busy, and is asked less often. */
const PAUSE_PER_WORK = 3;
/** While whoever commits says so: a word that got lost costs an event so long. */
const WOKEN_PAUSE_MS = 250;
/**
 * While nobody can say so: an event waits half of it. At 20 ms, with a look at once after each batch, the relay took 3.9 instead of
 * 2.4 ms of CPU time an order; a NOTIFY in each transaction costs writers up to 40 %.
 */
const PAUSE_MS = 40;
const STANDBY_MS = 500;
const AFTER_FAILURE_MS = 250;
const BATCH = 500;
/** The stream's limit may have been raised meanwhile. */
const REFUSED_FOR_MS = 60_000;
const PURGE_EVERY_MS = 60_000;
const PURGE_BATCH = 5000;

/**
 * Sends committed events to the stream, at least once and in order per order: event n + 1 of an order goes out only after n was
 * stored. One that the stream refuses for its size holds up its own order, and no other. One relay leads, others stand by.
 * @returns a function that lets the batch under way finish and stops
 */
export function startOutboxRelay({
  outbox,
  stream,
  leader,
  wakeUps,
  log,
  retentionDays,
  refusedForMs = REFUSED_FOR_MS,
  wokenPauseMs = WOKEN_PAUSE_MS,
}: OutboxRelayOptions): () => Promise<void> {
  const stopping = new AbortController();
  const pause = (ms: number) => delay(ms, undefined, { signal: stopping.signal }).catch(() => undefined);
  const untilWoken = new WakeablePause();
  const stopListening = wakeUps.listen(undefined, untilWoken.wake);
  let failing = false;
  let purgeAt = 0;
  /** The stream has them, and they are not marked yet. Should we die before, they are sent again under the same ids. */
  let sent: readonly bigint[] = [];

  const look = async (limit: number): Promise<OutboxEvent[]> => {
    const at = new Date();
    const events = await outbox.next({ sent, at, limit, refusedSince: new Date(at.getTime() - refusedForMs) });
    sent = [];
    return events;
  };

  /** Answers whether there is more at once. */
  const sendBatch = async (): Promise<boolean> => {
    const events = await look(BATCH);
    const done = await sendInOrder(events, stream);
    ({ sent } = done);
    if (done.refused.length > 0) await setAside(done.refused);
    if (done.failure !== undefined) throw done.failure;
    return events.length === BATCH;
  };

  const setAside = async (refused: readonly OutboxEvent[]) => {
    await outbox.markRefused(
      refused.map(({ id }) => id),
      new Date(),
    );
    for (const event of refused.filter(({ wasRefused }) => !wasRefused)) {
      const { sequence, body } = event;
      const what = { sequence, bytes: Buffer.byteLength(body) };
      inEventContext(event, () => log.error(what, 'the stream refuses an event for its size: it and the later ones of its order wait'));
    }
  };

  const purge = async () => {
    if (Date.now() < purgeAt) return;
    purgeAt = Date.now() + PURGE_EVERY_MS;
    const removed = await outbox.purge(new Date(Date.now() - retentionDays * 86_400_000), PURGE_BATCH);
    if (removed === PURGE_BATCH) purgeAt = 0;
  };

  const round = async (): Promise<void> => {
    try {
      if (!(await leader.held())) return await pause(STANDBY_MS);
      const began = performance.now();
      const isMore = await sendBatch();
      const pauseMs = pauseAfter(performance.now() - began);
      await purge();
      if (failing) log.info('events flow again');
      failing = false;
      if (isMore) return;
      await pause(pauseMs);
      await untilWoken.upTo((wakeUps.isUp() ? wokenPauseMs : PAUSE_MS) - pauseMs);
    } catch (err) {
      if (!failing) log.error({ err }, 'events cannot be sent; they wait in the outbox');
      failing = true;
      await pause(AFTER_FAILURE_MS);
    }
  };

  const run = async () => {
    while (!stopping.signal.aborted) await round();
    if (sent.length > 0)
      await look(0).catch((err: unknown) => log.warn({ err }, 'what was sent last could not be marked: it is sent again'));
    stopListening();
    await leader.release();
  };
  const finished = run();
  return () => {
    stopping.abort();
    untilWoken.wake();
    return finished;
  };
}

/** How long to rest after a look that took so long (ms). */
export function pauseAfter(workedMs: number): number {
  return Math.min(MOST_PAUSE_MS, Math.max(LEAST_PAUSE_MS, workedMs * PAUSE_PER_WORK));
}

interface Sendings {
  readonly sent: readonly bigint[];
  readonly refused: readonly OutboxEvent[];
  /** The first of those that were neither. */
  readonly failure?: unknown;
}

/** One chain per order, all chains at once; a chain ends at the first event that is not stored, so that nothing overtakes it. */
async function sendInOrder(events: readonly OutboxEvent[], stream: Pick<EventStream, 'publish'>): Promise<Sendings> {
  const chains = Map.groupBy(events, (event) => event.orderId);
  const sent: bigint[] = [];
  const refused: OutboxEvent[] = [];
  const sendChain = async (chain: readonly OutboxEvent[]) => {
    for (const event of chain) {
      const answer = await inSendingSpan(event, () => stream.publish(event));
      if (answer === 'too_large') return void refused.push(event);
      sent.push(event.id);
    }
  };
  const results = await Promise.allSettled([...chains.values()].map(sendChain));
  const failed = results.find((result) => result.status === 'rejected');
  return { sent, refused, ...(failed && { failure: failed.reason }) };
}
