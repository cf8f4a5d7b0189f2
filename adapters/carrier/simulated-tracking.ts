import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '../postgres/database.ts';
import { sendWebhook } from '../webhook-sender.ts';

export interface SimulatedTrackingOptions {
  readonly db: Database;
  readonly webhookUrl: string;
  readonly webhookSecret: string;
  readonly onError: (error: unknown) => void;
}

interface DueRow {
  readonly reference: string;
  readonly orderId: string;
  readonly told: number;
  readonly at: Date;
}

/** How long a tracking event that could not be told waits for the next try (ms); also what a claim is good for. */
const RETELL_MS = 3000;
const POLL_MS = 100;
const BATCH = 50;

/**
 * The simulated carrier's own despatch: tells each pick-up and delivery by signed webhook once it is due, and again until it is
 * heard. Several may run side by side: each claims what it tells.
 * @returns a function that stops it and waits for what is being told
 */
export function startSimulatedTracking({ db, webhookUrl, webhookSecret, onError }: SimulatedTrackingOptions): () => Promise<void> {
  const stopping = new AbortController();

  const tell = async ({ reference, orderId, told, at }: DueRow) => {
    const event = told === 0 ? 'picked_up' : 'delivered';
    await sendWebhook(webhookUrl, webhookSecret, `${reference}:${event}`, { reference, orderId, event, at: at.toISOString() });
    await db.run(
      (prisma) => prisma.$executeRaw`
        update simulated_shipments set told = ${told + 1}, next_tell_at = case when ${told} = 0 then deliver_at end
        where reference = ${reference} and told = ${told}`,
    );
  };

  const loop = async () => {
    while (!stopping.signal.aborted) {
      const due = await claim(db).catch((error: unknown) => (onError(error), []));
      const results = await Promise.allSettled(due.map(tell));
      for (const result of results) if (result.status === 'rejected') onError(result.reason);
      if (due.length < BATCH) await delay(POLL_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const finished = loop();
  return () => {
    stopping.abort();
    return finished;
  };
}

function claim(db: Database): Promise<DueRow[]> {
  return db.run(
    (prisma) => prisma.$queryRaw<DueRow[]>`
      with due as (
        select reference from simulated_shipments where next_tell_at <= clock_timestamp()
        order by next_tell_at limit ${BATCH} for update skip locked
      )
      update simulated_shipments s set next_tell_at = clock_timestamp() + ${RETELL_MS} * interval '1 ms'
      from due where s.reference = due.reference
      returning s.reference, s.order_id as "orderId", s.told,
        case when s.told = 0 then s.pick_up_at else s.deliver_at end as at`,
  );
}
