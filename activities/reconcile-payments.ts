import { isAtItsEnd } from '../domain/order-status.ts';
import type { Order } from '../domain/order.ts';
import type { ListedPayment, PaymentProvider, ProviderPayment } from '../domain/ports/payment-provider.ts';
import type { StoredStatus, ReconcilerQueries } from '../domain/ports/reconciler-queries.ts';
import { found, MOST_NAMED, type Finding, type FindingKind, type Found } from './finding.ts';
import { amountsOf, disagreement } from './payment-agreement.ts';
import type { OnRepair } from './reconcile.ts';

export interface Comparison {
  /** Ids of the orders whose authorisation was given back. */
  readonly voided: readonly string[];
  readonly found: readonly Found[];
}

/** Which payments to look at; instants are ISO 8601. */
export interface PaymentsRange {
  readonly since: string;
  /** What changed after this may still be on its way into our queries. */
  readonly settledBefore: string;
  /** Found before, and perhaps settled since. */
  readonly again: readonly { readonly reference: string; readonly orderId: string }[];
}

interface Dependencies {
  readonly queries: ReconcilerQueries;
  readonly payments: PaymentProvider;
  readonly onRepair: OnRepair;
}

/** What is wrong, for people; undefined when nothing is. */
type Judge = (payment: ProviderPayment, order: Order | undefined, reference: string) => string | undefined;

type KnownPayment = ListedPayment & { readonly statusVersion: StoredStatus | undefined };

/** Oldest change first, and a payment is looked at by several rounds: a busy hour is cut off at its young end, and not for good. */
const MOST_PAYMENTS = 10_000;

/** Compares what the payment provider has done with what our ledger says of it. */
export function paymentReconciliation({ queries, payments, onRepair }: Dependencies) {
  const known = async (listed: readonly ListedPayment[]): Promise<KnownPayment[]> => {
    const statuses = await queries.statuses([...new Set(listed.map(({ orderId }) => orderId))]);
    return listed.map((payment) => ({ ...payment, statusVersion: statuses.get(payment.orderId) }));
  };

  const lookAgain = async (again: PaymentsRange['again']): Promise<ListedPayment[]> => {
    const now = await Promise.all(again.map(({ reference }) => payments.find(reference)));
    return again.flatMap((payment, index) => {
      const status = now[index]?.status;
      return status === undefined ? [] : [{ ...payment, status }];
    });
  };

  const giveBack = async (strays: readonly ListedPayment[]): Promise<string[]> => {
    for (const { reference, orderId } of strays) {
      await payments.void(reference);
      onRepair({ kind: 'payment_voided', orderId });
    }
    return strays.map(({ orderId }) => orderId);
  };

  /** The provider's list tells no amounts: each suspect is asked for before it is named. */
  const confirmed = async (kind: FindingKind, suspects: readonly ListedPayment[], judge: Judge): Promise<Found> => {
    const asked = suspects.slice(0, MOST_NAMED);
    const orders = new Map((await queries.orders(asked.map(({ orderId }) => orderId))).map((order) => [order.id, order]));
    const findings: Omit<Finding, 'kind'>[] = [];
    for (const { reference, orderId } of asked) {
      const payment = await payments.find(reference);
      const text = payment && judge(payment, orders.get(orderId), reference);
      if (text) findings.push({ id: reference, orderId, text });
    }
    return found(kind, findings, suspects.length - asked.length + findings.length);
  };

  return {
    /** Gives back what is held for an order at its end; lists money of orders that are unknown, and amounts that differ. */
    async comparePayments({ since, settledBefore, again }: PaymentsRange): Promise<Comparison> {
      const changed = await payments.list(since, MOST_PAYMENTS);
      const fresh = new Set((await payments.list(settledBefore, MOST_PAYMENTS)).map(({ reference }) => reference));
      const repeated = await lookAgain(again);
      const listed = await known([...new Map([...repeated, ...changed].map((payment) => [payment.reference, payment])).values()]);
      const strays = listed.filter(isStray);
      const settled = listed.filter((payment) => !fresh.has(payment.reference) && !isStray(payment));
      const repeatedly = new Set(repeated.map(({ reference }) => reference));
      return {
        voided: await giveBack(strays),
        found: [
          await confirmed('unknown_payment', settled.filter(isUnknown), withoutOrder),
          await confirmed(
            'payment_disagrees',
            settled.filter((payment) => repeatedly.has(payment.reference) || isSuspect(payment, since)),
            besideOrder,
          ),
        ],
      };
    },
  };
}

function withoutOrder(payment: ProviderPayment, order: Order | undefined): string | undefined {
  if (order || (payment.capturedCents > 0 && payment.capturedCents === payment.refundedCents)) return undefined;
  return `The provider has it ${amountsOf(payment)}; its order has no row.`;
}

function besideOrder(payment: ProviderPayment, order: Order | undefined, reference: string): string | undefined {
  return order && disagreement(order, reference, payment);
}

function isUnknown({ statusVersion, status }: KnownPayment): boolean {
  return statusVersion === undefined && (isLive(status) || status === 'captured');
}

function isLive(status: ListedPayment['status']): boolean {
  return status === 'authorised' || status === 'requires_action';
}

/** The order wants nothing of it any more. What we hold for captured is another matter: that is a disagreement. */
function isStray({ reference, status, statusVersion }: KnownPayment): boolean {
  return isLive(status) && statusVersion !== undefined && isAtItsEnd(statusVersion.status) && !isCapturedHere(reference, statusVersion);
}

function isCapturedHere(reference: string, { paymentStatus, paymentReference }: StoredStatus): boolean {
  return paymentStatus === 'captured' && paymentReference === reference;
}

/** The status differs, or the provider has done something since the order last changed. */
function isSuspect({ reference, status, statusVersion }: KnownPayment, since: string): boolean {
  if (!statusVersion || !isAtItsEnd(statusVersion.status)) return false;
  return isCapturedHere(reference, statusVersion) !== (status === 'captured') || statusVersion.updatedAt < since;
}
