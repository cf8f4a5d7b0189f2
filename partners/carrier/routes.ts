import { Router } from 'express';
import { z } from 'zod';
import { Refusal } from '../http/refusal.ts';
import { idempotencyKeyOf, readAs, referenceOf } from '../http/read-request.ts';
import type { Carrier } from './carrier.ts';

/** Of an address the carrier reads what its courses depend on; it takes all of it. */
const booking = z.object({
  orderId: z.string().min(1).max(255),
  shipTo: z.looseObject({ postalCode: z.string(), country: z.string() }).partial().optional(),
});

/** What the carrier's customer, a shop, calls. */
export function shipmentRoutes(carrier: Carrier): Router {
  const router = Router();
  router.post('/', async (req, res) => {
    const reference = idempotencyKeyOf(req);
    res.status(201).json({ reference, ...(await carrier.book({ reference, ...readAs(booking, req.body) })) });
  });
  router.get('/:reference', async (req, res) => {
    const reference = referenceOf(req);
    const shipment = await carrier.find(reference);
    if (!shipment) throw new Refusal(404, 'not_found', 'There is no such shipment.');
    res.json({ reference, ...shipment });
  });
  router.post('/:reference/cancel', async (req, res) => {
    const reference = referenceOf(req);
    res.json({ reference, ...(await carrier.cancel(reference)) });
  });
  return router;
}
