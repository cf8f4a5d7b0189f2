import type { Request } from 'express';
import { DomainError } from '../../domain/errors.ts';
import type { PaymentProvider, ProviderPayment } from '../../domain/ports.ts';
import type { Answer } from '../http/answer.ts';
import { readBody } from '../http/body.ts';
import { requireMediaType } from '../http/media-type.ts';
import { pathParameter, type Resources } from '../http/resource.ts';
import { paymentPage } from './page.ts';

/** The simulated provider, seen from its customer's browser. */
export interface SimulatedPayments extends Pick<PaymentProvider, 'find'> {
  /** False when nothing waits for a decision. The provider's webhook tells the order. */
  settle(reference: string, decision: 'approve' | 'decline'): Promise<boolean>;
}

/** Where `payment.nextAction.url` leads when the payment provider is the simulated one. */
export function simulatedPaymentRoutes(payments: SimulatedPayments): Resources {
  const page = async (req: Request): Promise<Answer> => paymentPage(await findPayment(payments, req));
  const decide = async (req: Request): Promise<Answer> => {
    const { reference } = await findPayment(payments, req);
    requireMediaType(req.headers, 'application/x-www-form-urlencoded');
    const decision = new URLSearchParams((await readBody(req)).toString()).get('decision');
    if (decision !== 'approve' && decision !== 'decline')
      throw new DomainError('INVALID_REQUEST', 'decision must be approve or decline.', [
        { pointer: '/decision', detail: 'must be approve or decline' },
      ]);
    await payments.settle(reference, decision);
    return { status: 303, headers: { Location: req.path } };
  };
  return { '/simulated-payments/{reference}': { GET: page, POST: decide } };
}

async function findPayment(payments: SimulatedPayments, req: Request): Promise<{ reference: string; payment: ProviderPayment }> {
  const reference = pathParameter(req, 'reference');
  const payment = /^[\w.:-]{1,200}$/.test(reference) ? await payments.find(reference) : undefined;
  if (!payment) throw new DomainError('NOT_FOUND', 'There is no such payment.');
  return { reference, payment };
}
