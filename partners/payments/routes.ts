import { Router } from 'express';
import { z } from 'zod';
import { Refusal } from '../http/refusal.ts';
import { idempotencyKeyOf, readAs, referenceOf } from '../http/read-request.ts';
import type { Payment } from './payment.ts';
import type { Provider } from './provider.ts';

const cents = z.int().min(0);
const authorisation = z.object({
  orderId: z.string().min(1).max(255),
  amountCents: cents,
  currency: z.string().regex(/^[A-Z]{3}$/),
  token: z.string().min(1).max(255),
});
const amount = z.object({ amountCents: cents });
const capture = z.object({ amountCents: cents, isPart: z.boolean().default(false) });
const listing = z.object({ since: z.iso.datetime({ offset: true }), limit: z.coerce.number().int().min(1).max(100_000) });

/** What the provider's customer, a shop, calls. */
export function paymentRoutes(provider: Provider): Router {
  const router = Router();

  router.post('/', async (req, res) => {
    const payment = await provider.authorise({ reference: idempotencyKeyOf(req), ...readAs(authorisation, req.body) });
    res.status(201).json(unlessDeclined(payment));
  });
  router.get('/', async (req, res) => {
    const { since, limit } = readAs(listing, req.query);
    res.json({ payments: await provider.list(since, limit) });
  });
  router.get('/:reference', async (req, res) => {
    const payment = await provider.find(referenceOf(req));
    if (!payment) throw new Refusal(404, 'not_found', 'There is no such payment.');
    res.json(payment);
  });
  router.post('/:reference/capture', async (req, res) => {
    const captureId = idempotencyKeyOf(req);
    res.json(await provider.capture({ reference: referenceOf(req), captureId, ...readAs(capture, req.body) }));
  });
  router.post('/:reference/void', async (req, res) => {
    await provider.void(referenceOf(req));
    res.status(204).end();
  });
  router.post('/:reference/refunds', async (req, res) => {
    const refundId = idempotencyKeyOf(req);
    const { amountCents } = readAs(amount, req.body);
    await provider.refund({ reference: referenceOf(req), refundId, amountCents });
    res.status(201).json({ refundId, amountCents, status: 'succeeded' });
  });
  return router;
}

function unlessDeclined(payment: Payment): Payment {
  if (payment.status !== 'declined') return payment;
  throw new Refusal(402, 'payment_declined', 'The bank declined the payment.', { payment });
}
