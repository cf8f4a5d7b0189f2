import { z } from 'zod';
import { DomainError } from '../../domain/errors.ts';
import type { ListedPayment, PaymentProvider, ProviderPayment } from '../../domain/ports/payment-provider.ts';
import { connectPartner, unexpected, type PartnerAccess } from '../partner-client.ts';

const PARTNER = 'payment provider';
/** The reconciler asks for a day at most, and has two minutes (ms). */
const LIST_MS = 60_000;

const status = z.enum(['authorised', 'requires_action', 'declined', 'captured', 'voided']);
const payment: z.ZodType<ProviderPayment> = z.object({
  status,
  authorisedCents: z.int(),
  capturedCents: z.int(),
  refundedCents: z.int(),
  expiresAt: z.string().exactOptional(),
  nextActionUrl: z.string().exactOptional(),
  captures: z.array(z.object({ captureId: z.string(), amountCents: z.int() })).exactOptional(),
  why: z.string().exactOptional(),
});
const listed: z.ZodType<{ payments: ListedPayment[] }> = z.object({
  payments: z.array(z.object({ reference: z.string(), orderId: z.string(), status })),
});
const declined = z.object({ payment });

/** The simulated payment provider (partners/), over HTTP. What it makes it knows by the idempotency key that it was asked under. */
export function createSimulatedPayments(access: PartnerAccess): PaymentProvider {
  const call = connectPartner(PARTNER, access);
  const of = (reference: string) => `/payments/${encodeURIComponent(reference)}`;
  return {
    capturesInParts: true,

    async authorise({ reference, orderId, amountCents, currency, token }) {
      const body = { orderId, amountCents, currency, token };
      const answer = await call({ method: 'POST', path: '/payments', idempotencyKey: reference, body });
      if (answer.ok) return payment.parse(answer.body);
      if (answer.code === 'payment_declined') return declined.parse(answer.body).payment;
      throw new DomainError('PAYMENT_DECLINED', answer.message);
    },

    async find(reference) {
      const answer = await call({ method: 'GET', path: of(reference) });
      if (answer.ok) return payment.parse(answer.body);
      if (answer.code === 'not_found') return undefined;
      throw unexpected(PARTNER, answer);
    },

    async capture({ reference, captureId, ...body }) {
      const path = `${of(reference)}/capture`;
      const answer = await call({ method: 'POST', path, idempotencyKey: captureId, body });
      if (answer.ok) return payment.parse(answer.body);
      throw new DomainError('CAPTURE_DECLINED', answer.message);
    },

    async void(reference) {
      const answer = await call({ method: 'POST', path: `${of(reference)}/void` });
      if (!answer.ok) throw unexpected(PARTNER, answer);
    },

    async refund({ reference, refundId, amountCents }) {
      const answer = await call({ method: 'POST', path: `${of(reference)}/refunds`, idempotencyKey: refundId, body: { amountCents } });
      if (!answer.ok) throw new DomainError('REFUND_DECLINED', answer.message);
    },

    async list(since, limit) {
      const query = new URLSearchParams({ since, limit: String(limit) });
      const answer = await call({ method: 'GET', path: `/payments?${query.toString()}`, timeoutMs: LIST_MS });
      if (answer.ok) return listed.parse(answer.body).payments;
      throw unexpected(PARTNER, answer);
    },
  };
}
