import type { Database } from '../postgres/database.ts';
import { RETELL_MS, startSimulatedDespatch } from '../simulated-despatch.ts';
import { sendWebhook } from '../webhook-sender.ts';
import { stagesOf, type Journey } from './simulated-courses.ts';

export interface SimulatedTrackingOptions {
  readonly db: Database;
  readonly webhookUrl: string;
  readonly webhookSecret: string;
  readonly onError: (error: unknown) => void;
}

interface DueParcel extends Journey {
  readonly reference: string;
  readonly orderId: string;
  readonly told: number;
}

const POLL_MS = 100;

/**
 * The simulated carrier's own despatch: tells each stage of a parcel's course by signed webhook once it is due, one after the
 * other, each again until it is heard.
 * @returns a function that stops it and waits for what is being told
 */
export function startSimulatedTracking({ db, webhookUrl, webhookSecret, onError }: SimulatedTrackingOptions): () => Promise<void> {
  const tell = async (parcel: DueParcel) => {
    const { reference, orderId, told } = parcel;
    const [due, next] = stagesOf(parcel).slice(told);
    if (due) {
      const payload = { reference, orderId, event: due.status, at: due.at.toISOString() };
      await sendWebhook(webhookUrl, webhookSecret, `${reference}:${due.status}`, payload);
    }
    const change = { told: told + 1, nextTellAt: next?.at ?? null };
    await db.run((prisma) => prisma.simulatedShipment.updateMany({ where: { reference, told }, data: change }));
  };
  return startSimulatedDespatch({ claim: (limit) => claimDue(db, limit), tell, pollMs: POLL_MS, onError });
}

/** By the time of the statement: `clock_timestamp()` may change from row to row, so that no index can be asked for what is before it. */
function claimDue(db: Database, limit: number): Promise<DueParcel[]> {
  return db.run(
    (prisma) => prisma.$queryRaw<DueParcel[]>`
      with due as (
        select reference from simulated_shipments where next_tell_at <= statement_timestamp()
        order by next_tell_at limit ${limit} for update skip locked
      )
      update simulated_shipments s set next_tell_at = clock_timestamp() + ${RETELL_MS} * interval '1 ms'
      from due where s.reference = due.reference
      returning s.reference, s.order_id as "orderId", s.told, s.course, s.pick_up_at as "pickUpAt", s.deliver_at as "deliverAt"`,
  );
}
