import { DomainError } from '../domain/errors.ts';
import { paymentReferenceOf } from '../domain/identifiers.ts';
import { dueCents } from '../domain/line-money.ts';
import { asResult } from './as-result.ts';
import { withStatus } from './authorise.ts';
import type { PaymentDependencies } from './payment.ts';
import type { Step, Versioned } from './record-step.ts';

export type CaptureAnswer =
  { readonly outcome: 'captured' } | { readonly outcome: 'written_off' } | { readonly outcome: 'declined'; readonly why: string };

/** Capture what is due. A decline is an answer, not an error. */
export function captureActivities({ orders, payments }: Omit<PaymentDependencies, 'now'>) {
  /** What is left of the order costs nothing: the lines that did are cancelled. */
  const giveWholeBack = async (reference: string, { orderId, cause }: Step): Promise<CaptureAnswer> => {
    await payments.void(reference);
    await orders.change(orderId, 'payment_voided', cause, ({ payment }) =>
      payment.status === 'authorised'
        ? { event: 'orders.payment_changed', payment: withStatus(payment, 'voided'), why: 'Nothing of the order is to be paid any more.' }
        : undefined,
    );
    return { outcome: 'captured' };
  };

  return {
    async capturePayment({ orderId, cause, captureId, version }: Step & Versioned & { captureId: string }): Promise<CaptureAnswer> {
      const order = await orders.get(orderId, version);
      const { payment } = order;
      if (payment.status === 'captured') return { outcome: 'captured' };
      if (payment.writtenOffCents > 0) return { outcome: 'written_off' };
      const reference = payment.reference ?? paymentReferenceOf(orderId, 1);
      if (dueCents(order) === 0) return giveWholeBack(reference, { orderId, cause });
      const captured = await asResult('CAPTURE_DECLINED', payments.capture({ reference, captureId, amountCents: dueCents(order) }));
      if (captured instanceof DomainError) return { outcome: 'declined', why: captured.message };
      await orders.change(orderId, `captured:${captureId}`, { ...cause, actor: 'provider' }, ({ payment: before }) => ({
        event: 'orders.payment_changed',
        payment: { ...withStatus(before, 'captured'), capturedCents: captured.capturedCents },
        why: 'The parcel was picked up: the money is captured.',
      }));
      return { outcome: 'captured' };
    },
  };
}
