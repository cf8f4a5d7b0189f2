import { reconcileActivities, type Repair, type RoundFindings } from '../../../activities/reconcile.ts';
import type { Cause } from '../../../domain/order-event.ts';
import { isAtItsEnd } from '../../../domain/order-status.ts';
import { createdOrder, type Order } from '../../../domain/order.ts';
import type { OrderRuns, StartedOrder } from '../../../domain/ports/order-runs.ts';
import type { ListedPayment, PaymentProvider, ProviderPayment } from '../../../domain/ports/payment-provider.ts';
import type { ReconcilerQueries, PendingRefund } from '../../../domain/ports/reconciler-queries.ts';
import { isOpenReturn } from '../../../domain/return.ts';
import { order as given } from '../../support/orders.ts';

export const NOW = '2026-03-01T12:00:00.000Z';
export const minutesAgo = (minutes: number) => new Date(Date.parse(NOW) - minutes * 60_000).toISOString();

const nothing = { rows: [], total: 0 };

/** What PostgreSQL, Temporal and the payment provider say, in memory; a test says where they differ. */
export class ReconcileWorld {
  readonly orders = new Map<string, Order>();
  readonly open: StartedOrder[] = [];
  /** Since when an order's workflow runs. */
  readonly running = new Map<string, string>();
  readonly refunding = new Set<string>();
  /** Returns whose workflow runs. */
  readonly returning = new Set<string>();
  readonly failedRuns: StartedOrder[] = [];
  countFailedRuns = 0;
  readonly provider = new Map<string, ProviderPayment & { orderId: string; changedAt: string }>();
  waits: Partial<ReconcilerQueries> = {};
  orphans: Awaited<ReturnType<ReconcilerQueries['orphanReservations']>> = nothing;

  readonly repairs: Repair[] = [];
  readonly toldFindings: RoundFindings[] = [];
  readonly restarts: { id: string; cause: Cause }[] = [];
  readonly released: string[] = [];
  /** Orders that were given stock and not told of it. */
  readonly unserved: string[] = [];
  readonly told: string[] = [];

  put(over: Partial<Order> = {}, cause: Cause = { actor: 'api' }): Order {
    const { id, request, fingerprint } = given();
    const made: Order = { ...createdOrder(id, request, minutesAgo(60)), ...over };
    this.orders.set(made.id, made);
    this.open.push({ id: made.id, request, fingerprint, cause });
    return made;
  }

  /** The provider's side of an order's payment. */
  pay(orderId: string, over: Partial<ProviderPayment> = {}, changedAt = minutesAgo(10)): string {
    const reference = `pay_${orderId}_1`;
    const none = { status: 'authorised', authorisedCents: 1999, capturedCents: 0, refundedCents: 0 } as const;
    this.provider.set(reference, { ...none, ...over, orderId, changedAt });
    return reference;
  }

  activities() {
    return reconcileActivities({
      queries: this.#queries(),
      runs: this.#runs(),
      stock: {
        close: async ({ orderId }: { orderId: string }) => void this.released.push(orderId),
        serveLeftOver: async () => this.unserved,
      } as never,
      payments: this.#payments() as PaymentProvider,
      onRepair: (repair) => void this.repairs.push(repair),
      onFindings: (findings) => void this.toldFindings.push(findings),
    });
  }

  #queries(): ReconcilerQueries {
    return {
      open: async (after, limit) =>
        this.open
          .map(({ id }) => id)
          .filter((id) => id > (after ?? ''))
          .slice(0, limit),
      notOpen: async (ids) => ids.filter((id) => isAtItsEnd(this.orders.get(id)?.status ?? 'COMPLETED')),
      started: async (ids) => this.open.filter(({ id }) => ids.includes(id)),
      statuses: async (ids) =>
        new Map(
          this.#known(ids).map(({ id, status, updatedAt, payment }) => [
            id,
            { status, updatedAt, paymentStatus: payment.status, paymentReference: payment.reference ?? null },
          ]),
        ),
      orders: async (ids) => this.#known(ids),
      withOpenReturns: async (after, limit) =>
        [...this.orders.values()]
          .filter(({ id, returns = [] }) => id > (after ?? '') && returns.some(isOpenReturn))
          .toSorted((one, other) => (one.id < other.id ? -1 : 1))
          .slice(0, limit),
      strayReservations: async () => [],
      orphanReservations: async () => this.orphans,
      pendingRefunds: async () => nothing,
      overcommitted: async () => nothing,
      unsentEvents: async () => nothing,
      refusedEvents: async () => nothing,
      needingAttention: async () => 0,
      ...this.waits,
    };
  }

  #known(ids: readonly string[]): Order[] {
    return ids.flatMap((id) => this.orders.get(id) ?? []);
  }

  #runs(): OrderRuns {
    return {
      isRunning: async (id) => this.running.has(id),
      tellOfStock: async (id) => this.running.has(id) && this.told.push(id) > 0,
      restart: async ({ id }, cause) => {
        this.restarts.push({ id, cause });
        this.running.set(id, NOW);
        return true;
      },
      failedRuns: async () => this.failedRuns,
      countFailedRuns: async () => this.countFailedRuns,
      running: async (startedBefore, limit) =>
        [...this.running]
          .map(([orderId, startedAt]) => ({ orderId, startedAt }))
          .filter(({ startedAt }) => startedAt < startedBefore)
          .toSorted((one, other) => (one.startedAt < other.startedAt ? 1 : -1))
          .slice(0, limit),
      isRefunding: async (_orderId, refundId) => this.refunding.has(refundId),
      restartRefund: async ({ refundId }: PendingRefund, cause) => {
        this.restarts.push({ id: refundId, cause });
        return true;
      },
      isReturnRunning: async (_orderId, returnId) => this.returning.has(returnId),
      restartReturn: async (_order, { returnId }, cause) => {
        this.restarts.push({ id: returnId, cause });
        return true;
      },
    };
  }

  #payments(): Pick<PaymentProvider, 'find' | 'list' | 'void'> {
    return {
      find: async (reference) => this.provider.get(reference),
      list: async (since) =>
        [...this.provider]
          .filter(([, { changedAt }]) => changedAt >= since)
          .map(([reference, { orderId, status }]): ListedPayment => ({ reference, orderId, status })),
      void: async (reference) => {
        const payment = this.provider.get(reference);
        if (payment) this.provider.set(reference, { ...payment, status: 'voided' });
      },
    };
  }
}
