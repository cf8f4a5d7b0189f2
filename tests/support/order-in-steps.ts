import { createActivities } from '../../activities/index.ts';
import type { StockAnswer } from '../../activities/backorder.ts';
import type { ReturnAnswer } from '../../activities/return.ts';
import { planParcels } from '../../domain/fulfilment-planner.ts';
import { captureIdOf } from '../../domain/identifiers.ts';
import { isEveryShipmentSettled, type LineQuantity } from '../../domain/order-quantities.ts';
import type { OrderEdit } from '../../domain/order-edit.ts';
import type { OrderRequest } from '../../domain/order.ts';
import type { OrderStore } from '../../domain/ports/order-store.ts';
import type { StockKeeper } from '../../domain/ports/stock-keeper.ts';
import type { RefundRequest } from '../../domain/refund.ts';
import type { OwnMove } from '../../domain/return-move.ts';
import type { ShipmentStatus } from '../../domain/shipment.ts';
import { cause, order as newRequest } from './orders.ts';
import { RETURN_TERMS } from './return-terms.ts';
import { portsOver, World } from './workflow-world.ts';

/** Where the order and its goods are kept; in memory where nothing is said. */
export interface Kept {
  readonly orders: OrderStore;
  readonly stock: StockKeeper;
  setOnHand(sku: string, onHand: number): Promise<unknown>;
}

const PARCEL_UNITS = 2;
const MINUTE_MS = 60_000;

/**
 * One order by the steps of its workflows, one after another and without a workflow: paid, held, and two units in a parcel. What the
 * order does not take is answered by its code, and `done` what it takes. `onHand`: what there is of SKUs, where that matters.
 */
