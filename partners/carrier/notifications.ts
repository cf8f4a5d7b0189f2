import type { PartnersDatabase } from '../database.ts';
import { RETELL_MS, startDespatch } from '../webhooks/despatch.ts';
import { sendWebhook, type Receiver } from '../webhooks/send.ts';
import { stagesOf, type Journey } from './courses.ts';

export interface CarrierNotifications {
  readonly db: PartnersDatabase;
  readonly receiver: Receiver;
  readonly onError: (error: unknown) => void;
}

interface DueParcel extends Journey {
  readonly reference: string;
  readonly orderId: string;
  readonly told: number;
}

const POLL_MS = 100;

/**
 * Tells each stage of a parcel's course by signed webhook once it is due, one after the other, each again until it is heard.
 * @returns a function that stops it and waits for what is being told
 */
export function startCarrierNotifications({ db, receiver, onError }: CarrierNotifications): () => Promise<void> {
  const tell = async (parcel: DueParcel) => {
    const { reference, orderId, told } = parcel;
    const [due, next] = stagesOf(parcel).slice(told);
    if (due) {
      const payload = { reference, orderId, event: due.status, at: due.at.toISOString() };
      await sendWebhook(receiver, `${reference}:${due.status}`, payload);
    }
    await db.query('update partners.shipments set told = $2 + 1, next_tell_at = $3 where reference = $1 and told = $2', [
      reference,
      told,
      next?.at ?? null,
    ]);
  };
  return startDespatch({ claim: (limit) => claimDue(db, limit), tell, pollMs: POLL_MS, onError });
}

/** By the time of the statement: `clock_timestamp()` may change from row to row, so that no index can be asked for what is before it. */
function claimDue(db: PartnersDatabase, limit: number): Promise<DueParcel[]> {
  return db.query<DueParcel>(
    `with due as (
       select reference from partners.shipments where next_tell_at <= statement_timestamp()
       order by next_tell_at limit $1 for update skip locked
     )
     update partners.shipments s set next_tell_at = clock_timestamp() + ${RETELL_MS} * interval '1 ms'
     from due where s.reference = due.reference
     returning s.reference, s.order_id as "orderId", s.told, s.course, s.pick_up_at as "pickUpAt", s.deliver_at as "deliverAt"`,
    [limit],
  );
}
