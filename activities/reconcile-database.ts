import { isOwnRefund, isReturnRefund } from '../domain/identifiers.ts';
import { moneyText } from '../domain/money.ts';
import { quantitiesBySku } from '../domain/order-quantities.ts';
import type { OrderRuns } from '../domain/ports/order-runs.ts';
import type { HeldStock, PendingRefund, ReconcilerQueries, RefusedEvent } from '../domain/ports/reconciler-queries.ts';
import type { StockKeeper } from '../domain/ports/stock-keeper.ts';
import { before, found, MOST_NAMED, type Finding, type Found } from './finding.ts';
import type { OnRepair } from './reconcile.ts';

interface Dependencies {
  readonly queries: ReconcilerQueries;
  readonly runs: OrderRuns;
  readonly stock: StockKeeper;
  readonly onRepair: OnRepair;
}

const PAGE = 100;
/** A relay that lives sends within a second; one that is being replaced is back within minutes (ms). */
const SENT_WITHIN_MS = 5 * 60_000;
/** A provider that takes longer over a refund deserves a look (ms). */
const REFUNDED_WITHIN_MS = 10 * 60_000;
/** Past its expiry by this much, stock of an order that was lost is wanted by nobody (ms). */
const ORPHAN_MARGIN_MS = 3_600_000;
const SHOWN_ITEMS = 3;

/** What the database tells by itself: stock, refunds, events and people that are waited for. */
export function databaseReconciliation({ queries, runs, stock, onRepair }: Dependencies) {
  const release = async ({ orderId, lines }: HeldStock) => {
    await stock.close({ orderId, lines });
    onRepair({ kind: 'reservation_released', orderId });
    return orderId;
  };

  const restartUnlessRunning = async (refund: PendingRefund): Promise<string> => {
    const { order, refundId, cause } = refund;
    if (isOwnRefund(order.id, refundId)) return "a step of its order's own workflow";
    if (isReturnRefund(refundId)) return "a step of its return's workflow";
    if (await runs.isRefunding(order.id, refundId)) return 'its workflow keeps asking the provider';
    if (!(await runs.restartRefund(refund, { ...cause, actor: 'reconciler' }))) return 'its workflow was started just now';
    onRepair({ kind: 'refund_restarted', orderId: order.id });
    return 'its workflow was gone and was started anew';
  };

  return {
    /**
     * Stock that an order at its end still holds, or one without a row long after it expired. That goes over all that is held: `kept`
     * is what was found before, for a round that does not look.
     */
    async releaseStrayReservations({ at, kept }: { at: string; kept?: Found[] }): Promise<{ released: string[]; found: Found[] }> {
      if (kept) return { released: [], found: kept };
      const released: string[] = [];
      for (const stray of await queries.strayReservations(PAGE)) released.push(await release(stray));
      const orphans = await queries.orphanReservations(PAGE);
      const left: Omit<Finding, 'kind'>[] = [];
      for (const { orderId, lines, expiresAt } of orphans.rows) {
        const isRunning = await runs.isRunning(orderId);
        // Its row is written at the same time.
        if (isRunning && expiresAt >= at) continue;
        const isOver = expiresAt < before(at, ORPHAN_MARGIN_MS) && !isRunning;
        if (isOver) released.push(await release({ orderId, lines }));
        else left.push({ id: orderId, orderId, text: `${stockText(lines)} held until ${expiresAt}, and the order has no row.` });
      }
      return { released, found: [found('reservation_without_order', left, orphans.total - orphans.rows.length + left.length)] };
    },

    /** Refunds that are long under way; one whose workflow is gone is started anew. */
    async restartPendingRefunds({ at }: { at: string }): Promise<{ found: Found[] }> {
      const { rows, total } = await queries.pendingRefunds(before(at, REFUNDED_WITHIN_MS), PAGE);
      const findings: Omit<Finding, 'kind'>[] = [];
      for (const refund of rows) {
        const { order, refundId, amountCents, createdAt } = refund;
        const text = `${moneyText(amountCents, order.currency)} pending since ${createdAt}; ${await restartUnlessRunning(refund)}.`;
        findings.push({ id: refundId, orderId: order.id, text });
      }
      return { found: [found('refund_pending', findings, total)] };
    },

    /** Goods, events and people that are waited for. */
    async countWhatWaits({ at }: { at: string }): Promise<{ found: Found[] }> {
      const short = await queries.overcommitted(MOST_NAMED);
      const unsent = await queries.unsentEvents(before(at, SENT_WITHIN_MS));
      const refused = await queries.refusedEvents(MOST_NAMED);
      const waiting = await queries.needingAttention();
      return {
        found: [
          found(
            'stock_overcommitted',
            short.rows.map(({ sku, onHand, reserved }) => ({
              id: sku,
              text: `${reserved} reserved, ${onHand} on hand: ${reserved - onHand} missing.`,
            })),
            short.total,
          ),
          found(
            'unsent_event',
            unsent.rows.map((oldest) => oldestUnsent(oldest, unsent.total)),
            unsent.total,
          ),
          found('refused_event', refused.rows.map(refusedEvent), refused.total),
          found(
            'needs_attention',
            waiting > 0 ? [{ id: 'orders', text: `${waiting} wait for a person: GET /orders?needsAttention=true` }] : [],
            waiting,
          ),
        ],
      };
    },
  };
}

function oldestUnsent({ orderId, sequence, at }: { orderId: string; sequence: number; at: string }, total: number): Omit<Finding, 'kind'> {
  return { id: `${orderId}/${sequence}`, orderId, text: `${total} unsent; the oldest, event ${sequence} of this order, since ${at}.` };
}

function refusedEvent({ orderId, sequence, bytes, waiting }: RefusedEvent): Omit<Finding, 'kind'> {
  const text = `Event ${sequence} of this order, of ${bytes} bytes, is larger than the stream takes; ${waiting} of its events wait.`;
  return { id: `${orderId}/${sequence}`, orderId, text };
}

function stockText(lines: HeldStock['lines']): string {
  const items = [...quantitiesBySku(lines)];
  const shown = items.slice(0, SHOWN_ITEMS).map(([sku, quantity]) => `${quantity} × ${sku}`);
  return [...shown, ...(items.length > SHOWN_ITEMS ? ['…'] : [])].join(', ');
}