export async function orderInSteps(over: Partial<OrderRequest>, kept?: Kept, onHand: Readonly<Record<string, number>> = {}) {
  const now = () => new Date();
  const world = new World(now);
  const ports = { ...portsOver(() => world), ...kept };
  const act = createActivities({
    ...ports,
    planShipments: planParcels(PARCEL_UNITS),
    reservationMs: MINUTE_MS,
    backorderMs: MINUTE_MS,
    renewBeforeMs: MINUTE_MS,
    capturePerShipment: false,
    returns: RETURN_TERMS,
    now,
    onFailedTry: () => undefined,
    isCancelled: () => false,
  });
  const made = newRequest({ ...over, holds: [{ reason: 'customer', placedBy: 'api' }] });
  const step = { orderId: made.id, cause };
  const get = () => ports.orders.get(made.id);
  const setOnHand = kept ? kept.setOnHand : async (sku: string, units: number) => world.stock.count(sku, units);
  for (const [sku, units] of Object.entries(onHand)) await setOnHand(sku, units);
  await act.createOrder({ ...made, cause, asks: ['payment'] });

  const book = async (): Promise<void> => {
    for (;;) {
      const { status, holds, version, shipments } = await get();
      if (holds || status === 'CREATED') return;
      const booking = await act.bookShipment({ ...step, known: shipments.length, version });
      if (booking.outcome !== 'booked' || !booking.isMoreToBook) return;
    }
  };
  /** Once all of its stock is there it is paid for. */
  const payOnceThere = async ({ outcome }: StockAnswer): Promise<void> => {
    if (outcome !== 'reserved') return;
    await act.authorisePayment({ ...step, version: (await get()).version });
    await book();
  };
  const hearOfStock = async (): Promise<void> => {
    if ((await get()).status === 'CREATED') await payOnceThere(await act.claimStock(step));
  };
  const nextParcel = async (status: ShipmentStatus) => (await get()).shipments.find((shipment) => shipment.status === status);
  const send = async (refund: { outcome: string; refundId?: string }): Promise<void> => {
    if (refund.outcome === 'opened') await act.sendRefund({ ...step, refundId: refund.refundId ?? '' });
  };
  const end = async (): Promise<void> => {
    const order = await get();
    if (order.status === 'SHIPPED' && isEveryShipmentSettled(order)) await act.endOrder({ ...step, version: order.version });
  };
  const answered = (answer: ReturnAnswer) => (answer.outcome === 'taken' ? 'done' : answer.code);

  return {
    world,
    get,

    async hold(holdId: string): Promise<string> {
      const { isTaken } = await act.recordHold({ ...step, holdId, hold: { reason: 'other' } });
      return isTaken ? 'done' : 'NOT_HELD';
    },

    async count(sku: string, units: number): Promise<void> {
      await setOnHand(sku, units);
      await hearOfStock();
    },

    /** Some of it is there. */
    async dropMissing(): Promise<string> {
      const answer = await act.dropMissing(step);
      if (answer.outcome !== 'nothing_there') await payOnceThere(answer);
      return answer.outcome;
    },

    /** The hold that was placed last; after that of the last one the order is handed over. */
    async release(): Promise<void> {
      const { holds = [] } = await get();
      await act.recordRelease({ ...step, holdId: holds.at(-1)?.holdId ?? '' });
      await book();
    },

    /** The carrier lets parcels go that have not left. */
    async cancelLines(callId: string, items: readonly LineQuantity[]): Promise<string> {
      const letGo: string[] = [];
      for (;;) {
        const answer = await act.cancelLines({ ...step, callId, items, letGo });
        if (answer.outcome === 'refused') return answer.code;
        if (answer.outcome === 'whole') return 'whole';
        if (answer.outcome === 'asks_carrier') {
          for (const shipmentId of answer.shipmentIds) await act.cancelShipment({ orderId: made.id, shipmentId });
          letGo.push(...answer.shipmentIds);
          continue;
        }
        if (answer.isOwed) await send(await act.openRefundOfCancelled(step));
        if (answer.isMoreToBook) await book();
        await hearOfStock();
        await end();
        return 'done';
      }
    },

    async edit(callId: string, edit: OrderEdit): Promise<string> {
      const { version } = await get();
      const call = { ...step, callId, edit, version, mayBeBooked: false };
      const answer = await act.editOrder(call);
      if (answer.outcome === 'refused') return answer.code;
      if (answer.outcome === 'edited') return 'done';
      const { more, authoriseCents: amountCents, attempts } = answer;
      if (more.length > 0 && (await act.reserveForEdit({ ...step, callId, more })).outcome === 'short') return 'OUT_OF_STOCK';
      const attempt = attempts + 1;
      const authorised = amountCents !== undefined && (await act.authoriseEdit({ ...step, attempt, amountCents }));
      const authorisation = authorised && authorised.outcome === 'authorised' && { authorisation: authorised.authorisation };
      const { outcome } = await act.editOrder({ ...call, taken: { more, ...authorisation } });
      await act.keepOneAuthorisation({ ...step, asked: attempt });
      return outcome === 'edited' ? 'done' : outcome;
    },

    /** The next parcel that is booked. @returns what left with it */
    async pickUp(): Promise<readonly LineQuantity[]> {
      const parcel = await nextParcel('booked');
      if (!parcel) return [];
      const { version, payment } = await get();
      const capture = payment.status === 'authorised' && { capture: { captureId: captureIdOf(made.id, 1), cause } };
      world.carrier.parcels.set(parcel.shipmentId, 'picked_up');
      await act.recordPickUp({ ...step, shipmentId: parcel.shipmentId, version, ...capture });
      return parcel.lines;
    },

    /** The next parcel that is on its way. @returns what arrived with it */
    async deliver(): Promise<readonly LineQuantity[]> {
      const parcel = await nextParcel('picked_up');
      if (!parcel) return [];
      const { version } = await get();
      await act.recordDelivery({ ...step, shipmentId: parcel.shipmentId, version, isPaid: true });
      return parcel.lines;
    },

    async refund(refundId: string, request: Omit<RefundRequest, 'reason'>): Promise<string> {
      const opened = await act.openRefund({ ...step, refundId, request: { ...request, reason: 'scratched' } });
      if (opened.outcome === 'refused') return opened.code;
      await send({ ...opened, refundId });
      return 'done';
    },

    async announce(returnId: string, items: readonly LineQuantity[]): Promise<string> {
      const opened = await act.openReturn({ ...step, returnId, request: { items, reason: 'too small' } });
      if (opened.outcome === 'taken') await act.decideReturn({ ...step, returnId });
      return answered(opened);
    },

    /** What is received is settled. */
    async moveReturn(returnId: string, move: OwnMove): Promise<string> {
      const moved = answered(await act.moveReturn({ ...step, returnId, move }));
      if (moved !== 'done' || move.to !== 'received') return moved;
      await act.restockReturn({ ...step, returnId });
      await send(await act.openRefundOfReturn({ ...step, returnId }));
      return answered(await act.closeReturn({ ...step, returnId }));
    },
  };
}
export type OrderInSteps = Awaited<ReturnType<typeof orderInSteps>>;
