import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { OrderEdit } from '../../domain/order-edit.ts';
import { eventually } from '../../platform/poll.ts';
import { api, call, get, newSku, orderFor, stockOf, submit, untilOrder, untilStatus } from './api-client.ts';
import { deliver, pickUp } from './parcels-by-hand.ts';
import { queryDatabase } from './system-database.ts';

type Line = readonly [quantity: number, priceCents: number];
type Money = readonly [authorisedCents: number, capturedCents: number, refundedCents: number];
export type OrderInParts = Awaited<ReturnType<typeof placed>>;

export const HELD = { holds: [{ reason: 'customer' }] };

/** An order of goods of its own, of which there are ten each, and what a test does with it. */
export async function placed(lines: readonly Line[], over: Record<string, unknown> = {}) {
  const items = await Promise.all(lines.map(async ([quantity, priceCents]) => ({ sku: await newSku(10), quantity, priceCents })));
  const { id } = (await submit(orderFor('', { items, ...over }))).body;
  await untilStatus(id, 'CONFIRMED', 'FULFILLING');
  return {
    id,
    now: () => get(id),
    until: (status: string) => untilStatus(id, status),

    /** Units on hand and reserved, of the goods of each line. */
    stock: () => Promise.all(items.map(({ sku }) => onHandAndReserved(sku))),
    money: () => moneyOf(id),
    untilMoney: (...wanted: Money) =>
      eventually(
        () => moneyOf(id),
        (money) => isDeepStrictEqual(money, wanted),
      ),

    /** Each with its units. */
    parcels: async () => (await get(id)).shipments.map(({ status, lines: units }) => [status, ...units.map(({ quantity }) => quantity)]),
    untilBooked: (parcels: number) =>
      untilOrder(id, ({ shipments }) => shipments.filter(({ status }) => status === 'booked').length === parcels),
    /** The parcel leaves, and its money, or that of the whole, is there. */
    async leaves(place: number) {
      await pickUp(id, place);
      await untilOrder(id, ({ shipments, payment }) => {
        const { status, capture } = shipments[place - 1] ?? {};
        return status === 'picked_up' && (capture ? capture.status === 'captured' : payment.capturedCents > 0);
      });
    },
    async arrives(place: number) {
      await deliver(id, place);
      await untilOrder(id, ({ shipments }) => shipments[place - 1]?.status === 'delivered');
    },

    cancel: () => api().cancel(id),
    cancelLine: (lineId: string, quantity: number, key: string = randomUUID()) =>
      api().cancelLines(id, [{ lineId, quantity }], { 'idempotency-key': key }),
    edit: (changes: OrderEdit, version?: number) =>
      call('PATCH', `/orders/${id}`, changes, version === undefined ? {} : { 'if-match': `"${version}"` }),
    /** Of its first line. */
    setQuantity(quantity: number, version?: number) {
      return this.edit({ items: [{ lineId: 'line_1', quantity }] }, version);
    },
    refund: (amountCents: number) => api().refund(id, { amountCents, reason: 'arrived scratched' }, randomUUID()),
    async release() {
      for (const { holdId } of (await get(id)).holds ?? []) expect((await api().releaseHold(id, holdId)).status).toBe(200);
    },
  };
}

async function onHandAndReserved(sku: string): Promise<readonly number[]> {
  const { onHand, reserved } = await stockOf(sku);
  return [onHand, reserved];
}

/** What the provider's ledger says. */
export async function moneyOf(id: string): Promise<readonly number[]> {
  const sql = `select coalesce(sum(authorised_cents), 0)::int as authorised, coalesce(sum(captured_cents), 0)::int as captured,
      coalesce(sum(refunded_cents), 0)::int as refunded
    from partners.payments where order_id = $1`;
  const [row] = await queryDatabase<Record<'authorised' | 'captured' | 'refunded', number>>(sql, [id]);
  return row ? [row.authorised, row.captured, row.refunded] : [];
}
