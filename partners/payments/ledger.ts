import type { PartnersDatabase } from '../database.ts';
import type { FallibleCall, Outcome } from './token-scripts.ts';

export interface PaymentRow {
  readonly reference: string;
  /** Empty when it was voided before it was made. */
  readonly orderId: string;
  readonly token: string;
  readonly currency: string;
  readonly amountCents: number;
  readonly status: Outcome['status'] | 'captured' | 'voided' | typeof FAILING;
  readonly authorisedCents: number;
  readonly capturedCents: number;
  /** The cents of each capture, by the caller's key. */
  readonly captures: Readonly<Record<string, number>>;
  readonly refundedCents: number;
  readonly expiresAt: Date | null;
  /** When the customer decided on a payment that requires action. */
  readonly settledAt: Date | null;
  readonly createdAt: Date;
}

export interface CaptureCall {
  readonly reference: string;
  readonly captureId: string;
  readonly amountCents: number;
  /** The rest stays held. */
  readonly isPart: boolean;
}

export type NewPayment = Pick<PaymentRow, 'reference' | 'orderId' | 'token' | 'currency' | 'amountCents' | 'status'> &
  Partial<Omit<Outcome, 'status'>>;

/** Its outcome is still open: the calls so far answered 503. To the caller there is no such payment yet. */
export const FAILING = 'failing';

const COUNTERS = { authorise: 'attempts', capture: 'capture_tries', void: 'void_tries' } as const satisfies Record<FallibleCall, string>;

const COLUMNS = `reference, order_id as "orderId", token, currency, amount_cents::float8 as "amountCents", status,
  authorised_cents::float8 as "authorisedCents", captured_cents::float8 as "capturedCents", captures, refunded_cents::float8 as "refundedCents",
  expires_at as "expiresAt", settled_at as "settledAt", created_at as "createdAt"`;

/** The provider's payments, each known by the caller's reference; every change is one statement. */
export function createLedger(db: PartnersDatabase) {
  const one = async (sql: string, values: readonly unknown[]) => (await db.query<PaymentRow>(sql, values))[0];
  /** Moves a payment on from one of the statuses $2; nothing when it stood elsewhere. */
  const move = (change: string) =>
    `update partners.payments set ${change}, updated_at = clock_timestamp()
     where reference = $1 and status = any($2) returning ${COLUMNS}`;
  const DECIDE = move('status = $3, authorised_cents = $4, expires_at = $5');
  const VOID = move(`status = case when captured_cents > 0 then 'captured' else 'voided' end,
    authorised_cents = case when captured_cents > 0 then authorised_cents else 0 end`);
  const SETTLE = move(`status = $3, authorised_cents = $4, expires_at = $5, settled_at = clock_timestamp(),
    next_tell_at = clock_timestamp() + $6 * interval '1 ms'`);

  return {
    get: (reference: string) => one(`select ${COLUMNS} from partners.payments where reference = $1`, [reference]),

    /** Nothing when there is one under the reference already. */
    open: ({ reference, orderId, token, currency, amountCents, status, authorisedCents = 0, expiresAt = null }: NewPayment) =>
      one(
        `insert into partners.payments (reference, order_id, token, currency, amount_cents, status, authorised_cents, expires_at, attempts)
         values ($1, $2, $3, $4, $5, $6, $7, $8, 1) on conflict (reference) do nothing returning ${COLUMNS}`,
        [reference, orderId, token, currency, amountCents, status, authorisedCents, expiresAt],
      ),

    decide: (reference: string, { status, authorisedCents, expiresAt }: Outcome) =>
      one(DECIDE, [reference, [FAILING], status, authorisedCents, expiresAt]),

    /** Nothing when no authorisation is live, too little of it is left, or this capture was made before. */
    capture: ({ reference, captureId, amountCents, isPart }: CaptureCall) =>
      one(
        `update partners.payments set captured_cents = captured_cents + $3::bigint,
           captures = captures || jsonb_build_object($2::text, $3::bigint),
           status = case when $4 and captured_cents + $3::bigint < authorised_cents then status else 'captured' end,
           updated_at = clock_timestamp()
         where reference = $1 and status = 'authorised' and coalesce(expires_at > clock_timestamp(), true)
           and not captures ? $2::text and captured_cents + $3::bigint <= authorised_cents
         returning ${COLUMNS}`,
        [reference, captureId, amountCents, isPart],
      ),

    void: (reference: string, from: readonly PaymentRow['status'][]) => one(VOID, [reference, from]),

    /** The customer's decision, with when it is told next: what nobody hears at once is told again. */
    settle: (reference: string, { status, authorisedCents, expiresAt }: Outcome, tellAgainMs: number) =>
      one(SETTLE, [reference, ['requires_action'], status, authorisedCents, expiresAt, tellAgainMs]),

    /** How often this call was made of the payment, with this time. */
    countTry: async (reference: string, call: FallibleCall): Promise<number> => {
      const counter = COUNTERS[call];
      const sql = `update partners.payments set ${counter} = ${counter} + 1 where reference = $1 returning ${counter} as times`;
      return (await db.query<{ times: number }>(sql, [reference]))[0]?.times ?? 0;
    },

    /** Those with an outcome, oldest change first. */
    changedSince: (since: string, limit: number) =>
      db.query<PaymentRow>(
        `select ${COLUMNS} from partners.payments where updated_at >= $1 and status <> '${FAILING}' and order_id <> ''
         order by updated_at limit $2`,
        [since, limit],
      ),
  };
}
