import type { Order, Payment, PaymentMethod } from '../../domain/order.ts';
import { isOpenReturn } from '../../domain/return.ts';
import type { Order as OrderRow } from '../../prisma/generated/client.ts';
import { CENTS, enumOf, INSTANT, INTEGER, jsonOf, TEXT, TEXT_OR_EMPTY, TRUE_OR_ABSENT, type ColumnKind } from './column-kinds.ts';

/** What the row keeps beside the order. */
export interface Given {
  readonly paymentMethod: PaymentMethod;
  /** Of the request that made it. */
  readonly fingerprint: string | null;
}

/** The members of an order, with those of its payment one by one. */
type Members = Omit<Order, 'payment'> & { [Name in keyof Payment as `payment.${Name}`]: Payment[Name] };
export type Member = keyof Members;

interface ColumnOf<Stored> {
  readonly name: string;
  readonly kind: ColumnKind<Stored, unknown>;
  /** Where it stands in an order, when it is read into one. */
  readonly member?: Member;
}
/** `value`: what is written, of the column's kind; undefined and null are PostgreSQL's null. */
type Column<Stored> = ColumnOf<Stored> &
  (
    | { readonly isWrittenOnce: false; readonly value: (order: Order, given: Pick<Given, 'paymentMethod'>) => unknown }
    | { readonly isWrittenOnce: true; readonly value: (order: Order, given: Given) => unknown }
  );
export type OrderColumn = Column<unknown>;

function column<Stored, Name extends Member>(name: string, member: Name, kind: ColumnKind<Stored, NonNullable<Members[Name]>>) {
  return { name, member, kind, value: valueOf(member), isWrittenOnce: false } as const;
}

/** Of what never changes. */
function fixed<Stored, Name extends Member>(name: string, member: Name, kind: ColumnKind<Stored, NonNullable<Members[Name]>>) {
  return { name, member, kind, value: valueOf(member), isWrittenOnce: true } as const;
}

/** What a payment is taken from, which no event tells. */
function ofMethod(name: string, member: keyof PaymentMethod) {
  const value = (_order: Order, { paymentMethod }: Pick<Given, 'paymentMethod'>) => paymentMethod[member];
  return { name, kind: TEXT, value, isWrittenOnce: false } as const;
}

function valueOf(member: Member): (order: Order) => unknown {
  const name = member.replace('payment.', '');
  if (name === member) return (order) => order[member as keyof Order];
  return ({ payment }) => payment[name as keyof Payment];
}

const pendingRefunds = ({ refunds }: Order) => refunds.filter(({ status }) => status === 'pending').length;
const openReturns = ({ returns = [] }: Order) => returns.filter(isOpenReturn).length;

type Table = { readonly [Field in keyof OrderRow]: Column<NonNullable<OrderRow[Field]>> };
type MembersIn<Columns extends Table> = Extract<Columns[keyof Columns], { readonly member: Member }>['member'];

/**
 * Every column of an order, once, under the name that Prisma gives it: inserts, updates and selects are made of this. An order that
 * is read has its members in this order.
 */
const COLUMNS = {
  id: fixed('id', 'id', TEXT),
  orderNumber: fixed('order_number', 'orderNumber', TEXT),
  tenant: { name: 'tenant', member: 'tenant', kind: TEXT_OR_EMPTY, value: ({ tenant = '' }) => tenant, isWrittenOnce: true },
  customerId: fixed('customer_id', 'customerId', TEXT),
  currency: fixed('currency', 'currency', TEXT),
  items: column('items', 'items', jsonOf<Order['items']>()),
  adjustments: column('adjustments', 'adjustments', jsonOf<NonNullable<Order['adjustments']>>()),
  totalCents: column('total_cents', 'totalCents', CENTS),
  status: column('status', 'status', enumOf<Exclude<Order['status'], 'PENDING'>>('OrderStatus')),
  reason: column('reason', 'reason', jsonOf<NonNullable<Order['reason']>>()),
  paymentStatus: column('payment_status', 'payment.status', enumOf<Payment['status']>('PaymentStatus')),
  authorisedCents: column('authorised_cents', 'payment.authorisedCents', CENTS),
  capturedCents: column('captured_cents', 'payment.capturedCents', CENTS),
  refundedCents: column('refunded_cents', 'payment.refundedCents', CENTS),
  writtenOffCents: column('written_off_cents', 'payment.writtenOffCents', CENTS),
  paymentAttempts: column('payment_attempts', 'payment.attempts', INTEGER),
  paymentReference: column('payment_reference', 'payment.reference', TEXT),
  authorisationExpiresAt: column('authorisation_expires_at', 'payment.expiresAt', INSTANT),
  nextAction: column('next_action', 'payment.nextAction', jsonOf<NonNullable<Payment['nextAction']>>()),
  shipments: column('shipments', 'shipments', jsonOf<Order['shipments']>()),
  refunds: column('refunds', 'refunds', jsonOf<Order['refunds']>()),
  openRefunds: { name: 'open_refunds', kind: INTEGER, value: pendingRefunds, isWrittenOnce: false },
  returns: column('returns', 'returns', jsonOf<NonNullable<Order['returns']>>()),
  openReturns: { name: 'open_returns', kind: INTEGER, value: openReturns, isWrittenOnce: false },
  holds: column('holds', 'holds', jsonOf<NonNullable<Order['holds']>>()),
  handOverAfter: fixed('hand_over_after', 'handOverAfter', INSTANT),
  allowBackorder: fixed('allow_backorder', 'allowBackorder', TRUE_OR_ABSENT),
  backorderUntil: column('backorder_until', 'backorderUntil', INSTANT),
  attention: column('attention', 'needsAttention', jsonOf<NonNullable<Order['needsAttention']>>()),
  shipTo: column('ship_to', 'shipTo', jsonOf<NonNullable<Order['shipTo']>>()),
  metadata: column('metadata', 'metadata', jsonOf<NonNullable<Order['metadata']>>()),
  paymentToken: ofMethod('payment_token', 'token'),
  paymentCustomer: ofMethod('payment_customer', 'customer'),
  setupFutureUsage: ofMethod('setup_future_usage', 'setupFutureUsage'),
  requestFingerprint: { name: 'request_fingerprint', kind: TEXT, value: (_order, { fingerprint }) => fingerprint, isWrittenOnce: true },
  createdAt: fixed('created_at', 'createdAt', INSTANT),
  updatedAt: column('updated_at', 'updatedAt', INSTANT),
  version: column('version', 'version', INTEGER),
} satisfies Table;

/** Does not compile when an order has a member without a column: it names the one that is missing. */
function complete<Columns extends Table>(columns: Columns & Record<Exclude<Member, MembersIn<Columns>>, never>): Columns {
  return columns;
}

export const ORDER_COLUMNS = complete(COLUMNS);
